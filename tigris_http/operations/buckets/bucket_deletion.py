"""Buckets deleted, brought back, and removed for good.

Reference: the S3 API page DeleteBucket and https://www.tigrisdata.com/docs/buckets/soft-delete/.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import KW_ONLY, dataclass

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Headers, Request, Response
from tigris_http._wire.success import ACCEPTED
from tigris_http.errors import MalformedResponse, NotFound, PreconditionFailed, ServiceError, TigrisError
from tigris_http.operations._base import Doubt, Operation, Settled, Silent
from tigris_http.operations.buckets.bucket_listing import BucketPage, ListDeletedBuckets
from tigris_http.operations.buckets.buckets import HeadBucket


@dataclass(frozen=True, slots=True)
class DeleteBucket(Silent):
    """Delete a bucket; `Conflict` where it is not empty, unless `force`, or has forks.

    With soft delete on, the bucket can be brought back within its retention.
    """

    bucket: str
    _: KW_ONLY
    force: bool = False

    def request(self) -> Request:
        """Return `DELETE /{bucket}`."""
        # Shipping clients disagree on the spelling and none says which the service dropped: both go out.
        forced: Headers = (("x-tigris-force-delete", "true"), ("tigris-force-delete", "true"))
        headers = forced if arguments.flag("force", self.force) else ()
        return Request("DELETE", check_bucket_name(self.bucket), headers=headers)

    def parse(self, response: Response) -> None:
        """Nothing is said beyond the status."""

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        """Return that it is gone where it is not there."""
        # Not found behind a lost answer: it went with the first request, or was never there, which is the same.
        there = yield HeadBucket(self.bucket)
        return Settled(None) if there is None else None


@dataclass(frozen=True, slots=True)
class RestoreBucket(Silent):
    """Bring a soft-deleted bucket back with all that was in it.

    `ServiceError` (400 `InvalidArgument`) where it is not deleted, `NotFound` where its retention is over.
    """

    SUCCESS = ACCEPTED

    bucket: str

    def request(self) -> Request:
        """Return `POST /{bucket}?restore`."""
        return Request("POST", check_bucket_name(self.bucket), query=(("restore", ""),), path_style=True)

    def parse(self, response: Response) -> None:
        """Nothing is said beyond the status."""

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        """Return that it is back where it is there, with all that was in it: nothing else can have its name."""
        there = yield HeadBucket(self.bucket)
        return None if there is None else Settled(None)


@dataclass(frozen=True, slots=True)
class PurgeBucket(Silent):
    """Remove a soft-deleted bucket for good, before its retention ends.

    The client first asks whether the bucket is live, since a service that does not know soft delete would delete it:
    `PreconditionFailed` where it is, and nothing is removed.
    """

    SUCCESS = ACCEPTED

    bucket: str

    def request(self) -> Request:
        """Return `DELETE /{bucket}` with `x-tigris-force-hard-delete`."""
        # Without its header the same request deletes a live bucket: see `ensure`.
        return Request("DELETE", check_bucket_name(self.bucket), headers=(("x-tigris-force-hard-delete", "true"),))

    def parse(self, response: Response) -> None:
        """Nothing is said beyond the status."""

    def precondition(self) -> Generator[Operation[object], object, None]:
        """Refuse a bucket that is there, unless the service lists it as soft-deleted all the same."""
        there = yield HeadBucket(self.bucket, extra_headers=self.extra_headers)
        if isinstance(there, NotFound):
            return
        if isinstance(there, TigrisError):
            raise there
        listing: ListDeletedBuckets | None = ListDeletedBuckets(extra_headers=self.extra_headers)
        while listing is not None:
            page = yield listing
            # Other stores refuse this listing, or answer in XML.
            if isinstance(page, TigrisError) and not isinstance(page, (ServiceError, MalformedResponse)):
                raise page
            if not isinstance(page, BucketPage):
                break
            if self.bucket in {bucket.name for bucket in page.buckets}:
                return
            listing = listing.after(page)
        raise PreconditionFailed(
            "the bucket is live, not soft-deleted, and was not removed; delete_bucket deletes it", status=412
        ).located(self.action, self.bucket, None, 0)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        """Return that it is gone where it is neither live nor among the deleted ones."""
        if (yield HeadBucket(self.bucket)) is not None:
            return None
        listing: ListDeletedBuckets | None = ListDeletedBuckets()
        while listing is not None:
            page = yield listing
            if not isinstance(page, BucketPage) or self.bucket in {bucket.name for bucket in page.buckets}:
                return None
            listing = listing.after(page)
        return Settled(None)
