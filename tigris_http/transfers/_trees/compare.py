"""Whether an object and a file, or two objects, are the same: by size, time or entity tag.

Contract: pure, but for the reads of `tag_check`. Times are equal or not: an older file is as different as a newer one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias

from tigris_http.transfers._local.target import mtime_of
from tigris_http.transfers._work import plan
from tigris_http.transfers.options import MIB, TransferOptions

Compare: TypeAlias = Literal["quick", "size", "etag", "missing", "always"]

SECOND: Final = 10**9
"""In nanoseconds, as all times here."""
_PRECISIONS: Final = (SECOND, 10**6, 10**3, 100)
"""Of file systems, and of programs that round times. 100 ns is that of NTFS."""
_TAG: Final = re.compile(r'"?([0-9a-f]{32})(?:-([1-9]\d{0,4}))?"?', re.ASCII | re.IGNORECASE)
_USUAL_PARTS: Final = (5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1_000, 1_024, 2_048)
"""Part sizes of S3 clients in MiB."""
_CHUNK: Final = MIB


def reason_to_skip(compare: Compare, *, sizes: bool, times: bool) -> str | None:
    """Return why an item that is on both sides is not sent; None to send it. `"etag"` needs a look at the tags."""
    if compare == "missing":
        return "is there already"
    if compare == "size" and sizes:
        return "size agrees"
    if compare == "quick" and sizes and times:
        return "size and time agree"
    return None


def times_agree(local_ns: int, remote_metadata_mtime: str | None, last_modified: datetime | None) -> bool:
    """Return whether a file has the time of an object: its metadata `mtime`, else `LastModified`.

    Times are compared at the precision of the coarser one: a file system, or a writer of metadata, may keep less than
    nanoseconds.
    """
    # Most often it is the text that an upload wrote.
    if local_ns >= 0 and remote_metadata_mtime == f"{local_ns // SECOND}.{local_ns % SECOND:09d}":
        return True
    if remote_metadata_mtime is not None and (time := mtime_of(remote_metadata_mtime, None)) is not None:
        decimals = len(remote_metadata_mtime.strip().partition(".")[2])
        return _agree(local_ns, time, 10 ** max(9 - decimals, 0))
    stored = mtime_of(None, last_modified)
    # A GET has `Last-Modified` at whole seconds, a listing at milliseconds.
    return stored is not None and local_ns in {stored, stored // SECOND * SECOND}


def _agree(local: int, remote: int, precision: int) -> bool:
    unit = max(precision, _precision(local))
    # A program may cut or round the rest.
    return local // unit == remote // unit or abs(local - remote) * 2 <= unit


def _precision(time: int) -> int:
    return next((unit for unit in _PRECISIONS if time % unit == 0), 1)


def part_sizes(size: int, etag: str) -> Iterator[int]:
    """Yield the part sizes with which clients divide an object, likely ones first; none for a tag without parts."""
    found = _TAG.fullmatch(etag)
    if found is None or found[2] is None:
        return
    yield plan.part_size(TransferOptions(), size)
    for each in _USUAL_PARTS:
        yield each * MIB
    # The least whole MiB that give at most so many parts.
    yield -(-size // (int(found[2]) * MIB)) * MIB


def tag_check(
    read: Callable[[int, int], bytes], size: int, etag: str, part_size_candidates: Iterable[int]
) -> Generator[None, None, bool]:
    """Return whether bytes have an entity tag: their MD5, or for `hash-N` the MD5 of the MD5s of N parts.

    `read` returns the bytes from a start, of a length. Each part size that gives N parts is tried. Yields after each
    block of 1 MiB.
    """
    found = _TAG.fullmatch(etag)
    if found is None:
        return False
    digest = found[1].lower()
    if found[2] is None:
        return (yield from _md5(read, 0, size)).hex() == digest
    parts = int(found[2])
    tried: set[int] = set()
    for candidate in part_size_candidates:
        part = min(candidate, max(size, 1))
        if part in tried or part <= 0 or max(-(-size // part), 1) != parts:
            continue
        tried.add(part)
        whole = hashlib.md5(usedforsecurity=False)
        for start in range(0, max(size, 1), part):
            whole.update((yield from _md5(read, start, min(part, size - start))))
        if whole.hexdigest() == digest:
            return True
    return False


def _md5(read: Callable[[int, int], bytes], start: int, size: int) -> Generator[None, None, bytes]:
    """Return the MD5 of a piece; of less if its source has become shorter, which equals no tag of the whole."""
    digest = hashlib.md5(usedforsecurity=False)
    end = start + size
    while start < end and (data := read(start, min(_CHUNK, end - start))):
        digest.update(data)
        start += len(data)
        yield
    return digest.digest()
