"""Cold start: the cost of an import, a first client, a signature and a GET, each in fresh processes, all in one run.

    python -m tests.benchmarks.bench_start

Each figure is the median, over fresh processes, of the time from the first line of the program to its last, elapsed and
of CPU, without the interpreter's own start. The rounds alternate. Peak memory is that of the whole process. The server
of the GETs is another process, which answers with prepared bytes.
"""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import tigris_http
from tests.benchmarks.serving import serving

ROUNDS = 9
PROGRAM = """
import sys, time
start, cpu = time.perf_counter(), time.process_time()
{statements}
elapsed = (time.perf_counter() - start) * 1000
cpu = (time.process_time() - cpu) * 1000
peak = open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]
print(elapsed, cpu, int(peak) / 1024, len(sys.modules))
"""
CLIENT = "from tigris_http import TigrisHTTP; client = TigrisHTTP('{endpoint}', ('tid_a', 'tsec_b'))"
BOTO = (
    "client = boto3.client('s3', endpoint_url='{endpoint}', region_name='auto', "
    "aws_access_key_id='tid_a', aws_secret_access_key='tsec_b')"
)
CASES = {
    "import tigris_http": "import tigris_http",
    "from tigris_http import TigrisHTTP": "from tigris_http import TigrisHTTP",
    "tigris_http, first client": CLIENT,
    "tigris_http, first signature": (
        f"{CLIENT}; from tigris_http.operations import GetObject; client.presigned_url(GetObject('bucket', 'key'))"
    ),
    "tigris_http, first GET": f"{CLIENT}; client.get_object('bucket', 'key').read()",
    "import httpx": "import httpx",
    "boto3, first client": f"import boto3; {BOTO}",
    "boto3, first signature": (
        f"import boto3; {BOTO}; client.generate_presigned_url('get_object', Params=dict(Bucket='bucket', Key='key'))"
    ),
    "boto3, first GET": f"import boto3; {BOTO}; client.get_object(Bucket='bucket', Key='key')['Body'].read()",
    "tigris-boto3-ext, first client": f"import boto3, tigris_boto3_ext; {BOTO}",
}
REFERENCE = "boto3, first client"
GOALS = (("tigris_http, first GET", "boto3, first GET", 0.38),)
"""The highest ratio of one CPU time to another."""


class Row(NamedTuple):
    """One measured figure: the step, milliseconds, those of CPU, peak memory in MB and the number of modules loaded."""

    case: str
    milliseconds: float
    cpu: float
    megabytes: float
    modules: int


def rows() -> list[Row]:
    """Return all figures of this file."""
    # As in an installation: if Python may not write byte code, it compiles a checkout at each start.
    compileall.compile_dir(Path(tigris_http.__file__).parent, quiet=1)
    found: dict[str, list[tuple[float, ...]]] = {case: [] for case in CASES}
    with serving() as endpoint:
        for round_number in range(ROUNDS + 1):
            for case, statements in CASES.items():
                program = PROGRAM.format(statements=statements.format(endpoint=endpoint))
                done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
                if round_number:  # the first one fills the file cache
                    found[case].append(tuple(map(float, done.stdout.split())))
    return [
        Row(case, statistics.median(elapsed), statistics.median(cpu), statistics.median(peak), int(modules[0]))
        for case, (elapsed, cpu, peak, modules) in ((case, [*zip(*runs, strict=True)]) for case, runs in found.items())
    ]


def main() -> list[Row]:
    """Print the table, with each CPU time's ratio to boto3's first client, and the goals; return the figures."""
    figures = rows()
    times = {row.case: row.cpu for row in figures}
    print(f"{'cold start':36}{'ms':>8}{'CPU ms':>8}{'ratio':>8}{'peak MB':>9}{'modules':>9}")
    for row in figures:
        ratio = row.cpu / times[REFERENCE]
        print(f"{row.case:36}{row.milliseconds:8.1f}{row.cpu:8.1f}{ratio:8.3f}{row.megabytes:9.1f}{row.modules:9}")
    for case, other, goal in GOALS:
        print(f"{case}: {times[case] / times[other]:.2f} of {other} (goal: at most {goal:g})", flush=True)
    return figures


if __name__ == "__main__":
    main()
