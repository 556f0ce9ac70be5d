"""Cold start: the cost of an import, a first client and a first signature, each in fresh processes, all in one run.

    python -m tests.benchmarks.bench_start

Each figure is the median, over fresh processes, of the time from the first line of the program to its last, without
the interpreter's own start. The rounds alternate. Peak memory is that of the whole process.
"""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import tigris_http

ROUNDS = 9
PROGRAM = """
import sys, time
start = time.perf_counter()
{statements}
elapsed = (time.perf_counter() - start) * 1000
peak = open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]
print(elapsed, int(peak) / 1024, len(sys.modules))
"""
CLIENT = "from tigris_http import TigrisHTTP; client = TigrisHTTP('https://t3.storage.dev', ('tid_a', 'tsec_b'))"
BOTO = (
    "client = boto3.client('s3', endpoint_url='https://t3.storage.dev', region_name='auto', "
    "aws_access_key_id='tid_a', aws_secret_access_key='tsec_b')"
)
CASES = {
    "import tigris_http": "import tigris_http",
    "tigris_http, first client": CLIENT,
    "tigris_http, first signature": (
        f"{CLIENT}; from tigris_http.operations import GetObject; client.presigned_url(GetObject('bucket', 'key'))"
    ),
    "import httpx": "import httpx",
    "boto3, first client": f"import boto3; {BOTO}",
    "boto3, first signature": (
        f"import boto3; {BOTO}; client.generate_presigned_url('get_object', Params=dict(Bucket='bucket', Key='key'))"
    ),
    "tigris-boto3-ext, first client": f"import boto3, tigris_boto3_ext; {BOTO}",
}
REFERENCE = "boto3, first client"


class Row(NamedTuple):
    """One measured figure: the step, median milliseconds, peak memory in MB and the number of modules loaded."""

    case: str
    milliseconds: float
    megabytes: float
    modules: int


def rows() -> list[Row]:
    """Return all figures of this file."""
    # As in an installation: if Python may not write byte code, it compiles a checkout at each start.
    compileall.compile_dir(Path(tigris_http.__file__).parent, quiet=1)
    found: dict[str, list[tuple[float, ...]]] = {case: [] for case in CASES}
    for round_number in range(ROUNDS + 1):
        for case, statements in CASES.items():
            program = PROGRAM.format(statements=statements)
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            if round_number:  # the first one fills the file cache
                found[case].append(tuple(map(float, done.stdout.split())))
    return [
        Row(case, statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs), int(runs[0][2]))
        for case, runs in found.items()
    ]


def main() -> list[Row]:
    """Print the table, with each time's ratio to boto3's first client; return the figures."""
    figures = rows()
    reference = {row.case: row.milliseconds for row in figures}[REFERENCE]
    print(f"{'cold start':32}{'ms':>8}{'ratio':>8}{'peak MB':>9}{'modules':>9}")
    for row in figures:
        ratio = row.milliseconds / reference
        print(f"{row.case:32}{row.milliseconds:8.1f}{ratio:8.3f}{row.megabytes:9.1f}{row.modules:9}")
    return figures


if __name__ == "__main__":
    main()
