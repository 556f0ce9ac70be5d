"""Microseconds a member: our tar reader and the bundle reader on top of it, beside `tarfile`, all in one run.

    python -m tests.benchmarks.bench_tar

The archive is in memory. Each reader copies it into its buffer as a socket would, so every figure includes that copy;
"receive only" is the copy alone. A figure is CPU time, the median of the rounds. The readers alternate, so a busy
machine slows all of them alike. A round of its own measures the memory peak.
"""

from __future__ import annotations

import gc
import io
import statistics
import tarfile
import time
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tigris_http._archive.tar import END, MAX_RECEIVE, NEED_DATA, TarMember, TarReader
from tigris_http._bundle.reader import BundleReader

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
READER, BUNDLE, TARFILE, RECEIVE = "tar reader", "bundle reader", "tarfile r|", "receive only"
FORMATS = {
    "ustar": (tarfile.USTAR_FORMAT, "data/train/{:06}.jpg"),
    "pax long names": (tarfile.PAX_FORMAT, "long/" * 40 + "{:06}.jpg"),
    "gnu long names": (tarfile.GNU_FORMAT, "long/" * 40 + "{:06}.jpg"),
}
SHAPES = ((5000, 4096), (1000, 110 * 1024))


class Row(NamedTuple):
    """One measured figure: the archive, the reader, median microseconds a member, and the peak of Python's memory."""

    case: str
    subject: str
    microseconds: float
    peak_kib: int


class Memory:
    """An archive in memory, received like a body."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.at = 0

    def readinto(self, buffer: memoryview, /) -> int:
        """Copy the next bytes into `buffer`."""
        count = min(len(buffer), len(self.data) - self.at)
        buffer[:count] = self.data[self.at : self.at + count]
        self.at += count
        return count

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, in the form that `tarfile` requires."""
        part = bytes(self.data[self.at : self.at + size])
        self.at += len(part)
        return part


def archive(count: int, size: int, form: int, name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return an archive of `count` members and their names."""
    out, content = io.BytesIO(), bytes(range(256)) * (size // 256)
    names = tuple(name.format(place) for place in range(count))
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for each in names:
            info = tarfile.TarInfo(each)
            info.size = size
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue(), names


def by_reader(data: bytes, names: tuple[str, ...]) -> int:
    """Read with `TarReader` alone: runs, the events between them, and no view held while receiving."""
    reader, source, total, place = TarReader(), Memory(data), 0, 0
    expected = [*(name.encode() for name in names), None]
    while True:
        while views := reader.run(expected, place):
            total += sum(map(len, views))
            place += len(views)
        event = reader.next_event()
        if type(event) is TarMember:
            total += event.size
            place += 1
        elif event is NEED_DATA:
            reader.buffer_updated(source.readinto(reader.get_buffer()))
        elif event is END:
            return total


def by_bundle(data: bytes, names: tuple[str, ...]) -> int:
    """Read with the reader of a bundle's body, which keeps the account."""
    reader, source, total = BundleReader(names, "none"), Memory(data), 0
    while True:
        while views := reader.run():
            total += sum(map(len, views))
        event = reader.next_event()
        if type(event) is TarMember:
            total += event.size
        elif event is NEED_DATA:
            reader.received(source.readinto(reader.room()))
        elif event is END:
            reader.finish(())
            return total


def by_tarfile(data: bytes) -> int:
    """Read as users of other clients do."""
    total = 0
    # typeshed asks for a whole file object; streams are only read.
    with tarfile.open(fileobj=Memory(data), mode="r|") as tar:  # type: ignore[call-overload]
        for info in tar:
            file = tar.extractfile(info)
            if file is not None:
                total += len(file.read())
    return total


def receive(data: bytes) -> int:
    """Copy the archive through a window, and look at nothing."""
    source, window = Memory(data), memoryview(bytearray(MAX_RECEIVE))
    while source.readinto(window):
        pass
    return source.at


def rows() -> list[Row]:
    """Measure everything."""
    found: list[Row] = []
    for count, size in SHAPES:
        for form, (number, name) in FORMATS.items():
            data, names = archive(count, size, number, name)
            subjects: dict[str, Callable[[], int]] = {
                READER: partial(by_reader, data, names),
                BUNDLE: partial(by_bundle, data, names),
                TARFILE: partial(by_tarfile, data),
                RECEIVE: partial(receive, data),
            }
            for subject in (READER, BUNDLE, TARFILE):
                if subjects[subject]() != count * size:
                    raise AssertionError(f"{subject} read something else")
            found += _measure(f"{count} x {size // 1024} KiB, {form}", subjects, count)
    return found


def _measure(case: str, subjects: dict[str, Callable[[], int]], count: int) -> list[Row]:
    times: dict[str, list[float]] = {subject: [] for subject in subjects}
    for _ in range(ROUNDS):
        for subject, run in subjects.items():
            gc.collect()
            start = time.process_time()
            run()
            times[subject].append((time.process_time() - start) / count * 1e6)
    return [Row(case, subject, statistics.median(times[subject]), _peak(run)) for subject, run in subjects.items()]


def _peak(run: Callable[[], int]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] // 1024
    finally:
        tracemalloc.stop()


def main() -> list[Row]:
    """Print the table, with each figure's ratio to `tarfile`; return the figures."""
    found = rows()
    reference = {row.case: row.microseconds for row in found if row.subject == TARFILE}
    print(f"{'':34} {'':13} {'µs/member':>10} {'ratio':>7} {'peak KiB':>9}")
    for row in found:
        ratio = row.microseconds / reference[row.case]
        print(f"{row.case:34} {row.subject:13} {row.microseconds:10.2f} {ratio:7.3f} {row.peak_kib:9}")
    return found


if __name__ == "__main__":
    main()
