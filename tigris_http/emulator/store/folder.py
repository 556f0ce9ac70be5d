"""The directory of an emulator that keeps its data: permissions, holder, and a reserve for a full disk.

Contract: only the owner can read what is written here. The reserve is a file whose space a deletion may use on a full
disk. Until it is written again, no new object is taken: the space would be gone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_RESERVE: Final = 4 * 1024 * 1024
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFull(Exception):
    """The disk has no space left. Nothing was changed."""


@contextmanager
def full_disk_named() -> Generator[None, None, None]:
    """Raise DiskFull in place of the errors of files and of SQLite for a full disk."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL:
            raise DiskFull(str(problem)) from problem
        raise
    except sqlite3.OperationalError as problem:
        if "full" in str(problem):  # Python 3.10 has no error codes
            raise DiskFull(str(problem)) from problem
        raise


def private_opener(path: str, flags: int) -> int:
    """Open a file that only its owner can read: the `opener` of `open`."""
    return os.open(path, flags, _FILE_MODE)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can enter."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)


class Folder:
    """The directory of one emulator."""

    def __init__(self, path: Path) -> None:
        make_private(path)
        self.path: Final = path
        self.database: Final = path / "tigris.sqlite"
        self.blobs: Final = path / "blobs"
        self._holder = path / "emulator.pid"
        self._reserve = path / "reserve"
        self._lock = threading.Lock()
        self._spent = False
        make_private(self.blobs)
        os.close(private_opener(str(self.database), os.O_CREAT | os.O_RDWR))
        # An older emulator let others read these. A file of another owner stays.
        with contextlib.suppress(PermissionError):
            self.blobs.chmod(_FOLDER_MODE)
            for file in path.glob("tigris.sqlite*"):
                file.chmod(_FILE_MODE)

    def take(self) -> None:
        """Note this process as the holder; the database must be locked."""
        with contextlib.suppress(OSError):  # a full disk; the lock of the database decides
            self._write(self._holder, str(os.getpid()).encode())
        self._fill()

    def leave(self) -> None:
        """Forget the holder."""
        self._holder.unlink(missing_ok=True)

    def in_use(self) -> str:
        """Return the words for a directory that another emulator holds."""
        try:
            holder = f"process {int(self._holder.read_text('ascii'))}"
        except (OSError, ValueError):
            holder = "a process that did not note its number"
        return f"{self.path} is locked by another emulator, {holder}: stop it, or give this one another directory"

    def spend(self) -> bool:
        """Free the space of the reserve; return whether there was one."""
        with self._lock:
            self._spent = True
            try:
                self._reserve.unlink()
            except OSError:
                return False
            return True

    def refill(self) -> None:
        """Write the reserve again after it was spent. Raises DiskFull."""
        with self._lock:
            if self._spent and not self._fill():
                raise DiskFull("the reserve for deletions cannot be written")
            self._spent = False

    def _fill(self) -> bool:
        try:
            if not self._reserve.exists() or self._reserve.stat().st_size < _RESERVE:
                self._write(self._reserve, os.urandom(_RESERVE))  # a file of zeros may take no space
        except OSError:
            with contextlib.suppress(OSError):
                self._reserve.unlink()
            return False
        return True

    @staticmethod
    def _write(file: Path, data: bytes) -> None:
        with open(file, "wb", opener=private_opener) as opened:
            opened.write(data)
