"""The part file of a download, its record and its lock: after any kill the record claims no byte that is not there."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems import needs_posix
from tigris_http.transfers._local import part, record
from tigris_http.transfers._local.part import PartFile, names_of
from tigris_http.transfers._local.target import Known, Target
from tigris_http.transfers._work.plan import Span

IDENTITY = {"bucket": "atlas", "key": "k\n\u00e9"}
SIZE = 64
CONTENT = bytes(range(100, 100 + SIZE))
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim after every eight bytes."""
    monkeypatch.setattr(part, "CHECKPOINT", 8)


def write(file: Target, start: int, end: int) -> None:
    file.write(memoryview(CONTENT)[start:end], start)


def left(folder: Path, *ranges: tuple[int, int]) -> tuple[Path, Path]:
    """Leave a part file with these ranges; return its path and that of the record."""
    file = PartFile(folder / "a", IDENTITY)
    assert file.open() is None
    file.begin("e1", SIZE)
    for start, end in ranges:
        write(file, start, end)
    file.close()
    return names_of(folder / "a")


def known(folder: Path, identity: dict[str, str | None] | None = None) -> Known | None:
    """Return the state that the next download finds. Changes nothing but a torn end."""
    file = PartFile(folder / "a", {**IDENTITY, **(identity or {})})
    found = file.open()
    file.close()
    return found


def missing(found: Known | None) -> list[tuple[int, int]]:
    assert found is not None
    return [(each.start, each.end) for each in found.missing]


def claimed(found: Known | None) -> set[int]:
    if found is None:
        return set()
    return {*range(SIZE)} - {place for each in found.missing for place in range(each.start, each.end)}


def test_the_missing_pieces_are_found(tmp_path: Path) -> None:
    left(tmp_path, (8, 16), (0, 5), (40, 60), (16, 24))
    found = known(tmp_path)
    assert found is not None
    assert found == Known("e1", SIZE, (Span(5, 3), Span(24, 16), Span(60, 4)))
    assert 41 == found.done
    assert [(5, 3), (24, 10), (34, 6), (60, 4)] == [(each.start, each.size) for each in found.spans(10)]


def test_of_a_whole_file_the_last_byte_is_asked_for(tmp_path: Path) -> None:
    left(tmp_path, (0, SIZE))
    assert [(SIZE - 1, SIZE)] == missing(known(tmp_path))


def test_a_file_without_bytes_is_removed(tmp_path: Path) -> None:
    left(tmp_path)
    assert [] == [*tmp_path.iterdir()]


def test_the_files_have_names_made_of_the_targets(tmp_path: Path) -> None:
    assert [".a.tigris.part", ".a.tigris.record"] == [each.name for each in left(tmp_path, (0, 8))]
    for name in ("n" * 255, "\u00e9" * 127):
        (tmp_path / name).write_bytes(b"")
        file = PartFile(tmp_path / name, IDENTITY)
        file.open()
        file.close()
    first, second = names_of(tmp_path / ("n" * 255)), names_of(tmp_path / ("n" * 254))
    assert 4 == len({*first, *second})


@pytest.mark.parametrize(
    "other",
    [{"key": "k2"}, {"bucket": "other"}, {"version_id": "1"}],
    ids=["key", "bucket", "version"],
)
def test_a_record_of_another_object_counts_for_nothing_and_stays_until_one_begins(
    tmp_path: Path, other: dict[str, str | None]
) -> None:
    left(tmp_path, (0, 16))
    assert known(tmp_path, other) is None
    assert [(16, SIZE)] == missing(known(tmp_path))
    file = PartFile(tmp_path / "a", {**IDENTITY, **other})
    assert file.open() is None
    file.begin("e2", SIZE)
    assert 0 == names_of(tmp_path / "a")[0].stat().st_size
    file.close()
    assert [] == [*tmp_path.iterdir()]


def test_a_record_cut_off_anywhere_claims_only_what_its_whole_lines_say(tmp_path: Path) -> None:
    _, lines = left(tmp_path, (0, 8), (32, 40), (16, 24))
    whole = lines.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    assert 4 == len(ends)
    for cut in range(len(whole) + 1):
        lines.write_bytes(whole[:cut])
        ranges = [(0, 8), (32, 40), (16, 24)][: max(sum(end <= cut for end in ends) - 1, 0)]
        file = PartFile(tmp_path / "a", IDENTITY)
        found = file.open()
        assert {place for start, end in ranges for place in range(start, end)} == claimed(found), cut
        if found is not None:
            # Lines behind a torn one are whole.
            write(file, 48, 56)
            file.close()
            assert {*range(48, 56)} <= claimed(known(tmp_path))
        else:
            # Without ranges both files would go.
            file._record.close()  # pyright: ignore[reportPrivateUsage]
            file._close_number()  # pyright: ignore[reportPrivateUsage]


def test_a_changed_byte_takes_its_line_away_and_adds_no_claim(tmp_path: Path) -> None:
    _, lines = left(tmp_path, (0, 8), (32, 40), (16, 24))
    whole = lines.read_bytes()
    wrote = {*range(8), *range(32, 40), *range(16, 24)}
    for place in range(len(whole)):
        for byte in (0, 10, 48, whole[place] ^ 1):
            lines.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            file = PartFile(tmp_path / "a", IDENTITY)
            assert claimed(file.open()) <= wrote
            file._record.close()  # pyright: ignore[reportPrivateUsage]
            file._close_number()  # pyright: ignore[reportPrivateUsage]


def test_a_new_beginning_takes_the_old_claims_away_before_the_old_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, lines = left(tmp_path, (0, 32))
    file = PartFile(tmp_path / "a", IDENTITY)
    assert [(32, SIZE)] == missing(file.open())
    done: list[str] = []

    def noted(name: str) -> None:
        real = getattr(os, name)

        def call(number: int, *args: int) -> None:
            done.append(f"{name} {'record' if os.path.samestat(os.fstat(number), lines.stat()) else 'part'}")
            real(number, *args)

        monkeypatch.setattr(os, name, call)

    noted("ftruncate")
    noted("fsync")
    file.begin("e2", SIZE)
    assert ["ftruncate record", "fsync record", "ftruncate part"] == done
    write(file, 8, 16)
    file.close()
    found = known(tmp_path)
    assert found is not None
    assert ("e2", [(0, 8), (16, SIZE)]) == (found.etag, missing(found))


@pytest.mark.parametrize("state", ["missing", "shorter", "link", "two names"])
def test_a_record_without_its_own_part_file_counts_for_nothing(tmp_path: Path, state: str) -> None:
    file, _ = left(tmp_path, (0, 16))
    (tmp_path / "victim").write_bytes(b"victim")
    if state == "shorter":
        os.truncate(file, 15)
    elif state == "two names":
        # A kill between the link and the removal of its first name leaves this.
        os.link(file, tmp_path / "a")
    else:
        file.unlink()
        if state == "link":
            file.symlink_to(tmp_path / "victim")
    before = (tmp_path / "a").read_bytes() if state == "two names" else b""
    again = PartFile(tmp_path / "a", IDENTITY)
    assert again.open() is None
    again.begin("e1", SIZE)
    write(again, 0, SIZE)
    if state == "two names":
        assert before == (tmp_path / "a").read_bytes()
    again.finish(mtime=None, fsync=False, overwrite=True)
    again.close()
    assert (CONTENT, b"victim") == ((tmp_path / "a").read_bytes(), (tmp_path / "victim").read_bytes())
    assert ["a", "victim"] == sorted(each.name for each in tmp_path.iterdir())


@needs_posix
def test_files_of_another_user_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, lines = left(tmp_path, (0, 16))
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(PermissionError, match="belongs to another user"):
        known(tmp_path)

    def yes(_: os.stat_result) -> bool:
        return True

    monkeypatch.setattr(record, "is_ours", yes)
    assert known(tmp_path) is None
    assert not file.exists()
    assert not lines.exists()


@needs_posix
def test_a_link_in_the_place_of_the_record_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"victim")
    names_of(tmp_path / "a")[1].symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="record"):
        known(tmp_path)
    assert b"victim" == (tmp_path / "victim").read_bytes()


class Disk:
    """A disk that keeps only synchronised bytes of the part file, and every line of the record: the worst power cut."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.safe: dict[int, int] = {}
        self._written: dict[int, int] = {}
        self.claims: list[set[int]] = []
        real = os.pwrite

        def pwrite(number: int, view: memoryview, place: int) -> int:
            size = real(number, view[:3], place)
            self._written.update(enumerate(view[:size], place))
            return size

        def fdatasync(_: int) -> None:
            self.safe.update(self._written)

        monkeypatch.setattr(os, "pwrite", pwrite)
        monkeypatch.setattr(os, "fdatasync", fdatasync, raising=False)

    def check(self, copy: Path) -> None:
        found = claimed(known(copy))
        assert found <= self.safe.keys()
        assert all(CONTENT[place] == self.safe[place] for place in found)
        self.claims.append(found)


@needs_posix
@given(
    cuts=st.sets(st.integers(1, SIZE - 1), max_size=9),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=30, deadline=None)
def test_what_the_record_claims_is_on_the_disk_after_every_write(
    tmp_path_factory: pytest.TempPathFactory, cuts: set[int], order: Any
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        disk = Disk(monkeypatch)
        folder = tmp_path_factory.mktemp("from")
        file = PartFile(folder / "a", IDENTITY)
        file.open()
        file.begin("e1", SIZE)
        places = [0, *sorted(cuts), SIZE]
        pieces = [*itertools.pairwise(places)]
        order.shuffle(pieces)
        for start, end in pieces:
            write(file, start, end)
            copy = tmp_path_factory.mktemp("copy") / "state"
            shutil.copytree(folder, copy)
            disk.check(copy)
        file.close()
        disk.check(folder)
        # The last byte is asked for in any case.
        assert {*range(SIZE - 1)} == disk.claims[-1]


def test_a_full_disk_tears_a_line_and_no_claim_is_lost_or_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(tmp_path, (0, 8))
    file = PartFile(tmp_path / "a", IDENTITY)
    file.open()
    real = os.write

    def short(number: int, data: bytes) -> int:
        return real(number, data[:-3])

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OSError, match="record of the download cannot be written") as met:
        write(file, 16, 24)
    assert errno.ENOSPC == met.value.errno
    monkeypatch.undo()
    monkeypatch.setattr(part, "CHECKPOINT", 8)
    write(file, 32, 40)
    file.close()
    found = claimed(known(tmp_path))
    # The line behind the torn one is part of it.
    assert {*range(8)} <= found <= {*range(8), *range(32, 40)}


def test_threads_claim_their_own_ranges(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "a", IDENTITY)
    file.open()
    file.begin("e1", SIZE)
    ready = threading.Barrier(4)

    def work(number: int) -> None:
        ready.wait()
        for start in range(16 * number, 16 * (number + 1), 2):
            if start != 34:
                write(file, start, start + 2)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    file.close()
    assert [(34, 36)] == missing(known(tmp_path))
    assert CONTENT[:34] == names_of(tmp_path / "a")[0].read_bytes()[:34]


def test_a_second_holder_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    left(tmp_path, (0, 16))
    first, second = PartFile(tmp_path / "a", IDENTITY), PartFile(tmp_path / "a", IDENTITY)
    assert first.open() is not None
    with pytest.raises(BlockingIOError, match="another download with resume fills the target"):
        second.open()
    second.close()
    write(first, 16, 24)
    first.close()
    assert [(24, SIZE)] == missing(known(tmp_path))


HOLDER = """
    import sys
    from pathlib import Path
    from tigris_http.transfers._local.part import PartFile
    file = PartFile(Path(sys.argv[1]), {"bucket": "atlas", "key": "k\\n\\u00e9"})
    file.open()
    print("open", flush=True)
    sys.stdin.read()
"""


@needs_posix
def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    left(tmp_path, (0, 16))
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(tmp_path / "a")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert "open\n" == holder.stdout.readline()
        with pytest.raises(BlockingIOError):
            known(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert [(16, SIZE)] == missing(known(tmp_path))


@needs_posix
def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    _, lines = left(tmp_path, (0, 16))
    file = PartFile(tmp_path / "a", IDENTITY)
    file.open()
    (number,) = [int(each.name) for each in Path("/dev/fd").iterdir() if each.exists() and each.samefile(lines)]
    child = os.dup(number)  # the same open file, as a child has it
    file.close()
    assert [(16, SIZE)] == missing(known(tmp_path))
    os.close(child)


def test_a_record_removed_by_its_holder_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, lines = left(tmp_path, (0, 16))
    real, removed = os.open, list[Path]()

    def opened(path: Path, *args: Any) -> int:
        number = real(path, *args)
        if path == lines and not removed:
            removed.append(path)
            path.unlink()
        return number

    monkeypatch.setattr(os, "open", opened)
    file = PartFile(tmp_path / "a", IDENTITY)
    assert file.open() is None
    monkeypatch.undo()
    with pytest.raises(BlockingIOError):
        known(tmp_path)
    file.close()


def test_another_error_of_the_lock_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    imitate_windows(monkeypatch, no_locks)
    with pytest.raises(OSError, match="No locks available"):
        known(tmp_path)


def imitate_windows(monkeypatch: pytest.MonkeyPatch, locking: Any) -> None:
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    monkeypatch.setattr(record, "sys", SimpleNamespace(platform="win32"))


def test_windows_locks_a_byte_beyond_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[tuple[int, int, int]] = []

    def locking(number: int, mode: int, size: int) -> None:
        places.append((os.lseek(number, 0, os.SEEK_CUR), mode, size))
        if len(places) > 2:
            raise OSError(errno.EACCES, "Permission denied")

    imitate_windows(monkeypatch, locking)
    left(tmp_path, (0, 16))
    file = PartFile(tmp_path / "a", IDENTITY)
    assert [(16, SIZE)] == missing(file.open())
    with pytest.raises(BlockingIOError):
        known(tmp_path)
    write(file, 16, SIZE)
    file.finish(mtime=None, fsync=False, overwrite=True)
    assert [(1 << 40, 2, 1)] * 3 == places
    assert ["a"] == [each.name for each in tmp_path.iterdir()]
