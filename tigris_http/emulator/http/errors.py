"""The error responses of the emulator: one exception, one table, two formats.

Contract: any handler may raise `ErrorResponse(code, ...)`. The `RequestId` of the document equals the
`x-amz-request-id` header. "JSON: returned when the request says `Accept: application/json` on the Tigris endpoints";
XML otherwise. A code without a row in the table is a bug (KeyError).
"""

from __future__ import annotations

import json
from typing import Final

from tigris_http.emulator.http import xml

# code -> (status, message), as the S3 documentation has them.
CODES: Final[dict[str, tuple[int, str]]] = {
    "AccessControlListNotSupported": (400, "The bucket does not allow access control lists of objects."),
    "AccessDenied": (403, "Access Denied."),
    "AccessForbidden": (403, "CORSResponse: no rule of the bucket allows this request."),
    "AuthorizationHeaderMalformed": (400, "The authorization header that you provided is not valid."),
    "AuthorizationQueryParametersError": (400, "The authorization query parameters are not valid."),
    "BadDigest": (400, "The checksum that you specified did not match what we received."),
    "BadRequest": (400, "The request is not valid HTTP."),
    "BucketAlreadyExists": (409, "The requested bucket name is not available."),
    "BucketNotEmpty": (409, "The bucket you tried to delete is not empty."),
    "BundleKeyNotFound": (404, "One or more keys of the bundle do not exist."),
    "Conflict": (409, "Other buckets depend on this one."),
    "EntityTooLarge": (400, "Your proposed upload exceeds the maximum allowed size."),
    "EntityTooSmall": (400, "Your proposed upload is smaller than the minimum allowed size."),
    "ExpectationFailed": (417, "The value of the Expect header is not supported."),
    "ExpiredToken": (400, "The provided token has expired."),
    "IncompleteBody": (400, "The number of bytes received differs from what the request announced."),
    "InsufficientStorage": (
        507,
        "The disk of the emulator is full, so nothing was changed. Delete objects, or free space on the disk.",
    ),
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "InvalidAccessKeyId": (403, "The access key id you provided does not exist in our records."),
    "InvalidArgument": (400, "Invalid argument"),
    "InvalidBucketName": (400, "The specified bucket is not valid."),
    "InvalidContentEncoding": (400, "aws-chunked needs a STREAMING payload hash."),
    "InvalidDigest": (400, "The Content-MD5 or checksum value that you specified is not valid."),
    "InvalidObjectName": (400, "The specified key is not valid."),
    "InvalidObjectState": (403, "The operation is not valid for the object's storage class."),
    "InvalidPart": (400, "One or more of the specified parts could not be found, or its ETag did not match."),
    "InvalidPolicyDocument": (400, "The content of the form does not meet the conditions of its policy."),
    "InvalidPartNumber": (400, "The requested part number is not satisfiable."),
    "InvalidPartOrder": (400, "The list of parts was not in ascending order."),
    "InvalidRange": (416, "The requested range is not satisfiable."),
    "InvalidRequest": (400, "The request is not valid."),
    "InvalidStorageClass": (400, "The storage class you specified is not valid."),
    "InvalidTag": (400, "The tags provided are not valid."),
    "InvalidToken": (403, "The provided token is malformed or otherwise not valid."),
    "InvalidURI": (400, "The specified URI could not be parsed."),
    "KeyTooLongError": (400, "Your key is too long."),
    "MalformedJSON": (400, "The JSON you provided was not well formed."),
    "MalformedPOSTRequest": (400, "The body of your POST request is not well-formed multipart/form-data."),
    "MalformedXML": (400, "The XML you provided was not well formed or did not validate."),
    "MaxPostPreDataLengthExceeded": (400, "Your POST request fields preceding the upload file were too large."),
    "MetadataTooLarge": (400, "Your metadata headers exceed the maximum allowed metadata size."),
    "MethodNotAllowed": (405, "The specified method is not allowed against this resource."),
    "MissingContentLength": (411, "You must provide the Content-Length HTTP header."),
    "NoSuchBucket": (404, "The specified bucket does not exist."),
    "NoSuchCORSConfiguration": (404, "The CORS configuration does not exist."),
    "NoSuchKey": (404, "The specified key does not exist."),
    "NoSuchLifecycleConfiguration": (404, "The lifecycle configuration does not exist."),
    "NoSuchSnapshot": (404, "The specified snapshot does not exist."),
    "NoSuchTagSet": (404, "The TagSet does not exist."),
    "NoSuchUpload": (404, "The specified multipart upload does not exist."),
    "NoSuchVersion": (404, "The specified version does not exist."),
    "NotImplemented": (501, "This operation is not implemented."),
    "OwnershipControlsNotFoundError": (404, "The bucket ownership controls were not found."),
    "PreconditionFailed": (412, "At least one of the preconditions you specified did not hold."),
    "RequestHeadersTooLarge": (431, "The head of the request is too large."),
    "RequestTimeTooSkewed": (
        403,
        "The difference between the request time and the server's time is too large.",
    ),
    "RequestTimeout": (400, "Your socket connection was not read from or written to within the timeout."),
    "RestoreAlreadyInProgress": (409, "Object restore is already in progress."),
    "ServiceUnavailable": (503, "Service is unable to handle the request."),
    "SignatureDoesNotMatch": (
        403,
        "The request signature we calculated does not match the signature you provided. Check your key.",
    ),
    "SlowDown": (503, "Please reduce your request rate."),
    "TooManyRequests": (429, "Too many requests. Please reduce your request rate."),
    "XAmzContentSHA256Mismatch": (400, "The provided x-amz-content-sha256 does not match what was computed."),
}


class ErrorResponse(Exception):
    """An error response of the service.

    `extra` are further elements of the XML document. `headers` are added to the answer. `status` overrides the table,
    for faults only.
    """

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        extra: xml.Children = (),
        headers: tuple[tuple[str, str], ...] = (),
        status: int | None = None,
    ) -> None:
        known_status, known_message = CODES[code] if status is None else CODES.get(code, (status, code))
        super().__init__(code)
        self.code = code
        self.status = known_status if status is None else status
        self.message = known_message if message is None else message
        self.extra = extra
        self.headers = headers

    def document(self, resource: str, request_id: str) -> bytes:
        """Write the error as XML: `Code`, `Message`, then the rest."""
        return xml.document(
            "Error",
            [
                ("Code", self.code),
                ("Message", self.message),
                *self.extra,
                ("Resource", resource),
                ("RequestId", request_id),
            ],
            namespace=None,
        )

    def json(self, request_id: str) -> bytes:
        """Write the error as the Tigris endpoints do under `Accept: application/json`."""
        return json.dumps({"Code": self.code, "Message": self.message, "RequestId": request_id}).encode()


class NotModified(Exception):
    """A conditional read without news: 304, no body and (as Tigris does) no ETag."""
