"""Checksums computed: of a body before it is sent, and of one that is read.

Contract: bytes go in piece by piece, the base64 of the value comes out. CRC-32 and the SHAs are the standard library's;
CRC-32C and CRC-64/NVME are awscrt's where it is installed (the extra `crc`), else our own, which are right and a
hundred times slower. Values are big-endian. Reference:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from tigris_http._wire.checksums import ALGORITHMS, checksums_in

if TYPE_CHECKING:
    from tigris_http._wire.http import Head

_CASTAGNOLI = 0x82F63B78
"""RFC 3720 section 12.1, bits reversed."""
_NVME = 0x9A6C9329AC4BC9B5
"""NVM Command Set Specification 1.0 section 5.2.1.3.4, bits reversed."""

Step = Callable[[bytes | bytearray | memoryview, int], int]
"""From the next bytes and the value so far to the new value."""


class _Hash(Protocol):
    def update(self, data: bytes | bytearray | memoryview, /) -> object: ...
    def digest(self) -> bytes: ...


class _Crc:
    def __init__(self, step: Step, size: int) -> None:
        self._step, self._size, self._value = step, size, 0

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        self._value = self._step(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._size, "big")


class Digest:
    """A checksum under way."""

    __slots__ = ("_hash", "algorithm", "update")

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self._hash = _started(algorithm)
        self.update = self._hash.update
        """Takes the next bytes."""

    @property
    def value(self) -> str:
        """The checksum of all bytes so far, in base64."""
        return b64encode(self._hash.digest()).decode()


def _started(algorithm: str) -> _Hash:
    if algorithm == "sha1":
        return hashlib.sha1(usedforsecurity=False)
    if algorithm == "sha256":
        return hashlib.sha256()
    return _Crc(_step(algorithm), ALGORITHMS[algorithm])


@cache
def _step(algorithm: str) -> Step:
    if algorithm == "crc32":
        return zlib.crc32
    try:
        from awscrt import checksums
    except ImportError:
        return own_step(_CASTAGNOLI if algorithm == "crc32c" else _NVME, 8 * ALGORITHMS[algorithm])
    fast: Step = checksums.crc32c if algorithm == "crc32c" else checksums.crc64nvme
    return fast


def own_step(polynomial: int, bits: int) -> Step:
    """Return the step of a reflected CRC that begins and ends with all bits inverted."""
    table = [_entry(polynomial, byte) for byte in range(256)]
    inverted = (1 << bits) - 1

    def step(data: bytes | bytearray | memoryview, value: int) -> int:
        value ^= inverted
        for byte in bytes(data):
            value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
        return value ^ inverted

    return step


def _entry(polynomial: int, value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ polynomial if value & 1 else value >> 1
    return value


class Check:
    """What a body is held against while it is read."""

    __slots__ = ("_digest", "algorithm", "update", "value")

    def __init__(self, algorithm: str, value: str) -> None:
        self.algorithm, self.value = algorithm, value
        self._digest = Digest(algorithm)
        self.update = self._digest.update
        """Takes the next bytes."""

    def problem(self) -> str | None:
        """Return what is wrong with all the bytes, None where nothing is."""
        found = self._digest.value
        return None if found == self.value else f"its {self.algorithm} is {found} and not {self.value}"


def check_of(head: Head) -> Check | None:
    """Return how to check the body of an answer: by a checksum of the whole object; None where there is none."""
    if head.status != 200:
        return None  # a part of the object
    found = checksums_in(head)
    for algorithm in ALGORITHMS:
        value: str | None = getattr(found, algorithm)
        # One of the parts' checksums, with their number behind it, says nothing of the bytes as a whole.
        if value is not None and "-" not in value:
            return Check(algorithm, value)
    return None
