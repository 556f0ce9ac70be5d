"""The bytes of a manifest: blocks of keys and sizes, an index of fixed-width records, a description, and a tail.

Contract: pure. `README.md` describes each byte. A reader raises `CorruptBody` for any other bytes, and allocates at
most what the sizes allow that it checked before. A key is any text of 1 to 1,024 bytes as UTF-8.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from itertools import accumulate
from operator import ge
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from tigris_http.errors import CorruptBody, MalformedResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_FRONT: Final = struct.Struct("<QIIIII")
"""The tail before its own CRC-32."""
_LEVEL: Final = 1
"""Compression: higher levels take twice the time for 5 % of the bytes."""
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


# -- writing ----------------------------------------------------------------------------------------------------------


class Encoder:
    """Makes the bytes of a manifest from entries in order of their keys.

    Memory: one block, and 24 bytes for each block before it. `add` and `end` return bytes to append. Raises
    `MalformedResponse` for entries that no bucket has, or out of order.
    """

    def __init__(
        self, bucket: str, prefix: str = "", snapshot_version: str | None = None, *, block_keys: int = USUAL_BLOCK_KEYS
    ) -> None:
        self._about = bucket, prefix, snapshot_version
        self._block_keys = block_keys
        self._keys: list[str] = []
        self._sizes: list[int] = []
        self._last = ""
        self._offset = self._count = self._total = 0
        self._hashes = tuple(sha256() for _ in range(3))
        self.index = bytearray()
        """The records of the blocks so far."""

    def add(self, keys: Sequence[str], sizes: Sequence[int]) -> bytes:
        """Take entries. Return the blocks that they fill, which may be none."""
        if len(keys) != len(sizes):
            raise ValueError(f"keys and sizes must be as many, not {len(keys)} and {len(sizes)}")
        self._keys += keys
        self._sizes += sizes
        if len(self._keys) < self._block_keys:
            return b""
        filled: list[bytes] = []
        place, most = 0, self._block_keys
        while len(self._keys) - place >= most:
            filled.append(self._block(self._keys[place : place + most], self._sizes[place : place + most]))
            place += most
        del self._keys[:place], self._sizes[:place]
        return b"".join(filled)

    def end(self) -> tuple[bytes, Description]:
        """Return the last bytes of the manifest, and its description."""
        rest = self._block(self._keys, self._sizes) if self._keys else b""
        self._keys, self._sizes = [], []
        digest = sha256(b"%d %d\n" % (self._count, self._block_keys))
        for each in self._hashes:
            digest.update(each.digest())
        bucket, prefix, snapshot = self._about
        description = Description(
            bucket, prefix, snapshot, self._count, self._total, self._block_keys, digest.hexdigest()
        )
        about = json.dumps(asdict(description), separators=(",", ":")).encode("ascii")
        if len(about) > MOST_DESCRIPTION:
            raise ValueError(f"bucket and prefix take {len(about)} bytes, at most {MOST_DESCRIPTION} are allowed")
        blocks = len(self.index) // RECORD.size
        checks = zlib.crc32(self.index), len(about), zlib.crc32(about), VERSION
        front = _FRONT.pack(self._offset, blocks, *checks)
        ended = front + struct.pack("<I", zlib.crc32(front)) + MAGIC
        return b"".join((rest, self.index, about, ended)), description

    def _block(self, keys: list[str], sizes: list[int]) -> bytes:
        if len(self.index) // RECORD.size == MOST_BLOCKS:
            raise ValueError(
                f"block_keys must be more than {self._block_keys}: a manifest has at most {MOST_BLOCKS} blocks"
            )
        data, lengths = _columns(keys, sizes)
        if keys[0] <= self._last:
            raise _out_of_order(keys[0], self._last)
        self._last = keys[-1]
        columns = _bytes_of("I", lengths), _bytes_of("Q", sizes), data
        for each, column in zip(self._hashes, columns, strict=True):
            each.update(column)
        block = zlib.compress(b"".join(columns), _LEVEL)
        total = sum(sizes)
        self.index += RECORD.pack(self._offset, total, len(block), zlib.crc32(block))
        self._offset += len(block)
        self._count += len(keys)
        self._total += total
        return block


def _columns(keys: list[str], sizes: list[int]) -> tuple[bytes, list[int]]:
    """Check the entries of a block. Return the bytes of all keys, and the length of each."""
    try:
        data = "".join(keys).encode()
        # `isascii` is a flag of the text, and then each key has as many bytes as characters.
        lengths = [len(key) for key in keys] if data.isascii() else [len(key.encode()) for key in keys]
    except UnicodeEncodeError:
        raise MalformedResponse("a key contains a lone surrogate, which UTF-8 cannot express") from None
    if max(lengths) > MOST_KEY or not min(lengths):
        wrong = next(key for key, size in zip(keys, lengths, strict=True) if not 0 < size <= MOST_KEY)
        raise MalformedResponse(
            f"a key has at least 1 byte and at most {MOST_KEY:,}, not {len(wrong.encode()):,}: {wrong!r}"
        )
    if any(map(ge, keys, keys[1:])):
        place = next(place for place in range(1, len(keys)) if keys[place] <= keys[place - 1])
        raise _out_of_order(keys[place], keys[place - 1])
    if min(sizes) < 0 or max(sizes) > MOST_SIZE:
        wrong, size = next((key, size) for key, size in zip(keys, sizes, strict=True) if not 0 <= size <= MOST_SIZE)
        raise MalformedResponse(f"the object {wrong!r} cannot have {size:,} bytes")
    return data, lengths


def _out_of_order(key: str, before: str) -> MalformedResponse:
    return MalformedResponse(
        f"the entries are not in order of their keys: {key!r} came after {before!r}. "
        "List with an endpoint that sorts keys by their UTF-8 bytes"
    )


def _bytes_of(kind: str, values: Sequence[int]) -> bytes:
    column = array(kind, values)
    if sys.byteorder != "little":
        column.byteswap()
    return column.tobytes()


# -- reading ----------------------------------------------------------------------------------------------------------


def parse_tail(data: bytes | bytearray | memoryview, total: int) -> Tail:
    """Read the tail, the last bytes of a manifest of `total` bytes."""
    if len(data) < TAIL.size:
        raise corrupt(f"it has {total:,} bytes, and the tail alone {TAIL.size}")
    tail = bytes(data[-TAIL.size :])
    offset, blocks, index_crc, description_size, description_crc, version, crc, magic = TAIL.unpack(tail)
    if magic != MAGIC:
        raise corrupt("it does not end as one")
    if zlib.crc32(tail[: _FRONT.size]) != crc:
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
    texts = [given[name] for name in _TEXTS] + [given["snapshot_version"] or ""]
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
    lengths, sizes = _values("I", raw[: count * 4]), _values("Q", raw[count * 4 : keys_at])
    if sum(lengths) != len(raw) - keys_at or not min(lengths) or max(lengths) > MOST_KEY:
        raise corrupt("the keys of a block do not add up")
    if max(sizes) > MOST_SIZE or sum(sizes) != size:
        raise corrupt("the sizes of a block do not add up")
    keys = _keys(raw[keys_at:], lengths)
    if any(map(ge, keys, keys[1:])):
        raise corrupt("the keys of a block are not in order")
    return keys, sizes


def _inflated(data: bytes | bytearray | memoryview, most: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(data, most + 1)
    except zlib.error as error:
        raise corrupt(f"a block cannot be decompressed ({error})") from None
    if not inflater.eof or inflater.unused_data or len(raw) > most:
        raise corrupt("a block has too many bytes or too few")
    return raw


def _values(kind: str, data: bytes) -> list[int]:
    column = array(kind, data)
    if sys.byteorder != "little":
        column.byteswap()
    return column.tolist()


def _keys(data: bytes, lengths: list[int]) -> list[str]:
    ends = list(accumulate(lengths))
    starts = [0, *ends[:-1]]
    if data.isascii():
        text = data.decode("ascii")
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]
    try:
        return [data[start:end].decode() for start, end in zip(starts, ends, strict=True)]
    except UnicodeDecodeError:
        raise corrupt("a key is no UTF-8") from None
