"""What S3 asks about a bucket and Tigris decides: location, encryption, acceleration, who pays, notifications.

Contract: these exist for every bucket. Encryption "is always on", so that putting and deleting it is accepted and
changes nothing; notifications are set by `PATCH` only, and S3's document of them is always empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_ENCRYPTION: Final = "ServerSideEncryptionConfiguration"
_ACCELERATION: Final = "AccelerateConfiguration"


def get_bucket_location(service: Service, call: Call) -> Answer:
    """Answer GetBucketLocation: "return an empty or `auto` constraint"."""
    return _about(service, call, "LocationConstraint", [])


def get_bucket_request_payment(service: Service, call: Call) -> Answer:
    """Say who pays: always the owner."""
    return _about(service, call, "RequestPaymentConfiguration", [("Payer", "BucketOwner")])


def get_bucket_notification(service: Service, call: Call) -> Answer:
    """Answer with the empty document."""
    return _about(service, call, "NotificationConfiguration", [])


def get_bucket_encryption(service: Service, call: Call) -> Answer:
    """Say that everything is encrypted."""
    default: xml.Children = [("SSEAlgorithm", "AES256")]
    rule: xml.Children = [("ApplyServerSideEncryptionByDefault", default), ("BucketKeyEnabled", False)]
    return _about(service, call, _ENCRYPTION, [("Rule", rule)])


def put_bucket_encryption(service: Service, call: Call) -> Answer:
    """Accept what is the case anyway; keys of one's own are not supported."""
    service.catalog.find(call.bucket)
    for rule in xml.children(_document(call, _ENCRYPTION), "Rule"):
        default = xml.child(rule, "ApplyServerSideEncryptionByDefault")
        if default is not None and xml.text(default, "SSEAlgorithm") != "AES256":
            raise ErrorResponse("NotImplemented", "The one encryption there is is AES256.")
    return Answer(200)


def delete_bucket_encryption(service: Service, call: Call) -> Answer:
    """Accept the wish; encryption stays on."""
    service.catalog.find(call.bucket)
    return Answer(204)


def get_bucket_acceleration(service: Service, call: Call) -> Answer:
    """Say whether objects are spread as soon as they are written; nothing where it was never said."""
    status = service.catalog.find(call.bucket).settings.acceleration
    return _about(service, call, _ACCELERATION, [] if status is None else [("Status", status)])


def put_bucket_acceleration(service: Service, call: Call) -> Answer:
    """Enable or suspend it."""
    service.catalog.find(call.bucket)
    status = xml.text(_document(call, _ACCELERATION), "Status")
    if status not in {"Enabled", "Suspended"}:
        raise ErrorResponse("MalformedXML", "<Status> must be Enabled or Suspended")
    with service.store.write():
        bucket = service.catalog.find(call.bucket)
        settings = replace(bucket.settings, acceleration=status)
        service.catalog.change(bucket, settings, keeps_versions=bucket.keeps_versions)
    return Answer(200)


def _about(service: Service, call: Call, root: str, children: xml.Children) -> Answer:
    service.catalog.find(call.bucket)
    return Answer(200, [XML], xml.document(root, children))


def _document(call: Call, root: str) -> Element:
    try:
        return xml.read(call.body.read(), root)
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
