"""Listings of deleted objects within their retention, by key or by version.

Reference: https://www.tigrisdata.com/docs/buckets/soft-delete/.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace

from tigris_http._wire.http import Head, Request, Response
from tigris_http.operations._base import PagedOperation, Questions
from tigris_http.operations._features import confirmed
from tigris_http.operations.listings._page_size import MAX_PAGE
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2, ObjectPage
from tigris_http.operations.listings.versions import ListObjectVersions, ObjectVersion, VersionPage

VIEW = ("x-tigris-soft-delete", "true")


@dataclass(frozen=True, slots=True)
class ListDeletedObjects(PagedOperation[ObjectPage, ListedObject]):
    """List the soft-deleted keys of a bucket, page by page. `FeatureNotSupported` unless the endpoint is Tigris.

    Changes show after seconds, and not at the same time as in `list_deleted_object_versions`.

    Nothing marks a key as deleted: a service without soft delete lists its live keys here. Remove nothing by this list;
    `list_deleted_object_versions` checks each entry.
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """List only keys that begin with this text."""
    delimiter: str | None = None
    """Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
    Usually `"/"`."""
    max_keys: int = MAX_PAGE
    """Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    continuation_token: str | None = None
    """`next_continuation_token` of a page: start with the next page. None starts at the beginning."""

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
        return replace(self._listing.request(), headers=(VIEW,))

    def parse(self, response: Response) -> ObjectPage:
        return self._listing.parse(response)

    def feature(self) -> str:
        return "soft delete"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        return confirmed(self.feature(), head, self.bucket)

    def after(self, page: ObjectPage) -> ListDeletedObjects | None:
        following = self._listing.after(page)
        return None if following is None else replace(self, continuation_token=following.continuation_token)

    def items(self, page: ObjectPage) -> tuple[ListedObject, ...]:
        return page.objects


@dataclass(frozen=True, slots=True)
class ListDeletedObjectVersions(PagedOperation[VersionPage, ObjectVersion]):
    """List the soft-deleted versions of a bucket's objects, page by page: one for each deletion of a key.

    Live versions and delete markers are dropped, so a page may be empty and others follow. `common_prefixes` may stand
    for live keys. `FeatureNotSupported` unless an entry is marked as deleted or the endpoint is Tigris.
    """

    bucket: str
    """Name of the bucket."""
    _: KW_ONLY
    prefix: str | None = None
    """List only keys that begin with this text."""
    delimiter: str | None = None
    """Group keys that share the text up to the first delimiter after `prefix` into the page's `common_prefixes`.
    Usually `"/"`."""
    max_keys: int = MAX_PAGE
    """Entries a page: 1 to 1,000 (the default). It is no limit: iteration goes on to the last page."""
    key_marker: str | None = None
    """Start after this key; with `version_id_marker` inside its versions. `next_key_marker` of a page."""
    version_id_marker: str | None = None
    """Start after this version of `key_marker`, which it needs. `next_version_id_marker` of a page."""

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
        return replace(self._listing.request(), headers=(VIEW,))

    def parse(self, response: Response) -> VersionPage:
        page = self._listing.parse(response)
        # Live versions lack the mark: `softdelete_test.go` of tigrisdata/storage-go. A page without marks holds
        # nothing deleted.
        return replace(page, versions=tuple(filter(is_soft_deleted, page.versions)))

    def feature(self) -> str:
        return "soft delete"

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool]:
        heard = isinstance(result, VersionPage) and any(map(is_soft_deleted, result.versions))
        return confirmed(self.feature(), head, self.bucket, heard=heard)

    def after(self, page: VersionPage) -> ListDeletedObjectVersions | None:
        following = self._listing.after(page)
        if following is None:
            return None
        return replace(self, key_marker=following.key_marker, version_id_marker=following.version_id_marker)

    def items(self, page: VersionPage) -> tuple[ObjectVersion, ...]:
        return page.versions


def is_soft_deleted(version: ObjectVersion) -> bool:
    """Return whether a version is soft-deleted, not live."""
    return version.soft_deleted and not version.is_delete_marker
