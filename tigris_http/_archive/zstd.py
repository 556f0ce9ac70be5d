"""zstd, one block at a time: the frame format, and the import of a decompressor.

Contract: `Frames.step(data, room)` returns the number of consumed bytes and their output, at most one block (128 KiB);
(0, b"") asks for more. Skippable frames are skipped. A corrupt stream raises `CorruptBody`, a truncated frame
`IncompleteBody`, and a wrong checksum `MalformedResponse`, since it makes all returned bytes doubtful. The decompressor
is Python's own from 3.14 on, else the `zstandard` package, loaded on use.
"""

from __future__ import annotations

import importlib
from typing import Final, Protocol, cast

from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

MAX_WINDOW_LOG: Final = 25
MAX_WINDOW: Final = 1 << MAX_WINDOW_LOG
"""Largest window of a frame: 32 MiB. RFC 8878 asks readers for 8, Go's writer uses up to 32."""
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
MISSING: Final = "zstd needs Python 3.14 or the zstandard package: pip install 'tigris-http[zstd]'"


class _Frame(Protocol):
    """The decompressor of one frame, common to `zstandard` and `compression.zstd`."""

    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class NewFrame(Protocol):
    def __call__(self) -> _Frame: ...


class Frames:
    """Walks the frame format (RFC 8878, 3.1.1) and feeds the decompressor one block at a time.

    `zstandard` does not bound its output, but a block does: "Block_Maximum_Size is the smallest of Window_Size and
    128 KB". The walk also finds the end of a frame, and so detects a truncated one.
    """

    def __init__(self, new_frame: NewFrame) -> None:
        self._new_frame = new_frame
        self._frame: _Frame | None = None
        self._checksum = False
        self._skip = 0  # bytes of a skippable frame still to skip

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
            raise CorruptBody("corrupt zstd data: an impossible block")
        # "An RLE_Block is one byte, and Block_Size how often it is repeated"; "Content_Checksum: 4 bytes".
        whole = 3 + (1 if kind == 1 else size) + (4 if last and self._checksum else 0)
        if len(data) < whole:
            return 0, b""
        plain = self._feed(self._frame, bytes(data[:whole]), summed=bool(last and self._checksum))
        if self._frame.eof != bool(last):
            raise CorruptBody("corrupt zstd data: a frame that does not end with its last block")
        if last:
            self._frame = None
        return whole, plain

    def _begin(self, data: memoryview) -> int:
        head = bytes(data[:18])
        if len(head) < 6:
            return 0
        if skippable(head):
            if len(head) < 8:
                return 0
            self._skip = int.from_bytes(head[4:8], "little")
            return 8
        if head[:4] != ZSTD_MAGIC:
            raise CorruptBody("corrupt zstd data: no frame where one should begin")
        # Frame_Header_Descriptor: size flag 2 bits, single segment, unused, reserved, checksum, dictionary id 2 bits.
        descriptor = head[4]
        single = descriptor >> 5 & 1
        whole = 6 - single + (0, 1, 2, 4)[descriptor & 3] + (single, 2, 4, 8)[descriptor >> 6]
        if len(head) < whole:
            return 0
        frame = self._new_frame()
        self._feed(frame, head[:whole], summed=False)
        self._frame, self._checksum = frame, bool(descriptor & 4)
        return whole

    def _feed(self, frame: _Frame, data: bytes, *, summed: bool) -> bytes:
        try:
            return frame.decompress(data)
        except MemoryError:
            raise
        except Exception as error:  # the two packages share no error class
            kind = MalformedResponse if summed else CorruptBody
            raise kind(f"corrupt zstd data: {error}") from error

    def finish(self) -> None:
        if self._frame is not None or self._skip:
            raise IncompleteBody("the zstd body was cut short")


def skippable(head: bytes) -> bool:
    """Return whether this is a Skippable_Frame: "any value from 0x184D2A50 to 0x184D2A5F"."""
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


def new_frames() -> NewFrame:
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
        raise ModuleNotFoundError(MISSING, name="zstandard") from error
    decompressor = package.ZstdDecompressor(max_window_size=MAX_WINDOW)
    return decompressor.decompressobj


def require_zstd() -> None:
    """Raise `ModuleNotFoundError`, naming the extra, if zstd cannot be decoded. Call it before sending."""
    new_frames()
