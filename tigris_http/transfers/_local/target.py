"""The file that a download fills: a temporary one beside the target, which takes its place when it is whole.

Contract: until then the target is untouched. `close` removes the temporary file if it is still there.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from tigris_http._wire import arguments
from tigris_http.transfers._work import plan

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

_DECIMAL: Final = re.compile(r"(-?)(\d{1,11})(?:\.(\d{1,9})\d*)?", re.ASCII)
_NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
"""Errors of file systems without hard links."""


def check_target(target: object, *, overwrite: bool) -> Path:
    """Return the path of a file that may be written. Raises `FileExistsError` if it may not be replaced."""
    if not isinstance(target, (str, os.PathLike)):
        raise TypeError(f"target must be the path of a file, not {arguments.kind_of(target)}")
    text: str | bytes = os.fspath(cast("str | os.PathLike[str] | os.PathLike[bytes]", target))
    if not isinstance(text, str):
        raise TypeError("target must be a path of text, not of bytes: use os.fsdecode")
    path = Path(text)
    if not path.name or text.endswith(("/", os.sep)) or path.is_dir():
        raise ValueError(f"target must be the path of a file, not the directory {text!r}")
    if path.exists():
        if not path.is_file():
            raise ValueError(f"target must be the path of a file, not the device or pipe {text!r}")
        if not overwrite:
            raise FileExistsError(errno.EEXIST, "target is there, and overwrite is False", text)
    return path


def name_in(error: OSError, path: str | os.PathLike[str]) -> None:
    """Let an error of a temporary file name the target instead, which the caller knows."""
    error.filename = os.fspath(path)
    del error.filename2  # None would show


@contextmanager
def naming(path: Path, kind: type[OSError] = OSError) -> Generator[None]:
    """Let errors of the system in the block name the target."""
    try:
        yield
    except kind as error:
        name_in(error, path)
        raise


@dataclass(frozen=True, slots=True)
class Known:
    """The state that an earlier download left."""

    etag: str
    size: int
    missing: tuple[plan.Span, ...]
    """At least one piece, in order."""

    @property
    def done(self) -> int:
        """Bytes that need no request."""
        return self.size - sum(each.size for each in self.missing)

    def spans(self, size: int) -> Iterator[plan.Span]:
        """Yield the missing pieces in ranges of at most `size` bytes."""
        for each in self.missing:
            yield from plan.spans(each.start, each.end, size)


class Target:
    """Thread-safe between `open` and `close`."""

    def __init__(self, path: Path, temporary: Path | None = None) -> None:
        self._path = path
        self._temporary = temporary or path.with_name(f".tigris-{os.urandom(8).hex()}.tmp")
        self._number: int | None = None
        self._lock = threading.Lock()

    def open(self) -> Known | None:
        """Open the temporary file. Return the state that an earlier download left, None if there is none."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        with naming(self._path):
            self._number = os.open(self._temporary, flags, 0o666)
        return None

    def begin(self, etag: str | None, size: int) -> None:
        """Begin the file of an object of this state."""

    def _open_number(self) -> int:
        if self._number is None:
            raise RuntimeError("the temporary file is closed")
        return self._number

    def write(self, view: memoryview, place: int) -> None:
        with naming(self._path):
            while view.nbytes:
                written = self._at(view, place)
                view, place = view[written:], place + written

    def _at(self, view: memoryview, place: int) -> int:
        number = self._open_number()
        if hasattr(os, "pwrite"):
            return os.pwrite(number, view, place)
        with self._lock:
            os.lseek(number, place, os.SEEK_SET)
            return os.write(number, view)

    def finish(self, *, mtime: int | None, fsync: bool, overwrite: bool) -> None:
        """Put the file in place, with its time of change in nanoseconds."""
        with naming(self._path):
            if fsync:
                os.fsync(self._open_number())
            self._close_number()
            if mtime is not None:
                # A time that the file system cannot hold is left out.
                with suppress(OverflowError, OSError):
                    os.utime(self._temporary, ns=(self._temporary.stat().st_atime_ns, mtime))
            if overwrite:
                self._temporary.replace(self._path)
            else:
                self._place_new()
            if fsync and os.name == "posix":
                folder = os.open(self._path.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)

    def _place_new(self) -> None:
        """Rename, unless the target has appeared meanwhile."""
        if os.name != "posix":
            self._temporary.rename(self._path)  # Windows replaces nothing
            return
        try:
            os.link(self._temporary, self._path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if self._path.exists():
                raise FileExistsError(errno.EEXIST, "target has appeared meanwhile", str(self._path)) from None
            self._temporary.rename(self._path)
        else:
            self._temporary.unlink()

    def _close_number(self) -> None:
        number, self._number = self._number, None
        if number is not None:
            os.close(number)

    def close(self) -> None:
        self._close_number()
        self._temporary.unlink(missing_ok=True)


def mtime_of(stored: str | None, last_modified: datetime | None) -> int | None:
    """Return a time in nanoseconds: of the metadata `mtime` in rclone's form, else of the object's last change."""
    found = None if stored is None else _DECIMAL.fullmatch(stored.strip())
    if found is not None:
        sign, whole, rest = found.groups()
        value = int(whole) * 10**9 + int((rest or "").ljust(9, "0"))
        return -value if sign else value
    return None if last_modified is None else round(last_modified.timestamp() * 1000) * 10**6
