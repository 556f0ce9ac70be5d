"""One answer read by both clients, and its outcome."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import zstandard

from tests.bundles import Files, Source, abundle, bundle
from tigris_http._bundle.response import (
    BundleSkipped,
)
from tigris_http.errors import ConnectionFailed, MalformedResponse

if TYPE_CHECKING:
    from tigris_http._archive.decompress import Compression
    from tigris_http._wire.http import Headers


FIXTURES = Path(__file__).parents[3] / "fixtures" / "bundles"
CHECKED = zstandard.ZstdCompressor(write_checksum=True)
LARGE = random.Random(3).randbytes(20_000)


def compress(body: bytes, compression: Compression) -> bytes:
    if compression == "gzip":
        return gzip.compress(body)
    return zstandard.compress(body) if compression == "zstd" else body


@dataclass
class Outcome:
    members: Files
    skipped: tuple[BundleSkipped[None], ...] = ()
    counts: tuple[int, int, int] = (0, 0, 0)
    error: type[Exception] | None = None


def blocking(source: Source, compression: Compression, keys: tuple[str, ...], size: int, how: str) -> Outcome:
    found: Files = []
    skipped: list[BundleSkipped[None]] = []
    response = bundle(source, keys, compression=compression, buffer_size=size)
    error = None
    try:
        for member in response:
            if isinstance(member, BundleSkipped):
                skipped.append(member)
                continue
            if how == "read":
                content = member.read()
            elif how == "data":
                content = bytes(member.data)
            elif how == "views":
                content = b"".join(member.views())
            else:
                memory = bytearray(member.size + 3)
                content = bytes(memory[: member.readinto(memory)])
                assert member.readinto(memory) == 0
            found.append((member.key, content))
    except (MalformedResponse, ConnectionFailed) as caught:
        error = type(caught)
    assert source.closes == 1
    stats = response.stats
    assert response.position == stats.delivered + stats.skipped
    return Outcome(found, tuple(skipped), (stats.delivered, stats.bytes, stats.skipped), error)


async def awaited(source: Source, compression: Compression, keys: tuple[str, ...], size: int, how: str) -> Outcome:
    found: Files = []
    skipped: list[BundleSkipped[None]] = []
    response = await abundle(source, keys, compression=compression, buffer_size=size)
    error = None
    try:
        async for member in response:
            if isinstance(member, BundleSkipped):
                skipped.append(member)
                continue
            if how == "data" and member.size <= size:
                content = bytes(member.data)
            elif how in ("read", "data"):
                content = await member.read()
            elif how == "views":
                content = b"".join([bytes(view) async for view in member.views()])
            else:
                memory = bytearray(member.size + 3)
                content = bytes(memory[: await member.readinto(memory)])
                assert await member.readinto(memory) == 0
            found.append((member.key, content))
    except (MalformedResponse, ConnectionFailed) as caught:
        error = type(caught)
    assert source.closes == 1
    stats = response.stats
    assert response.position == stats.delivered + stats.skipped
    return Outcome(found, tuple(skipped), (stats.delivered, stats.bytes, stats.skipped), error)


def outcome(
    body: bytes,
    keys: tuple[str, ...],
    compression: Compression = "none",
    *,
    chunk: int = 1 << 30,
    size: int = 4096,
    how: str = "read",
    trailers: Headers = (),
    breaks: int | None = None,
    backend: str = "asyncio",
) -> Outcome:
    """Read a bundle with both drivers, which must agree."""
    first = blocking(Source(body, chunk, trailers, breaks), compression, keys, size, how)
    source = Source(body, chunk, trailers, breaks)
    second = anyio.run(awaited, source, compression, keys, size, how, backend=backend)
    assert first == second
    return first


def counted(files: Files, skipped: int = 0) -> tuple[int, int, int]:
    return len(files), sum(len(content) for _, content in files), skipped


FILES: Files = [
    ("a", b"first"),
    ("empty", b""),
    ("large", LARGE),
    ("long/" * 50, b"l"),
    ("é", b"e" * 5000),
    ("z", b"z"),
]
KEYS = tuple(key for key, _ in FILES)


# -- the account --

A, B, C = ("a", b"1"), ("b", b"22"), ("c", b"333")
