"""The signs of success of each operation, and answers of real stores that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import FIRST
from tests.modes import NO_RETRY, in_all_modes, play
from tests.rawserver import RawServer, ok, page, reply
from tests.unit.core.exchanging import play as exchanged
from tests.unit.core.exchanging import reply as answer
from tigris_http import CorruptBody, MalformedResponse, OutcomeUnknown, ServiceError, TimedOut
from tigris_http._wire.success import ACCEPTED, ARCHIVE, DESCRIBED, DOCUMENT, NO_BODY, OBJECT, STORED
from tigris_http.operations import (
    CreateBucket,
    DeleteObject,
    DeleteSnapshot,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListForks,
    Operation,
    PutObject,
    PutObjectAcl,
    RenameObject,
    RestoreBucket,
    RestoreObject,
    UpdateBucket,
)
from tigris_http.operations.updates._requests import ReadObject

if TYPE_CHECKING:
    from tigris_http._wire.success import Success

pytest_generate_tests = in_all_modes

HTML = b"<html>hello</html>"
TYPE = ("content-type", "text/html; charset=utf-8")
OF_S3 = ("x-amz-request-id", "17")
ETAG = ("etag", '"e"')
LENGTH = ("content-length", "3")
DELETE, PUT, HEAD_BUCKET = DeleteObject("bucket", "k"), PutObject("bucket", "k", b"x"), HeadBucket("bucket")
PATCH = UpdateBucket("bucket", acl="private")

SIGNS: dict[str, Success] = {
    "PutObject UploadPart": STORED,
    "GetObject": OBJECT,
    "HeadObject GetRestoreInfo MigrateObject IsObjectMigrated": DESCRIBED,
    "BundleRequest BundleArchive": ARCHIVE,
    "HeadBucket HasSnapshotEnabled CreateBucket CreateFork CreateSnapshot MergeFork RebaseFork UpdateBucket": NO_BODY,
    "SetBucketSoftDelete SetBucketNotifications SetBucketMigration DeleteObject DeleteBucket": NO_BODY,
    "AbortMultipartUpload PutObjectTagging DeleteObjectTagging PutBucketTagging DeleteBucketTagging": NO_BODY,
    "PutObjectAcl PutBucketAcl PutBucketCors DeleteBucketCors PutBucketLifecycleConfiguration": NO_BODY,
    "DeleteBucketLifecycle PutBucketOwnershipControls DeleteBucketOwnershipControls": NO_BODY,
    "PutBucketAccelerateConfiguration PutBucketEncryption DeleteBucketEncryption": NO_BODY,
    "RestoreBucket PurgeBucket DeleteSnapshot RestoreDeletedObject PurgeDeletedObject RestoreObject": ACCEPTED,
}


def outcome_of(operation: Operation[Any], *args: Any) -> object:
    return exchanged(operation, answer(*args)).result


@pytest.mark.parametrize("kind", FIRST, ids=lambda kind: kind.__name__)
def test_every_operation_declares_its_signs_of_success(kind: Any) -> None:
    expected = next((sign for names, sign in SIGNS.items() if kind.__name__ in names.split()), DOCUMENT)
    assert expected == kind.SUCCESS, f"add {kind.__name__} to SIGNS in tests/unit/operations/test_success.py"


@pytest.mark.parametrize(
    ("operation", "args"),
    [
        (DELETE, (204, b"")),
        (DELETE, (204, b"", TYPE)),
        (DELETE, (200, b"")),
        (DELETE, (200, b"\r\n")),
        (DELETE, (200, b"", TYPE, OF_S3)),
        (DELETE, (200, b"<DeleteObjectResponse/>", OF_S3)),
        (PutObjectAcl("bucket", "k", "private"), (200, b"ok", OF_S3)),
        (CreateBucket("bucket"), (200, b"", ("Location", "/bucket"))),
        (CreateBucket("bucket"), (200, b"<CreateBucketResponse/>", ("x-amzn-RequestId", "17"))),
        (HEAD_BUCKET, (200, b"")),
        (HEAD_BUCKET, (200, b"", TYPE, ("x-amz-bucket-region", "auto"))),
        (PUT, (200, b"", ETAG, TYPE)),
        (PUT, (200, b"", ("etag", ""))),
        (PUT, (201, b"", ETAG)),
        (HeadObject("bucket", "k"), (200, b"", LENGTH, ETAG, TYPE)),
        (HeadObject("bucket", "k"), (200, b"", LENGTH, ("ETag", '""'))),
        (RestoreBucket("bucket"), (200, b'{"status":"success"}')),
        (RestoreBucket("bucket"), (202, b"")),
        (DeleteSnapshot("bucket", "17"), (200, b"{}")),
        (RestoreObject("bucket", "k"), (202, b"")),
        (PATCH, (200, b'{"Bucket":"bucket","Update":"success"}')),
        (PATCH, (200, b'{"Bucket":"bucket","Update":"Success"}')),
        (PATCH, (200, b'{"Bucket":"bucket"}', OF_S3)),
        (PATCH, (200, b"")),
    ],
    ids=repr,
)
def test_answers_of_real_stores_are_successes(operation: Operation[Any], args: Any) -> None:
    assert not isinstance(outcome_of(operation, *args), Exception)


@pytest.mark.parametrize(
    ("operation", "args"),
    [
        (DELETE, (200, b"<DeleteObjectResponse/>")),
        (DELETE, (200, HTML, OF_S3)),
        (DELETE, (200, HTML, TYPE, ("X-Amz-Cf-Id", "17"))),
        (DELETE, (200, b"", TYPE, ("X-Amz-Cf-Id", "17"))),
        (DELETE, (200, b'{"status":"pending"}', OF_S3)),
        (DELETE, (202, b"", OF_S3)),
        (PUT, (202, b"", ETAG)),
        (PUT, (200, HTML, ETAG, TYPE)),
        (PUT, (200, b"", OF_S3)),
        (HEAD_BUCKET, (200, b"", TYPE)),
        (HeadObject("bucket", "k"), (204, b"", LENGTH, ETAG)),
        (PATCH, (200, b'{"Bucket":"bucket","Update":"pending"}', OF_S3)),
        (PATCH, (200, b"[]", OF_S3)),
        (ListBuckets(), (204, b"")),
        (ListBuckets(include_type=True), (200, b'{"captive":true}', OF_S3)),
        (ListForks("bucket"), (200, b'{"captive":true}', OF_S3)),
        (ReadObject("bucket", "k"), (206, b"abc", LENGTH, ETAG, ("content-range", "bytes 0-2/9"))),
    ],
    ids=repr,
)
def test_an_answer_without_the_signs_of_success_is_malformed_and_not_retried(
    operation: Operation[Any], args: Any
) -> None:
    assert MalformedResponse is type(outcome_of(operation, *args))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"status":"error","message":"no such thing"}', "no such thing"),
        (b'{"status":"Error"}', "the answer gives no reason"),
        (b'{"Bucket":"bucket","Update":"failed"}', "the update ended with 'failed'"),
        (b'{"Update":"failed","message":"no such region"}', "no such region"),
    ],
)
@pytest.mark.parametrize("operation", [DELETE, PUT, PATCH, RestoreBucket("bucket"), DeleteSnapshot("bucket", "17")])
def test_json_with_an_error_under_200_is_the_error_response_with_its_message(
    operation: Operation[Any], body: bytes, message: str
) -> None:
    error = outcome_of(operation, 200, body, ETAG, OF_S3)
    assert isinstance(error, ServiceError)
    assert (ServiceError, message, 200, "", "17") == (
        type(error),
        error.message,
        error.status,
        error.code,
        error.request_id,
    )


def test_a_page_settles_nothing_after_a_lost_answer() -> None:
    lost = TimedOut("no answer", sent=True)
    there = answer(200, b"", ("etag", '"e"'), ("content-length", "1"))
    run = exchanged(RenameObject("bucket", "old", "new"), there, there, lost, answer(200, b"", TYPE, LENGTH))
    assert isinstance(run.result, OutcomeUnknown)
    assert lost is run.result.__cause__
    assert ["HEAD old", "HEAD new", "PUT new", "HEAD old"] == run.methods


@pytest.mark.parametrize("body", [b'{"status":"error"}', b"<Error><Code>NoSuchKey</Code></Error>"])
def test_an_object_that_looks_like_an_error_document_is_an_object(mode: str, body: bytes) -> None:
    """Only its entity tag decides: an object's bytes may be anything."""

    def story(c: Any) -> Any:
        opened = yield c.get_object("bucket", "k")
        assert body == (yield opened.read())
        assert (yield c.update_object("bucket", "k", lambda old: None if old == body else b"lost")).etag == "e"

    with RawServer(ok(body, "Content-Type: text/html")) as server:
        play(mode, server.endpoint, story)


def test_a_page_instead_of_an_object_is_not_returned_but_retried(mode: str) -> None:
    def story(c: Any) -> Any:
        opened = yield c.get_object("bucket", "k")
        assert b"abc" == (yield opened.read())
        with pytest.raises(CorruptBody, match=r"captive portal.*proxy"):
            yield c.with_options(retry=NO_RETRY).get_object("bucket", "k")
        with pytest.raises(ServiceError, match="Because"):
            yield c.get_object("bucket", "k")

    refused = reply(200, b"<Error><Code>NoSuchKey</Code><Message>Because.</Message></Error>")
    with RawServer(page(), ok(b"abc"), page(), refused) as server:
        play(mode, server.endpoint, story, max_connections=1)
        assert (4, 1) == (len(server.requests), server.connections)


def test_no_more_of_a_page_is_read_than_of_an_error(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(CorruptBody):
            yield c.get_object("bucket", "k")

    with RawServer(reply(200, b"x" * (2 << 20), length=1 << 40)) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)


def test_the_function_of_an_update_never_receives_a_page(mode: str) -> None:
    given: list[bytes | None] = []

    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse):
            yield c.update_object("bucket", "k", given.append)

    with RawServer(page()) as server:
        play(mode, server.endpoint, story)
    assert [] == given


PART = 'ETag: "e"'


@pytest.mark.parametrize(
    ("requested", "answered"),
    [
        (None, ok(b"0123456789")),
        (None, reply(206, b"0123456789", PART, "Content-Range: bytes 0-9/10")),
        ((2, 4), reply(206, b"234", PART, "Content-Range: bytes 2-4/10")),
        ((2, None), reply(206, b"23456789", PART, "Content-Range: bytes 2-9/10")),
        ((-3, None), reply(206, b"789", PART, "Content-Range: bytes 7-9/10")),
        ((8, 99), reply(206, b"89", PART, "Content-Range: bytes 8-9/10")),
        ((0, 99), ok(b"0123456789")),
        ((0, None), ok(b"0123456789")),
        ((-99, None), ok(b"0123456789")),
        ((0, 5), ok(b"")),
    ],
)
def test_the_requested_bytes_are_returned(mode: str, requested: Any, answered: bytes) -> None:
    def story(c: Any) -> Any:
        opened = yield c.get_object("bucket", "k", range=requested)
        assert answered.endswith((yield opened.read()))

    with RawServer(answered) as server:
        play(mode, server.endpoint, story)


@pytest.mark.parametrize(
    ("requested", "answered"),
    [
        (None, reply(206, b"012", PART, "Content-Range: bytes 0-2/10")),
        ((2, 4), ok(b"0123456789")),
        ((2, None), ok(b"0123456789")),
        ((-3, None), ok(b"0123456789")),
        ((2, 4), reply(206, b"345", PART, "Content-Range: bytes 3-5/10")),
        ((2, 4), reply(206, b"23", PART, "Content-Range: bytes 2-3/10")),
    ],
)
def test_other_bytes_than_those_requested_are_not_returned(mode: str, requested: Any, answered: bytes) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse, match="were asked for"):
            yield c.get_object("bucket", "k", range=requested)

    with RawServer(answered) as server:
        play(mode, server.endpoint, story)
        assert 1 == len(server.requests)


def test_a_range_in_a_header_of_the_caller_counts_as_requested(mode: str) -> None:
    def story(c: Any) -> Any:
        opened = yield c.get_object("bucket", "k", extra_headers={"Range": "bytes=0-2"})
        assert b"012" == (yield opened.read())

    with RawServer(reply(206, b"012", PART, "Content-Range: bytes 0-2/10")) as server:
        play(mode, server.endpoint, story)
