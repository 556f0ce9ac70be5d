"""The tags and the ACL of an object, which change without a new version.

Contract: as in S3, with `versionId` too. An object has an ACL of its own if its bucket enables object ACLs. The
behaviour of Tigris with disabled ACLs is unknown; here `private` changes nothing, and `public-read` is refused as by
S3: 400 AccessControlListNotSupported. An `x-amz-acl` of a put then has no effect until they are enabled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.emulator.handlers.buckets.acl import asked_acl, policy
from tigris_http.emulator.handlers.objects.new_object import MOST_TAGS
from tigris_http.emulator.handlers.objects.objects import find_version, version_header
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules import tagging

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service


def get_object_tagging(service: Service, call: Call) -> Answer:
    """Answer with the tags of an object."""
    bucket, version = find_version(service, call)
    document = xml.document("Tagging", tagging.to_xml(version.details.tags))
    return Answer(200, [XML, *version_header(bucket, version)], document)


def put_object_tagging(service: Service, call: Call) -> Answer:
    """Replace the tags of an object."""
    try:
        tags = tagging.from_xml(xml.read(call.body.read(), "Tagging"), MOST_TAGS)
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    return _tagged(service, call, 200, [list(tag) for tag in tags])


def delete_object_tagging(service: Service, call: Call) -> Answer:
    """Remove the tags of an object."""
    return _tagged(service, call, 204, [])


def _tagged(service: Service, call: Call, status: int, tags: list[list[str]]) -> Answer:
    with service.store.write():
        bucket, version = find_version(service, call)
        service.objects.change_in_place(bucket, version, "tags", tags)
    return Answer(status, version_header(bucket, version))


def get_object_acl(service: Service, call: Call) -> Answer:
    """Answer with the grants of an object, by default those of its bucket."""
    bucket, version = find_version(service, call)
    own = version.details.acl if bucket.settings.object_acl else None
    public = bucket.settings.public if own is None else own == "public-read"
    return Answer(200, [XML, *version_header(bucket, version)], policy(service.owner, public=public))


def put_object_acl(service: Service, call: Call) -> Answer:
    """Set the ACL of an object."""
    acl = asked_acl(call)
    with service.store.write():
        bucket, version = find_version(service, call)
        if bucket.settings.object_acl:
            service.objects.change_in_place(bucket, version, "acl", acl)
        elif acl != "private":
            raise ErrorResponse("AccessControlListNotSupported")
    return Answer(200, version_header(bucket, version))
