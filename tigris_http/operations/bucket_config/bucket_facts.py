"""What S3 can only be asked of a bucket: its location, whether it is public, who pays, whom it notifies.

Reference: the S3 API pages GetBucketLocation, GetBucketPolicyStatus, GetBucketRequestPayment and
GetBucketNotificationConfiguration.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tigris_http._wire import xml
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Part, Shape
from tigris_http.operations._base import Operation


@dataclass(frozen=True, slots=True)
class GetBucketLocation(Operation["str | None"]):
    """Return the location constraint of a bucket, None where the service names none.

    What it says of a bucket with Tigris is not documented; `get_bucket_metadata` has the regions.
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?location`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("location", ""),))

    def parse(self, response: Response) -> str | None:
        """Read a `LocationConstraint`, which is its own text."""
        return document(response.head, response.body, "LocationConstraint").text or None


@dataclass(frozen=True, slots=True)
class _PolicyStatus:
    is_public: bool


_POLICY_STATUS = Shape(_PolicyStatus, Part("IsPublic", "is_public", BOOLEAN))


@dataclass(frozen=True, slots=True)
class GetBucketPolicyStatus(Operation[bool]):
    """Return whether a bucket is public.

    Of services with bucket policies whether its policy makes it so: `NotFound` (`NoSuchBucketPolicy`) without one.
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?policyStatus`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("policyStatus", ""),))

    def parse(self, response: Response) -> bool:
        """Read a `PolicyStatus`."""
        return xml.read(_POLICY_STATUS, document(response.head, response.body, "PolicyStatus")).is_public


@dataclass(frozen=True, slots=True)
class _RequestPayment:
    payer: str


_REQUEST_PAYMENT = Shape(_RequestPayment, Part("Payer", "payer", TEXT))


@dataclass(frozen=True, slots=True)
class GetBucketRequestPayment(Operation[str]):
    """Return who pays for requests: `BucketOwner` (always, with Tigris) or `Requester`."""

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?requestPayment`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("requestPayment", ""),))

    def parse(self, response: Response) -> str:
        """Read a `RequestPaymentConfiguration`."""
        return xml.read(_REQUEST_PAYMENT, document(response.head, response.body, "RequestPaymentConfiguration")).payer


@dataclass(frozen=True, slots=True)
class FilterRule:
    """A condition on the keys that S3 notifies of."""

    name: str = ""
    """`prefix` or `suffix`."""
    value: str = ""


@dataclass(frozen=True, slots=True)
class NotificationTarget:
    """Whom S3 notifies, of what."""

    kind: str
    """`Topic`, `Queue` or `CloudFunction`."""
    arn: str = ""
    events: tuple[str, ...] = ()
    filter_rules: tuple[FilterRule, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class NotificationConfiguration:
    """S3's notifications of a bucket; Tigris' own are in `get_bucket_metadata`."""

    targets: tuple[NotificationTarget, ...] = ()


_FILTER_RULE = Shape(FilterRule, Part("Name", "name", TEXT), Part("Value", "value", TEXT))


def _target(kind: str) -> Part:
    target = Shape(
        partial(NotificationTarget, kind),
        Part("Id", "id", TEXT),
        Part(kind, "arn", TEXT),
        Part("Event", "events", TEXT, many=True),
        Part("Filter/S3Key/FilterRule", "filter_rules", _FILTER_RULE, many=True),
    )
    return Part(f"{kind}Configuration", "targets", target, many=True)


_NOTIFICATIONS = Shape(NotificationConfiguration, *map(_target, ("Topic", "Queue", "CloudFunction")))


@dataclass(frozen=True, slots=True)
class GetBucketNotificationConfiguration(Operation[NotificationConfiguration]):
    """Return whom S3 notifies of changes in a bucket: nobody, with Tigris, which has notifications of its own.

    Those are set by `set_bucket_notifications` and shown by `get_bucket_metadata`.
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?notification`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("notification", ""),))

    def parse(self, response: Response) -> NotificationConfiguration:
        """Read a `NotificationConfiguration`."""
        return xml.read(_NOTIFICATIONS, document(response.head, response.body, "NotificationConfiguration"))
