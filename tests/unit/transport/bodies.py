"""Request bodies of every kind."""

from __future__ import annotations

import ctypes
import hashlib
import io
import mmap
import os
import threading
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tigris_http._wire.http import Request

BYTES = bytes(range(256)) * 5
SHA256 = hashlib.sha256(BYTES).hexdigest()
MEGABYTE = 1024 * 1024


class Pipe(io.RawIOBase):
    """A binary file that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._inner.readinto(buffer)


def part_of_a_file(tmp_path: Path) -> io.BufferedReader:
    (tmp_path / "part").write_bytes(b"before" + BYTES)
    file = (tmp_path / "part").open("rb")
    file.seek(6)
    return file


def path(tmp_path: Path) -> Path:
    (tmp_path / "path").write_bytes(BYTES)
    return tmp_path / "path"


def mapped(tmp_path: Path) -> mmap.mmap:
    with path(tmp_path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Foreign(ctypes.BigEndianStructure):
    """Items that no view of bytes can be made of without a copy."""

    _fields_ = (("a", ctypes.c_uint16), ("b", ctypes.c_uint16))


KINDS: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: BYTES,
    "bytearray": lambda _: bytearray(BYTES),
    "memoryview": lambda _: memoryview(BYTES),
    "memoryview of other items": lambda _: memoryview(array("I", BYTES)),
    "memoryview with gaps": lambda _: memoryview(bytes(b for byte in BYTES for b in (byte, 0)))[::2],
    "memoryview of two dimensions": lambda _: memoryview(BYTES).cast("B", shape=[len(BYTES) // 4, 4]),
    "array": lambda _: array("I", BYTES),
    "structures": lambda _: (Foreign * (len(BYTES) // 4)).from_buffer_copy(BYTES),
    "mapped file": mapped,
    "path": path,
    "file from its position": part_of_a_file,
    "bytes in memory": lambda _: io.BytesIO(BYTES),
    "pipe": lambda _: Pipe(BYTES),
    "iterator": lambda _: iter([BYTES[:100], b"", BYTES[100:]]),
    "list": lambda _: [BYTES[:7], bytearray(BYTES[7:])],
    "list of views and arrays": lambda _: [memoryview(BYTES[:8]), array("H", BYTES[8:])],
}


def request(body: Any, **rest: Any) -> Request:
    return Request("PUT", "bucket", "key", body=body, **rest)


def sent(upload: Any) -> bytes:
    return b"".join(map(bytes, upload.chunks()))


def fed(write: Callable[[], Any]) -> None:
    threading.Thread(target=write, daemon=True).start()


def pipe(_: Path) -> Any:
    reading, writing = os.pipe()

    def feed() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(BYTES)

    fed(feed)
    return os.fdopen(reading, "rb")
