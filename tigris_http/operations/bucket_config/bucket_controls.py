"""Small documents that S3 keeps for a bucket: who owns its objects, acceleration, encryption.

Reference: the S3 API pages Get/Put/DeleteBucketOwnershipControls, Get/PutBucketAccelerateConfiguration and
Get/Put/DeleteBucketEncryption.
"""

from __future__ import annotations

from dataclasses import dataclass

from tigris_http._wire import arguments, xml
from tigris_http._wire.address import check_bucket_name
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
    """Return who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.

    `NotFound` (`OwnershipControlsNotFoundError`) where it was never said.
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?ownershipControls`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("ownershipControls", ""),))

    def parse(self, response: Response) -> str:
        """Read an `OwnershipControls`."""
        return xml.read(_OWNERSHIP, document(response.head, response.body, "OwnershipControls")).object_ownership


@dataclass(frozen=True, slots=True)
class PutBucketOwnershipControls(Silent):
    """Say who owns the objects of a bucket: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`."""

    bucket: str
    object_ownership: str

    def request(self) -> Request:
        """Return `PUT /{bucket}?ownershipControls`."""
        value = arguments.one_of("object_ownership", self.object_ownership, OWNERSHIPS)
        body = xml.written("OwnershipControls", _OWNERSHIP, _Ownership(value))
        return Request("PUT", check_bucket_name(self.bucket), None, (("ownershipControls", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketOwnershipControls(Silent):
    """Take back what was said about who owns the objects of a bucket."""

    bucket: str

    def request(self) -> Request:
        """Return `DELETE /{bucket}?ownershipControls`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("ownershipControls", ""),))


@dataclass(frozen=True, slots=True)
class _Acceleration:
    status: str | None = None


_ACCELERATION = Shape(_Acceleration, Part("Status", "status", TEXT))


@dataclass(frozen=True, slots=True)
class GetBucketAccelerateConfiguration(Operation["str | None"]):
    """Return `"Enabled"` or `"Suspended"`, None where it was never said.

    With Tigris, enabled means that objects are brought to other regions as soon as they are stored.
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?accelerate`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("accelerate", ""),))

    def parse(self, response: Response) -> str | None:
        """Read an `AccelerateConfiguration`."""
        return xml.read(_ACCELERATION, document(response.head, response.body, "AccelerateConfiguration")).status


@dataclass(frozen=True, slots=True)
class PutBucketAccelerateConfiguration(Silent):
    """Have objects brought to other regions as soon as they are stored (`"Enabled"`), or not (`"Suspended"`)."""

    bucket: str
    status: str

    def request(self) -> Request:
        """Return `PUT /{bucket}?accelerate`."""
        status = arguments.one_of("status", self.status, ("Enabled", "Suspended"))
        body = xml.written("AccelerateConfiguration", _ACCELERATION, _Acceleration(status))
        return Request("PUT", check_bucket_name(self.bucket), None, (("accelerate", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class BucketEncryption:
    """How objects of a bucket are encrypted where they lie."""

    sse_algorithm: str
    """`AES256`; Tigris encrypts everything."""
    kms_master_key_id: str | None = None
    bucket_key_enabled: bool | None = None


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
    """Return how objects of a bucket are encrypted where they lie.

    Of services that encrypt only what they are told to: `NotFound` (`ServerSideEncryptionConfigurationNotFoundError`).
    """

    bucket: str

    def request(self) -> Request:
        """Return `GET /{bucket}?encryption`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("encryption", ""),))

    def parse(self, response: Response) -> BucketEncryption:
        """Read a `ServerSideEncryptionConfiguration`."""
        root = document(response.head, response.body, "ServerSideEncryptionConfiguration")
        # A bucket has one rule (S3 API page PutBucketEncryption).
        for rule in xml.read(_ENCRYPTION, root).rules:
            return rule
        raise MalformedResponse("a ServerSideEncryptionConfiguration lacks a part that every one has")


@dataclass(frozen=True, slots=True)
class PutBucketEncryption(Silent):
    """Say that objects are to be encrypted by AES256, which Tigris does in any case; there are no keys of your own."""

    bucket: str
    sse_algorithm: str = "AES256"

    def request(self) -> Request:
        """Return `PUT /{bucket}?encryption`."""
        algorithm = arguments.one_of("sse_algorithm", self.sse_algorithm, ("AES256",))
        rules = _Encryption((BucketEncryption(algorithm),))
        body = xml.written("ServerSideEncryptionConfiguration", _ENCRYPTION, rules)
        return Request("PUT", check_bucket_name(self.bucket), None, (("encryption", ""),), _XML, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketEncryption(Silent):
    """Take back what was said about encryption; with Tigris it stays on."""

    bucket: str

    def request(self) -> Request:
        """Return `DELETE /{bucket}?encryption`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("encryption", ""),))
