"""Read-only facts of a bucket: location, policy status, request payment, notifications."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Part, Shape
from tigris_http.operations._base import Operation


@dataclass(frozen=True, slots=True)
class GetBucketLocation(Operation["str | None"]):
    """Return the location constraint of a bucket; None if the service names none.

    Tigris' value is not documented: `get_bucket_metadata` has the regions.
    """

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?location`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("location", ""),))

    def parse(self, response: Response) -> str | None:
        return document(response.head, response.body, "LocationConstraint").root.text or None


@dataclass(frozen=True, slots=True)
class _PolicyStatus:
    is_public: bool


_POLICY_STATUS = Shape(_PolicyStatus, Part("IsPublic", "is_public", BOOLEAN))


@dataclass(frozen=True, slots=True)
class GetBucketPolicyStatus(Operation[bool]):
    """Return whether a bucket is public.

    `NotFound` (`NoSuchBucketPolicy`) if the service has bucket policies and the bucket has none.
    """

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?policyStatus`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("policyStatus", ""),))

    def parse(self, response: Response) -> bool:
        return document(response.head, response.body, "PolicyStatus").read(_POLICY_STATUS).is_public


@dataclass(frozen=True, slots=True)
class _RequestPayment:
    payer: str


_REQUEST_PAYMENT = Shape(_RequestPayment, Part("Payer", "payer", TEXT))


@dataclass(frozen=True, slots=True)
class GetBucketRequestPayment(Operation[str]):
    """Return the payer of requests: `Requester`, or `BucketOwner` as always with Tigris."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?requestPayment`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("requestPayment", ""),))

    def parse(self, response: Response) -> str:
        return document(response.head, response.body, "RequestPaymentConfiguration").read(_REQUEST_PAYMENT).payer


@dataclass(frozen=True, slots=True)
class FilterRule:
    """A condition on keys."""

    name: str = ""
    """`prefix` or `suffix`."""
    value: str = ""
    """The text that the key must start or end with."""


@dataclass(frozen=True, slots=True)
class NotificationTarget:
    """A receiver of S3's notifications."""

    kind: str
    """`Topic`, `Queue` or `CloudFunction`."""
    arn: str = ""
    """The receiver's address in AWS."""
    events: tuple[str, ...] = ()
    """Event names such as `s3:ObjectCreated:*`."""
    filter_rules: tuple[FilterRule, ...] = ()
    """Conditions on the keys."""
    id: str | None = None
    """Name of this entry."""


@dataclass(frozen=True, slots=True)
class NotificationConfiguration:
    """S3's notifications of a bucket."""

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
    """Return the receivers of S3's notifications of a bucket; none with Tigris.

    `set_bucket_notifications` sets Tigris' own, `get_bucket_metadata` returns them.
    """

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?notification`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("notification", ""),))

    def parse(self, response: Response) -> NotificationConfiguration:
        return document(response.head, response.body, "NotificationConfiguration").read(_NOTIFICATIONS)
