"""Streaming gzip and zstd: compressed bytes in, plain bytes into the caller's buffer.

Contract: `get_buffer()`, `buffer_updated(n)` and `feed_eof()` take the compressed bytes. `decode_into(buffer)` fills
the front of `buffer` and returns the number of bytes; 0 means that more input is needed, or, after `feed_eof()`, the
end (`finished`). Gzip members and zstd frames in a row are one stream. Skippable frames and zero padding after gzip are
skipped.

Corrupt input raises `CorruptBody`, or `MalformedResponse` if a checksum over returned bytes is wrong. Truncated input
raises `IncompleteBody`. Against bombs, gzip decodes no more than `buffer` holds, and zstd one block (at most 128 KiB)
at a time, beside the frame's window (`MAX_WINDOW`).

The first bytes tell the format: no tar of UTF-8 names begins as gzip or zstd does. The requested compression decides
only if they are ambiguous.
"""

from __future__ import annotations

import zlib
from typing import Final, Literal, Protocol, TypeAlias

from tigris_http._archive.zstd import MISSING, ZSTD_MAGIC, Frames, new_frames, require_zstd, skippable
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

__all__ = ["Compression", "Decoder", "decoder", "require_zstd"]

Compression: TypeAlias = Literal["none", "gzip", "zstd"]

_INPUT: Final = 192 * 1024  # more than a zstd block and its header
_FED: Final = 64 * 1024  # input of zlib at once: it copies the unused rest
_GZIP_MAGIC: Final = b"\x1f\x8b"


class _Codec(Protocol):
    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        """Consume some of `data`; return the number of bytes and their output. (0, b"") asks for more."""
        ...

    def finish(self) -> None:
        """Raise `IncompleteBody` if the input must not end here."""
        ...


class Decoder:
    def __init__(self, asked: Compression) -> None:
        self._asked: Compression = asked
        self._input = bytearray(_INPUT)
        self._start = self._end = 0
        self._output: memoryview | None = None  # decoded, not fetched yet
        self._codec: _Codec | None = None
        self._eof = False
        self.found: Compression | None = None
        """The compression, known from the first bytes."""
        self.finished = False
        """True at a valid end of the stream, after the last byte was returned."""

    def get_buffer(self, sizehint: int = -1) -> memoryview:
        if self._start:
            kept = bytes(self._input[self._start : self._end])
            self._input[: len(kept)] = kept
            self._start, self._end = 0, len(kept)
        return memoryview(self._input)[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        if not 0 <= nbytes <= len(self._input) - self._end:
            raise ValueError(f"{nbytes} bytes do not fit the buffer")
        self._end += nbytes

    def feed_eof(self) -> None:
        self._eof = True

    def decode_into(self, buffer: memoryview) -> int:
        if not len(buffer):
            raise ValueError("decode_into needs a buffer that is not empty")
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
            raise MalformedResponse(f"the answer is zstd, but {self._asked} was requested; {MISSING}") from error


def decoder(asked: Compression) -> Decoder:
    if asked not in ("none", "gzip", "zstd"):
        raise ValueError(f"compression must be 'none', 'gzip' or 'zstd', not {asked!r}")
    return Decoder(asked)


class _Plain:
    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        part = bytes(data[:room])
        return len(part), part

    def finish(self) -> None:
        """Leave the end to the reader of the content."""


class _Gzip:
    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._more = False  # the last output filled its buffer: zlib may have more without input
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
            # A wrong checksum at the end makes all returned bytes doubtful: the read cannot resume there.
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
