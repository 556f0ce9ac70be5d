"""Streaming gzip and zstd: compressed bytes in, plain bytes into a buffer of the caller's.

Contract: `get_buffer()` / `buffer_updated(n)` / `feed_eof()` take the compressed bytes; `decode_into(buffer)`
fills the front of `buffer` and returns how much; 0 means: more input is needed, or, after `feed_eof()`, that
everything was given out (`finished`). Several gzip members and zstd frames in a row are one stream, skippable
frames and zero padding after gzip are passed over. Corrupt input is `CorruptBody` (`MalformedResponse` where a
checksum over what was given out is wrong), a cut one `IncompleteBody`; nothing else is raised. Output is made only
as there is room: gzip no more than `buffer` holds, zstd one block (at most 128 KiB) at a time, so that a bomb never
makes us hold more than that and the window a frame may ask for (`MAX_WINDOW`).

What the answer is decides how it is read: gzip and zstd begin with bytes that no tar of UTF-8 names begins
with; what was asked counts only where the bytes leave a choice. zstd is Python's own from 3.14 on, else the
`zstandard` package, loaded on use. No socket, clock, thread, loop or log is known here.
"""

from __future__ import annotations

import zlib
from typing import Final, Literal, Protocol, TypeAlias

from tigris_http._archive.zstd import MISSING, ZSTD_MAGIC, Frames, new_frames, require_zstd, skippable
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

__all__ = ["Compression", "Decoder", "decoder", "require_zstd"]

Compression: TypeAlias = Literal["none", "gzip", "zstd"]

_INPUT: Final = 192 * 1024  # more than a zstd block and its header
_FED: Final = 64 * 1024  # what zlib gets at once: it copies what it could not use
_GZIP_MAGIC: Final = b"\x1f\x8b"


class _Codec(Protocol):
    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        """Use up some of `data`; return how much, and what it decodes to. (0, b"") asks for more."""
        ...

    def finish(self) -> None:
        """Raise IncompleteBody when the input may not end here."""
        ...


class Decoder:
    """Decodes one stream; see the contract of the module."""

    def __init__(self, asked: Compression) -> None:
        self._asked: Compression = asked
        self._input = bytearray(_INPUT)
        self._start = self._end = 0
        self._output: memoryview | None = None  # decoded, but not fetched yet
        self._codec: _Codec | None = None
        self._eof = False
        self.found: Compression | None = None
        """What the stream turned out to be, once its first bytes were seen."""
        self.finished = False
        """Everything was decoded and given out, and the stream ended where it may."""

    def get_buffer(self, sizehint: int = -1) -> memoryview:
        """Return room for compressed bytes. To be asked after `decode_into` returned 0."""
        if self._start:
            kept = bytes(self._input[self._start : self._end])
            self._input[: len(kept)] = kept
            self._start, self._end = 0, len(kept)
        return memoryview(self._input)[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        """Say that `nbytes` were received into the room given last."""
        if not 0 <= nbytes <= len(self._input) - self._end:
            raise ValueError(f"{nbytes} bytes do not fit the room that was given")
        self._end += nbytes

    def feed_eof(self) -> None:
        """Say that nothing more will come."""
        self._eof = True

    def decode_into(self, buffer: memoryview) -> int:
        """Fill the front of `buffer`; return how much: 0 when input is needed, or at the end."""
        if not len(buffer):
            raise ValueError("decode_into needs room")
        while True:
            if self._output is not None:
                part = self._output[: len(buffer)]
                buffer[: len(part)] = part
                self._output = self._output[len(part) :] if len(part) < len(self._output) else None
                return len(part)
            codec = self._codec or self._recognise()
            if codec is None:
                return 0
            with memoryview(self._input)[self._start : self._end] as data:
                used, plain = codec.step(data, len(buffer))
                self._start += used
                if plain:
                    self._output = memoryview(plain)
                elif not used:
                    if not self._eof:
                        return 0
                    if self._start < self._end:
                        raise IncompleteBody("the compressed body was cut short")
                    codec.finish()
                    self.finished = True
                    return 0

    def _recognise(self) -> _Codec | None:
        head = bytes(self._input[self._start : self._start + 4]) if self._end - self._start >= 4 else b""
        if not head and not self._eof:
            return None
        if head[:2] == _GZIP_MAGIC:
            self.found, self._codec = "gzip", _Gzip()
        elif head == ZSTD_MAGIC or (self._asked == "zstd" and skippable(head)):
            self.found, self._codec = "zstd", self._zstd()
        else:
            self.found, self._codec = "none", _Plain()
        return self._codec

    def _zstd(self) -> Frames:
        try:
            return Frames(new_frames())
        except ImportError as error:
            if self._asked == "zstd":
                raise
            raise MalformedResponse(f"the answer is zstd, but {self._asked} was asked; {MISSING}") from error


def decoder(asked: Compression) -> Decoder:
    """Return a decoder for the answer to a request that asked for this compression."""
    if asked not in ("none", "gzip", "zstd"):
        raise ValueError(f"compression must be 'none', 'gzip' or 'zstd', not {asked!r}")
    return Decoder(asked)


class _Plain:
    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        part = bytes(data[:room])
        return len(part), part

    def finish(self) -> None:
        """Any end will do: what is inside knows better."""


class _Gzip:
    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._more = False  # the last output filled its room: zlib may have more without further input
        self._inside = True

    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        if not self._inside:
            if not data:
                return 0, b""
            if data[0] == 0:  # "zero padding after the last member", as gzip's manual allows
                padding = bytes(data[:_FED])
                return len(padding) - len(padding.lstrip(b"\0")), b""
            self._zlib, self._inside = zlib.decompressobj(wbits=31), True
        fed = data[:_FED]
        if not fed and not self._more:
            return 0, b""
        try:
            plain = self._zlib.decompress(fed, room)
        except zlib.error as error:
            # A wrong sum at the end puts in doubt what was given out before: nothing can be taken up there.
            kind = MalformedResponse if str(error).endswith(("data check", "length check")) else CorruptBody
            raise kind(f"corrupt gzip data: {error}") from error
        self._more = len(plain) == room
        used = len(fed) - len(self._zlib.unconsumed_tail)
        if self._zlib.eof:
            used = len(fed) - len(self._zlib.unused_data)
            self._inside = self._more = False
        return used, plain

    def finish(self) -> None:
        if self._inside:
            raise IncompleteBody("the gzip body was cut short")
