"""Targets: manifests of data sets, whole or with checksums that match."""

from __future__ import annotations

import zlib
from contextlib import suppress
from itertools import pairwise

from tigris_http.errors import CorruptBody, MalformedResponse
from tigris_http.manifests import format as formats

from .claims import claim


def blocks(data: bytes) -> None:
    """The bytes within a block are entries in order, or `CorruptBody`. The first byte is their number."""
    count, raw = (data[0] % 50 + 1, data[1:]) if data else (1, b"")
    block = zlib.compress(raw)
    size = sum(int.from_bytes(raw[at : at + 8], "little") for at in range(4 * count, 12 * count, 8))
    with suppress(CorruptBody):
        keys, sizes = formats.decode_block(block, count=count, size=size, crc=zlib.crc32(block))
        claim(count == len(keys) == len(sizes), "another number of entries")
        claim(all(one < other for one, other in pairwise(keys)), "keys out of order")
        claim("".join(keys).encode() == raw[12 * count :], "other keys")


def indexes(data: bytes) -> None:
    """The end of a manifest is one of consistent parts, or a named error. The first byte is its number of blocks."""
    number, rest = (data[0] % 8, data[1:]) if data else (0, b"")
    index, about = rest[: number * 24], rest[number * 24 :]
    offset = sum(int.from_bytes(index[at + 16 : at + 20], "little") for at in range(0, len(index), 24))
    tail = formats.TAIL.pack(offset, number, zlib.crc32(index), len(about), zlib.crc32(about), 1, 0, formats.MAGIC)
    tail = tail[:28] + zlib.crc32(tail[:28]).to_bytes(4, "little") + formats.MAGIC
    with suppress(MalformedResponse):
        whole = rest + tail
        found = formats.parse_tail(whole, offset + len(whole))
        records, description = formats.parse_end(whole, found)
        claim(records == index, "another index")
        claim(-(-description.count // description.block_keys) == number, "another number of blocks")
