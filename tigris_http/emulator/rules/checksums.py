"""Digests of request bodies: MD5 for the ETag, and the checksums of `x-amz-checksum-*`.

Contract: a `Digester` takes the decoded body and computes the requested digests only. CRC-32C and CRC-64/NVME are
table-driven Python (some MB/s): the standard library has neither.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Hash(Protocol):
    def update(self, data: bytes | memoryview, /) -> object: ...
    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes | memoryview, /) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


class _TableCrc:
    """A reflected CRC with all bits set at the start and inverted at the end."""

    def __init__(self, polynomial: int, width: int) -> None:
        self._table = _table(polynomial)
        self._width = width
        self._value = (1 << width) - 1

    def update(self, data: bytes | memoryview, /) -> None:
        value, table = self._value, self._table
        for byte in data:
            value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
        self._value = value

    def digest(self) -> bytes:
        return (self._value ^ ((1 << self._width) - 1)).to_bytes(self._width // 8, "big")


@cache
def _table(polynomial: int) -> tuple[int, ...]:
    rows: list[int] = []
    for row in range(256):
        value = row
        for _ in range(8):
            value = (value >> 1) ^ polynomial if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


def _new(algorithm: str) -> _Hash:
    match algorithm:
        case "crc32":
            return _Crc32()
        case "crc32c":
            return _TableCrc(0x82F63B78, 32)  # reflected 0x1EDC6F41
        case "crc64nvme":
            return _TableCrc(0x9A6C9329AC4BC9B5, 64)  # reflected 0xAD93D23594C93659
        case "sha1":
            return hashlib.sha1(usedforsecurity=False)
        case _:
            return hashlib.sha256()


# algorithm (as in the header `x-amz-checksum-<name>`) -> digest length in bytes.
ALGORITHMS: Final = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}
PREFIX: Final = "x-amz-checksum-"
# algorithm -> its element in documents.
ELEMENTS: Final = {name: f"Checksum{name.upper()}" for name in ALGORITHMS}


class Digester:
    """Computes MD5, SHA-256 if the payload hash was announced, and the named checksums."""

    def __init__(self, algorithms: frozenset[str], sha256: bool) -> None:
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256() if sha256 else None
        self._checksums = {name: _new(name) for name in algorithms}
        self.size = 0

    def update(self, data: bytes) -> None:
        """Add a piece of the decoded body."""
        self.size += len(data)
        self._md5.update(data)
        if self._sha256 is not None:
            self._sha256.update(data)
        for checksum in self._checksums.values():
            checksum.update(data)

    @property
    def md5(self) -> bytes:
        """The MD5 so far."""
        return self._md5.digest()

    @property
    def sha256(self) -> str | None:
        """The hex SHA-256 so far, or None if not requested."""
        return None if self._sha256 is None else self._sha256.hexdigest()

    def checksum(self, algorithm: str) -> bytes:
        """Return the digest by one of the named algorithms."""
        return self._checksums[algorithm].digest()


def decode(value: str, length: int) -> bytes | None:
    """Decode a checksum header; return None unless it is `length` bytes in base64."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length else None


def of_parts(algorithm: str, checksums: Sequence[str]) -> str:
    """Return the checksum of the parts' checksums, with a hyphen: a composite one in S3."""
    digest = _new(algorithm)
    for checksum in checksums:
        digest.update(base64.b64decode(checksum))
    return f"{encode(digest.digest())}-{len(checksums)}"


def kind(checksum: str) -> str:
    """Return `COMPOSITE` or `FULL_OBJECT`."""
    return "COMPOSITE" if "-" in checksum else "FULL_OBJECT"


def elements(checksums: Mapping[str, str]) -> list[tuple[str, str]]:
    """Write checksums as elements of documents."""
    return [(ELEMENTS[name], value) for name, value in checksums.items()]


def encode(digest: bytes) -> str:
    """Write a digest as in checksum headers."""
    return base64.b64encode(digest).decode()
