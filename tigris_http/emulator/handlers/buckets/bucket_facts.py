"""Sub-resources of S3 with fixed answers: location, encryption, acceleration, payer, notifications.

Contract: every bucket has these. Encryption is always on: its put and delete are accepted and change nothing. Only
`PATCH` sets notifications; the document of S3 is always empty.
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
    """Answer GetBucketLocation: an empty constraint."""
    return _about(service, call, "LocationConstraint", [])


def get_bucket_request_payment(service: Service, call: Call) -> Answer:
    """Answer with the payer: always the owner."""
    return _about(service, call, "RequestPaymentConfiguration", [("Payer", "BucketOwner")])


def get_bucket_notification(service: Service, call: Call) -> Answer:
    """Answer with the empty document."""
    return _about(service, call, "NotificationConfiguration", [])


def get_bucket_encryption(service: Service, call: Call) -> Answer:
    """Answer that everything is encrypted."""
    default: xml.Children = [("SSEAlgorithm", "AES256")]
    rule: xml.Children = [("ApplyServerSideEncryptionByDefault", default), ("BucketKeyEnabled", False)]
    return _about(service, call, _ENCRYPTION, [("Rule", rule)])


def put_bucket_encryption(service: Service, call: Call) -> Answer:
    """Accept the present encryption; customer keys are not supported."""
    service.catalog.find(call.bucket)
    for rule in xml.children(_document(call, _ENCRYPTION), "Rule"):
        default = xml.child(rule, "ApplyServerSideEncryptionByDefault")
        if default is not None and xml.text(default, "SSEAlgorithm") != "AES256":
            raise ErrorResponse("NotImplemented", "Only AES256 is supported.")
    return Answer(200)


def delete_bucket_encryption(service: Service, call: Call) -> Answer:
    """Accept the request; encryption stays on."""
    service.catalog.find(call.bucket)
    return Answer(204)


def get_bucket_acceleration(service: Service, call: Call) -> Answer:
    """Answer with the status of acceleration, empty if never set."""
    status = service.catalog.find(call.bucket).settings.acceleration
    return _about(service, call, _ACCELERATION, [] if status is None else [("Status", status)])


def put_bucket_acceleration(service: Service, call: Call) -> Answer:
    """Enable or suspend acceleration."""
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
