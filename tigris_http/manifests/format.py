"""The bytes of a manifest, and their reader: blocks of keys and sizes, an index, a description, and a tail.

Contract: pure. `README.md` describes each byte. The reader raises `CorruptBody` for any other bytes, and checks
the sizes before it allocates memory for them. A key is any text of 1 to 1,024 bytes as UTF-8.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass, fields
from itertools import accumulate
from operator import ge
from typing import Any, Final, NamedTuple, cast

from tigris_http.errors import CorruptBody, MalformedResponse

VERSION: Final = 1
MOST_KEY: Final = 1_024
"""Bytes of a key."""
MOST_SIZE: Final = 1 << 47
"""Bytes of one object: the sizes of a block then fit into 64 bits."""
MOST_BLOCK_KEYS: Final = 1 << 16
MOST_BLOCKS: Final = 1 << 22
"""Blocks of a manifest: its index has at most 96 MiB."""
USUAL_BLOCK_KEYS: Final = 4_096
MOST_DESCRIPTION: Final = 1 << 14
"""Bytes of the description: names of two buckets and a prefix, escaped."""

RECORD: Final = struct.Struct("<QQII")
"""Of a block in the index: offset, bytes of its objects, bytes of the block, CRC-32 of the block."""
TAIL: Final = struct.Struct("<QIIIIII8s")
"""Offset of the index, number of blocks, CRC-32 of the index, bytes and CRC-32 of the description, version of the
format, CRC-32 of the tail up to here, magic."""
MAGIC: Final = b"T3KEYS\r\n"
FRONT: Final = struct.Struct("<QIIIII")
"""The tail before its own CRC-32."""
_COLUMNS: Final = 12
"""Bytes of an entry beside its key: the length of the key and the size."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a manifest says of itself."""

    bucket: str
    prefix: str
    snapshot_version: str | None
    count: int
    total_size: int
    block_keys: int
    digest: str


class Tail(NamedTuple):
    """The place of each part at the end of a manifest."""

    index_offset: int
    blocks: int
    index_crc: int
    description_size: int
    description_crc: int

    @property
    def size(self) -> int:
        """Bytes from the index to the end of the manifest."""
        return self.blocks * RECORD.size + self.description_size + TAIL.size


def corrupt(problem: str) -> CorruptBody:
    """Return the error about wrong bytes."""
    return CorruptBody(f"the manifest is damaged, or no manifest: {problem}. Write it again with write_manifest")


def parse_tail(data: bytes | bytearray | memoryview, total: int) -> Tail:
    """Read the tail, the last bytes of a manifest of `total` bytes."""
    if len(data) < TAIL.size:
        raise corrupt(f"it has {total:,} bytes, and the tail alone {TAIL.size}")
    tail = bytes(data[-TAIL.size :])
    offset, blocks, index_crc, description_size, description_crc, version, crc, magic = TAIL.unpack(tail)
    if magic != MAGIC:
        raise corrupt("it does not end as one")
    if zlib.crc32(tail[: FRONT.size]) != crc:
        raise corrupt("the checksum of its tail does not match")
    if version != VERSION:
        raise MalformedResponse(
            f"the manifest has version {version} of the format, and this package reads version {VERSION}: "
            "upgrade tigris-http, or write the manifest again"
        )
    found = Tail(offset, blocks, index_crc, description_size, description_crc)
    if blocks > MOST_BLOCKS or description_size > MOST_DESCRIPTION or offset + found.size != total:
        raise corrupt(f"its parts do not add up to {total:,} bytes")
    return found


def parse_end(data: bytes | bytearray | memoryview, tail: Tail) -> tuple[bytes, Description]:
    """Read the last `tail.size` bytes of a manifest: the index, checked, and the description."""
    if len(data) != tail.size:
        raise corrupt(f"its end has {tail.size:,} bytes, not {len(data):,}")
    view = memoryview(data)
    index_size = tail.blocks * RECORD.size
    index = bytes(view[:index_size])
    about = bytes(view[index_size : index_size + tail.description_size])
    if zlib.crc32(index) != tail.index_crc or zlib.crc32(about) != tail.description_crc:
        raise corrupt("the checksum of its index or description does not match")
    description = _description(about)
    if -(-description.count // description.block_keys) != tail.blocks:
        raise corrupt(f"{description.count:,} keys are not in {tail.blocks:,} blocks of {description.block_keys:,}")
    _check_index(index, tail, description)
    return index, description


_TEXTS: Final = ("bucket", "prefix", "digest")
_NUMBERS: Final = ("count", "total_size", "block_keys")


def _description(data: bytes) -> Description:
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        raise corrupt("its description is no JSON") from None
    if not isinstance(found, dict) or set(cast("dict[str, Any]", found)) != {each.name for each in fields(Description)}:
        raise corrupt("its description has other fields")
    given = cast("dict[str, Any]", found)
    snapshot = given["snapshot_version"]
    texts = [*(given[name] for name in _TEXTS), "" if snapshot is None else snapshot]
    numbers = [given[name] for name in _NUMBERS]
    # `True` is an int to `isinstance`.
    right = all(type(each) is str for each in texts) and all(type(each) is int and each >= 0 for each in numbers)
    if not right or not 1 <= given["block_keys"] <= MOST_BLOCK_KEYS:
        raise corrupt("its description has a value of a wrong kind")
    return Description(**given)


def _check_index(index: bytes, tail: Tail, description: Description) -> None:
    offset = total = 0
    most = _most_packed(description.block_keys)
    for each in RECORD.iter_unpack(index):
        if each[0] != offset or not 0 < each[2] <= most:
            raise corrupt("its blocks do not follow one another")
        offset += each[2]
        total += each[1]
    if offset != tail.index_offset or total != description.total_size:
        raise corrupt("its blocks do not add up")


def _most_raw(count: int) -> int:
    return count * (_COLUMNS + MOST_KEY)


def _most_packed(count: int) -> int:
    """Return the most bytes of a block: zlib adds 5 for each 16,383 that do not shrink, and 11."""
    raw = _most_raw(count)
    return raw + raw // 1_024 + 64


def decode_block(
    data: bytes | bytearray | memoryview, *, count: int, size: int, crc: int
) -> tuple[list[str], list[int]]:
    """Read a block of `count` entries. Return their keys and sizes. `size` and `crc` are of the index."""
    if zlib.crc32(data) != crc:
        raise corrupt("the checksum of a block does not match")
    keys_at = count * _COLUMNS
    raw = _inflated(data, _most_raw(count))
    if len(raw) < keys_at:
        raise corrupt("a block is too short")
    lengths, sizes = struct.unpack_from(f"<{count}I", raw), struct.unpack_from(f"<{count}Q", raw, count * 4)
    if sum(lengths) != len(raw) - keys_at or not min(lengths) or max(lengths) > MOST_KEY:
        raise corrupt("the keys of a block do not add up")
    if max(sizes) > MOST_SIZE or sum(sizes) != size:
        raise corrupt("the sizes of a block do not add up")
    keys = _keys(raw[keys_at:], lengths)
    if any(map(ge, keys, keys[1:])):
        raise corrupt("the keys of a block are not in order")
    return keys, list(sizes)


def _inflated(data: bytes | bytearray | memoryview, most: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(data, most + 1)
    except zlib.error as error:
        raise corrupt(f"a block cannot be decompressed ({error})") from None
    if not inflater.eof or inflater.unused_data or len(raw) > most:
        raise corrupt("a block has too many bytes or too few")
    return raw


def _keys(data: bytes, lengths: tuple[int, ...]) -> list[str]:
    ends = list(accumulate(lengths))
    starts = [0, *ends[:-1]]
    if data.isascii():
        text = data.decode("ascii")
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]
    try:
        return [data[start:end].decode() for start, end in zip(starts, ends, strict=True)]
    except UnicodeDecodeError:
        raise corrupt("a key is no UTF-8") from None
