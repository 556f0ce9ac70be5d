"""Small documents of a bucket: ownership of its objects, acceleration, encryption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import BOOLEAN, TEXT, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation, Silent

OWNERSHIPS = ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
_XML = (("content-type", "application/xml"),)


@dataclass(frozen=True, slots=True)
class _Ownership:
    object_ownership: str


_OWNERSHIP = Shape(_Ownership, Part("Rule/ObjectOwnership", "object_ownership", TEXT))


@dataclass(frozen=True, slots=True)
class GetBucketOwnershipControls(Operation[str]):
    """Return `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`: the ownership of a bucket's objects.

    `NotFound` (`OwnershipControlsNotFoundError`) if it was never set.
    """

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?ownershipControls`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("ownershipControls", ""),))

    def parse(self, response: Response) -> str:
        return document(response.head, response.body, "OwnershipControls").read(_OWNERSHIP).object_ownership


@dataclass(frozen=True, slots=True)
class PutBucketOwnershipControls(Silent):
    """Set the ownership of a bucket's objects."""

    bucket: str
    """Name of the bucket."""
    object_ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]
    """`BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`."""

    def request(self) -> Request:
        """Return `PUT /{bucket}?ownershipControls`."""
        value = arguments.one_of("object_ownership", self.object_ownership, OWNERSHIPS)
        body = xml.written("OwnershipControls", _OWNERSHIP, _Ownership(value))
        return Request("PUT", check_bucket_name(self.bucket), None, (("ownershipControls", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketOwnershipControls(Silent):
    """Remove the ownership setting of a bucket."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}?ownershipControls`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("ownershipControls", ""),))


@dataclass(frozen=True, slots=True)
class _Acceleration:
    status: str | None = None


_ACCELERATION = Shape(_Acceleration, Part("Status", "status", TEXT))


@dataclass(frozen=True, slots=True)
class GetBucketAccelerateConfiguration(Operation["str | None"]):
    """Return `"Enabled"` or `"Suspended"`; None if it was never set. See `put_bucket_accelerate_configuration`."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?accelerate`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("accelerate", ""),))

    def parse(self, response: Response) -> str | None:
        return document(response.head, response.body, "AccelerateConfiguration").read(_ACCELERATION).status


@dataclass(frozen=True, slots=True)
class PutBucketAccelerateConfiguration(Silent):
    """Set whether the service copies each object to other regions as soon as it is stored."""

    bucket: str
    """Name of the bucket."""
    status: Literal["Enabled", "Suspended"]
    """`"Enabled"` or `"Suspended"`."""

    def request(self) -> Request:
        """Return `PUT /{bucket}?accelerate`."""
        status = arguments.one_of("status", self.status, ("Enabled", "Suspended"))
        body = xml.written("AccelerateConfiguration", _ACCELERATION, _Acceleration(status))
        return Request("PUT", check_bucket_name(self.bucket), None, (("accelerate", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class BucketEncryption:
    """Encryption of a bucket's objects at rest."""

    sse_algorithm: str
    """`AES256`; Tigris encrypts everything."""
    kms_master_key_id: str | None = None
    """A key of your own; Tigris has none."""
    bucket_key_enabled: bool | None = None
    """S3's switch for keys of a bucket."""


@dataclass(frozen=True, slots=True)
class _Encryption:
    rules: tuple[BucketEncryption, ...]


_ENCRYPTION_RULE = Shape(
    BucketEncryption,
    Part("ApplyServerSideEncryptionByDefault/SSEAlgorithm", "sse_algorithm", TEXT),
    Part("ApplyServerSideEncryptionByDefault/KMSMasterKeyID", "kms_master_key_id", TEXT),
    Part("BucketKeyEnabled", "bucket_key_enabled", BOOLEAN, cosmetic=True),
)
_ENCRYPTION = Shape(_Encryption, Part("Rule", "rules", _ENCRYPTION_RULE, many=True))


@dataclass(frozen=True, slots=True)
class GetBucketEncryption(Operation[BucketEncryption]):
    """Return the encryption of a bucket's objects at rest.

    `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`) from services that encrypt only on request.
    """

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?encryption`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("encryption", ""),))

    def parse(self, response: Response) -> BucketEncryption:
        found = document(response.head, response.body, "ServerSideEncryptionConfiguration")
        # A bucket has one rule (S3 API page PutBucketEncryption).
        for rule in found.read(_ENCRYPTION).rules:
            return rule
        raise MalformedResponse("a ServerSideEncryptionConfiguration lacks a required part")


@dataclass(frozen=True, slots=True)
class PutBucketEncryption(Silent):
    """Set encryption by AES256. Tigris always encrypts so, without keys of yours."""

    bucket: str
    """Name of the bucket."""
    sse_algorithm: Literal["AES256"] = "AES256"
    """`AES256`, the only value."""

    def request(self) -> Request:
        """Return `PUT /{bucket}?encryption`."""
        algorithm = arguments.one_of("sse_algorithm", self.sse_algorithm, ("AES256",))
        rules = _Encryption((BucketEncryption(algorithm),))
        body = xml.written("ServerSideEncryptionConfiguration", _ENCRYPTION, rules)
        return Request("PUT", check_bucket_name(self.bucket), None, (("encryption", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketEncryption(Silent):
    """Remove the encryption setting. Tigris still encrypts."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}?encryption`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("encryption", ""),))
