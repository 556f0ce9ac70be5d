"""Streaming gzip and zstd: compressed bytes in, plain bytes into a buffer of the caller's.

Contract: `get_buffer()` / `buffer_updated(n)` / `feed_eof()` take the compressed bytes; `decode_into(buffer)` fills the front of
`buffer` and returns how much; 0 means: more input is needed, or, after `feed_eof()`, that everything was given out
(`finished`). Several gzip members and zstd frames in a row are one stream, skippable frames and zero padding after
gzip are passed over. Corrupt input is `MalformedResponse`, a cut one `IncompleteBody`; nothing else is raised. Output
is made only as there is room: gzip no more than `buffer` holds, zstd one block (at most 128 KiB) at a time, so that a
bomb never makes us hold more than that and the window a frame may ask for (`MAX_WINDOW`).

What the answer is decides how it is read: gzip and zstd begin with bytes that no tar of UTF-8 names begins with; what
was asked counts only where the bytes leave a choice. zstd is Python's own from 3.14 on, else the `zstandard` package,
loaded on use. No socket, clock, thread, loop or log is known here.
"""

from __future__ import annotations

import importlib
import zlib
from typing import Final, Literal, Protocol, TypeAlias, cast

from tigris_http.errors import IncompleteBody, MalformedResponse

Compression: TypeAlias = Literal["none", "gzip", "zstd"]

MAX_WINDOW_LOG: Final = 25
MAX_WINDOW: Final = 1 << MAX_WINDOW_LOG
"""The largest zstd window accepted, 32 MiB; RFC 8878 asks readers for 8 MiB, Go's writer uses up to 32."""

_INPUT: Final = 192 * 1024  # more than a zstd block and its header
_FED: Final = 64 * 1024  # what zlib gets at once: it copies what it could not use
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_NO_ZSTD: Final = "zstd needs Python 3.14 or the zstandard package: pip install 'tigris-http[zstd]'"


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
        elif head == _ZSTD_MAGIC or (self._asked == "zstd" and _skippable(head)):
            self.found, self._codec = "zstd", _Zstd(self._zstd())
        else:
            self.found, self._codec = "none", _Plain()
        return self._codec

    def _zstd(self) -> _NewFrame:
        try:
            return _frames()
        except ImportError as error:
            if self._asked == "zstd":
                raise
            raise MalformedResponse(f"the answer is zstd, but {self._asked} was asked; {_NO_ZSTD}") from error


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
                fed = bytes(data[:_FED])
                return len(fed) - len(fed.lstrip(b"\0")), b""
            self._zlib, self._inside = zlib.decompressobj(wbits=31), True
        fed = data[:_FED]
        if not fed and not self._more:
            return 0, b""
        try:
            plain = self._zlib.decompress(fed, room)
        except zlib.error as error:
            raise MalformedResponse(f"corrupt gzip data: {error}") from error
        self._more = len(plain) == room
        used = len(fed) - len(self._zlib.unconsumed_tail)
        if self._zlib.eof:
            used = len(fed) - len(self._zlib.unused_data)
            self._inside = self._more = False
        return used, plain

    def finish(self) -> None:
        if self._inside:
            raise IncompleteBody("the gzip body was cut short")


class _Frame(Protocol):
    """The decompressor of one zstd frame, as both `zstandard` and `compression.zstd` have it."""

    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _NewFrame(Protocol):
    def __call__(self) -> _Frame: ...


class _Zstd:
    """Walks the frame format (RFC 8878, 3.1.1), so that the decompressor gets one block at a time.

    `zstandard` offers no bound on what it makes of an input; a block does: "Block_Maximum_Size is the smallest of
    Window_Size and 128 KB". It also shows where a frame ends, so that a cut one is noticed.
    """

    def __init__(self, new_frame: _NewFrame) -> None:
        self._new_frame = new_frame
        self._frame: _Frame | None = None
        self._checksum = False
        self._skip = 0  # bytes of a skippable frame still to pass over

    def step(self, data: memoryview, room: int) -> tuple[int, bytes]:
        if self._skip:
            used = min(self._skip, len(data))
            self._skip -= used
            return used, b""
        if self._frame is None:
            return self._begin(data), b""
        if len(data) < 3:
            return 0, b""
        # Block_Header: "Last_Block 1 bit, Block_Type 2 bits, Block_Size 21 bits", little-endian.
        header = int.from_bytes(data[:3], "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        if kind == 3 or size > 1 << 17:
            raise MalformedResponse("corrupt zstd data: an impossible block")
        # "An RLE_Block is one byte, and Block_Size how often it is repeated"; "Content_Checksum: 4 bytes".
        whole = 3 + (1 if kind == 1 else size) + (4 if last and self._checksum else 0)
        if len(data) < whole:
            return 0, b""
        plain = self._feed(self._frame, bytes(data[:whole]))
        if self._frame.eof != bool(last):
            raise MalformedResponse("corrupt zstd data: a frame that does not end with its last block")
        if last:
            self._frame = None
        return whole, plain

    def _begin(self, data: memoryview) -> int:
        """Start with the frame at the front of `data`; return the length of its header, 0 if that is not here."""
        head = bytes(data[:18])
        if len(head) < 6:
            return 0
        if _skippable(head):
            if len(head) < 8:
                return 0
            self._skip = int.from_bytes(head[4:8], "little")
            return 8
        if head[:4] != _ZSTD_MAGIC:
            raise MalformedResponse("corrupt zstd data: no frame where one should begin")
        # Frame_Header_Descriptor: size flag 2 bits, single segment, unused, reserved, checksum, dictionary id 2 bits.
        descriptor = head[4]
        single = descriptor >> 5 & 1
        whole = 6 - single + (0, 1, 2, 4)[descriptor & 3] + (single, 2, 4, 8)[descriptor >> 6]
        if len(head) < whole:
            return 0
        frame = self._new_frame()
        self._feed(frame, head[:whole])
        self._frame, self._checksum = frame, bool(descriptor & 4)
        return whole

    def _feed(self, frame: _Frame, data: bytes) -> bytes:
        try:
            return frame.decompress(data)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:  # the two packages have no error class in common
            raise MalformedResponse(f"corrupt zstd data: {error}") from error

    def finish(self) -> None:
        if self._frame is not None or self._skip:
            raise IncompleteBody("the zstd body was cut short")


def _skippable(head: bytes) -> bool:
    """Skippable_Frame: "Magic_Number 0x184D2A5?, any value from 0x184D2A50 to 0x184D2A5F"."""
    return head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5


class _Zstandard(Protocol):
    def ZstdDecompressor(self, *, max_window_size: int) -> _Decompressor: ...  # noqa: N802  # its own name


class _Decompressor(Protocol):
    def decompressobj(self) -> _Frame: ...


class _Parameters(Protocol):
    window_log_max: int


class _Compression(Protocol):
    DecompressionParameter: _Parameters

    def ZstdDecompressor(self, *, options: dict[int, int]) -> _Frame: ...  # noqa: N802  # its own name


def _frames() -> _NewFrame:
    """Return what makes a decompressor for one frame, from Python itself or from the extra."""
    try:
        stdlib = cast("_Compression", importlib.import_module("compression.zstd"))
    except ImportError:
        pass
    else:
        options = {stdlib.DecompressionParameter.window_log_max: MAX_WINDOW_LOG}
        return lambda: stdlib.ZstdDecompressor(options=options)
    try:
        package = cast("_Zstandard", importlib.import_module("zstandard"))
    except ImportError as error:
        raise ModuleNotFoundError(_NO_ZSTD, name="zstandard") from error
    decompressor = package.ZstdDecompressor(max_window_size=MAX_WINDOW)
    return decompressor.decompressobj


def require_zstd() -> None:
    """Raise `ModuleNotFoundError`, naming the extra, where zstd cannot be decoded: to be asked before sending."""
    _frames()
