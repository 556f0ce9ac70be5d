"""The writer of manifests.

Contract: pure. Memory: one block, and an index record for each block before it.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict
from hashlib import sha256
from operator import ge
from typing import TYPE_CHECKING, Final

from tigris_http.errors import MalformedResponse
from tigris_http.manifests import format as _format

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEVEL: Final = 1
"""Compression: higher levels take twice the time for 5 % of the bytes."""


class Encoder:
    """Makes the bytes of a manifest from entries in order of their keys.

    `add` and `end` return bytes to append. Raises `MalformedResponse` for entries that no bucket has, or out of order.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        snapshot_version: str | None = None,
        *,
        block_keys: int = _format.USUAL_BLOCK_KEYS,
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

    def end(self) -> tuple[bytes, _format.Description]:
        """Return the last bytes of the manifest, and its description."""
        rest = self._block(self._keys, self._sizes) if self._keys else b""
        self._keys, self._sizes = [], []
        digest = sha256(b"%d %d\n" % (self._count, self._block_keys))
        for each in self._hashes:
            digest.update(each.digest())
        bucket, prefix, snapshot = self._about
        description = _format.Description(
            bucket, prefix, snapshot, self._count, self._total, self._block_keys, digest.hexdigest()
        )
        about = json.dumps(asdict(description), separators=(",", ":")).encode("ascii")
        if len(about) > _format.MOST_DESCRIPTION:
            raise ValueError(
                f"bucket and prefix take {len(about)} bytes, at most {_format.MOST_DESCRIPTION} are allowed"
            )
        blocks = len(self.index) // _format.RECORD.size
        checks = zlib.crc32(self.index), len(about), zlib.crc32(about), _format.VERSION
        front = _format.FRONT.pack(self._offset, blocks, *checks)
        ended = front + struct.pack("<I", zlib.crc32(front)) + _format.MAGIC
        return b"".join((rest, self.index, about, ended)), description

    def _block(self, keys: list[str], sizes: list[int]) -> bytes:
        if len(self.index) // _format.RECORD.size == _format.MOST_BLOCKS:
            raise ValueError(
                f"block_keys must be more than {self._block_keys}: a manifest has at most {_format.MOST_BLOCKS} blocks"
            )
        data, lengths = _columns(keys, sizes)
        if keys[0] <= self._last:
            raise _out_of_order(keys[0], self._last)
        self._last = keys[-1]
        count = len(keys)
        columns = struct.pack(f"<{count}I", *lengths), struct.pack(f"<{count}Q", *sizes), data
        for each, column in zip(self._hashes, columns, strict=True):
            each.update(column)
        block = zlib.compress(b"".join(columns), _LEVEL)
        total = sum(sizes)
        self.index += _format.RECORD.pack(self._offset, total, len(block), zlib.crc32(block))
        self._offset += len(block)
        self._count += count
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
    if max(lengths) > _format.MOST_KEY or not min(lengths):
        wrong = next(key for key, size in zip(keys, lengths, strict=True) if not 0 < size <= _format.MOST_KEY)
        raise MalformedResponse(
            f"a key has at least 1 byte and at most {_format.MOST_KEY:,}, not {len(wrong.encode()):,}: {wrong!r}"
        )
    if any(map(ge, keys, keys[1:])):
        place = next(place for place in range(1, len(keys)) if keys[place] <= keys[place - 1])
        raise _out_of_order(keys[place], keys[place - 1])
    if min(sizes) < 0 or max(sizes) > _format.MOST_SIZE:
        wrong, size = next(
            (key, size) for key, size in zip(keys, sizes, strict=True) if not 0 <= size <= _format.MOST_SIZE
        )
        raise MalformedResponse(f"the object {wrong!r} cannot have {size:,} bytes")
    return data, lengths


def _out_of_order(key: str, before: str) -> MalformedResponse:
    return MalformedResponse(
        f"the entries are not in order of their keys: {key!r} came after {before!r}. "
        "List with an endpoint that sorts keys by their UTF-8 bytes"
    )
