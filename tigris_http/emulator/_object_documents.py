"""What is kept beside an object and can change without making a new version: its tags, its own access control list.

Contract: "standard calls", with `versionId` too. "With object ACLs enabled: `PUT /{b}/{k}?acl` with `x-amz-acl`"; what
happens with them disabled is unknown, and here it is S3's answer to an ACL that counts for nothing: 400
AccessControlListNotSupported. An `x-amz-acl` that comes with an object then counts for nothing, until they are enabled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _tagging, _xml
from ._acl import asked_acl, policy
from ._exchange import XML, Answer
from ._objects import MOST_TAGS, find_version, version_header
from ._refusals import Refusal

if TYPE_CHECKING:
    from ._exchange import Call
    from ._service import Service


def get_object_tagging(service: Service, call: Call) -> Answer:
    """Answer with the tags of an object."""
    bucket, version = find_version(service, call)
    document = _xml.document("Tagging", _tagging.to_xml(version.details.tags))
    return Answer(200, [XML, *version_header(bucket, version)], document)


def put_object_tagging(service: Service, call: Call) -> Answer:
    """Replace the tags of an object."""
    try:
        tags = _tagging.from_xml(_xml.read(call.body.read(), "Tagging"), MOST_TAGS)
    except ValueError as problem:
        raise Refusal("MalformedXML", str(problem)) from problem
    return _tagged(service, call, 200, [list(tag) for tag in tags])


def delete_object_tagging(service: Service, call: Call) -> Answer:
    """Remove the tags of an object."""
    return _tagged(service, call, 204, [])


def _tagged(service: Service, call: Call, status: int, tags: list[list[str]]) -> Answer:
    with service.store.write():
        bucket, version = find_version(service, call)
        service.objects.amend(bucket, version, "tags", tags)
    return Answer(status, version_header(bucket, version))


def get_object_acl(service: Service, call: Call) -> Answer:
    """Answer with the grants of an object: its own, else those of its bucket."""
    bucket, version = find_version(service, call)
    own = version.details.acl if bucket.settings.object_acl else None
    public = bucket.settings.public if own is None else own == "public-read"
    return Answer(200, [XML, *version_header(bucket, version)], policy(service.owner, public=public))


def put_object_acl(service: Service, call: Call) -> Answer:
    """Make an object private or public by itself."""
    acl = asked_acl(call)
    with service.store.write():
        bucket, version = find_version(service, call)
        if not bucket.settings.object_acl:
            raise Refusal("AccessControlListNotSupported")
        service.objects.amend(bucket, version, "acl", acl)
    return Answer(200, version_header(bucket, version))
