"""A part of a read, for one task, and its members.

Contract: the same part gives the same members in the same order, so a part can be read again after its process died.
A missing object raises, or is dropped with a warning in the worker, which shows on its standard error: loggers of a
worker have no handlers. Closing the iterator of members closes the
bundle and releases its connection.
"""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal

from tigris_http import AccessDenied, BundleMember, BundleSkipped
from tigris_http._readers.client_options import ClientOptions, client_of, options_or_environment
from tigris_http._unmade import shown
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http.errors import escaped

if TYPE_CHECKING:
    from tigris_http._readers.keyspace import Keys

_MISSING: Final = "NoSuchKey"


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings that all parts of one read share."""

    bucket: str
    client_options: ClientOptions
    snapshot_version: str | None
    snapshot_via: Literal["get", "bundle"]
    on_missing: Literal["raise", "drop"]
    uid: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        options_or_environment(self.client_options)
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)
        arguments.one_of("snapshot_via", self.snapshot_via, ("get", "bundle"))
        arguments.one_of("on_missing", self.on_missing, ("raise", "drop"))


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Some keys of a read, for one task."""

    reading: Reading
    number: int
    """From 1."""
    of: int
    keys: Keys
    count: int | None
    """Number of keys, if known."""
    size: int | None
    """Bytes of the objects, if known."""

    @shown
    def __repr__(self) -> str:
        keys = "some keys" if self.count is None else f"{self.count} keys"
        return f"<part {self.number} of {self.of}: {keys} of {self.reading.bucket}>"

    def __dask_tokenize__(self) -> tuple[str, int]:
        return self.reading.uid, self.number

    def members(self, limit: int | None = None) -> Iterator[BundleMember[None]]:
        """Read the objects, at most `limit` of them. Read each member before the next."""
        if limit == 0:
            return
        reading = self.reading
        client = client_of(reading.client_options)
        drops = reading.on_missing == "drop"
        keys = self.keys.keys(client)
        first = list(islice(keys, 1))
        if not first:  # a part of a manifest may lie within one large object
            return
        keys = chain(first, keys)
        dropped: list[BundleSkipped[None]] = []
        delivered = 0
        try:
            with client.bundle_objects(
                reading.bucket,
                keys if drops else islice(keys, limit),
                on_skipped="yield" if drops else "raise",
                snapshot_version=reading.snapshot_version,
                snapshot_via=reading.snapshot_via,
            ) as bundle:
                for found in bundle:
                    if isinstance(found, BundleSkipped):
                        dropped.append(found)
                        continue
                    yield found
                    delivered += 1
                    if delivered == limit:
                        break
        finally:
            if dropped:
                self._report(dropped)
        for skipped in dropped:
            if skipped.reason not in {_MISSING, None}:
                raise _withheld(reading.bucket, skipped)

    def _report(self, dropped: list[BundleSkipped[None]]) -> None:
        """Name the objects that are not among the rows."""
        first = escaped(dropped[0].key)
        text = f"{self!r}: dropped {len(dropped)} missing objects, the first is {first}"
        warnings.warn(text, RuntimeWarning, stacklevel=2)


def _withheld(bucket: str, skipped: BundleSkipped[None]) -> AccessDenied:
    code = skipped.reason or ""
    message = "the object was left out and is not missing: on_missing='drop' drops missing objects only"
    return AccessDenied(message, status=403, code=code).located("BundleObjects", bucket, skipped.key, 1)
