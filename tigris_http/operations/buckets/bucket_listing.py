"""Listings of buckets, live and deleted, and their statistics.

Reference: https://www.tigrisdata.com/docs/buckets/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire import arguments
from tigris_http._wire.http import Request, Response
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import (
    PagedOperation,
    common,
)
from tigris_http.operations._steps import ActionSteps, SteppedAction, ask, result_of
from tigris_http.operations.buckets._bucket_pages import Bucket, BucketPage, BucketStats, bucket_page, more, paging


@dataclass(frozen=True, slots=True)
class ListBuckets(PagedOperation[BucketPage, Bucket]):
    """List your buckets in order of their names, page by page.

    The options `include_...`, `only_...` and `owned_by` are Tigris' own. A new bucket may be missing for some seconds.
    """

    _: KW_ONLY
    max_buckets: int = 100
    """Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page."""
    include_regions: bool = False
    """Add the regions to each bucket."""
    include_type: bool = False
    """Add the type, snapshot bucket or regular one."""
    include_visibility: bool = False
    """Add whether each bucket is public."""
    include_fork_info: bool = False
    """Add the fork lineage."""
    include_owner: bool = False
    """Add the owner."""
    include_stats: bool = False
    """Add the totals over its buckets to each page."""
    only_forked: bool = False
    """List only forks."""
    only_deleted: bool = False
    """List only soft-deleted buckets."""
    owned_by: str | None = None
    """List only the buckets of the user with this email."""
    continuation_token: str | None = None
    """`continuation_token` of a page: start with the next page. None starts at the beginning."""

    def request(self) -> Request:
        """Return `GET /`."""
        query = paging(self.max_buckets, self.continuation_token)
        options = tuple(self._options())
        if not options:
            return Request("GET", query=query)
        return Request("GET", query=query + options, headers=(("accept", "application/json"),))

    def _options(self) -> Iterator[tuple[str, str]]:
        for name, word in _WORDS.items():
            if arguments.flag(name, getattr(self, name)):
                yield word, "true"
        if self.owned_by is not None:
            if not arguments.text("owned_by", self.owned_by):
                raise ValueError("owned_by must be the email of a user, not empty")
            yield "OwnedBy", self.owned_by

    def parse(self, response: Response) -> BucketPage:
        return bucket_page(response, in_json=any(True for _ in self._options()))

    def after(self, page: BucketPage) -> ListBuckets | None:
        if not more(page.continuation_token, self.continuation_token, page.buckets):
            return None
        return replace(self, continuation_token=page.continuation_token)

    def items(self, page: BucketPage) -> tuple[Bucket, ...]:
        return page.buckets


_WORDS = {
    "include_regions": "IncludeRegionsInfo",
    "include_type": "IncludeTypeInfo",
    "include_visibility": "IncludeVisibility",
    "include_fork_info": "IncludeForkInfo",
    "include_owner": "IncludeOwnerInfo",
    "include_stats": "IncludeStats",
    "only_forked": "OnlyForked",
    "only_deleted": "OnlyDeleted",
}
"""The service's names of the options. They are case-sensitive."""


@dataclass(frozen=True, slots=True)
class ListDeletedBuckets(PagedOperation[BucketPage, Bucket]):
    """List the soft-deleted buckets, page by page.

    Entries without soft delete are dropped: they are live buckets of a service without this listing. Live buckets with
    soft delete look like deleted ones, so `purge_bucket` asks first.
    """

    _: KW_ONLY
    max_buckets: int = 100
    """Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page."""
    continuation_token: str | None = None
    """`continuation_token` of a page: start with the next page. None starts at the beginning."""

    @property
    def _listing(self) -> ListBuckets:
        return ListBuckets(max_buckets=self.max_buckets, continuation_token=self.continuation_token, only_deleted=True)

    def request(self) -> Request:
        """Return `GET /?OnlyDeleted=true`."""
        return self._listing.request()

    def parse(self, response: Response) -> BucketPage:
        page = bucket_page(response, in_json=True)
        if any(map(_hides_deletion, page.buckets)):
            raise MalformedResponse("an entry of the listing says in no known form whether it is soft-deleted")
        # An empty page ends the listing; a page that only the filter emptied does not.
        token = page.continuation_token if page.buckets else None
        return replace(page, buckets=tuple(filter(_can_be_deleted, page.buckets)), continuation_token=token)

    def after(self, page: BucketPage) -> ListDeletedBuckets | None:
        if page.continuation_token in {None, self.continuation_token}:
            return None
        return replace(self, continuation_token=page.continuation_token)

    def items(self, page: BucketPage) -> tuple[Bucket, ...]:
        return page.buckets


def _hides_deletion(bucket: Bucket) -> bool:
    return "SoftDeleteInfo" in bucket.extra and (bucket.soft_delete is None or bucket.soft_delete.enabled is None)


def _can_be_deleted(bucket: Bucket) -> bool:
    return bucket.soft_delete is not None and bool(bucket.soft_delete.enabled)


@dataclass(frozen=True, slots=True)
class GetStats(SteppedAction[BucketStats]):
    """Return the totals over all your buckets: the sums of `list_buckets(include_stats=True)`, 50 buckets a page."""

    _: KW_ONLY
    owned_by: str | None = None
    """Count only the buckets of the user with this email."""

    def steps(self) -> ActionSteps[BucketStats]:
        sums = BucketStats()
        # The service counts again for each request: small pages keep each one short.
        # `get_stats` of tigris-boto3-ext takes 50, too.
        listing: ListBuckets | None = ListBuckets(
            max_buckets=50, include_stats=True, owned_by=self.owned_by, **common(self)
        )
        while listing is not None:
            page = result_of((yield from ask(listing)))
            if page.stats is None and page.buckets:
                raise MalformedResponse("a listing without the statistics that were asked for")
            found = page.stats or BucketStats()
            sums = BucketStats(
                sums.active_buckets + found.active_buckets,
                sums.total_objects + found.total_objects,
                sums.total_unique_objects + found.total_unique_objects,
                sums.total_storage_bytes + found.total_storage_bytes,
            )
            listing = listing.after(page)
        return sums
