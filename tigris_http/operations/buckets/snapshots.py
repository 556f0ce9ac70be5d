"""Snapshots of a bucket: create, list, delete.

Reads take a `snapshot_version`: the bucket as it was then. Reference:
https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.schema import NO_EXTRA
from tigris_http._wire.success import ACCEPTED, NO_BODY
from tigris_http._wire.timestamps import from_version
from tigris_http.errors import MalformedResponse, ServiceError, TigrisError
from tigris_http.operations._base import Doubt, Operation, PagedOperation, Questions, Settled, Silent
from tigris_http.operations._features import answers_creation, confirmed, ensured, not_supported
from tigris_http.operations.buckets._bucket_pages import bucket_page, more, paging
from tigris_http.operations.buckets._lineage import split_label, version_in

_NAME = re.compile(r"[ -:<-~]{1,64}", re.ASCII)
"""Printable ASCII without `;`, the separator of version and name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of a bucket."""

    bucket: str
    version: str
    """Pass it to reads, forks and deletes: nanoseconds since the epoch, as text."""
    name: str | None = None
    """Its label. Labels need not be unique."""
    created_at: datetime | None = None
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Values that could not be read, as sent, by the service's names. Their fields are None."""


@dataclass(frozen=True, slots=True)
class CreateSnapshot(Operation[Snapshot]):
    """Take a snapshot of a bucket, in the same time for any number of objects.

    Sent once, since asking twice may take two. Raises `OutcomeUnknown` after a lost response: list the snapshots
    before you ask again.
    """

    SUCCESS = NO_BODY

    REPEATABLE = False

    bucket: str
    """Name of a snapshot bucket."""
    name: str | None = None
    """A label such as a time or a path: 1 to 64 printable ASCII characters without `;`, no space at its ends. None for
    no label."""

    @property
    def _header(self) -> str:
        """Without it the request would create a bucket."""
        if self.name is None:
            return "true"
        if not _NAME.fullmatch(arguments.text("name", self.name)) or self.name != self.name.strip():
            raise ValueError("name must be 1 to 64 printable ASCII characters without ';', and no space at its ends")
        return f"true; name={self.name}"

    def request(self) -> Request:
        """Return `PUT /{bucket}` with `x-tigris-snapshot`."""
        return Request("PUT", check_bucket_name(self.bucket), headers=(("x-tigris-snapshot", self._header),))

    def parse(self, response: Response) -> Snapshot:
        version = version_in(response.head, "x-tigris-snapshot-version")
        if not version:
            # Without this header the service found the bucket, or even created it.
            seen = "the answer names no X-Tigris-Snapshot-Version"
            raise not_supported("snapshots", seen, f"no snapshot was taken, and a bucket {self.bucket!r} may exist now")
        return Snapshot(bucket=self.bucket, version=version, name=self.name, created_at=from_version(version))

    def explained(self, error: ServiceError) -> TigrisError:
        return answers_creation("snapshots", error)


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """One page of a bucket's snapshots."""

    snapshots: tuple[Snapshot, ...]
    continuation_token: str | None
    """Pass it to the operation to get the next page; None on the last page."""


@dataclass(frozen=True, slots=True)
class ListSnapshots(PagedOperation[SnapshotPage, Snapshot]):
    """List a bucket's snapshots, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

    The service documents newest first. If order matters, sort by `int(snapshot.version)`.
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    max_buckets: int = 100
    """Snapshots a page, at least 1 (default 100). It is no limit: iteration goes on to the last page."""
    continuation_token: str | None = None
    """`continuation_token` of a page: start with the next page. None starts at the beginning."""

    def request(self) -> Request:
        """Return `GET /` with `x-tigris-snapshot`."""
        headers = (("x-tigris-snapshot", check_bucket_name(self.bucket)),)
        return Request("GET", query=paging(self.max_buckets, self.continuation_token), headers=headers)

    def parse(self, response: Response) -> SnapshotPage:
        page = bucket_page(response)
        snapshots: list[Snapshot] = []
        for entry in page.buckets:
            version, name = split_label(entry.name)
            if not version:
                raise MalformedResponse("a snapshot without a version")
            snapshots.append(Snapshot(self.bucket, version, name, entry.created_at, extra=entry.extra))
        return SnapshotPage(tuple(snapshots), page.continuation_token)

    def check_heard(self, head: Head, result: object) -> None:
        for snapshot in result.snapshots if isinstance(result, SnapshotPage) else ():
            if not (snapshot.version.isascii() and snapshot.version.isdigit()):
                raise not_supported("snapshots", f"{snapshot.version!r} is listed, which is no version")

    def feature(self) -> str:
        return "lists of snapshots"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise unless the endpoint is Tigris: a list may be empty."""
        return confirmed(self.feature(), head, self.bucket)

    def after(self, page: SnapshotPage) -> ListSnapshots | None:
        if not more(page.continuation_token, self.continuation_token, page.snapshots):
            return None
        return replace(self, continuation_token=page.continuation_token)

    def items(self, page: SnapshotPage) -> tuple[Snapshot, ...]:
        return page.snapshots


@dataclass(frozen=True, slots=True)
class DeleteSnapshot(Silent):
    """Delete one snapshot. Objects, their versions and the snapshot's forks stay.

    The client first asks whether the endpoint is Tigris, since any other would delete the bucket. `FeatureNotSupported`
    if not: nothing is deleted. After a lost response it counts as deleted if the listing lacks it.
    """

    SUCCESS = ACCEPTED

    bucket: str
    """Name of the bucket."""
    snapshot_version: str
    """`version` of the snapshot."""

    def __post_init__(self) -> None:
        # Without its header the same request deletes the bucket: refuse to build the value without a version.
        arguments.snapshot_version("snapshot_version", self.snapshot_version)

    def request(self) -> Request:
        """Return `DELETE /{bucket}` with `x-tigris-snapshot-version`."""
        version = arguments.snapshot_version("snapshot_version", self.snapshot_version)
        return Request("DELETE", check_bucket_name(self.bucket), headers=(("x-tigris-snapshot-version", version),))

    def feature(self) -> str:
        return "deleting snapshots"

    def ensure(self) -> Questions[bool]:
        return ensured(self.feature(), self.bucket)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        listing: ListSnapshots | None = ListSnapshots(self.bucket)
        while listing is not None:
            page = yield listing
            if not isinstance(page, SnapshotPage) or any(
                each.version == self.snapshot_version for each in page.snapshots
            ):
                return None
            listing = listing.after(page)
        return Settled(None)
