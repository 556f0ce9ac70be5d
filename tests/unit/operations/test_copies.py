"""Copy and rename: the header of each option, the arguments refused, the settling of a lost answer."""

from __future__ import annotations

import pickle
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, NotFound, ServiceError, Unavailable
from tigris_http.operations import CopyObject, CopyObjectResult, RenameObject

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation

UTC = timezone.utc
MOMENT = datetime(2026, 10, 20, 10, 57, 29, tzinfo=UTC)
DATE = "Tue, 20 Oct 2026 10:57:29 GMT"
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
OPERATIONS: list[Operation[CopyObjectResult]] = [CopyObject("abc", "k", "src", "s"), RenameObject("abc", "s", "k")]


def copy(**options: Any) -> CopyObject:
    return CopyObject("abc", "k", "src", "s", **options)


@given(KEYS)
def test_the_source_is_restored_byte_for_byte_by_decoding_once(key: str) -> None:
    (name, value), *rest = CopyObject("abc", "k", "src", key).request().headers
    assert ("x-amz-copy-source", []) == (name, rest)
    assert value.isascii()
    assert b"src/" + key.encode() == unquote_to_bytes(value)
    assert "?" not in value


def test_all_options_are_their_headers() -> None:
    request = copy(
        source_version_id="v 7",
        content_type="text/plain",
        metadata={"a": "b"},
        storage_class="GLACIER",
        acl="public-read",
        if_match="m",
        if_none_match="*",
        source_if_match="x",
        source_if_none_match="y",
        source_if_modified_since=MOMENT,
        source_if_unmodified_since=MOMENT,
    ).request()
    assert (
        ("x-amz-copy-source", "src/s?versionId=v%207"),
        ("x-amz-metadata-directive", "REPLACE"),
        ("content-type", "text/plain"),
        ("x-amz-meta-a", "b"),
        ("x-amz-storage-class", "GLACIER"),
        ("x-amz-acl", "public-read"),
        ("if-match", '"m"'),
        ("if-none-match", "*"),
        ("x-amz-copy-source-if-match", '"x"'),
        ("x-amz-copy-source-if-none-match", '"y"'),
        ("x-amz-copy-source-if-modified-since", DATE),
        ("x-amz-copy-source-if-unmodified-since", DATE),
    ) == request.headers


def test_a_copy_takes_a_version_or_a_snapshot_not_both() -> None:
    assert ("x-tigris-snapshot-version", "8") in copy(snapshot_version="8").request().headers
    with pytest.raises(ValueError, match="source_version_id and snapshot_version"):
        copy(source_version_id="7", snapshot_version="8").request()


@pytest.mark.parametrize("options", [{"metadata": {}}, {"cache_control": "no-store"}, {"expires": MOMENT}])
def test_properties_of_the_copy_replace_those_of_the_source(options: dict[str, Any]) -> None:
    """Empty metadata too: the copy then has none."""
    assert ("x-amz-metadata-directive", "REPLACE") in copy(**options).request().headers


@pytest.mark.parametrize("options", [{}, {"storage_class": "STANDARD"}, {"acl": "private"}])
def test_a_copy_without_properties_keeps_those_of_the_source(options: dict[str, Any]) -> None:
    assert "x-amz-metadata-directive" not in dict(copy(**options).request().headers)


@pytest.mark.parametrize(
    ("options", "error", "argument"),
    [
        ({"source_version_id": ""}, ValueError, "source_version_id"),
        ({"source_version_id": "1\r\n"}, ValueError, "source_version_id"),
        ({"source_version_id": 1}, TypeError, "source_version_id"),
        ({"snapshot_version": ""}, ValueError, "snapshot_version"),
        ({"snapshot_version": "x"}, ValueError, "snapshot_version"),
        ({"snapshot_version": 7}, TypeError, "snapshot_version"),
        ({"content_type": "a\r\nb"}, ValueError, "content_type"),
        ({"content_encoding": "a\nb"}, ValueError, "content_encoding"),
        ({"content_disposition": "é"}, ValueError, "content_disposition"),
        ({"content_language": 5}, TypeError, "content_language"),
        ({"cache_control": "\x00"}, ValueError, "cache_control"),
        ({"expires": datetime(2026, 1, 1)}, ValueError, "expires"),  # noqa: DTZ001  # naive on purpose
        ({"metadata": []}, TypeError, "metadata"),
        ({"metadata": {"a": "b\n"}}, ValueError, r"metadata\['a'\]"),
        ({"storage_class": "COLD"}, ValueError, "storage_class"),
        ({"acl": "x"}, ValueError, "acl"),
        ({"if_match": ""}, ValueError, "if_match"),
        ({"if_none_match": "a\r\nb"}, ValueError, "if_none_match"),
        ({"source_if_match": ""}, ValueError, "source_if_match"),
        ({"source_if_none_match": 5}, TypeError, "source_if_none_match"),
        ({"source_if_modified_since": datetime(2026, 1, 1)}, ValueError, "source_if_modified_since"),  # noqa: DTZ001
        ({"source_if_unmodified_since": DATE}, TypeError, "source_if_unmodified_since"),
    ],
)
def test_a_bad_option_is_refused_by_name(options: dict[str, Any], error: type[Exception], argument: str) -> None:
    with pytest.raises(error, match=rf"^{argument} ") as caught:
        copy(**options).request()
    assert error is caught.type


@pytest.mark.parametrize(
    ("bucket", "key", "error", "argument"),
    [
        ("", "k", ValueError, "source_bucket"),
        (None, "k", TypeError, "source_bucket"),
        ("Src", "k", ValueError, "source_bucket"),
        ("src", "", ValueError, "source_key"),
        ("src", None, TypeError, "source_key"),
        ("src", "k" * 1025, ValueError, "source_key"),
    ],
)
def test_the_source_is_checked_under_its_own_name(bucket: Any, key: Any, error: type[Exception], argument: str) -> None:
    with pytest.raises(error, match=rf"^{argument} "):
        CopyObject("abc", "k", bucket, key).request()


@pytest.mark.parametrize(("key", "error"), [("", ValueError), (None, TypeError), ("k" * 1025, ValueError)])
def test_the_source_of_a_rename_is_checked_under_its_own_name(key: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^source_key "):
        RenameObject("abc", key, "k").request()


def test_a_rename_onto_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="onto itself"):
        RenameObject("abc", "k", "k")


def test_a_rename_has_its_header() -> None:
    """Without its header the same request is a copy."""
    request = RenameObject("abc", "old name+1.txt", "new").request()
    assert ("PUT", "abc", "new") == (request.method, request.bucket, request.key)
    assert (("x-amz-copy-source", "abc/old%20name%2B1.txt"), ("x-tigris-rename", "true")) == request.headers


def test_a_rename_is_not_repeated_blindly_and_a_copy_is() -> None:
    assert (False, True) == (RenameObject.REPEATABLE, CopyObject.REPEATABLE)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.action)
class TestAnswers:
    @pytest.mark.parametrize(
        ("inner", "expected"),
        [
            (
                "<LastModified>2026-10-20T10:57:29.000Z</LastModified><ETag>&#34;abc&#34;</ETag>",
                CopyObjectResult("abc", MOMENT, "7"),
            ),
            ("<ETag>abc</ETag>", CopyObjectResult("abc", None, "7")),
            ("<ETag/><LastModified/>", CopyObjectResult(None, None, "7")),
            # It was done all the same.
            *(
                (f"<ETag>abc</ETag><LastModified>{odd}</LastModified>", CopyObjectResult("abc", None, "7"))
                for odd in ("Wed, 09 Nov 2016 16:16:12 GMT", "2026-01-01T00:00:00", "yesterday")
            ),
            ("", CopyObjectResult(None, None, "7")),
        ],
    )
    def test_the_result_is_read(
        self, operation: Operation[CopyObjectResult], inner: str, expected: CopyObjectResult
    ) -> None:
        head = Head(200, (("x-amz-version-id", "7"),))
        body = f"<CopyObjectResult>{inner}</CopyObjectResult>".encode()
        assert expected == operation.parse(Response(head, body))

    @pytest.mark.parametrize(
        ("code", "error"),
        [("SlowDown", Unavailable), ("InternalError", Unavailable), ("NoSuchKey", NotFound), ("Odd", ServiceError)],
    )
    def test_an_error_inside_a_200_is_raised(
        self, operation: Operation[CopyObjectResult], code: str, error: type[ServiceError]
    ) -> None:
        """S3 answers 200 before it knows the outcome of a copy."""
        with pytest.raises(error) as caught:
            operation.parse(Response(Head(200), f"<Error><Code>{code}</Code></Error>".encode()))
        assert (error, 200, code) == (caught.type, caught.value.status, caught.value.code)

    @pytest.mark.parametrize("body", [b"", b"<CopyObjectResult>", b"<DeleteResult/>", b"{}", b"ok"])
    def test_anything_else_is_malformed(self, operation: Operation[CopyObjectResult], body: bytes) -> None:
        with pytest.raises(MalformedResponse) as caught:
            operation.parse(Response(Head(200), body))
        assert not isinstance(caught.value, ServiceError)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.action)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))
