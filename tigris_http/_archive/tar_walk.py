"""A check that a tar archive is whole, from header to header, without its contents.

Contract: takes chunks of any size. Raises `CorruptBody`, or `IncompleteBody` if the archive has no end mark.
"""

from __future__ import annotations

from typing import Final

from tigris_http._archive.tar import MAX_PADDING
from tigris_http._archive.tar_header import BLOCK, EXTENDED, HEADER_ONLY, MAX_EXTENDED, Names, number, verify
from tigris_http.errors import CorruptBody, IncompleteBody

_ZERO: Final = bytes(BLOCK)


class TarWalk:
    def __init__(self) -> None:
        self._skip = 0  # bytes of content still to skip
        self._part = bytearray()  # of a header, or of an extended header's content
        self._wanted = BLOCK  # the size of the whole
        self._kind = 0  # of the extended header whose content `_part` is; 0 if `_part` is a header
        self._size = 0  # of that content, without its padding
        self._names = Names()
        self._zeros = 0  # zero blocks in a row
        self._padding = 0

    def follow(self, data: memoryview) -> None:
        pos, end = 0, len(data)
        while pos < end:
            if self._skip:
                count = min(self._skip, end - pos)
                self._skip -= count
                pos += count
            elif self._zeros == 2:
                self._after_end(data[pos:])
                return
            elif not self._part and end - pos >= self._wanted:
                whole = bytes(data[pos : pos + self._wanted])
                pos += self._wanted
                self._read(whole)
            else:
                count = min(self._wanted - len(self._part), end - pos)
                self._part += data[pos : pos + count]
                pos += count
                if len(self._part) == self._wanted:
                    whole = bytes(self._part)
                    self._part.clear()
                    self._read(whole)

    def end(self) -> None:
        if self._zeros < 2:
            raise IncompleteBody("the archive ends without its end mark: it was cut short")

    def _read(self, whole: bytes) -> None:
        if self._kind:
            self._names.record(self._kind, whole[: self._size])
            self._kind, self._wanted = 0, BLOCK
        elif whole == _ZERO:
            self._zeros += 1
        elif self._zeros:
            raise CorruptBody("a lone zero block inside the archive")
        else:
            self._header(whole)

    def _header(self, header: bytes) -> None:
        verify(header)
        kind = header[156]
        if kind in EXTENDED:
            size = number(header[124:136], "size")
            if size > MAX_EXTENDED:
                raise CorruptBody(f"a name record of {size} bytes in a tar archive")
            if size:
                self._kind, self._size, self._wanted = kind, size, size + (-size & 511)
            else:
                self._names.record(kind, b"")
            return
        _, size = self._names.apply(header)
        if kind not in HEADER_ONLY:
            self._skip = size + (-size & 511)

    def _after_end(self, data: memoryview) -> None:
        self._padding += len(data)
        if bytes(data).strip(b"\0"):
            raise CorruptBody("something follows the end of the archive")
        if self._padding > MAX_PADDING:
            raise CorruptBody("endless zeros after the end of the archive")
