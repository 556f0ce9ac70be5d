"""Operations on one object: the header of each option, the arguments refused, the answers read."""

from __future__ import annotations

import io
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._transport.request_body.prepare import prepare
from tigris_http._wire.http import Head, Response
from tigris_http.errors import BodyMismatch, MalformedResponse
from tigris_http.operations import (
    DeleteObject,
    DeleteObjectResult,
    GetObject,
    HeadObject,
    PutObject,
    PutObjectResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.operations._base import AnyOperation

UTC = timezone.utc
MOMENT = datetime(2026, 10, 20, 10, 57, 30, 999999, UTC)
DATE = "Tue, 20 Oct 2026 10:57:30 GMT"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

INJECTIONS = ["a\r\nx-tigris-force-delete: true", "a\nb", "a\rb", "a\x00b", "a\tb", "a\x7fb", "a\x85b"]
UNFIT_TEXT = [*INJECTIONS, "é", "日", "\ud800", " a", "a "]
BAD_DATES: list[tuple[object, type[Exception]]] = [
    (datetime(2026, 10, 20), ValueError),  # noqa: DTZ001  # naive on purpose
    (datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))), ValueError),
    (datetime.min.replace(tzinfo=timezone(timedelta(hours=5))), ValueError),
    (date(2026, 10, 20), TypeError),
    (DATE, TypeError),
    (1792493850, TypeError),
]
BAD_RANGES: list[tuple[object, type[Exception]]] = [
    ((5, 4), ValueError),
    ((-5, 4), ValueError),
    ((-5, -1), ValueError),
    ((0, -1), ValueError),
    ((None, 5), TypeError),
    ((None, None), TypeError),
    ((0.0, 5), TypeError),
    ((0, 5.0), TypeError),
    ((True, 5), TypeError),
    ((0, True), TypeError),
    (("0", "5"), TypeError),
    ((1, 2, 3), TypeError),
    ((1,), TypeError),
    ((), TypeError),
    (5, TypeError),
    ("bytes=0-5", TypeError),
    ("05", TypeError),
]
BAD_ETAGS: list[tuple[object, type[Exception]]] = [
    *((text, ValueError) for text in UNFIT_TEXT),
    ("", ValueError),
    ('"', ValueError),
    ('""', ValueError),
    ('a"b', ValueError),
    ('W/""', ValueError),
    (b"abc", TypeError),
    (5, TypeError),
]
BAD_VERSIONS: list[tuple[object, type[Exception]]] = [
    ("", ValueError),
    ("0", ValueError),
    ("-1", ValueError),
    ("+1", ValueError),
    ("1.0", ValueError),
    (" 1", ValueError),
    ("1\n", ValueError),
    ("1\r\nx-evil: 1", ValueError),
    ("latest", ValueError),
    ("٣", ValueError),
    ("1" * 21, ValueError),
    (1792493847118382304, TypeError),
    (True, TypeError),
    (b"1", TypeError),
]
BAD_VERSION_IDS: list[tuple[object, type[Exception]]] = [
    ("", ValueError),
    *((text, ValueError) for text in UNFIT_TEXT),
    (5, TypeError),
    (b"5", TypeError),
]


def refused(argument: str, error: type[Exception], make: Callable[[], AnyOperation]) -> None:
    with pytest.raises(error, match=rf"^{argument}(?:\[[^]]*\])? ") as caught:
        make().request()
    assert error is caught.type


class TestPutObject:
    def test_all_options_are_their_headers(self) -> None:
        request = PutObject(
            "atlas-data",
            "a b",
            b"abc",
            content_type="text/plain",
            content_encoding="gzip",
            content_disposition='attachment; filename="a.txt"',
            content_language="de",
            cache_control="max-age=60",
            expires=MOMENT,
            metadata={"Camera": "X100", "empty": ""},
            storage_class="STANDARD_IA",
            acl="private",
            if_match="abc",
        ).request()
        assert (
            ("content-type", "text/plain"),
            ("content-encoding", "gzip"),
            ("content-disposition", 'attachment; filename="a.txt"'),
            ("content-language", "de"),
            ("cache-control", "max-age=60"),
            ("expires", DATE),
            ("x-amz-storage-class", "STANDARD_IA"),
            ("x-amz-acl", "private"),
            ("x-amz-meta-camera", "X100"),
            ("x-amz-meta-empty", ""),
            ("if-match", '"abc"'),
        ) == request.headers
        assert ("PUT", "a b", b"abc") == (request.method, request.key, request.body)

    @pytest.mark.parametrize(
        ("given", "header"), [("abc", '"abc"'), ('"abc"', '"abc"'), ("*", "*"), ('"*"', "*"), ("abc-3", '"abc-3"')]
    )
    def test_an_etag_may_come_with_or_without_its_quotes(self, given: str, header: str) -> None:
        """Tigris' page on conditions prints `"*"`; RFC 9110 section 13.1.2 wants `*`."""
        assert (("if-none-match", header),) == PutObject("abc", "k", b"", if_none_match=given).request().headers

    @pytest.mark.parametrize(
        "argument", ["content_type", "content_encoding", "content_disposition", "content_language", "cache_control"]
    )
    @pytest.mark.parametrize("value", [*UNFIT_TEXT, b"a", 5, True])
    def test_a_header_value_that_http_cannot_carry_is_refused(self, argument: str, value: Any) -> None:
        error = ValueError if isinstance(value, str) else TypeError
        refused(argument, error, lambda: PutObject("abc", "k", b"", **{argument: value}))

    @pytest.mark.parametrize("value", [*UNFIT_TEXT, b"a", 5, None])
    def test_a_value_of_metadata_that_http_cannot_carry_is_refused(self, value: Any) -> None:
        error = ValueError if isinstance(value, str) else TypeError
        refused("metadata", error, lambda: PutObject("abc", "k", b"", metadata={"name": value}))

    def test_an_error_does_not_repeat_a_value_of_metadata(self) -> None:
        """Users put secrets into metadata."""
        with pytest.raises(ValueError, match=r"metadata\['name'\]") as caught:
            PutObject("abc", "k", b"", metadata={"name": "hunter2\n"}).request()
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "a\nb", "é", "a/b", "a\x00"])
    def test_a_name_of_metadata_that_is_no_header_name_is_refused(self, name: str) -> None:
        refused("metadata name", ValueError, lambda: PutObject("abc", "k", b"", metadata={name: "v"}))

    def test_names_of_metadata_must_differ_in_more_than_case(self) -> None:
        refused("metadata", ValueError, lambda: PutObject("abc", "k", b"", metadata={"A": "1", "a": "2"}))

    def test_a_name_of_metadata_is_text(self) -> None:
        names: Any = {5: "v"}
        with pytest.raises(TypeError, match="name of metadata"):
            PutObject("abc", "k", b"", metadata=names).request()

    @pytest.mark.parametrize("metadata", [["a"], "a", 5, [("a", "b")], {"a"}])
    def test_metadata_is_a_mapping(self, metadata: Any) -> None:
        refused("metadata", TypeError, lambda: PutObject("abc", "k", b"", metadata=metadata))

    def test_metadata_has_at_most_2_048_bytes(self) -> None:
        most = PutObject("abc", "k", b"", metadata={"a": "v" * 2047}).request()
        assert (("x-amz-meta-a", "v" * 2047),) == most.headers
        refused("metadata", ValueError, lambda: PutObject("abc", "k", b"", metadata={"a": "v" * 2047, "b": ""}))

    @pytest.mark.parametrize(("value", "error"), BAD_DATES)
    def test_expires_is_an_aware_datetime(self, value: Any, error: type[Exception]) -> None:
        refused("expires", error, lambda: PutObject("abc", "k", b"", expires=value))

    @pytest.mark.parametrize("value", ["COLD", "standard", "", "STANDARD\r\nx: y", 5, True, b"STANDARD"])
    def test_the_storage_class_is_one_of_tigris(self, value: Any) -> None:
        refused("storage_class", ValueError, lambda: PutObject("abc", "k", b"", storage_class=value))

    @pytest.mark.parametrize("value", ["public-read-write", "", "private\r\n", 5])
    def test_the_acl_is_one_of_tigris(self, value: Any) -> None:
        refused("acl", ValueError, lambda: PutObject("abc", "k", b"", acl=value))

    @pytest.mark.parametrize("argument", ["if_match", "if_none_match"])
    @pytest.mark.parametrize(("value", "error"), BAD_ETAGS)
    def test_a_condition_is_an_etag(self, argument: str, value: Any, error: type[Exception]) -> None:
        refused(argument, error, lambda: PutObject("abc", "k", b"", **{argument: value}))

    @pytest.mark.parametrize(
        ("value", "error"), [(-1, ValueError), ("3", TypeError), (3.0, TypeError), (True, TypeError), (b"3", TypeError)]
    )
    def test_the_length_is_a_number_of_bytes(self, value: Any, error: type[Exception]) -> None:
        refused("length", error, lambda: PutObject("abc", "k", [b"abc"], length=value))

    @pytest.mark.parametrize(
        ("value", "error"),
        [
            ("", ValueError),
            ("abc", ValueError),
            ("A" * 64, ValueError),
            ("g" * 64, ValueError),
            ("0" * 64 + "\r\nx-evil: 1", ValueError),
            ("unsigned-payload", ValueError),
            ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ValueError),
            (b"0" * 64, TypeError),
            (5, TypeError),
        ],
    )
    def test_the_digest_is_one_of_hex_or_none(self, value: Any, error: type[Exception]) -> None:
        """It becomes a header and a part of the signature unchanged."""
        refused("sha256", error, lambda: PutObject("abc", "k", b"", sha256=value))

    @pytest.mark.parametrize("digest", [EMPTY_SHA256, "UNSIGNED-PAYLOAD"])
    def test_a_given_digest_is_sent(self, digest: str) -> None:
        assert digest == PutObject("abc", "k", b"", sha256=digest).request().sha256

    @pytest.mark.parametrize("body", ["text", "", 5, None, True, 1.5, object(), [1, 2], ["text"], io.StringIO("text")])
    def test_a_body_that_is_not_bytes_is_refused_before_a_request(self, body: Any) -> None:
        with pytest.raises(TypeError, match=r"\bbody\b"):
            prepare(PutObject("abc", "k", body).request())

    def test_a_length_other_than_that_of_the_bytes_is_refused(self) -> None:
        with pytest.raises(ValueError, match="length"):
            prepare(PutObject("abc", "k", b"abc", length=4).request())

    @pytest.mark.parametrize("length", [0, 2, 4])
    def test_a_length_other_than_that_of_the_iterable_is_refused(self, length: int) -> None:
        with pytest.raises(BodyMismatch):
            prepare(PutObject("abc", "k", iter([b"a", b"bc"]), length=length).request())

    def test_the_repr_does_not_show_the_body(self) -> None:
        assert "secret" not in repr(PutObject("abc", "k", b"secret"))

    @pytest.mark.parametrize(
        ("headers", "result"),
        [
            ((("ETag", '"abc"'), ("X-Amz-Version-Id", "7")), PutObjectResult("abc", "7")),
            ((("etag", "abc"),), PutObjectResult("abc", None)),
            ((("etag", '"'),), PutObjectResult('"', None)),
        ],
    )
    def test_the_answer_is_read_from_its_headers(self, headers: Any, result: PutObjectResult) -> None:
        assert result == PutObject("abc", "k", b"").parse(Response(Head(200, headers)))

    def test_a_success_without_an_entity_tag_is_no_success(self) -> None:
        with pytest.raises(MalformedResponse, match="entity tag"):
            PutObject("abc", "k", b"").parse(Response(Head(200, (("content-type", "text/html"),)), b"<html>"))


@pytest.mark.parametrize("operation", [GetObject, HeadObject], ids=lambda kind: kind.__name__)
class TestReading:
    def test_all_options_are_their_headers(self, operation: type[GetObject | HeadObject]) -> None:
        request = operation(
            "abc",
            "k",
            range=(0, 9),
            version_id="v+1",
            if_match="a",
            if_none_match="b",
            if_modified_since=MOMENT,
            if_unmodified_since=MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30))),
        ).request()
        assert (("versionId", "v+1"),) == request.query
        assert (
            ("if-match", '"a"'),
            ("if-none-match", '"b"'),
            ("if-modified-since", DATE),
            ("if-unmodified-since", DATE),
            ("range", "bytes=0-9"),
        ) == request.headers

    def test_a_read_takes_a_version_or_a_snapshot_not_both(self, operation: type[GetObject | HeadObject]) -> None:
        at = operation("abc", "k", snapshot_version="1792493847118382304")
        assert (("x-tigris-snapshot-version", "1792493847118382304"),) == at.request().headers
        with pytest.raises(ValueError, match="version_id and snapshot_version"):
            operation("abc", "k", version_id="7", snapshot_version="8").request()

    def test_a_part_has_a_number(self, operation: type[GetObject | HeadObject]) -> None:
        assert (("partNumber", "10000"),) == operation("abc", "k", part_number=10_000).request().query
        refused("part_number", ValueError, lambda: operation("abc", "k", part_number=0))
        refused("part_number", ValueError, lambda: operation("abc", "k", part_number=10_001))
        refused("part_number", TypeError, lambda: operation("abc", "k", part_number=True))
        refused("range and part_number", ValueError, lambda: operation("abc", "k", part_number=1, range=(0, 1)))

    @pytest.mark.parametrize(
        ("span", "header"),
        [
            ((0, 0), "bytes=0-0"),
            ((5, 9), "bytes=5-9"),
            ((5, None), "bytes=5-"),
            ((0, None), "bytes=0-"),
            ((-5, None), "bytes=-5"),
            ((2**63, 2**64), f"bytes={2**63}-{2**64}"),
        ],
    )
    def test_a_range_has_three_forms(
        self, operation: type[GetObject | HeadObject], span: tuple[int, int | None], header: str
    ) -> None:
        assert (("range", header),) == operation("abc", "k", range=span).request().headers

    @pytest.mark.parametrize(("value", "error"), BAD_RANGES)
    def test_a_bad_range_is_refused(
        self, operation: type[GetObject | HeadObject], value: Any, error: type[Exception]
    ) -> None:
        refused("range", error, lambda: operation("abc", "k", range=value))

    @pytest.mark.parametrize(("value", "error"), BAD_VERSIONS)
    def test_a_snapshot_version_is_text_of_digits(
        self, operation: type[GetObject | HeadObject], value: Any, error: type[Exception]
    ) -> None:
        refused("snapshot_version", error, lambda: operation("abc", "k", snapshot_version=value))

    @pytest.mark.parametrize(("value", "error"), BAD_VERSION_IDS)
    def test_a_version_id_is_text_and_not_empty(
        self, operation: type[GetObject | HeadObject], value: Any, error: type[Exception]
    ) -> None:
        """An empty one would read the current object instead of the intended version."""
        refused("version_id", error, lambda: operation("abc", "k", version_id=value))

    @pytest.mark.parametrize("argument", ["if_match", "if_none_match"])
    @pytest.mark.parametrize(("value", "error"), BAD_ETAGS)
    def test_a_condition_is_an_etag(
        self, operation: type[GetObject | HeadObject], argument: str, value: Any, error: type[Exception]
    ) -> None:
        refused(argument, error, lambda: operation("abc", "k", **{argument: value}))

    @pytest.mark.parametrize("argument", ["content_type", "content_encoding", "cache_control"])
    @pytest.mark.parametrize(
        ("value", "error"), [("", ValueError), ("a\r\nb", ValueError), ("é", ValueError), (b"a", TypeError)]
    )
    def test_an_override_of_a_response_header_is_ascii_text(
        self, operation: type[GetObject | HeadObject], argument: str, value: Any, error: type[Exception]
    ) -> None:
        """An empty one would read as a flag without a value."""
        name = f"response_{argument}"
        refused(name, error, lambda: operation("abc", "k", **{name: value}))

    @pytest.mark.parametrize("argument", ["if_modified_since", "if_unmodified_since", "response_expires"])
    @pytest.mark.parametrize(("value", "error"), BAD_DATES)
    def test_a_condition_is_an_aware_datetime(
        self, operation: type[GetObject | HeadObject], argument: str, value: Any, error: type[Exception]
    ) -> None:
        refused(argument, error, lambda: operation("abc", "k", **{argument: value}))


class TestDeleteObject:
    @pytest.mark.parametrize(("value", "error"), BAD_VERSION_IDS)
    def test_a_version_id_is_text_and_not_empty(self, value: Any, error: type[Exception]) -> None:
        """An empty one would delete the current object instead of the intended version."""
        refused("version_id", error, lambda: DeleteObject("abc", "k", version_id=value))

    @pytest.mark.parametrize(("value", "error"), BAD_ETAGS)
    def test_a_condition_is_an_etag(self, value: Any, error: type[Exception]) -> None:
        refused("if_match", error, lambda: DeleteObject("abc", "k", if_match=value))

    @pytest.mark.parametrize(
        ("headers", "result"),
        [
            ((), DeleteObjectResult(False, None)),
            ((("x-amz-delete-marker", "true"), ("x-amz-version-id", "7")), DeleteObjectResult(True, "7")),
            ((("x-amz-delete-marker", "false"),), DeleteObjectResult(False, None)),
        ],
    )
    def test_the_answer_is_read_from_its_headers(self, headers: Any, result: DeleteObjectResult) -> None:
        assert result == DeleteObject("abc", "k").parse(Response(Head(204, headers)))

    def test_a_marker_that_is_neither_true_nor_false_is_malformed(self) -> None:
        with pytest.raises(MalformedResponse, match="true nor false"):
            DeleteObject("abc", "k").parse(Response(Head(204, (("x-amz-delete-marker", "yes"),))))


MD5 = "900150983cd24fb0d6963f7d28e17f72"


@pytest.mark.parametrize(("number", "etag"), [(2, MD5), (1, f"{MD5}-2"), (1, f"{MD5}-10")])
def test_a_whole_object_in_place_of_a_part_is_malformed(number: int, etag: str) -> None:
    """A service that ignores the number of the part."""
    head = Head(200, (("content-length", "3"), ("etag", etag)))
    unread: Any = None
    with pytest.raises(MalformedResponse, match=f"part {number} was asked for, but the whole object of 3 bytes"):
        HeadObject("abc", "k", part_number=number).parse(Response(head))
    with pytest.raises(MalformedResponse, match=f"part {number} was asked for, but the whole object of 3 bytes"):
        GetObject("abc", "k", part_number=number).open(head, unread)


@pytest.mark.parametrize("etag", [MD5, f"{MD5}-1"])
def test_a_whole_object_is_its_only_part(etag: str) -> None:
    head = Head(200, (("content-length", "3"), ("etag", etag)))
    assert 3 == HeadObject("abc", "k", part_number=1).parse(Response(head)).content_length


@given(st.text())
def test_every_header_value_is_printable_ascii(value: str) -> None:
    fits = value.isascii() and value.isprintable() and value == value.strip()
    operation = PutObject("abc", "k", b"", content_type=value, metadata={"m": value})
    if fits:
        assert (("content-type", value), ("x-amz-meta-m", value)) == operation.request().headers
    else:
        refused("content_type", ValueError, lambda: operation)


@pytest.mark.parametrize(
    "operation",
    [
        PutObject("abc", "k", b"abc", metadata={"a": "b"}),
        GetObject("abc", "k", range=(0, 1)),
        HeadObject("abc", "k", if_modified_since=MOMENT),
        DeleteObject("abc", "k", version_id="7"),
    ],
    ids=lambda operation: operation.action,
)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))
