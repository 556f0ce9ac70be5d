"""Multipart uploads, tags, ACLs and archive restores: impossible arguments are refused by name."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import Any

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, OutcomeUnknown, ServiceError
from tigris_http.operations import (
    AbortMultipartUpload,
    CompletedUpload,
    CompleteMultipartUpload,
    CreateMultipartUpload,
    GetObjectAcl,
    GetObjectTagging,
    GetRestoreInfo,
    Grant,
    HeadObject,
    ListMultipartUploads,
    ListParts,
    MultipartUpload,
    PutBucketAcl,
    PutBucketTagging,
    PutObjectAcl,
    PutObjectTagging,
    RestoreInfo,
    RestoreObject,
    RestoreObjectResult,
    UploadedPart,
    UploadPart,
    UploadPartCopy,
)
from tigris_http.operations._base import Doubt, Settled
from tigris_http.operations.access.acls import ALL_USERS, AccessControlPolicy
from tigris_http.operations.multipart.multipart import MAX_PARTS
from tigris_http.operations.objects._object_info import ObjectInfo

MD5 = "900150983cd24fb0d6963f7d28e17f72"
PART: tuple[Any, ...] = ("bucket", "key", "id", 1)
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001  # refused
LONG = {f"k{n}": "v" for n in range(11)}

WRONG: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (CreateMultipartUpload, {"content_type": "a\nb"}, ValueError, "content_type"),
    (CreateMultipartUpload, {"expires": NAIVE}, ValueError, "expires"),
    (CreateMultipartUpload, {"metadata": {"a b": "c"}}, ValueError, "metadata"),
    (CreateMultipartUpload, {"tagging": LONG}, ValueError, "tagging"),
    (CreateMultipartUpload, {"storage_class": "COLD"}, ValueError, "storage_class"),
    (CreateMultipartUpload, {"acl": "public"}, ValueError, "acl"),
    (UploadPart, {"upload_id": ""}, ValueError, "upload_id"),
    (UploadPart, {"upload_id": None}, TypeError, "upload_id"),
    (UploadPart, {"part_number": 0}, ValueError, "part_number"),
    (UploadPart, {"part_number": 10_001}, ValueError, "part_number"),
    (UploadPart, {"part_number": "1"}, TypeError, "part_number"),
    (UploadPart, {"part_number": True}, TypeError, "part_number"),
    (UploadPart, {"length": -1}, ValueError, "length"),
    (UploadPart, {"sha256": "x"}, ValueError, "sha256"),
    (UploadPartCopy, {"part_number": 0}, ValueError, "part_number"),
    (UploadPartCopy, {"source_bucket": "B"}, ValueError, "source_bucket"),
    (UploadPartCopy, {"source_key": ""}, ValueError, "source_key"),
    (UploadPartCopy, {"source_range": (0, None)}, ValueError, "source_range"),
    (UploadPartCopy, {"source_range": (-5, None)}, ValueError, "source_range"),
    (UploadPartCopy, {"source_range": (5, 4)}, ValueError, "source_range"),
    (UploadPartCopy, {"source_range": 5}, TypeError, "source_range"),
    (UploadPartCopy, {"source_version_id": ""}, ValueError, "source_version_id"),
    (UploadPartCopy, {"snapshot_version": "x"}, ValueError, "snapshot_version"),
    (UploadPartCopy, {"snapshot_version": "1", "source_version_id": "1"}, ValueError, "source_version_id"),
    (UploadPartCopy, {"source_if_match": ""}, ValueError, "source_if_match"),
    (UploadPartCopy, {"source_if_modified_since": NAIVE}, ValueError, "source_if_modified_since"),
    (CompleteMultipartUpload, {"upload_id": ""}, ValueError, "upload_id"),
    (CompleteMultipartUpload, {"parts": []}, ValueError, "parts"),
    (CompleteMultipartUpload, {"parts": None}, TypeError, "parts"),
    (CompleteMultipartUpload, {"parts": [1]}, TypeError, "parts"),
    (CompleteMultipartUpload, {"parts": "ab"}, TypeError, "parts"),
    (CompleteMultipartUpload, {"parts": [(2, MD5), (1, MD5)]}, ValueError, "ascend"),
    (CompleteMultipartUpload, {"parts": ["1a"]}, TypeError, "one is str"),
    (CompleteMultipartUpload, {"parts": [b"1a"]}, TypeError, "one is bytes"),
    (CompleteMultipartUpload, {"parts": [{1: MD5, 2: MD5}]}, TypeError, "one is dict"),
    (CompleteMultipartUpload, {"parts": [(1, MD5), (1, MD5)]}, ValueError, "ascend"),
    (CompleteMultipartUpload, {"parts": [(0, MD5)]}, ValueError, "number"),
    (CompleteMultipartUpload, {"parts": [(1, "")]}, ValueError, "etag"),
    (CompleteMultipartUpload, {"parts": [(1, 5)]}, TypeError, "etag"),
    (CompleteMultipartUpload, {"parts": [(n, MD5) for n in range(1, 10_002)]}, ValueError, "number"),
    (CompleteMultipartUpload, {"if_match": ""}, ValueError, "if_match"),
    (AbortMultipartUpload, {"upload_id": ""}, ValueError, "upload_id"),
    (ListParts, {"upload_id": ""}, ValueError, "upload_id"),
    (ListParts, {"max_parts": 0}, ValueError, "max_parts"),
    (ListParts, {"part_number_marker": -1}, ValueError, "part_number_marker"),
    (ListMultipartUploads, {"max_uploads": 0}, ValueError, "max_uploads"),
    (ListMultipartUploads, {"prefix": 5}, TypeError, "prefix"),
    (ListMultipartUploads, {"delimiter": b"/"}, TypeError, "delimiter"),
    (ListMultipartUploads, {"upload_id_marker": "x"}, ValueError, "upload_id_marker"),
    (PutObjectTagging, {"tags": LONG}, ValueError, "tags"),
    (PutObjectTagging, {"tags": [("a", "b")]}, TypeError, "tags"),
    (PutObjectTagging, {"tags": {"": "b"}}, ValueError, "tags"),
    (PutObjectTagging, {"tags": {"k" * 129: "b"}}, ValueError, "tags"),
    (PutObjectTagging, {"tags": {"k": "v" * 257}}, ValueError, "tags"),
    (PutObjectTagging, {"tags": {"k": 5}}, TypeError, "tags"),
    (PutObjectTagging, {"tags": {"k": "\x00"}}, ValueError, "value"),
    (PutObjectTagging, {"version_id": ""}, ValueError, "version_id"),
    (GetObjectTagging, {"version_id": ""}, ValueError, "version_id"),
    (PutBucketTagging, {"tags": {f"k{n}": "v" for n in range(51)}}, ValueError, "tags"),
    (PutObjectAcl, {"acl": "public-read-write"}, ValueError, "acl"),
    (PutObjectAcl, {"version_id": 5}, TypeError, "version_id"),
    (GetObjectAcl, {"version_id": ""}, ValueError, "version_id"),
    (PutBucketAcl, {"acl": None}, ValueError, "acl"),
    (RestoreObject, {"days": 0}, ValueError, "days"),
    (RestoreObject, {"days": 1.5}, TypeError, "days"),
    (RestoreObject, {"version_id": ""}, ValueError, "version_id"),
    (RestoreObject, {"snapshot_version": "x"}, ValueError, "snapshot_version"),
    (RestoreObject, {"version_id": "1", "snapshot_version": "1"}, ValueError, "version_id"),
    (GetRestoreInfo, {"version_id": "1", "snapshot_version": "1"}, ValueError, "version_id"),
]
RIGHT: dict[Any, dict[str, Any]] = {
    UploadPart: {"body": b""},
    UploadPartCopy: {"source_bucket": "source", "source_key": "s"},
    CompleteMultipartUpload: {"parts": [(1, MD5)]},
    PutObjectTagging: {"tags": {"k": "v"}},
    PutBucketTagging: {"tags": {}},
    PutObjectAcl: {"acl": "private"},
    PutBucketAcl: {"acl": "private"},
}


def build(kind: Any, **given: Any) -> Any:
    """Return an operation whose other arguments are right."""
    common = {"bucket": "bucket", "key": "key", "upload_id": "id", "part_number": 1, **RIGHT.get(kind, {}), **given}
    known = kind.__dataclass_fields__
    return kind(**{name: value for name, value in common.items() if name in known})


@pytest.mark.parametrize(("kind", "wrong", "error", "name"), WRONG, ids=str)
def test_impossible_arguments_are_refused_by_name(
    kind: Any, wrong: dict[str, Any], error: type[Exception], name: str
) -> None:
    build(kind).request()
    with pytest.raises(error, match=name):
        build(kind, **wrong).request()


def test_an_abort_does_not_leave_without_its_upload() -> None:
    """Without it the same request deletes the object."""
    assert (("uploadId", "id"),) == AbortMultipartUpload("bucket", "key", "id").request().query


def test_a_completion_reads_an_iterator_once() -> None:
    operation = CompleteMultipartUpload("bucket", "key", "id", iter([UploadedPart(1, MD5), UploadedPart(2, MD5)]))
    assert operation.request() == operation.request()
    assert b"<PartNumber>2</PartNumber>" in bytes(operation.request().body)  # type: ignore[arg-type]  # bytes, in fact


def concluded(question: Any, *answers: object) -> object:
    """Answer the requests of `settle`; return its conclusion."""
    next(question)
    try:
        for answer in answers:
            question.send(answer)
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks for more")


def info(tag: str | None) -> ObjectInfo:
    return ObjectInfo("bucket", "key", 6, 6, tag, version_id="17")


def test_an_object_of_exactly_these_parts_settles_a_completion() -> None:
    completion = CompleteMultipartUpload("bucket", "key", "id", [(1, MD5), (2, MD5)])
    tag = hashlib.md5(bytes.fromhex(MD5) * 2).hexdigest() + "-2"
    assert HeadObject("bucket", "key") == next(completion.settle(Doubt()))
    assert Settled(CompletedUpload("bucket", "key", tag, None, "17")) == concluded(
        completion.settle(Doubt()), info(tag)
    )
    for there in (None, info(None), info(MD5), info(tag[:-1] + "3")):
        assert concluded(completion.settle(Doubt()), there) is None


def test_a_completion_has_as_many_parts_as_s3_takes() -> None:
    parts = [(number, MD5) for number in range(1, MAX_PARTS + 1)]
    body = CompleteMultipartUpload("bucket", "key", "id", parts).request().body
    assert isinstance(body, bytes)
    assert MAX_PARTS == body.count(b"<Part>")


@pytest.mark.parametrize("tags", [["opaque"], [MD5, "opaque"], ["opaque", MD5]])
def test_tags_that_are_no_md5_leave_a_completion_unknown(tags: list[str]) -> None:
    completion = CompleteMultipartUpload("bucket", "key", "id", list(enumerate(tags, 1)))
    with pytest.raises(OutcomeUnknown, match="compare it with your parts"):
        concluded(completion.settle(Doubt()), info(f"opaque-{len(tags)}"))
    for absent in (info(None), None):
        assert concluded(completion.settle(Doubt()), absent) is None


def test_a_missing_upload_settles_an_abort() -> None:
    assert ListParts("bucket", "key", "id", max_parts=1) == next(
        AbortMultipartUpload("bucket", "key", "id").settle(Doubt())
    )
    assert Settled(None) == concluded(AbortMultipartUpload("bucket", "key", "id").settle(Doubt()), None)
    assert concluded(AbortMultipartUpload("bucket", "key", "id").settle(Doubt()), object()) is None


@pytest.mark.parametrize(
    ("there", "settled"),
    [
        (RestoreInfo("in-progress"), Settled(RestoreObjectResult(False))),
        (RestoreInfo("restored", datetime(2026, 1, 1, tzinfo=timezone.utc)), Settled(RestoreObjectResult(True))),
        (RestoreInfo("archived"), None),
        (None, None),
    ],
)
def test_a_restore_that_runs_or_has_run_settles_one(there: object, settled: object) -> None:
    question = RestoreObject("bucket", "key", version_id="5").settle(Doubt())
    assert GetRestoreInfo("bucket", "key", version_id="5") == next(question)
    assert settled == concluded(RestoreObject("bucket", "key").settle(Doubt()), there)


@pytest.mark.parametrize(
    ("grants", "public"),
    [
        ((), False),
        ((Grant("READ", "Group", grantee_uri=ALL_USERS),), True),
        ((Grant("FULL_CONTROL", "Group", grantee_uri=ALL_USERS),), True),
        ((Grant("READ_ACP", "Group", grantee_uri=ALL_USERS),), False),
        ((Grant("READ", "Group", grantee_uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),), False),
        ((Grant("READ", "CanonicalUser", "other"),), False),
    ],
)
def test_an_acl_is_public_if_everyone_may_read(grants: tuple[Grant, ...], public: bool) -> None:
    assert public is AccessControlPolicy("owner", None, grants).is_public


def test_tags_of_a_new_object_are_written_as_a_query() -> None:
    headers = build(CreateMultipartUpload, tagging={"a b": "c&d=e", "é": ""}).request().headers
    assert (("x-amz-tagging", "a%20b=c%26d%3De&%C3%A9="),) == headers
    assert (("x-amz-tagging", ""),) == build(CreateMultipartUpload, tagging={}).request().headers


DECLARED, SPACE = b'<?xml version="1.0" encoding="UTF-8"?>', b" \r\n\t" * 9


@pytest.mark.parametrize("before", [b"", DECLARED, SPACE, DECLARED + SPACE, SPACE + DECLARED, SPACE + DECLARED + SPACE])
def test_a_slow_completion_may_begin_with_white_space(before: bytes) -> None:
    """S3 keeps the connection alive with it, after the declaration; other services send it before."""
    completion = CompleteMultipartUpload("bucket", "key", "id", [(1, MD5)])
    done = f"<CompleteMultipartUploadResult><ETag>{MD5}-1</ETag></CompleteMultipartUploadResult>".encode()
    assert CompletedUpload("bucket", "key", f"{MD5}-1") == completion.parse(Response(Head(200), before + done))
    with pytest.raises(ServiceError, match="InvalidPart"):
        completion.parse(Response(Head(200), before + b"<Error><Code>InvalidPart</Code></Error>"))


@pytest.mark.parametrize("root", ["InitiateMultipartUploadResult", "InitiateMultipartUpload", "Anything"])
def test_an_upload_begins_by_its_id_under_any_root(root: str) -> None:
    """rclone names the root `InitiateMultipartUpload`."""
    operation = CreateMultipartUpload("abc", "k")
    body = f'<{root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><UploadId>u</UploadId></{root}>'
    assert MultipartUpload("abc", "k", "u") == operation.parse(Response(Head(200), body.encode()))
    for wrong in (f"<{root}/>", f"<{root}><UploadId/></{root}>"):
        with pytest.raises(MalformedResponse, match="names no upload id"):
            operation.parse(Response(Head(200), wrong.encode()))
    with pytest.raises(ServiceError, match="SlowDown"):
        operation.parse(Response(Head(200), b"<Error><Code>SlowDown</Code><UploadId>u</UploadId></Error>"))
