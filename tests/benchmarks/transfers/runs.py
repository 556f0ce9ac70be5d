"""Transfers of one large file and of a tree of small ones, by libraries and programs, each in a fresh process."""

from __future__ import annotations

import filecmp
import json
import os
import random
import statistics
import sys
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.bench_emulator import cpu_seconds
from tests.benchmarks.bench_many import started
from tests.benchmarks.peers import interpreter
from tests.benchmarks.transfers import large_server, programs
from tests.benchmarks.transfers.libraries import ASYNC, BOTO3, BUCKET, DOWN, OBSTORE, OURS, TREE_DOWN, TREE_UP, UP
from tests.benchmarks.transfers.programs import AWS, RCLONE, S5CMD, Figures
from tests.servers.running import free_ports, running
from tigris_http import TigrisError, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAIN = "tree up, unchanged"
LIBRARIES = (OURS, ASYNC, BOTO3, OBSTORE)
PROGRAMS = (S5CMD, RCLONE, AWS)
SLOW = (RCLONE, AWS)
"""Those that would make the benchmark long, and whose large files no goal names."""
MIB = 1 << 20
_WORDS = {
    UP: programs.file_up,
    DOWN: programs.file_down,
    TREE_UP: programs.tree_up,
    TREE_DOWN: programs.tree_down,
}
_ROOT = Path(__file__).parents[3]
_PAIR = ("tid_emulator", "tsec_emulator")
_PAST = 1_760_000_000
"""The time of the files, in seconds since the epoch: before that of the objects."""


class Row(NamedTuple):
    """One measured figure: a task, by whom, files and bytes moved, and what the process took.

    `inner` figures are those of a library's transfer alone.
    """

    task: str
    subject: str
    files: int
    bytes: int
    seconds: float
    cpu: float
    megabytes: float
    inner_seconds: float | None
    inner_cpu: float | None
    server_cpu: float | None
    """CPU seconds of the emulator meanwhile."""

    @property
    def rate(self) -> float:
        """MiB a second of a large file, files a second of a tree; of the whole process."""
        return self._moved / self.seconds

    @property
    def inner_rate(self) -> float:
        """The same of the transfer alone."""
        return self._moved / (self.inner_seconds or self.seconds)

    @property
    def cpu_each(self) -> float:
        """CPU seconds of the whole process for each file or byte."""
        return self.cpu / self._moved

    @property
    def _moved(self) -> float:
        return self.files if self.files > 1 else self.bytes / MIB


class _Run(NamedTuple):
    process: Figures
    inner: tuple[float, float] | None
    server_cpu: float | None


class _Place(NamedTuple):
    """A server, and a directory to work in."""

    endpoint: str
    folder: Path
    server: int | None = None
    """The process of the server, if its CPU counts."""

    def run(self, subject: str, task: str, path: Path, key: str) -> _Run:
        """Run one transfer in a process of its own."""
        variables = programs.environment(self.endpoint, _PAIR, self.folder)
        if subject in LIBRARIES:
            arguments = json.dumps([subject, task, self.endpoint, *_PAIR, os.fspath(path), key])
            words = [sys.executable, "-m", "tests.benchmarks.transfers.libraries", arguments]
            variables["PYTHONPATH"] = os.fspath(_ROOT)
        else:
            words = _WORDS[task](subject, os.fspath(path), BUCKET, key)
        before = None if self.server is None else cpu_seconds(self.server)
        found = programs.measured(words, variables, self.folder)
        server_cpu = None if self.server is None or before is None else cpu_seconds(self.server) - before
        inner: tuple[float, float] | None = None
        if subject in LIBRARIES:
            seconds, cpu = json.loads(found.output)
            inner = (seconds, cpu)
        return _Run(found, inner, server_cpu)


def _row(task: str, subject: str, files: int, size: int, runs: list[_Run]) -> Row:
    """Return the medians of several runs, and their highest peak."""
    inner = [run.inner for run in runs if run.inner is not None]
    served = [run.server_cpu for run in runs if run.server_cpu is not None]
    return Row(
        task,
        subject,
        files,
        size,
        statistics.median(run.process.seconds for run in runs),
        statistics.median(run.process.cpu for run in runs),
        max(run.process.megabytes for run in runs),
        statistics.median(seconds for seconds, _ in inner) if inner else None,
        statistics.median(cpu for _, cpu in inner) if inner else None,
        statistics.median(served) if served else None,
    )


def _check(subject: str, *, ok: bool) -> None:
    if not ok:
        raise AssertionError(f"{subject} made something else of it")


def large(folder: Path, size: int, rounds: int) -> list[Row]:
    """Return the figures of one file of `size` bytes, down and up. The subjects alternate. `SLOW` ones run once."""
    source, target = folder / "large", folder / "copy"
    block = bytearray(random.Random(1).randbytes(MIB))
    with source.open("wb") as file:
        for number in range(size // MIB):
            block[:8] = number.to_bytes(8, "big")  # no two MiB are alike
            file.write(block)
    subjects = [each for each in LIBRARIES if interpreter(each.partition(" ")[0])]
    subjects += [each for each in PROGRAMS if programs.is_installed(each)]
    found: dict[tuple[str, str], list[_Run]] = defaultdict(list)
    server, endpoint = started(large_server.serve, os.fspath(source))
    place = _Place(endpoint, folder)
    try:
        with TigrisHTTP(endpoint, _PAIR) as client:
            for number in range(rounds):
                for subject in subjects:
                    if number and subject in SLOW:
                        continue
                    found[DOWN, subject].append(place.run(subject, DOWN, target, large_server.KEY))
                    _check(subject, ok=filecmp.cmp(source, target, shallow=False))
                    target.unlink()
                    key = f"{subject.replace(' ', '-')}/{number}"
                    found[UP, subject].append(place.run(subject, UP, source, key))
                    _check(subject, ok=client.head_object(BUCKET, key).size == size)
    finally:
        server.terminate()
        server.join()
        source.unlink()
    return [_row(task, subject, 1, size, runs) for (task, subject), runs in found.items()]


@contextmanager
def _emulator(folder: Path) -> Iterator[_Place]:
    """Run the emulator in a process of its own."""
    (port,) = free_ports(1)
    endpoint = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        try:
            with TigrisHTTP(endpoint, _PAIR) as client:
                client.create_bucket(BUCKET)
        except TigrisError:
            return False
        return True

    command = [sys.executable, "-m", "tigris_http.emulator", "--port", str(port)]
    with running(command, folder, {"PYTHONPATH": os.fspath(_ROOT)}, is_ready, timeout=60) as process:
        yield _Place(endpoint, folder, process)


def _write_small(folder: Path, files: int) -> int:
    """Write small files, a hundred in a directory; return their bytes."""
    number = random.Random(files)
    total = 0
    for index in range(files):
        path = folder / f"{index // 100:03}" / f"part-{index:05}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = number.randbytes(number.randint(4 << 10, 6 << 10))
        path.write_bytes(content)
        os.utime(path, (_PAST, _PAST))
        total += len(content)
    return total


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def small(folder: Path, counts: dict[str, int]) -> list[Row]:
    """Return the figures of trees of small files: so many for each subject, up, up again without a change, and down."""
    rows: list[Row] = []
    sources = {count: folder / f"source-{count}" for count in counts.values()}
    sizes = {count: _write_small(source, count) for count, source in sources.items()}
    with _emulator(folder) as place, TigrisHTTP(place.endpoint, _PAIR) as client:
        for subject, count in counts.items():
            if subject in PROGRAMS and not programs.is_installed(subject):
                continue
            source, target, prefix = sources[count], folder / f"target-{subject}", f"{subject}/"
            target.mkdir()
            runs = {TREE_UP: place.run(subject, TREE_UP, source, prefix)}
            stored = list(client.list_objects_v2(BUCKET, prefix=prefix))
            _check(subject, ok=len(stored) == count)
            runs[AGAIN] = place.run(subject, TREE_UP, source, prefix)
            _check(subject, ok=stored == list(client.list_objects_v2(BUCKET, prefix=prefix)))
            runs[TREE_DOWN] = place.run(subject, TREE_DOWN, target, prefix)
            _check(subject, ok=_content(target) == _content(source))
            rows += [_row(task, subject, count, sizes[count], [run]) for task, run in runs.items()]
    return rows
