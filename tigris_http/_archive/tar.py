"""A tar reader that fills its own buffer and returns members as slices of it.

Contract, after `asyncio.BufferedProtocol` and h11:

- `get_buffer()` returns writable room. The caller receives into it and calls `buffer_updated(n)`, or `feed_eof()`.
- `next_event()` returns `Signal.NEED_DATA`, a `TarMember`, a chunk (`memoryview`), or `Signal.END` after the end mark.
- `run(names, place)` is faster if the names are known: it returns the contents of ordinary members that are already
  here. `next_event` continues after them.
- A member that fits the buffer comes whole, in `data`. A larger one comes with `data=None`, followed by chunks until
  `remaining` is 0. To receive it elsewhere, call `take(memory)` and `received(n)`; to skip it, call `skip()`.
- Views are read-only and stay valid and unchanged while they are held (see `arena`).
- Any bytes give events or `CorruptBody`, or `IncompleteBody` if the archive ends early.

Formats: ustar with prefix, v7, GNU long names and base-256 sizes, pax `path` and `size`. Only regular files give
events; links, directories and devices are skipped: they are no objects. Extended headers are bounded (`MAX_EXTENDED`).
A size is only counted down, never allocated. Only zero bytes may follow the end mark, at most `MAX_PADDING`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http._archive.arena import Arenas
from tigris_http._archive.tar_events import END, NEED_DATA, Event, TarMember
from tigris_http._archive.tar_header import (
    BLOCK,
    EXTENDED,
    HEADER_ONLY,
    MAX_EXTENDED,
    REGULAR,
    Names,
    number,
    plain_run,
    verify,
)
from tigris_http.errors import CorruptBody, IncompleteBody

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BUFFER_SIZE", "END", "MAX_PADDING", "MAX_RECEIVE", "NEED_DATA", "Event", "TarMember", "TarReader"]

BUFFER_SIZE: Final = 1 << 20
"""Members up to this size come in one view. One mebibyte stays in the cache; four were slower."""
MAX_RECEIVE: Final = 1 << 20
"""Largest buffer to receive into at once: fewer calls are faster."""
MAX_PADDING: Final = 1 << 20
"""Limit of zero bytes after the end mark: writers fill a record, 10 KiB by default."""

_ZERO: Final = bytes(BLOCK)


class TarReader:
    def __init__(self, buffer_size: int = BUFFER_SIZE, window: int = MAX_RECEIVE) -> None:
        if buffer_size < BLOCK or window < 1:
            raise ValueError(f"buffer_size must be at least {BLOCK} and window positive: {buffer_size}, {window}")
        self._buffer_size = buffer_size
        self._window = window
        self._arenas = Arenas(buffer_size)
        self._arena = self._arenas.first()
        self._memory = self._arena.memory
        self._view = self._arena.readable
        self._pos = 0  # the next byte; beyond `_end` while skipping bytes that are not here yet
        self._end = 0  # end of the received bytes
        self._need = BLOCK  # contiguous bytes from `_pos` on that the next event needs
        self._eof = False
        self._plain = True  # a header is next, and no extended header applies to it
        self._member: tuple[str, int] | None = None  # parsed, its content incomplete
        self._left = 0  # bytes still to come of a member larger than the buffer
        self._pad = 0  # and the zero bytes after it
        self._names = Names()
        self._padding = -1  # bytes seen after the end mark, -1 before it

    # -- being fed --

    @property
    def arenas_taken(self) -> int:
        """Number of buffers made: constant while views are dropped."""
        return self._arenas.taken

    @property
    def remaining(self) -> int:
        return self._left

    def unread(self) -> bytes:
        """Return a copy of the received bytes that are not read yet."""
        return bytes(self._memory[self._pos : self._end])

    def get_buffer(self, sizehint: int = -1) -> memoryview:
        """Return room to receive into, at most the window. After NEED_DATA it has at least one byte."""
        pos, end = self._pos, self._end
        if pos >= end:
            # All is read. Begin again at the front, whose memory is warm, unless a view of it is alive.
            if end and self._free():
                self._pos, self._end = pos - end, 0
            elif end == self._arena.size:
                self._move(0)
        if self._pos + self._need > self._arena.size and self._pos <= self._end:
            self._move(self._end - self._pos)
        end = self._end
        if end == self._arena.size:
            raise BufferError("the buffer is full: call next_event before receiving more")
        return self._arena.writable[end : end + self._window]

    def _free(self) -> bool:
        free = self._arena.unused()
        self._view = self._arena.readable
        return free

    def _move(self, kept: int) -> None:
        old, start = self._memory, self._end - kept
        tail = bytes(memoryview(old)[start : self._end])
        self._arena = self._arenas.another(self._arena, self._need)
        self._memory, self._view = self._arena.memory, self._arena.readable
        self._arena.writable[:kept] = tail
        self._pos, self._end = self._pos - start, kept

    def buffer_updated(self, nbytes: int) -> None:
        if nbytes < 0 or self._end + nbytes > self._arena.size:
            raise ValueError(f"{nbytes} bytes do not fit the buffer")
        self._end += nbytes

    def feed_eof(self) -> None:
        self._eof = True

    # -- members in pieces --

    def take(self, memory: memoryview) -> int:
        count = min(self._end - self._pos, self._left, len(memory))
        if count <= 0:
            if self._left and self._eof and len(memory):
                raise IncompleteBody(f"the archive ends inside a member: {self._left} bytes are missing")
            return 0
        memory[:count] = self._view[self._pos : self._pos + count]
        self._advance(count)
        return count

    def received(self, nbytes: int) -> None:
        """Record that the caller itself received the next bytes of the large member."""
        if not 0 <= nbytes <= self._left or self._pos < self._end:
            raise ValueError(f"{nbytes} bytes past the reader, but it holds some or expects fewer")
        self._left -= nbytes
        if not self._left:
            self._pos += self._pad

    def skip(self) -> None:
        if self._left:
            self._pos += self._left + self._pad
            self._left = 0

    def _advance(self, count: int) -> None:
        self._pos += count
        self._left -= count
        if not self._left:
            self._pos += self._pad

    # -- being asked --

    def run(self, expected: Sequence[bytes | None], place: int) -> list[memoryview]:
        """Return the contents of plain members that are completely here and have the names from `place` on.

        `expected` ends in None, which no member matches. The first other member is left to `next_event`.
        """
        if not self._plain:
            return []
        # A larger member comes in chunks, even if an arena made for a long name could hold it.
        end = min(self._end, self._pos + BLOCK + self._buffer_size)
        found, self._pos = plain_run(self._memory, self._view, self._pos, end, expected, place)
        return found

    def next_event(self) -> Event:
        """Return the next event. After NEED_DATA, receive; after END, call again: only padding may come."""
        while True:
            if self._padding >= 0:
                return self._after_end()
            if self._left:
                return self._piece()
            if self._member is not None:
                return self._content(*self._member)
            if self._end - self._pos < BLOCK:
                return self._starve(BLOCK)
            self._plain = False
            header = bytes(self._memory[self._pos : self._pos + BLOCK])
            if header == _ZERO:
                if self._end - self._pos < 2 * BLOCK:
                    # "Two records consisting entirely of zeros": the first alone ends nothing.
                    self._need = 2 * BLOCK
                    return self._starve(2 * BLOCK)
                if bytes(self._memory[self._pos + BLOCK : self._pos + 2 * BLOCK]) != _ZERO:
                    raise CorruptBody("a lone zero block inside the archive")
                self._pos += 2 * BLOCK
                self._padding = 0
                self._need = 1
                continue
            verify(header)
            event = self._header(header)
            if event is not None:
                return event

    def _starve(self, need: int) -> Event:
        self._need = need
        if self._eof:
            raise IncompleteBody("the archive ends without its end mark: it was cut short")
        return NEED_DATA

    def _header(self, header: bytes) -> Event | None:
        kind = header[156]
        if kind in EXTENDED:
            return self._extended(kind, number(header[124:136], "size"))
        self._pos += BLOCK
        name, size = self._names.apply(header)
        # An old writer's directory is a regular file whose name ends in a slash.
        if kind not in REGULAR or (kind == 0 and name.endswith("/")):
            if kind not in HEADER_ONLY:
                self._pos += size + (-size & 511)
            return None
        self._member = name, size
        return self._content(name, size)

    def _extended(self, kind: int, size: int) -> Event | None:
        """Read a pax header or a GNU long name once all of it is here."""
        if size > MAX_EXTENDED:
            raise CorruptBody(f"a name record of {size} bytes in a tar archive")
        whole = BLOCK + size + (-size & 511)
        if self._end - self._pos < whole:
            return self._starve(whole)
        self._names.record(kind, bytes(self._memory[self._pos + BLOCK : self._pos + BLOCK + size]))
        self._pos += whole
        self._need = BLOCK
        return None

    def _content(self, name: str, size: int) -> Event:
        start = self._pos
        if size > self._buffer_size:
            self._member = None
            self._left, self._pad = size, -size & 511
            self._need = 1
            return TarMember(name, size, None)
        if self._end - start < size:
            return self._starve(size)
        self._member = None
        self._plain = not self._names.everywhere
        self._need = BLOCK
        self._pos = start + size + (-size & 511)
        return TarMember(name, size, self._view[start : start + size])

    def _piece(self) -> Event:
        count = min(self._end - self._pos, self._left)
        if count <= 0:
            if self._eof:
                raise IncompleteBody(f"the archive ends inside a member: {self._left} bytes are missing")
            return NEED_DATA
        piece = self._view[self._pos : self._pos + count]
        self._advance(count)
        return piece

    def _after_end(self) -> Event:
        count = self._end - self._pos
        if count > 0:
            self._padding += count
            if self._memory[self._pos : self._end].strip(b"\0"):
                raise CorruptBody("something follows the end of the archive")
            if self._padding > MAX_PADDING:
                raise CorruptBody("endless zeros after the end of the archive")
            self._pos = self._end
        return END
