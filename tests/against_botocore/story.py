"""A story that asks the emulator for every answer that there is a row for, with much to say in each."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from tests.emulator.wire import send
from tigris_http._address import Endpoint, locate
from tigris_http._http import Head, Response
from tigris_http._prepare import prepare
from tigris_http._refusal import is_refusal, refusal
from tigris_http.operations import (
    CompleteMultipartUpload,
    CopyObject,
    CreateBucket,
    CreateMultipartUpload,
    DeleteObject,
    DeleteObjects,
    GetBucketAcl,
    GetBucketTagging,
    GetObjectAcl,
    GetObjectTagging,
    HeadObject,
    ListBuckets,
    ListMultipartUploads,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListParts,
    PutBucketAcl,
    PutBucketTagging,
    PutObject,
    PutObjectAcl,
    UploadPart,
    UploadPartCopy,
)

from .model import Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator import Emulator
    from tigris_http.operations import Operation

R = TypeVar("R")
KEYS = ("a+b c/\r\n", "a+b c/é%20", "z\U0001f600", "&<>'\"")


class Teller:
    """Asks an emulator, and shows each answer as it came to whoever compares."""

    def __init__(self, emulator: Emulator, compare: Callable[[str, Raw], None]) -> None:
        self._emulator, self._compare = emulator, compare

    def ask(self, operation: Operation[R]) -> R:
        """Send a request, signed by botocore, and return what our client reads of the answer."""
        answer = self._asked(operation)
        if answer.body or answer.status < 300:
            self._compare(operation.action, answer)
        head = Head(answer.status, answer.headers)
        if is_refusal(head, answer.body):
            raise refusal(head, answer.body)
        return operation.parse(Response(head, answer.body))

    def _asked(self, operation: Operation[Any]) -> Raw:
        request = operation.request()
        address = locate(Endpoint.parse(self._emulator.endpoint), "path", request.bucket, request.key, request.query)
        with closing(prepare(request)) as upload:
            body = b"".join(upload.pieces())
        reply = send(self._emulator, request.method, address.target, body, dict(request.headers))
        return Raw(reply.status, tuple(reply.headers.items()), reply.body)


def tell(teller: Teller) -> None:
    """Tell it all, in a bucket with versions."""
    ask = teller.ask
    ask(CreateBucket("atlas", snapshot_enabled=True, object_acl=True))
    ask(ListBuckets())
    for key in KEYS:
        ask(PutObject("atlas", key, b"abc", metadata={"a": "b", "c": "d"}, content_type="text/x", cache_control="no"))
    ask(CopyObject("atlas", "copy", "atlas", KEYS[0], storage_class="STANDARD_IA"))
    ask(HeadObject("atlas", "copy"))
    listings(teller)
    in_parts(teller)
    for tags in ({"k": "v", "é <&>": ""}, {}):
        ask(PutBucketTagging("atlas", tags))
        ask(PutObject("atlas", "tagged", b"abc", tagging=tags))
        ask(GetObjectTagging("atlas", "tagged"))
        ask(HeadObject("atlas", "tagged"))
        if tags:
            ask(GetBucketTagging("atlas"))
    for acl in ("private", "public-read"):
        ask(PutBucketAcl("atlas", acl))
        ask(GetBucketAcl("atlas"))
        ask(PutObjectAcl("atlas", "tagged", acl))
        ask(GetObjectAcl("atlas", "tagged"))
    ask(DeleteObject("atlas", KEYS[0]))
    ask(DeleteObjects("atlas", [KEYS[1], "none"]))
    listings(teller)


def listings(teller: Teller) -> None:
    """List what is there, in pages that are cut and folded."""
    for max_keys in (2, 1000):
        for delimiter in (None, "/"):
            teller.ask(ListObjects("atlas", max_keys=max_keys, delimiter=delimiter))
            teller.ask(ListObjectsV2("atlas", max_keys=max_keys, delimiter=delimiter, fetch_owner=True))
            teller.ask(ListObjectVersions("atlas", max_keys=max_keys, delimiter=delimiter))


def in_parts(teller: Teller) -> None:
    """Store an object in parts, and list what there is of it on the way."""
    ask = teller.ask
    for key in KEYS:
        begun = ask(CreateMultipartUpload("atlas", key, storage_class="STANDARD_IA"))
        ask(CreateMultipartUpload("atlas", key))
        parts = [
            ask(UploadPart("atlas", key, begun.upload_id, 1, b"x" * (5 << 20))),
            ask(UploadPartCopy("atlas", key, begun.upload_id, 3, "atlas", "copy")),
        ]
        ask(ListParts("atlas", key, begun.upload_id, max_parts=1))
        ask(ListParts("atlas", key, begun.upload_id))
        for delimiter in (None, "/"):
            ask(ListMultipartUploads("atlas", max_uploads=2, delimiter=delimiter))
            ask(ListMultipartUploads("atlas", delimiter=delimiter))
        ask(CompleteMultipartUpload("atlas", key, begun.upload_id, parts))
        ask(HeadObject("atlas", key))
