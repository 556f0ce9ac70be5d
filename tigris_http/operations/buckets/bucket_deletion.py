"""Deletion of buckets: delete, restore, purge.

Reference: https://www.tigrisdata.com/docs/buckets/soft-delete/.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import KW_ONLY, dataclass

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Headers, Request
from tigris_http._wire.success import ACCEPTED
from tigris_http.errors import MalformedResponse, NotFound, PreconditionFailed, ServiceError, TigrisError
from tigris_http.operations._base import Doubt, Operation, Settled, Silent
from tigris_http.operations.buckets._bucket_pages import BucketPage
from tigris_http.operations.buckets.bucket_listing import ListDeletedBuckets
from tigris_http.operations.buckets.buckets import HeadBucket


@dataclass(frozen=True, slots=True)
class DeleteBucket(Silent):
    """Delete a bucket. With soft delete on, it can be restored within its retention.

    `Conflict` if it has forks, or is not empty and `force` is off. After a lost response it counts as deleted if it is
    gone.
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    force: bool = False
    """Delete the bucket even if it is not empty. Off by default."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}`."""
        # Released clients disagree on the spelling, and the service does not document which one counts: send both.
        forced: Headers = (("x-tigris-force-delete", "true"), ("tigris-force-delete", "true"))
        headers = forced if arguments.flag("force", self.force) else ()
        return Request("DELETE", check_bucket_name(self.bucket), headers=headers)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        # Not found after a lost response: the first request deleted it, or it never existed. Both end the same.
        there = yield HeadBucket(self.bucket)
        return Settled(None) if there is None else None


@dataclass(frozen=True, slots=True)
class RestoreBucket(Silent):
    """Restore a soft-deleted bucket with all its objects.

    `ServiceError` (400 `InvalidArgument`) if it is not deleted, `NotFound` if its retention is over.
    """

    SUCCESS = ACCEPTED

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `POST /{bucket}?restore`."""
        return Request("POST", check_bucket_name(self.bucket), query=(("restore", ""),), path_style=True)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        """Return `Settled` if it exists: no other can have its name."""
        there = yield HeadBucket(self.bucket)
        return None if there is None else Settled(None)


@dataclass(frozen=True, slots=True)
class PurgeBucket(Silent):
    """Remove a soft-deleted bucket for good, before its retention ends.

    The client first asks whether the bucket is live, since a service without soft delete would delete it.
    `PreconditionFailed` if so: nothing is removed.
    """

    SUCCESS = ACCEPTED

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}` with `x-tigris-force-hard-delete`."""
        # Without its header the same request deletes a live bucket: see `ensure`.
        return Request("DELETE", check_bucket_name(self.bucket), headers=(("x-tigris-force-hard-delete", "true"),))

    def precondition(self) -> Generator[Operation[object], object, None]:
        """Raise if the bucket is live, unless the service also lists it as soft-deleted."""
        there = yield HeadBucket(self.bucket, extra_headers=self.extra_headers)
        if isinstance(there, NotFound):
            return
        if isinstance(there, TigrisError):
            raise there
        found = yield from _deleted(self.bucket, ListDeletedBuckets(extra_headers=self.extra_headers))
        if isinstance(found, BucketPage):
            return
        # Other stores refuse this listing, or answer in XML.
        if isinstance(found, TigrisError) and not isinstance(found, (ServiceError, MalformedResponse)):
            raise found
        raise PreconditionFailed(
            "the bucket is live, not soft-deleted, and was not removed; delete_bucket deletes it", status=412
        ).located(self.action, self.bucket, None, 0)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        if (yield HeadBucket(self.bucket)) is not None:
            return None
        found = yield from _deleted(self.bucket, ListDeletedBuckets())
        return Settled(None) if found is False else None


def _deleted(bucket: str, listing: ListDeletedBuckets | None) -> Generator[Operation[object], object, object]:
    """Return the page of deleted buckets that has this one, False if none has, or an answer that is no page."""
    while listing is not None:
        page = yield listing
        if not isinstance(page, BucketPage) or bucket in {each.name for each in page.buckets}:
            return page
        listing = listing.after(page)
    return False
