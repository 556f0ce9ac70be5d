"""Objects that were deleted and are kept for a while: list, bring back, remove for good.

They exist in buckets with soft delete on. Every deletion of a key makes a soft-deleted version of its own, kept for the
retention that was set at that time. Reference: https://www.tigrisdata.com/docs/buckets/soft-delete/.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.http import Head, Headers, Request, Response
from tigris_http._wire.success import ACCEPTED
from tigris_http.errors import NotFound, OutcomeUnknown, PreconditionFailed, TigrisError
from tigris_http.operations._base import Doubt, Operation, PagedOperation, Questions, Settled, Silent
from tigris_http.operations._features import confirmed, ensured
from tigris_http.operations.listings.listings import MAX_KEYS, ListedObject, ListObjectsV2, ObjectPage
from tigris_http.operations.listings.versions import ListObjectVersions, ObjectVersion, VersionPage
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.objects import HeadObject

_VIEW = ("x-tigris-soft-delete", "true")
_NEAR = 10
"""Entries to look for a version in, where the page begins at it."""
_INVALID = 400


@dataclass(frozen=True, slots=True)
class ListDeletedObjects(PagedOperation[ObjectPage, ListedObject]):
    """List the keys of a bucket that are soft-deleted, `max_keys` a page (default and most: 1,000).

    `prefix` limits the keys, `delimiter` folds what lies below it into `common_prefixes` of the page. A change of the
    bucket shows here after seconds, and not at the same time as in `list_deleted_object_versions`.

    Nothing in the answer marks a key as deleted: a service that does not know soft delete lists its live keys here.
    Remove nothing by this list; `list_deleted_object_versions` checks each of its entries.
    """

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    max_keys: int = MAX_KEYS
    continuation_token: str | None = None

    @property
    def _listing(self) -> ListObjectsV2:
        return ListObjectsV2(
            self.bucket,
            prefix=self.prefix,
            delimiter=self.delimiter,
            max_keys=self.max_keys,
            continuation_token=self.continuation_token,
        )

    def request(self) -> Request:
        """Return `GET /{bucket}?list-type=2` with `x-tigris-soft-delete`."""
        return replace(self._listing.request(), headers=(_VIEW,))

    def parse(self, response: Response) -> ObjectPage:
        """Read a `ListBucketResult`."""
        return self._listing.parse(response)

    def feature(self) -> str:
        """Return the feature."""
        return "soft delete"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise unless the endpoint speaks of Tigris: what is live may be listed."""
        return confirmed(self.feature(), head, self.bucket)

    def after(self, page: ObjectPage) -> ListDeletedObjects | None:
        """Return the next page's operation."""
        following = self._listing.after(page)
        return None if following is None else replace(self, continuation_token=following.continuation_token)

    def items(self, page: ObjectPage) -> tuple[ListedObject, ...]:
        """Return the page's objects."""
        return page.objects


@dataclass(frozen=True, slots=True)
class ListDeletedObjectVersions(PagedOperation[VersionPage, ObjectVersion]):
    """List the soft-deleted versions of a bucket's objects, `max_keys` a page (default and most: 1,000).

    A key has one for each time it was deleted; its `version_id` is what `restore_deleted_object` and
    `purge_deleted_object` take. Only versions that the service marks as soft-deleted are listed, though it may answer
    with live versions and delete markers too: a page may be empty and others follow. `common_prefixes` carry no mark:
    they may stand for live keys.
    """

    bucket: str
    _: KW_ONLY
    prefix: str | None = None
    delimiter: str | None = None
    max_keys: int = MAX_KEYS
    key_marker: str | None = None
    version_id_marker: str | None = None

    @property
    def _listing(self) -> ListObjectVersions:
        return ListObjectVersions(
            self.bucket,
            prefix=self.prefix,
            delimiter=self.delimiter,
            max_keys=self.max_keys,
            key_marker=self.key_marker,
            version_id_marker=self.version_id_marker,
        )

    def request(self) -> Request:
        """Return `GET /{bucket}?versions` with `x-tigris-soft-delete`."""
        return replace(self._listing.request(), headers=(_VIEW,))

    def parse(self, response: Response) -> VersionPage:
        """Read a `ListVersionsResult`, without the live versions and delete markers that it may also hold."""
        page = self._listing.parse(response)
        # Live versions lack the mark (wire reference 2.12). A page on which no entry has one holds nothing deleted.
        return replace(page, versions=tuple(filter(_is_soft_deleted, page.versions)))

    def feature(self) -> str:
        """Return the feature."""
        return "soft delete"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        """Raise unless an entry is marked, or the endpoint speaks of Tigris: what is live may be listed."""
        heard = isinstance(result, VersionPage) and any(map(_is_soft_deleted, result.versions))
        return confirmed(self.feature(), head, self.bucket, heard=heard)

    def after(self, page: VersionPage) -> ListDeletedObjectVersions | None:
        """Return the next page's operation."""
        following = self._listing.after(page)
        if following is None:
            return None
        return replace(self, key_marker=following.key_marker, version_id_marker=following.version_id_marker)

    def items(self, page: VersionPage) -> tuple[ObjectVersion, ...]:
        """Return the page's versions."""
        return page.versions


def _is_soft_deleted(version: ObjectVersion) -> bool:
    return version.soft_deleted and not version.is_delete_marker


@dataclass(frozen=True, slots=True)
class _ListEveryVersion(ListDeletedObjectVersions):
    """The same view with all that the service shows in it, live versions too."""

    def parse(self, response: Response) -> VersionPage:
        return self._listing.parse(response)

    @property
    def action(self) -> str:
        return "ListDeletedObjectVersions"


@dataclass(frozen=True, slots=True)
class RestoredObject:
    """An object that was brought back."""

    bucket: str
    key: str
    version_id: str | None = None
    """The version that was restored, where one was named or the answer names it."""


@dataclass(frozen=True, slots=True)
class RestoreDeletedObject(Operation[RestoredObject]):
    """Bring a soft-deleted object back; it is the live one at once, in place of what is there.

    `version_id` says which of the deleted versions, None the one deleted last. `NotFound` where there is no such. With
    a version the deleted ones are listed first, and a lost answer is looked into: it was done if that version was among
    them and the live object has its etag and size; `OutcomeUnknown` if another object is live. Without a version a lost
    answer is an error, since asking twice may bring back another version.
    """

    SUCCESS = ACCEPTED

    REPEATABLE = False

    bucket: str
    key: str
    _: KW_ONLY
    version_id: str | None = None

    def request(self) -> Request:
        """Return `POST /{bucket}/{key}?restore` with `x-tigris-restore-type: soft-delete`."""
        # Without its header the same request thaws an archived object.
        headers: Headers = (("x-tigris-restore-type", "soft-delete"),)
        if self.version_id is not None:
            version = arguments.snapshot_version("version_id", self.version_id)
            headers += (("x-tigris-restore-version", version),)
        return Request("POST", check_bucket_name(self.bucket), check_key(self.key), (("restore", ""),), headers)

    def parse(self, response: Response) -> RestoredObject:
        """Nothing is said beyond the status, and at most the version."""
        version = response.head.get("x-amz-version-id") or self.version_id
        return RestoredObject(self.bucket, self.key, version)

    def feature(self) -> str:
        """Return the feature."""
        return "restoring deleted objects"

    def ensure(self) -> Questions[bool]:
        """Raise unless the endpoint speaks of Tigris: any other would thaw what is live."""
        return ensured(self.feature(), self.bucket)

    def look(self) -> Questions[_Deleted | None] | None:
        """Look for the named version among the deleted ones."""
        return None if self.version_id is None else self._looked()

    def _looked(self) -> Questions[_Deleted | None]:
        listing: ListDeletedObjectVersions | None = ListDeletedObjectVersions(self.bucket, prefix=self.key)
        while listing is not None:
            page = yield listing
            if not isinstance(page, VersionPage):
                return None  # that is for the restore itself to say
            for each in page.versions:
                if (each.key, each.version_id) == (self.key, self.version_id):
                    return _Deleted(each)
            # Keys ascend: what begins with the key comes behind it.
            more = not page.versions or page.versions[-1].key == self.key
            listing = listing.after(page) if more else None
        return _Deleted(None)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[RestoredObject] | None] | None:
        """Return the result where the named version was deleted and the live object is it; else None."""
        return self._compared(doubt, doubt.before) if isinstance(doubt.before, _Deleted) else None

    def _compared(
        self, doubt: Doubt, before: _Deleted
    ) -> Generator[Operation[object], object, Settled[RestoredObject] | None]:
        if doubt.refused is None:
            return None  # a named version comes back once, however often it is asked for
        live = yield HeadObject(self.bucket, self.key)
        if live is None and before.version is None:
            return None
        was = before.version
        if isinstance(live, ObjectInfo) and was is not None and (live.etag, live.size) == (was.etag, was.size):
            return Settled(RestoredObject(self.bucket, self.key, self.version_id))
        seen = "nothing" if live is None else "another object" if was is not None else "an object, perhaps of before,"
        raise OutcomeUnknown(f"the answer was lost, the version is not among the deleted ones, and {seen} is live")


@dataclass(frozen=True, slots=True)
class _Deleted:
    """What the list of deleted versions had of one; None for nothing."""

    version: ObjectVersion | None


@dataclass(frozen=True, slots=True)
class PurgeDeletedObject(Silent):
    """Remove one soft-deleted version for good, before its retention ends. Nothing brings it back.

    `version_id` is an entry of `list_deleted_object_versions`, or the text of its version. Of a text the client first
    asks whether the service lists that version as soft-deleted, since a service that does not know soft delete would
    remove a live one: `NotFound` where it is not listed, `PreconditionFailed` where it is listed as live, and nothing
    is removed. A deletion may be listed only after some seconds. After a lost answer the listing tells whether the
    version is gone.

        for version in client.list_deleted_object_versions("bucket"):
            client.purge_deleted_object("bucket", version.key, version)
    """

    REPEATABLE = False

    SUCCESS = ACCEPTED

    bucket: str
    key: str
    version_id: str | ObjectVersion

    def __post_init__(self) -> None:
        # Without a version the same request would delete the live object: the value is not even built.
        given = self.version_id
        check_key(self.key)
        if isinstance(given, ObjectVersion):
            if given.key != self.key:
                raise ValueError(f"version_id is a version of key {given.key[:80]!r}, which is not the given key")
            if not _is_soft_deleted(given):
                raise ValueError("version_id is a version that is not soft-deleted: only delete_object removes it")
        arguments.snapshot_version("version_id", self._version)

    @property
    def _version(self) -> str:
        given = self.version_id
        return given.version_id if isinstance(given, ObjectVersion) else given

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}?versionId=` with `x-tigris-soft-delete`."""
        query = (("versionId", arguments.snapshot_version("version_id", self._version)),)
        return Request("DELETE", check_bucket_name(self.bucket), check_key(self.key), query, (_VIEW,))

    def parse(self, response: Response) -> None:
        """Nothing is said beyond the status."""

    def precondition(self) -> Generator[Operation[object], object, None] | None:
        """Find the version among those that are soft-deleted, unless a listing has already said so."""
        return None if isinstance(self.version_id, ObjectVersion) else self._must_be_soft_deleted()

    def _must_be_soft_deleted(self) -> Generator[Operation[object], object, None]:
        # Where the service goes on from any version this finds it in one page, however many versions the key has.
        whole = self._view
        near = replace(whole, key_marker=self.key, version_id_marker=str(int(self._version) + 1), max_keys=_NEAR)
        page = yield near
        if isinstance(page, TigrisError) and getattr(page, "status", None) != _INVALID:
            raise page
        if isinstance(page, VersionPage) and self._is_deleted_on(page):
            return
        if not (yield from self._is_deleted(whole)):
            raise NotFound(
                f"version {self._version} is not listed as soft-deleted: nothing was removed."
                " Take versions from list_deleted_object_versions, which may show a deletion some seconds late",
                status=404,
                code="NoSuchVersion",
            ).located(self.action, self.bucket, self.key, 0)

    @property
    def _view(self) -> _ListEveryVersion:
        return _ListEveryVersion(self.bucket, prefix=self.key, extra_headers=self.extra_headers)

    def _is_deleted(
        self, listing: ListDeletedObjectVersions | None
    ) -> Generator[Operation[object], object, bool | None]:
        """Return whether the version is listed as soft-deleted; None where there is no such bucket."""
        while listing is not None:
            page = yield listing
            if isinstance(page, TigrisError):
                raise page
            if not isinstance(page, VersionPage):
                return None
            if self._is_deleted_on(page):
                return True
            # Longer keys with the same beginning come after all versions of this one.
            if any(each.key != self.key for each in page.versions):
                return False
            listing = listing.after(page)
        return False

    def _is_deleted_on(self, page: VersionPage) -> bool:
        """Return whether a page has the version as soft-deleted; raise where it has it as a live one."""
        found = [each for each in page.versions if (each.key, each.version_id) == (self.key, self._version)]
        if not all(map(_is_soft_deleted, found)):
            raise PreconditionFailed(
                f"version {self._version} is live, not soft-deleted, and was not removed; delete_object removes it",
                status=412,
            ).located(self.action, self.bucket, self.key, 0)
        return bool(found)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        """Return that it is gone where the bucket is there and the version is not listed any more."""
        is_deleted = yield from self._is_deleted(self._view)
        return Settled(None) if is_deleted is False else None
