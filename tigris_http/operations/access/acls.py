"""Access control lists of buckets and objects.

Reference: https://www.tigrisdata.com/docs/objects/acl/.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Query, Request, Response
from tigris_http._wire.schema import TEXT, Part, Shape
from tigris_http.operations._base import Operation, Silent

ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
"""The group of all requests, signed or not."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission and its holder."""

    permission: str = ""
    """`FULL_CONTROL`, `READ`, `WRITE`, `READ_ACP` or `WRITE_ACP`."""
    grantee_type: str | None = None
    """`CanonicalUser` or `Group`."""
    grantee_id: str | None = None
    """The holder's id, if it is a user."""
    grantee_display_name: str | None = None
    grantee_uri: str | None = None
    """The holder's group, such as `ALL_USERS`."""


@dataclass(frozen=True, slots=True)
class AccessControlPolicy:
    """An access control list."""

    owner_id: str | None = None
    owner_display_name: str | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def is_public(self) -> bool:
        """True if anyone may read."""
        reading = {"READ", "FULL_CONTROL"}
        return any(grant.grantee_uri == ALL_USERS and grant.permission in reading for grant in self.grants)


_GRANT = Shape(
    Grant,
    Part("Permission", "permission", TEXT),
    Part("Grantee/@type", "grantee_type", TEXT),
    Part("Grantee/ID", "grantee_id", TEXT),
    Part("Grantee/DisplayName", "grantee_display_name", TEXT),
    Part("Grantee/URI", "grantee_uri", TEXT),
)
_POLICY = Shape(
    AccessControlPolicy,
    Part("Owner/ID", "owner_id", TEXT),
    Part("Owner/DisplayName", "owner_display_name", TEXT),
    Part("AccessControlList/Grant", "grants", _GRANT, many=True),
)


def _read(response: Response) -> AccessControlPolicy:
    return document(response.head, response.body, "AccessControlPolicy").read(_POLICY)


def _query(version_id: str | None) -> Query:
    if version_id is None:
        return (("acl", ""),)
    return (("acl", ""), ("versionId", arguments.version_id("version_id", version_id)))


@dataclass(frozen=True, slots=True)
class GetBucketAcl(Operation[AccessControlPolicy]):
    """Return a bucket's access control list."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?acl`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("acl", ""),))

    def parse(self, response: Response) -> AccessControlPolicy:
        return _read(response)


@dataclass(frozen=True, slots=True)
class PutBucketAcl(Silent):
    """Make a bucket private or public. Its objects follow, unless they have an ACL of their own."""

    bucket: str
    """Name of the bucket."""
    acl: Literal["private", "public-read"]
    """`"private"` or `"public-read"`."""

    def request(self) -> Request:
        """Return `PUT /{bucket}?acl` with `x-amz-acl`."""
        headers = (("x-amz-acl", arguments.one_of("acl", self.acl, arguments.CANNED_ACLS)),)
        return Request("PUT", check_bucket_name(self.bucket), None, (("acl", ""),), headers)


@dataclass(frozen=True, slots=True)
class GetObjectAcl(Operation[AccessControlPolicy]):
    """Return an object's access control list."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    _: KW_ONLY
    version_id: str | None = None
    """Version of the object, in a snapshot bucket; None for the live object."""

    def request(self) -> Request:
        """Return `GET /{bucket}/{key}?acl`."""
        return Request("GET", check_bucket_name(self.bucket), check_key(self.key), _query(self.version_id))

    def parse(self, response: Response) -> AccessControlPolicy:
        return _read(response)


@dataclass(frozen=True, slots=True)
class PutObjectAcl(Silent):
    """Make one object private or public, if its bucket allows object ACLs."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object."""
    acl: Literal["private", "public-read"]
    """`"private"` or `"public-read"`."""
    _: KW_ONLY
    version_id: str | None = None
    """Version of the object, in a snapshot bucket; None for the live object."""

    def request(self) -> Request:
        """Return `PUT /{bucket}/{key}?acl` with `x-amz-acl`."""
        headers = (("x-amz-acl", arguments.one_of("acl", self.acl, arguments.CANNED_ACLS)),)
        return Request("PUT", check_bucket_name(self.bucket), check_key(self.key), _query(self.version_id), headers)
