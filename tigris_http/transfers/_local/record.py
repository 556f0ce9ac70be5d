"""The record of a download that can be resumed: lines that are appended, and a lock.

Contract: a line that a kill or a full disk tore has no checksum that fits, and is left out. The lock holds from `open`
to `close`, or to the death of the process.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

OPEN_FLAGS: Final = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
"""For files whose names others can guess: a link is an error."""
_LOCKED_BYTE: Final = 1 << 40
"""Windows lets no other process read a locked byte: lock one beyond the end."""


def is_ours(found: os.stat_result) -> bool:
    """Return whether a file belongs to this user."""
    return sys.platform == "win32" or found.st_uid == os.geteuid()


def _is_at(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


def _check_owner(found: os.stat_result, path: Path) -> None:
    if not is_ours(found):
        text = "the record of the download belongs to another user: remove it, or give another target"
        raise PermissionError(errno.EPERM, text, str(path))


class Record:
    """A locked file of lines: a head, then a line for each range. Appending is thread-safe."""

    def __init__(self, path: Path, target: Path) -> None:
        self._path, self._target = path, target
        self._number: int | None = None

    @property
    def is_open(self) -> bool:
        return self._number is not None

    def open(self) -> None:
        while True:
            number = os.open(self._path, OPEN_FLAGS | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                _check_owner(os.fstat(number), self._path)
                _lock(number, self._target)
                is_there = _is_at(number, self._path)
            except BaseException:
                os.close(number)
                raise
            if is_there:
                self._number = number
                return
            os.close(number)  # the holder before removed the file after it was opened here

    def _open_number(self) -> int:
        if self._number is None:
            raise RuntimeError("the record of the download is closed")
        return self._number

    def read(self) -> list[object]:
        """Return the head and the ranges; nothing without a head. Cuts off a torn end."""
        number = self._open_number()
        os.lseek(number, 0, os.SEEK_SET)
        with open(number, "rb", closefd=False) as file:
            *lines, torn = file.read().split(b"\n")
        if torn:
            os.ftruncate(number, sum(len(line) + 1 for line in lines))
        found = [_value(line) for line in lines]
        if not found or not isinstance(found[0], dict):
            return []
        return [found[0], *filter(_is_range, found[1:])]

    def clear(self) -> None:
        number = self._open_number()
        os.ftruncate(number, 0)
        # Before the part file changes: its ranges are not claimed any more.
        os.fsync(number)

    def append(self, values: Iterable[object]) -> None:
        lines = b"".join(map(_line, values))
        if os.write(self._open_number(), lines) != len(lines):
            raise OSError(errno.ENOSPC, "the record of the download cannot be written", str(self._path))

    def remove(self) -> None:
        """Remove the file, then release the lock."""
        if sys.platform == "win32":  # it removes no open file
            self.close()
            with suppress(PermissionError):  # another download has it
                self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            self.close()

    def close(self) -> None:
        number, self._number = self._number, None
        if number is not None:
            _unlock(number)
            os.close(number)


def _line(value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":")).encode("ascii")
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _value(line: bytes) -> object:
    """Return the value of a line; None if it is torn."""
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        return None
    value: object = json.loads(text)
    return value


def _is_range(value: object) -> bool:
    return isinstance(value, list)


def _lock(number: int, target: Path) -> None:
    """Lock the file until it is closed. The system does so when the process dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(number, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, getattr(errno, "EDEADLK", None)):
            raise
        text = "another download with resume fills the target: wait for its end, or give another target"
        raise BlockingIOError(errno.EAGAIN, text, str(target)) from None


def _unlock(number: int) -> None:
    """Release the lock also for a forked child, which has the file open too."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(number, fcntl.LOCK_UN)
