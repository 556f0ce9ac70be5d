"""Access control lists: `private` and `public-read`.

Contract: canned ACLs only, no document of grants. The ACL of a bucket is its setting `public`, which `PATCH` writes
too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.objects.new_object import sent_acl
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_ALL_USERS: Final = "http://acs.amazonaws.com/groups/global/AllUsers"


def get_bucket_acl(service: Service, call: Call) -> Answer:
    """Answer with the grants of the bucket."""
    public = service.catalog.find(call.bucket).settings.public
    return Answer(200, [XML], policy(service.owner, public=public))


def put_bucket_acl(service: Service, call: Call) -> Answer:
    """Make the bucket private or public."""
    acl = asked_acl(call)
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        settings = replace(bucket.settings, public=acl == "public-read")
        service.catalog.change(bucket, settings, keeps_versions=bucket.keeps_versions)
    return Answer(200)


def get_bucket_policy_status(service: Service, call: Call) -> Answer:
    """Answer whether the bucket is public. Tigris has this call without bucket policies."""
    public = service.catalog.find(call.bucket).settings.public
    # The documentation shows TRUE; the SDKs, which work with Tigris, understand only `true`.
    return Answer(200, [XML], xml.document("PolicyStatus", [("IsPublic", public)]))


def asked_acl(call: Call) -> str:
    """Return the canned ACL of a `?acl` request. Raises NotImplemented for grants, in a body or in headers."""
    grants = call.headers.starting_with("x-amz-grant-")
    if grants or call.body.read().strip():
        raise ErrorResponse("NotImplemented", "Lists of grants are not supported; send x-amz-acl.")
    acl = sent_acl(call)
    if acl is None:
        raise ErrorResponse("InvalidArgument", "x-amz-acl must be private or public-read")
    return acl


def policy(owner: str, *, public: bool) -> bytes:
    """Write an `AccessControlPolicy`: a grant for the owner, and one for all users if `public`."""
    me: xml.Children = [("ID", owner), ("DisplayName", owner)]
    grants: list[tuple[str, xml.Value]] = [_grant(xml.Typed("CanonicalUser", me), "FULL_CONTROL")]
    if public:
        grants.append(_grant(xml.Typed("Group", [("URI", _ALL_USERS)]), "READ"))
    return xml.document("AccessControlPolicy", [("Owner", me), ("AccessControlList", grants)])


def _grant(grantee: xml.Typed, permission: str) -> tuple[str, xml.Value]:
    return "Grant", [("Grantee", grantee), ("Permission", permission)]
