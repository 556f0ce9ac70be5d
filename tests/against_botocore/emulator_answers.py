"""Ask the emulator for an answer of every operation that has a row, with many fields in each."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tests.emulator.wire import send
from tigris_http import operations as ops
from tigris_http._transport.request_body.prepare import prepare
from tigris_http._wire.address import Endpoint, locate
from tigris_http._wire.error_documents import is_refusal, refusal
from tigris_http._wire.http import Head, Response

from .botocore_parser import Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator import Emulator

R = TypeVar("R")
KEYS = ("a+b c/\r\n", "a+b c/é%20", "z\U0001f600", "&<>'\"")


class Recorder:
    """Sends operations to an emulator and passes each raw answer to `compare`."""

    def __init__(self, emulator: Emulator, compare: Callable[[str, Raw], None]) -> None:
        self._emulator, self._compare = emulator, compare

    def ask(self, operation: ops.Operation[R]) -> R:
        """Send a request, signed by botocore, and return the result as this client reads it."""
        answer = self._sent(operation)
        if answer.body or answer.status < 300:
            self._compare(operation.action, answer)
        head = Head(answer.status, answer.headers)
        if is_refusal(head, answer.body):
            raise refusal(head, answer.body)
        return operation.parse(Response(head, answer.body))

    def _sent(self, operation: ops.Operation[Any]) -> Raw:
        request = operation.request()
        address = locate(Endpoint.parse(self._emulator.endpoint), "path", request.bucket, request.key, request.query)
        with closing(prepare(request)) as upload:
            body = b"".join(upload.chunks())
        reply = send(self._emulator, request.method, address.target, body, dict(request.headers))
        return Raw(reply.status, tuple(reply.headers.items()), reply.body)


def ask_all(recorder: Recorder) -> None:
    """Send every operation, to a bucket with versions."""
    ask = recorder.ask
    ask(ops.CreateBucket("atlas", snapshot_enabled=True, object_acl=True))
    ask(ops.ListBuckets())
    for key in KEYS:
        ask(
            ops.PutObject(
                "atlas", key, b"abc", metadata={"a": "b", "c": "d"}, content_type="text/x", cache_control="no"
            )
        )
    ask(ops.CopyObject("atlas", "copy", "atlas", KEYS[0], storage_class="STANDARD_IA"))
    ask(ops.HeadObject("atlas", "copy"))
    listings(recorder)
    in_parts(recorder)
    for tags in ({"k": "v", "é <&>": ""}, {}):
        ask(ops.PutBucketTagging("atlas", tags))
        ask(ops.PutObject("atlas", "tagged", b"abc", tagging=tags))
        ask(ops.GetObjectTagging("atlas", "tagged"))
        ask(ops.HeadObject("atlas", "tagged"))
        if tags:
            ask(ops.GetBucketTagging("atlas"))
    for acl in ("private", "public-read"):
        ask(ops.PutBucketAcl("atlas", acl))
        ask(ops.GetBucketAcl("atlas"))
        ask(ops.PutObjectAcl("atlas", "tagged", acl))
        ask(ops.GetObjectAcl("atlas", "tagged"))
    documents(recorder)
    ask(ops.DeleteObject("atlas", KEYS[0]))
    ask(ops.DeleteObjects("atlas", [KEYS[1], "none"]))
    listings(recorder)


def listings(recorder: Recorder) -> None:
    """List the bucket, in truncated pages and with a delimiter."""
    for max_keys in (2, 1000):
        for delimiter in (None, "/"):
            recorder.ask(ops.ListObjects("atlas", max_keys=max_keys, delimiter=delimiter))
            recorder.ask(ops.ListObjectsV2("atlas", max_keys=max_keys, delimiter=delimiter, fetch_owner=True))
            recorder.ask(ops.ListObjectVersions("atlas", max_keys=max_keys, delimiter=delimiter))


def in_parts(recorder: Recorder) -> None:
    """Store an object in parts, and list uploads and parts before it is complete."""
    ask = recorder.ask
    for key in KEYS:
        begun = ask(ops.CreateMultipartUpload("atlas", key, storage_class="STANDARD_IA"))
        ask(ops.CreateMultipartUpload("atlas", key))
        parts = [
            ask(ops.UploadPart("atlas", key, begun.upload_id, 1, b"x" * (5 << 20))),
            ask(ops.UploadPartCopy("atlas", key, begun.upload_id, 3, "atlas", "copy")),
        ]
        ask(ops.ListParts("atlas", key, begun.upload_id, max_parts=1))
        ask(ops.ListParts("atlas", key, begun.upload_id))
        for delimiter in (None, "/"):
            ask(ops.ListMultipartUploads("atlas", max_uploads=2, delimiter=delimiter))
            ask(ops.ListMultipartUploads("atlas", delimiter=delimiter))
        ask(ops.CompleteMultipartUpload("atlas", key, begun.upload_id, parts))
        ask(ops.HeadObject("atlas", key))


def documents(recorder: Recorder) -> None:
    """Write and read the documents of a bucket without versions, which lifecycle rules need."""
    ask = recorder.ask
    ask(ops.CreateBucket("plain"))
    ask(ops.PutBucketCors("plain", [ops.CORSRule(("https://a.example",), ("GET", "PUT"), ("*",), ("etag",), 5, "one")]))
    ask(ops.GetBucketCors("plain"))
    rules = [
        ops.LifecycleRule("one", True, "a b/<&>", (ops.Transition("GLACIER", 3),)),
        ops.LifecycleRule("two", False, None, (), ops.Expiration(date=date(2030, 1, 2))),
    ]
    ask(ops.PutBucketLifecycleConfiguration("plain", rules))
    ask(ops.GetBucketLifecycleConfiguration("plain"))
    ask(ops.PutBucketOwnershipControls("plain", "ObjectWriter"))
    ask(ops.GetBucketOwnershipControls("plain"))
    ask(ops.GetBucketAccelerateConfiguration("plain"))
    ask(ops.PutBucketAccelerateConfiguration("plain", "Suspended"))
    ask(ops.GetBucketAccelerateConfiguration("plain"))
    ask(ops.GetBucketPolicyStatus("plain"))
    ask(ops.GetBucketRequestPayment("plain"))
    ask(ops.GetBucketNotificationConfiguration("plain"))
    ask(ops.GetBucketEncryption("plain"))
