"""Methods of files that open objects refuse, and lines of those that yield chunks.

Contract: a refused method raises `io.UnsupportedOperation` with the reason, in the async twins too, without `await`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import ClassVar, NoReturn

from tigris_http._annotations import Buffer


class ReadOnly:
    """A file for reading. Stands before `io.RawIOBase` among the bases."""

    __slots__ = ()

    _noun: ClassVar[str] = "body"
    """The noun of its errors."""

    def writable(self) -> bool:
        return False

    def write(self, data: Buffer, /) -> NoReturn:
        raise io.UnsupportedOperation(f"this {self._noun} is for reading: store bytes by put_object")

    def writelines(self, lines: Iterable[Buffer], /) -> NoReturn:
        self.write(b"")

    def truncate(self, size: int | None = None, /) -> NoReturn:
        self.write(b"")

    def fileno(self) -> NoReturn:
        raise io.UnsupportedOperation(f"this {self._noun} has no file descriptor: use its read methods")


class Forward(ReadOnly):
    """A body that is read once, from front to end."""

    __slots__ = ()

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> NoReturn:
        raise io.UnsupportedOperation(
            f"this {self._noun} has no positions: it is read once, in order. open_object returns a file that seeks"
        )

    def tell(self) -> NoReturn:
        self.seek(0)


def lines_of(file: io.RawIOBase, hint: int | None) -> list[bytes]:
    """Return the rest in lines; with `hint`, as many as have that many bytes. Iteration yields chunks."""
    if hint is None or hint <= 0:
        return io.BytesIO(file.readall()).readlines()
    lines: list[bytes] = []
    while hint > 0 and (line := file.readline()):
        lines.append(line)
        hint -= len(line)
    return lines
