"""Deleted objects within their retention: restore, purge.

Every deletion of a key in a bucket with soft delete makes a version, kept for the retention set at that time.
Reference: https://www.tigrisdata.com/docs/buckets/soft-delete/.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.http import Headers, Request, Response
from tigris_http._wire.success import ACCEPTED
from tigris_http.errors import NotFound, OutcomeUnknown, PreconditionFailed, TigrisError
from tigris_http.operations._base import Doubt, Operation, Questions, Settled, Silent
from tigris_http.operations._features import ensured
from tigris_http.operations.listings.deleted_objects import VIEW, ListDeletedObjectVersions, is_soft_deleted
from tigris_http.operations.listings.versions import ObjectVersion, VersionPage
from tigris_http.operations.objects._object_info import ObjectInfo
from tigris_http.operations.objects.reads import HeadObject

_NEAR = 10
"""Entries to look for a version in, if the page begins at it."""
_INVALID = 400


@dataclass(frozen=True, slots=True)
class _ListEveryVersion(ListDeletedObjectVersions):
    """The same view with live versions too."""

    def parse(self, response: Response) -> VersionPage:
        return self._listing.parse(response)

    @property
    def action(self) -> str:
        return "ListDeletedObjectVersions"


@dataclass(frozen=True, slots=True)
class RestoredObject:
    """A restored object."""

    bucket: str
    key: str
    version_id: str | None = None
    """The restored version, if the call or the answer names it."""


@dataclass(frozen=True, slots=True)
class RestoreDeletedObject(Operation[RestoredObject]):
    """Restore a soft-deleted object. It is live at once, in place of the current one.

    `NotFound` if there is no such version. The client asks first: `FeatureNotSupported` unless the endpoint is Tigris.

    With `version_id` the client first lists the deleted versions. After a lost response the restore was done if that
    version was among them and the live object has its etag and size. `OutcomeUnknown` if another object is live.
    Without `version_id` a lost response is `OutcomeUnknown`, since asking twice may restore another version.
    """

    SUCCESS = ACCEPTED

    REPEATABLE = False

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    _: KW_ONLY
    version_id: str | None = None
    """The deleted version to restore; None for the one deleted last."""

    def request(self) -> Request:
        """Return `POST /{bucket}/{key}?restore` with `x-tigris-restore-type: soft-delete`."""
        # Without its header the same request thaws an archived object.
        headers: Headers = (("x-tigris-restore-type", "soft-delete"),)
        if self.version_id is not None:
            version = arguments.snapshot_version("version_id", self.version_id)
            headers += (("x-tigris-restore-version", version),)
        return Request("POST", check_bucket_name(self.bucket), check_key(self.key), (("restore", ""),), headers)

    def parse(self, response: Response) -> RestoredObject:
        version = response.head.get("x-amz-version-id") or self.version_id
        return RestoredObject(self.bucket, self.key, version)

    def feature(self) -> str:
        return "restoring deleted objects"

    def ensure(self) -> Questions[bool]:
        return ensured(self.feature(), self.bucket)

    def look(self) -> Questions[_Deleted | None] | None:
        return None if self.version_id is None else self._looked()

    def _looked(self) -> Questions[_Deleted | None]:
        listing: ListDeletedObjectVersions | None = ListDeletedObjectVersions(self.bucket, prefix=self.key)
        while listing is not None:
            page = yield listing
            if not isinstance(page, VersionPage):
                return None  # the restore itself reports it
            for each in page.versions:
                if (each.key, each.version_id) == (self.key, self.version_id):
                    return _Deleted(each)
            # Keys ascend: longer keys with this prefix come after it.
            more = not page.versions or page.versions[-1].key == self.key
            listing = listing.after(page) if more else None
        return _Deleted(None)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[RestoredObject] | None] | None:
        return self._compared(doubt, doubt.before) if isinstance(doubt.before, _Deleted) else None

    def _compared(
        self, doubt: Doubt, before: _Deleted
    ) -> Generator[Operation[object], object, Settled[RestoredObject] | None]:
        if doubt.refused is None:
            return None  # restoring a named version twice restores it once
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
    """A version in the list of deleted ones; None if it is not there."""

    version: ObjectVersion | None


@dataclass(frozen=True, slots=True)
class PurgeDeletedObject(Silent):
    """Remove one soft-deleted version for good, before its retention ends.

    A `version_id` that is text is first looked up, since a service without soft delete would remove a live version.
    `NotFound` if it is not listed (a deletion may show some seconds late), `PreconditionFailed` if it is live: nothing
    is removed then. After a lost response the listing tells whether it is gone.

        for version in client.list_deleted_object_versions("bucket"):
            client.purge_deleted_object("bucket", version.key, version)
    """

    REPEATABLE = False

    SUCCESS = ACCEPTED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    version_id: str | ObjectVersion
    """An entry of `list_deleted_object_versions`, or its `version_id`."""

    def __post_init__(self) -> None:
        # Without a version the same request would delete the live object: refuse to build the value.
        given = self.version_id
        check_key(self.key)
        if isinstance(given, ObjectVersion):
            if given.key != self.key:
                raise ValueError(f"version_id is a version of key {given.key[:80]!r}, which is not the given key")
            if not is_soft_deleted(given):
                raise ValueError("version_id is a version that is not soft-deleted: only delete_object removes it")
        arguments.snapshot_version("version_id", self._version)

    @property
    def _version(self) -> str:
        given = self.version_id
        return given.version_id if isinstance(given, ObjectVersion) else given

    def request(self) -> Request:
        """Return `DELETE /{bucket}/{key}?versionId=` with `x-tigris-soft-delete`."""
        query = (("versionId", arguments.snapshot_version("version_id", self._version)),)
        return Request("DELETE", check_bucket_name(self.bucket), check_key(self.key), query, (VIEW,))

    def precondition(self) -> Generator[Operation[object], object, None] | None:
        return None if isinstance(self.version_id, ObjectVersion) else self._must_be_soft_deleted()

    def _must_be_soft_deleted(self) -> Generator[Operation[object], object, None]:
        # If the service can start at any version, one page is enough for any number of versions.
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
        """Return None without a bucket."""
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
        """Return whether a page lists it as soft-deleted; raise if it is live."""
        found = [each for each in page.versions if (each.key, each.version_id) == (self.key, self._version)]
        if not all(map(is_soft_deleted, found)):
            raise PreconditionFailed(
                f"version {self._version} is live, not soft-deleted, and was not removed; delete_object removes it",
                status=412,
            ).located(self.action, self.bucket, self.key, 0)
        return bool(found)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[None] | None]:
        is_deleted = yield from self._is_deleted(self._view)
        return Settled(None) if is_deleted is False else None
