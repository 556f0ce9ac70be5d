"""Checksums of objects and parts: as an argument that the service is to check, and as it reports them.

Contract: plain data. Any headers give `Checksums`; an argument gives a header, or `ValueError` or `TypeError` by its
name. Reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html; of its algorithms
Tigris is known to take the first three that `Checksums` has.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass, fields

from tigris_http._wire.http import Head, Headers
from tigris_http._wire.schema import TEXT, Part, Shape

HEADER = "x-amz-checksum-"
ALGORITHMS = {"crc32": 4, "sha256": 32, "sha1": 20, "crc32c": 4, "crc64nvme": 8}
"""The algorithms, those that are fast everywhere first, and how many bytes their values have."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checksums:
    """Checksums in base64, big-endian; None where there is none.

    Those of an object in parts are checksums of the parts' checksums, with a hyphen and the number of parts behind.

        Checksums(sha256=base64.b64encode(hashlib.sha256(body).digest()).decode())
    """

    crc32: str | None = None
    crc32c: str | None = None
    sha256: str | None = None
    sha1: str | None = None
    crc64nvme: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
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
"""The elements of documents that are checksums; they stand beside others."""


def checksums_in(head: Head) -> Checksums:
    """Return the checksums that an answer's headers name."""
    found = {algorithm: head.get(HEADER + algorithm) for algorithm in ALGORITHMS}
    return Checksums(**found) if any(found.values()) else NONE


def checksum_headers(argument: str, value: Checksums | str | None) -> Headers:
    """Return the header by which the service checks a body against its checksum, where its value is known."""
    if value is None or to_compute(argument, value) is not None:
        return ()
    if not isinstance(value, Checksums):
        raise TypeError(f"{argument} must be Checksums or the name of an algorithm, not {type(value).__name__}")
    given = [(field.name, text) for field in fields(value) if (text := getattr(value, field.name)) is not None]
    if len(given) != 1:
        # S3 refuses several; which of them Tigris would check is not known.
        raise ValueError(f"{argument} must have one value: the service checks a body against one")
    ((algorithm, text),) = given
    if not isinstance(text, str):
        raise TypeError(f"{argument} must have {algorithm} as a str of base64, not {type(text).__name__}")
    if not _BASE64.fullmatch(text) or len(text) % 4 or len(b64decode(text)) != ALGORITHMS[algorithm]:
        raise ValueError(f"{argument} must have {algorithm} in base64, of {ALGORITHMS[algorithm]} bytes")
    return ((HEADER + algorithm, text),)


def to_compute(argument: str, value: Checksums | str | None) -> str | None:
    """Return the algorithm of a checksum that is to be computed, None where there is none or its value is known."""
    return check_algorithm(argument, value) if isinstance(value, str) else None


def check_algorithm(argument: str, value: str) -> str:
    """Return the name of an algorithm, which S3 also writes in capitals."""
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{argument} must be a str, not {type(value).__name__}")
    if value.lower() not in ALGORITHMS:
        raise ValueError(f"{argument} must be one of {', '.join(ALGORITHMS)}, not {value!r}")
    return value.lower()
