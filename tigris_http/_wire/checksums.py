"""Checksums of objects and parts: as arguments that the service checks, and in responses.

Contract: plain data. Any headers give `Checksums`. An argument gives a header, or `ValueError` or `TypeError` that
names it. Tigris is known to take the first three algorithms of `Checksums`. Reference:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, Protocol, TypeAlias

from tigris_http._wire.http import Head, Headers
from tigris_http._wire.schema import TEXT, Part, Shape

HEADER = "x-amz-checksum-"
Algorithm: TypeAlias = Literal[
    "crc32", "crc32c", "crc64nvme", "sha1", "sha256", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"
]
"""The name of an algorithm as a caller may write it; S3 has capitals."""
ALGORITHMS = {"crc32": 4, "sha256": 32, "sha1": 20, "crc32c": 4, "crc64nvme": 8}
"""The algorithms, fast ones first, and the number of bytes of their values."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checksums:
    """Checksums in base64, big-endian; None if the algorithm has no value.

    An object in parts has checksums of the parts' checksums, followed by a hyphen and the number of parts.

        Checksums(sha256=base64.b64encode(hashlib.sha256(body).digest()).decode())
    """

    crc32: str | None = None
    crc32c: str | None = None
    sha256: str | None = None
    sha1: str | None = None
    crc64nvme: str | None = None

    def __bool__(self) -> bool:
        return self != NONE


NONE = Checksums()
CHECKSUMS = Shape(
    Checksums,
    Part("ChecksumCRC32", "crc32", TEXT),
    Part("ChecksumCRC32C", "crc32c", TEXT),
    Part("ChecksumSHA256", "sha256", TEXT),
    Part("ChecksumSHA1", "sha1", TEXT),
    Part("ChecksumCRC64NVME", "crc64nvme", TEXT),
)
"""The checksum elements of a document, beside its other elements."""


def checksums_in(head: Head) -> Checksums:
    found = {algorithm: head.get(HEADER + algorithm) for algorithm in ALGORITHMS}
    return Checksums(**found) if any(found.values()) else NONE


def checksum_headers(argument: str, value: Checksums | str | None) -> Headers:
    if value is None or to_compute(argument, value) is not None:
        return ()
    if not isinstance(value, Checksums):
        raise TypeError(f"{argument} must be Checksums or the name of an algorithm, not {type(value).__name__}")
    given = [(field.name, text) for field in fields(value) if (text := getattr(value, field.name)) is not None]
    if len(given) != 1:
        # S3 refuses several. It is unknown which of them Tigris would check.
        raise ValueError(f"{argument} must have one value: the service checks a body against one")
    ((algorithm, text),) = given
    if not isinstance(text, str):
        raise TypeError(f"{argument} must have {algorithm} as a str of base64, not {type(text).__name__}")
    if not _BASE64.fullmatch(text) or len(text) % 4 or len(b64decode(text)) != ALGORITHMS[algorithm]:
        raise ValueError(f"{argument} must have {algorithm} in base64, of {ALGORITHMS[algorithm]} bytes")
    return ((HEADER + algorithm, text),)


def to_compute(argument: str, value: Checksums | str | None) -> str | None:
    return check_algorithm(argument, value) if isinstance(value, str) else None


def check_algorithm(argument: str, value: str) -> str:
    """Return the lower-case name of an algorithm, which S3 also writes in capitals."""
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{argument} must be a str, not {type(value).__name__}")
    if value.lower() not in ALGORITHMS:
        raise ValueError(f"{argument} must be one of {', '.join(ALGORITHMS)}, not {value!r}")
    return value.lower()


_CASTAGNOLI = 0x82F63B78
"""RFC 3720 section 12.1, bits reversed."""
_NVME = 0x9A6C9329AC4BC9B5
"""NVM Command Set Specification 1.0 section 5.2.1.3.4, bits reversed."""

Step = Callable[[bytes | bytearray | memoryview, int], int]
"""Takes the next bytes and the value so far; returns the new value."""


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
    __slots__ = ("_hash", "algorithm", "update")

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self._hash = _started(algorithm)
        self.update = self._hash.update

    @property
    def value(self) -> str:
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
    """Compares a body with its checksum while it is read."""

    __slots__ = ("_digest", "algorithm", "update", "value")

    def __init__(self, algorithm: str, value: str) -> None:
        self.algorithm, self.value = algorithm, value
        self._digest = Digest(algorithm)
        self.update = self._digest.update

    def problem(self) -> str | None:
        """Return the difference as text; None if the checksum is right."""
        found = self._digest.value
        return None if found == self.value else f"its {self.algorithm} is {found} and not {self.value}"


def check_of(head: Head) -> Check | None:
    """Return the check by a checksum of the whole object, if there is one."""
    if head.status != 200:
        return None  # a part of the object
    found = checksums_in(head)
    for algorithm in ALGORITHMS:
        value: str | None = getattr(found, algorithm)
        # A checksum of the parts' checksums, such as "...-3", says nothing about the bytes.
        if value is not None and "-" not in value:
            return Check(algorithm, value)
    return None
