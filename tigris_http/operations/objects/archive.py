"""Objects in the archive tier.

Reference: https://www.tigrisdata.com/docs/objects/tiers/.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.documents import xml
from tigris_http._wire.http import Head, Headers, Query, Request, Response
from tigris_http._wire.schema import INTEGER, Part, Shape
from tigris_http._wire.success import ACCEPTED, DESCRIBED
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import MalformedResponse, OutcomeUnknown
from tigris_http.operations._base import Doubt, Operation, Questions, Settled
from tigris_http.operations._features import check_read_at, source_at
from tigris_http.operations.objects._object_info import ObjectInfo, object_info
from tigris_http.operations.objects.reads import HeadObject

RestoreStatus: TypeAlias = Literal["archived", "in-progress", "restored"]
_EXPIRES = re.compile(r'expiry-date="([^"]{1,64})"')


@dataclass(frozen=True, slots=True)
class RestoreInfo:
    """State of an archived object."""

    status: RestoreStatus
    """`"archived"` until a restore was asked for, `"in-progress"` while it runs, then `"restored"`."""
    expires_at: datetime | None = None
    """When a restored object returns to the archive; None if the service does not say."""


def restore_info(info: ObjectInfo) -> RestoreInfo | None:
    """Return the state by an object's properties; None if it needs no restore."""
    if info.restore is None:
        return RestoreInfo("archived") if info.storage_class == "GLACIER" else None
    found = _EXPIRES.search(info.restore)
    expires_at = None
    if found:
        with suppress(MalformedResponse):  # the state counts, and `ObjectInfo.restore` has the text
            expires_at = from_http_date(found[1])
    return RestoreInfo("in-progress" if 'ongoing-request="true"' in info.restore else "restored", expires_at)


@dataclass(frozen=True, slots=True)
class GetRestoreInfo(Operation["RestoreInfo | None"]):
    """Return the state of an archived object; None if it can be read without a restore."""

    SUCCESS = DESCRIBED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    version_id: str | None = None
    """Read this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the bucket as it was then. Excludes `version_id`."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}`."""
        at = HeadObject(self.bucket, self.key, version_id=self.version_id, snapshot_version=self.snapshot_version)
        return at.request()

    def parse(self, response: Response) -> RestoreInfo | None:
        return restore_info(object_info(response.head, self.bucket, self.key))

    def check_heard(self, head: Head, result: object) -> None:
        if self.snapshot_version is not None:
            check_read_at(self.snapshot_version, head)


@dataclass(frozen=True, slots=True)
class _RestoreRequest:
    days: int


_REQUEST = Shape(_RestoreRequest, Part("Days", "days", INTEGER))


@dataclass(frozen=True, slots=True)
class RestoreObjectResult:
    """Answer to a restore."""

    already_restored: bool
    """True if the object can be read already: the request only moves its return to the archive."""


@dataclass(frozen=True, slots=True)
class RestoreObject(Operation[RestoreObjectResult]):
    """Restore an archived object (`GLACIER`) for some days, so that it can be read. It takes about an hour.

    `get_restore_info` returns the progress. To bring back a deleted object, use `restore_deleted_object`.

    Raises `Conflict` (`RestoreAlreadyInProgress`) while a restore runs, and `AccessDenied` (`InvalidObjectState`) for
    `GLACIER_IR`, which needs none. With `days` above 1, raises `OutcomeUnknown` if a response was lost and the restore
    may be another caller's.
    """

    SUCCESS = ACCEPTED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    days: int = 1
    """Days that the object stays readable, at least 1."""
    version_id: str | None = None
    """Restore this version. None: the current one. Excludes `snapshot_version`."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: restore the version that was current then. Excludes `version_id`."""

    def request(self) -> Request:
        """Return `POST /{bucket}/{key}?restore`."""
        days = int(arguments.count("days", self.days, least=1))
        query: Query = (("restore", ""),)
        headers: Headers = (("content-type", "application/xml"),)
        arguments.check_version_or_snapshot(self.version_id, self.snapshot_version)
        if self.version_id is not None:
            query += (("versionId", arguments.version_id("version_id", self.version_id)),)
        if self.snapshot_version is not None:
            version = arguments.snapshot_version("snapshot_version", self.snapshot_version)
            headers += (("x-tigris-snapshot-version", version),)
        body = xml.written("RestoreRequest", _REQUEST, _RestoreRequest(days))
        return Request("POST", check_bucket_name(self.bucket), check_key(self.key), query, headers, body)

    def parse(self, response: Response) -> RestoreObjectResult:
        """Read the status: 202 if a restore begins, 200 if it was done before."""
        return RestoreObjectResult(already_restored=response.head.status == 200)

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[RestoreObjectResult] | None]:
        there = yield GetRestoreInfo(
            self.bucket, self.key, version_id=self.version_id, snapshot_version=self.snapshot_version
        )
        if not isinstance(there, RestoreInfo) or there.status == "archived":
            return None
        # Any restore lasts a day at least. The service names neither the caller nor the days of a running restore.
        if self.days > 1:
            if there.status == "in-progress" or there.expires_at is None or doubt.since is None:
                raise OutcomeUnknown("the answer was lost, and a restore is there that others may have asked for")
            if there.expires_at < doubt.since + timedelta(days=self.days - 1):
                return None
        return Settled(RestoreObjectResult(already_restored=there.status == "restored"))

    def feature(self) -> str | None:
        return None if self.snapshot_version is None else "thawing as of snapshots"

    def ensure(self) -> Questions[bool]:
        return source_at(HeadObject(self.bucket, self.key, snapshot_version=self.snapshot_version))
