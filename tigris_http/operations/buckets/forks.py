"""Forks of a bucket: create, list, merge, rebase.

A fork is a bucket that starts with all objects of its source. Writes on one side never show on the other. Reference:
https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime

from tigris_http._wire import arguments, json
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.schema import BOOLEAN, MOMENT, NO_EXTRA, SOME_TEXT, TEXT, Part, Shape
from tigris_http._wire.success import NO_BODY
from tigris_http.errors import MalformedResponse, ServiceError, TigrisError
from tigris_http.operations._base import Doubt, Operation, PagedOperation, Questions, Settled
from tigris_http.operations._features import BucketHead, answers_creation, confirmed, not_supported, speaks
from tigris_http.operations.buckets._bucket_pages import LISTING, more, paging
from tigris_http.operations.buckets._lineage import PARENT, ForkParent, version_in
from tigris_http.operations.buckets.buckets import CreateBucket, CreateBucketResult


@dataclass(frozen=True, slots=True)
class CreateFork(Operation[CreateBucketResult]):
    """Create a bucket as a fork of another, in the same time for any number of objects.

    Errors are those of `create_bucket`, which takes further options beside `fork_source`.
    """

    SUCCESS = NO_BODY

    bucket: str
    """Name of the new bucket."""
    source: str
    """Bucket to fork, a snapshot bucket."""
    snapshot_version: str | None = None
    """Snapshot of `source` to start from; None for its current state."""

    def __post_init__(self) -> None:
        # Without its header the same request creates an empty bucket.
        check_bucket_name(self.source, argument="source")
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)

    @property
    def creation(self) -> CreateBucket:
        return CreateBucket(self.bucket, fork_source=self.source, fork_source_snapshot=self.snapshot_version)

    def request(self) -> Request:
        """Return `PUT /{bucket}` with `x-tigris-fork-source-bucket`."""
        return self.creation.request()

    def parse(self, response: Response) -> CreateBucketResult:
        return self.creation.parse(response)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[CreateBucketResult] | None]:
        return self.creation.settle(doubt)

    def feature(self) -> str | None:
        return self.creation.feature()

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        return self.creation.confirm(head, result, before)


@dataclass(frozen=True, slots=True)
class Fork:
    """A fork of a bucket."""

    name: str
    created_at: datetime | None = None
    parents: tuple[ForkParent, ...] = ()
    """Its ancestry, the nearest first."""
    is_fork_parent: bool | None = False
    """Whether it has forks itself; trails by seconds. None if that cannot be read."""
    extra: Mapping[str, object] = field(default=NO_EXTRA, kw_only=True, repr=False, compare=False)
    """Other values of the service, and values that could not be read (their fields are None), by the service's
    names."""


@dataclass(frozen=True, slots=True)
class ForkPage:
    """One page of a bucket's forks."""

    forks: tuple[Fork, ...]
    continuation_token: str | None = None
    """Pass it to the operation to get the next page; None on the last page."""


_FORK = Shape(
    Fork,
    Part("Name", "name", TEXT),
    Part("CreationDate", "created_at", MOMENT, cosmetic=True),
    Part("ForkInfo/Parents", "parents", PARENT, many=True),
    Part("ForkInfo/HasChildren", "is_fork_parent", BOOLEAN, cosmetic=True),
    extra=True,
)
_FORKS = Shape(
    ForkPage,
    Part("Buckets/Bucket", "forks", _FORK, many=True),
    Part("ContinuationToken", "continuation_token", SOME_TEXT),
)


@dataclass(frozen=True, slots=True)
class ListForks(PagedOperation[ForkPage, Fork]):
    """List the forks of a bucket, page by page. New forks show at once.

    `AccessDenied` if the bucket does not exist or is not yours. `FeatureNotSupported` if a listed bucket is no fork of
    it.
    """

    bucket: str
    """Name of the parent bucket."""
    _: KW_ONLY
    max_buckets: int = 100
    """Entries a page, at least 1 (default 100). It is no limit: iteration goes on to the last page."""
    continuation_token: str | None = None
    """`continuation_token` of a page: start with the next page. None starts at the beginning."""

    def request(self) -> Request:
        """Return `GET /` with `x-tigris-fork`."""
        headers = (("accept", "application/json"), ("x-tigris-fork", check_bucket_name(self.bucket)))
        return Request("GET", query=paging(self.max_buckets, self.continuation_token), headers=headers)

    def parse(self, response: Response) -> ForkPage:
        page = json.read(_FORKS, json_object(response.head, response.body, *LISTING))
        if not all(fork.name for fork in page.forks):
            raise MalformedResponse("a fork without a name")
        return page

    def check_heard(self, head: Head, result: object) -> None:
        for fork in result.forks if isinstance(result, ForkPage) else ():
            if fork.parents and all(parent.bucket != self.bucket for parent in fork.parents):
                raise not_supported("lists of forks", f"{fork.name!r} is listed, and is no fork of {self.bucket!r}")

    def feature(self) -> str:
        return "lists of forks"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise if a HEAD of a listed bucket does not name the source: lists of old gateways lack it."""
        return self._confirmed(head, result.forks if isinstance(result, ForkPage) else ())

    def _confirmed(self, head: Head, forks: tuple[Fork, ...]) -> Questions[bool]:
        if not forks:
            return (yield from confirmed(self.feature(), head, self.bucket))
        if any(fork.parents for fork in forks):
            return True
        there = yield BucketHead(forks[0].name)
        if not isinstance(there, Head):
            return False if speaks(head) else (yield from confirmed(self.feature(), head, self.bucket))
        if there.get("x-tigris-fork-source-bucket") != self.bucket:
            seen = f"{forks[0].name!r} is listed, and a HEAD of it does not name {self.bucket!r} as its source"
            raise not_supported(self.feature(), seen)
        return True

    def after(self, page: ForkPage) -> ListForks | None:
        if not more(page.continuation_token, self.continuation_token, page.forks):
            return None
        return replace(self, continuation_token=page.continuation_token)

    def items(self, page: ForkPage) -> tuple[Fork, ...]:
        return page.forks


@dataclass(frozen=True, slots=True)
class ForkSynced:
    """Result of a merge or a rebase."""

    bucket: str
    """The changed bucket."""
    snapshot_version: str
    """The snapshot that the service made for it, or used."""


def _synced(bucket: str, response: Response) -> ForkSynced:
    version = version_in(response.head, "x-tigris-snapshot-version")
    if not version:
        # Without this header the service found the bucket, or even created it.
        raise not_supported(
            "merging and rebasing",
            "the answer names no X-Tigris-Snapshot-Version",
            f"a bucket {bucket!r} may exist now",
        )
    return ForkSynced(bucket, version)


@dataclass(frozen=True, slots=True)
class MergeFork(Operation[ForkSynced]):
    """Merge the changes of a fork into its parent. Shows within seconds.

    Sent once. Raises `OutcomeUnknown` after a lost response: look at the bucket before you ask again. The service does
    not document the result for a key that changed on both sides: take a snapshot of both first.

    `ServiceError` (400 `InvalidArgument`) if `source` is no direct fork of the bucket.
    """

    SUCCESS = NO_BODY

    REPEATABLE = False

    bucket: str
    """The parent, which changes."""
    source: str
    """The fork, which stays as it is."""

    def __post_init__(self) -> None:
        # Without its header the same request creates a bucket: refuse to build the value without a fork.
        check_bucket_name(self.source, argument="source")
        if self.source == self.bucket:
            raise ValueError("source must be a fork of the bucket, not the bucket itself")

    def request(self) -> Request:
        """Return `PUT /{bucket}` with `x-tigris-merge-source-bucket`."""
        source = check_bucket_name(self.source, argument="source")
        return Request("PUT", check_bucket_name(self.bucket), headers=(("x-tigris-merge-source-bucket", source),))

    def parse(self, response: Response) -> ForkSynced:
        return _synced(self.bucket, response)

    def explained(self, error: ServiceError) -> TigrisError:
        return answers_creation("merging and rebasing", error)


@dataclass(frozen=True, slots=True)
class RebaseFork(Operation[ForkSynced]):
    """Bring a fork up to date with its parent. Sent once, with the notes of `merge_fork`.

    `ServiceError` (400) if the bucket is no fork.
    """

    SUCCESS = NO_BODY

    REPEATABLE = False

    bucket: str
    """The fork, which changes."""

    def request(self) -> Request:
        """Return `PUT /{bucket}` with `x-tigris-rebase`."""
        return Request("PUT", check_bucket_name(self.bucket), headers=(("x-tigris-rebase", "true"),))

    def parse(self, response: Response) -> ForkSynced:
        return _synced(self.bucket, response)

    def explained(self, error: ServiceError) -> TigrisError:
        return answers_creation("merging and rebasing", error)
