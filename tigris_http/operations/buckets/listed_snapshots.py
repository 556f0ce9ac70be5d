"""Snapshots in the form of buckets, for views that list them as tigris-boto3-ext does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tigris_http._wire.http import Request, Response
from tigris_http.operations._base import PagedOperation, common
from tigris_http.operations.buckets._bucket_pages import Bucket, BucketPage, more
from tigris_http.operations.buckets.snapshots import ListSnapshots, Snapshot


@dataclass(frozen=True, slots=True)
class ListedSnapshot(Bucket):
    """A snapshot in the form of a bucket: its `name` is `<version>[; name=<label>]`."""

    version: str = ""
    """Pass it to reads, forks and deletes."""
    label: str | None = None
    """The name it was given."""


@dataclass(frozen=True, slots=True)
class _SnapshotsAsBuckets(PagedOperation[BucketPage, Bucket]):
    listing: ListSnapshots

    @property
    def action(self) -> str:
        return self.listing.action

    def request(self) -> Request:
        return self.listing.request()

    def parse(self, response: Response) -> BucketPage:
        page = self.listing.parse(response)
        return BucketPage(tuple(map(_as_bucket, page.snapshots)), continuation_token=page.continuation_token)

    def after(self, page: BucketPage) -> _SnapshotsAsBuckets | None:
        if not more(page.continuation_token, self.listing.continuation_token, page.buckets):
            return None
        return replace(self, listing=replace(self.listing, continuation_token=page.continuation_token))

    def items(self, page: BucketPage) -> tuple[Bucket, ...]:
        return page.buckets


def _as_bucket(found: Snapshot) -> Bucket:
    name = found.version if found.name is None else f"{found.version}; name={found.name}"
    return ListedSnapshot(name, found.created_at, version=found.version, label=found.name)


def as_buckets(listing: ListSnapshots) -> PagedOperation[BucketPage, Bucket]:
    """Return the operation that lists snapshots as buckets."""
    return _SnapshotsAsBuckets(listing, **common(listing))
