"""Error responses as XML, JSON, plain text, nothing, and any bytes."""

from __future__ import annotations

import gzip
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._core.retry import CODES
from tigris_http._wire.error_documents import _BY_CODE, document, is_refusal, json_object, refusal
from tigris_http._wire.http import Head
from tigris_http.errors import (
    AccessDenied,
    BundleError,
    Conflict,
    FeatureNotSupported,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Unavailable,
    service_error_class,
)

HEAD = Head(404, (("X-Amz-Request-Id", "header-id"),))
EXPECTED = ("NoSuchKey", "The specified key does not exist.", "1791986200643024440")
XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.'
    b"</Message><Resource>/atlas-data/gone.bin</Resource><RequestId>1791986200643024440</RequestId></Error>"
)
JSON = b'{"RequestId":"1791986200643024440","Message":"The specified key does not exist.","Code":"NoSuchKey"}'


def read(body: bytes, head: Head = HEAD) -> tuple[str, str, str | None]:
    error = refusal(head, body)
    return error.code, error.message, error.request_id


@pytest.mark.parametrize(
    "body",
    [
        XML,
        XML.replace(b"<Error>", b'<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'),
        XML.partition(b"\n")[2],
        b"\r\n " + XML,
        JSON,
        b" " + JSON,
        JSON.replace(b"Code", b"code").replace(b"Message", b"message").replace(b"RequestId", b"requestId"),
    ],
    ids=[
        "XML",
        "namespace",
        "no declaration",
        "white space before it",
        "JSON",
        "JSON after a space",
        "JSON in lower case",
    ],
)
def test_an_error_document_is_read_in_all_its_forms(body: bytes) -> None:
    assert EXPECTED == read(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"upstream connect error", "upstream connect error"),
        (b"  502\r\n\tBad   Gateway ", "502 Bad Gateway"),
        (b"<html><body>Bad Gateway</body></html>", "<html><body>Bad Gateway</body></html>"),
        (b"<html>", "<html>"),
        (b"{not json", "{not json"),
        (b"[1]", "[1]"),
        (b"caf\xe9", "caf\ufffd"),
        (b"x" * 10_000, "x" * 500),
        (b"<!DOCTYPE html><html/>", "<!DOCTYPE html><html/>"),
        (b" \r\n", "the answer gives no reason"),
        (b"", "the answer gives no reason"),
    ],
)
def test_the_text_of_a_proxy_is_the_message_in_one_line(body: bytes, message: str) -> None:
    error = refusal(Head(502), body)
    assert (Unavailable, "", message, None) == (type(error), error.code, error.message, error.request_id)


@pytest.mark.parametrize(
    ("status", "code"),
    [(304, "NotModified"), (400, "BadRequest"), (403, "AccessDenied"), (404, "NotFound"), (405, "MethodNotAllowed"),
     (412, "PreconditionFailed"), (416, "InvalidRange"), (503, "")],
)  # fmt: skip
def test_a_refused_head_has_its_status_alone_to_tell(status: int, code: str) -> None:
    error = refusal(Head(status, HEAD.headers), b"")
    assert (service_error_class(status), code, "header-id") == (type(error), error.code, error.request_id)


@pytest.mark.parametrize(
    ("body", "request_id"),
    [
        (XML, "1791986200643024440"),
        (XML.replace(b"<RequestId>1791986200643024440</RequestId>", b""), "header-id"),
        (b'{"Code":"NoSuchKey"}', "header-id"),
        (b"text", "header-id"),
    ],
)
def test_the_request_id_of_the_body_comes_before_that_of_the_header(body: bytes, request_id: str) -> None:
    assert request_id == refusal(HEAD, body).request_id


def test_members_of_another_type_are_passed_over() -> None:
    body = b'{"Code": 5, "Message": ["a"], "RequestId": null}'
    assert ("", body.decode(), "header-id") == read(body)


@pytest.mark.parametrize("name", ["Code", "Message", "RequestId"])
def test_unprintable_text_is_replaced(name: str) -> None:
    """JSON can escape a lone surrogate, at which any terminal or log file would raise again."""
    error = refusal(HEAD, f'{{"{name}": "a\\ud800b"}}'.encode())
    assert "a?b" in (error.code, error.message, error.request_id)
    assert str(error).encode()
    with pytest.raises(ServiceError, match=r"a\?b"):
        json_object(HEAD, b'{"status": "error", "message": "a\\ud800b"}')


def test_the_text_of_an_error_is_cut() -> None:
    """An error is held, logged and pickled: the server must not choose its size."""
    long = "x" * 100_000
    for body in (
        f"<Error><Code>{long}</Code><Message>{long}</Message><RequestId>{long}</RequestId></Error>",
        json.dumps({"Code": long, "Message": long, "RequestId": long}),
        long,
    ):
        assert len(str(refusal(Head(400), body.encode()))) < 1700


class TestBundles:
    BODY = (
        b"<Error><Code>BundleKeyNotFound</Code><Message>gone</Message><MissingKeys><Key>a&amp;b</Key><Key>\xc3\xa9</Key>"
        b"<Other/><Key/></MissingKeys></Error>"
    )

    def test_the_missing_keys_are_named(self) -> None:
        error = refusal(Head(404), self.BODY)
        assert isinstance(error, BundleError)
        assert ("a&b", "é", "") == error.missing_keys

    @pytest.mark.parametrize(
        "body", [b"<Error><Code>BundleKeyNotFound</Code></Error>", b'{"Code":"BundleKeyNotFound","Message":"gone"}']
    )
    def test_an_answer_that_names_no_keys_is_a_bundle_error_all_the_same(self, body: bytes) -> None:
        error = refusal(Head(404), body)
        assert isinstance(error, BundleError)
        assert () == error.missing_keys

    @pytest.mark.parametrize("body", [BODY, b'{"Code": "BundleKeyNotFound", "Message": "gone"}'])
    def test_the_document_is_kept_as_it_came(self, body: bytes) -> None:
        error = refusal(Head(404), body)
        assert isinstance(error, BundleError)
        assert (404, body.decode()) == (error.status_code, error.body)
        assert error.body not in str(error)

    @pytest.mark.parametrize(
        ("body", "kept"),
        [
            (
                b"<Error a='tsec_x'><Code>BundleKeyNotFound</Code><StringToSign>tsec_x</StringToSign></Error>",
                "<Error><Code>BundleKeyNotFound</Code></Error>",
            ),
            (b'{"Code": "BundleKeyNotFound", "StringToSign": "tsec_x"}', '{"Code": "BundleKeyNotFound"}'),
        ],
    )
    def test_a_part_that_such_a_document_does_not_have_is_left_out(self, body: bytes, kept: str) -> None:
        error = refusal(Head(404), body)
        assert isinstance(error, BundleError)
        assert error.body.endswith(kept)
        assert "tsec_x" not in error.body

    def test_of_a_long_document_the_beginning_is_kept(self) -> None:
        keys = tuple(f"{number:05}" * 10 for number in range(5000))
        named = "".join(f"<Key>{key}</Key>" for key in keys)
        body = f"<Error><Code>BundleKeyNotFound</Code><MissingKeys>{named}</MissingKeys></Error>"
        error = refusal(Head(404), body.encode())
        assert isinstance(error, BundleError)
        assert (keys, body[:65536]) == (error.missing_keys, error.body)


BY_CODE: dict[str, type[ServiceError]] = {
    "AccessDenied": AccessDenied,
    "BucketAlreadyExists": Conflict,
    "InternalError": Unavailable,
    "NoSuchBucket": NotFound,
    "NoSuchKey": NotFound,
    "NoSuchUpload": NotFound,
    "NoSuchVersion": NotFound,
    "PreconditionFailed": PreconditionFailed,
    "RequestTimeout": Unavailable,
    "ServiceUnavailable": Unavailable,
    "SlowDown": Unavailable,
    "Unknown": ServiceError,
    "": ServiceError,
}


def test_the_list_above_has_every_code() -> None:
    assert set(_BY_CODE) == set(BY_CODE) - {"Unknown", ""}


@pytest.mark.parametrize("root", ["Error", "error", "ErrorResponse", "Errors"])
@pytest.mark.parametrize("code", sorted({*BY_CODE, *CODES}))
def test_every_code_under_a_200_is_an_error(code: str, root: str) -> None:
    body = f"<Error><Code>{code}</Code></Error>"
    body = body.replace("Error>", f"{root}>") if root.lower() == "error" else f"<{root}>{body}</{root}>"
    assert is_refusal(Head(200), body.encode())
    assert code == refusal(Head(200), body.encode()).code
    for name in ("CopyObjectResult", "DeleteResult", "CompleteMultipartUploadResult"):
        with pytest.raises(ServiceError):
            document(Head(200), body.encode(), name)


@pytest.mark.parametrize(("code", "kind"), BY_CODE.items())
def test_an_error_inside_a_200_has_the_class_of_its_code(code: str, kind: type[ServiceError]) -> None:
    with pytest.raises(kind) as caught:
        document(Head(200), f"<Error><Code>{code}</Code></Error>".encode(), "CopyObjectResult")
    assert (kind, 200) == (caught.type, caught.value.status)


def test_a_document_of_another_name_is_malformed_and_shown_in_part() -> None:
    with pytest.raises(MalformedResponse, match="expected A or B, got an element 'xxx") as caught:
        document(Head(200), b"<" + b"x" * 10_000 + b"/>", "A", "B")
    assert len(str(caught.value)) < 200


BODIES = (
    st.binary()
    | st.text().map(str.encode)
    | st.tuples(st.sampled_from([XML, JSON, TestBundles.BODY]), st.integers(0, 300), st.binary(max_size=5)).map(
        lambda spoil: spoil[0][: spoil[1]] + spoil[2] + spoil[0][spoil[1] + len(spoil[2]) :]
    )
    | st.dictionaries(
        st.sampled_from(["Code", "Message", "RequestId", "code"]), st.text() | st.integers() | st.none()
    ).map(lambda content: json.dumps(content).encode())
)


@given(st.integers(100, 999), st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple), BODIES)
def test_any_answer_gives_an_error_that_can_be_shown(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    """Shown means encoded: a terminal or a log file refuses a lone surrogate."""
    error = refusal(Head(status, headers), body)
    assert status == error.status
    assert error.message
    assert str(error).encode()


def test_all_keys_that_a_bundle_lacks_are_named_and_a_document_of_nothing_but_tags_is_not_built() -> None:
    keys = tuple(f"{number:05}=" for number in range(5000))
    named = "".join(f"<Key>{key}</Key>" for key in keys)
    body = f"<Error><Code>BundleKeyNotFound</Code><MissingKeys>{named}</MissingKeys></Error>"
    error = refusal(Head(404), body.encode())
    assert isinstance(error, BundleError)
    assert keys == error.missing_keys
    bomb = refusal(Head(400), b"<Error>" + b"<a/>" * 200_000 + b"<Code>Late</Code></Error>")
    assert ("", True) == (bomb.code, bomb.message.startswith("<Error><a/>"))


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + XML,
        gzip.compress(XML),
        XML.replace(b"<Code>NoSuchKey</Code>", b"<Code>\n  NoSuchKey\n </Code>"),
        XML.replace(b"Error>", b"error>").replace(b"Code>", b"code>").replace(b"Message>", b"message>"),
        b"<ErrorResponse>" + XML.partition(b"\n")[2] + b"</ErrorResponse>",
        (
            b"<Response><Errors><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>"
            b"</Error></Errors><RequestID>1791986200643024440</RequestID></Response>"
        ),
        (
            b'{"error":{"code":"NoSuchKey","message":"The specified key does not exist.",'
            b'"requestId":"1791986200643024440"}}'
        ),
        (
            b'{"__type":"com.amazonaws.s3#NoSuchKey","message":"The specified key does not exist.",'
            b'"requestId":"1791986200643024440"}'
        ),
    ],
    ids=["BOM", "gzip", "space", "lower case", "ErrorResponse", "Errors", "nested JSON", "__type"],
)
def test_an_error_document_is_read_in_the_dress_of_gateways_and_proxies(body: bytes) -> None:
    assert EXPECTED == read(body)


def test_a_message_that_is_not_utf_8_hides_no_code() -> None:
    body = b'<?xml version="1.0" encoding="ISO-8859-1"?><Error><Code>NoSuchKey</Code><Message>caf\xe9</Message></Error>'
    assert ("NoSuchKey", "caf\ufffd", "header-id") == read(body)


def test_a_compressed_error_is_read_to_a_bound() -> None:
    assert ("", "header-id") == read(gzip.compress(b"<Error>" + b" " * (3 << 20) + XML))[::2]
    assert "" == read(b"\x1f\x8bnonsense")[0]


def test_an_error_of_a_byte_order_mark_behind_a_200_is_one() -> None:
    assert is_refusal(Head(200), b"\xef\xbb\xbf" + XML)
    with pytest.raises(ServiceError):
        document(Head(200), b"\xef\xbb\xbf" + XML, "CopyObjectResult")
    in_json = b'\xef\xbb\xbf {"Code": "SlowDown", "Message": "m"}'
    assert is_refusal(Head(200), in_json)
    assert "SlowDown" == refusal(Head(200), in_json).code
    with pytest.raises(FeatureNotSupported):
        json_object(Head(200), b"\xef\xbb\xbf<ListBucketResult/>", "Buckets")


def named(body: bytes) -> tuple[str | None, str | None]:
    error = refusal(HEAD, body)
    return error.named_bucket, error.named_key


def test_an_error_tells_the_bucket_and_the_key_that_it_is_about() -> None:
    assert (None, None) == named(XML)
    assert ("atlas", " a\nb") == named(b"<Error><BucketName>atlas</BucketName><Key> a\nb</Key></Error>")
    assert ("atlas", "k") == named(b'{"Code":"NoSuchKey","BucketName":"atlas","Key":"k"}')
    assert (None, None) == named(b'{"Code":"NoSuchKey","BucketName":"a\\nb","Key":"\\ud800"}')
    assert (None, None) == named(b"<Error><Key>" + b"k" * 1025 + b"</Key></Error>")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ("<Key>old</Key>", "404 NoSuchKey: Gone. (about atlas/old)"),
        ("<Key>new</Key>", "404 NoSuchKey: Gone."),
        ("<BucketName>atlas</BucketName>", "404 NoSuchKey: Gone."),
        ("<BucketName>other</BucketName><Key>new</Key>", "404 NoSuchKey: Gone. (about other/new)"),
        ("<Key>a\nb</Key>", "404 NoSuchKey: Gone. (about atlas/a\\nb)"),
    ],
)
def test_a_message_names_its_object_if_that_differs_from_the_requested_one(names: str, shown: str) -> None:
    """A rename of a missing source gets an error response that names the new key."""
    body = f"<Error><Code>NoSuchKey</Code><Message>Gone.</Message>{names}</Error>".encode()
    error = refusal(Head(404), body).located("RenameObject", "atlas", "new", 1)
    assert f"RenameObject atlas/new: {shown}" == str(error)
    assert str(error) == str(pickle.loads(pickle.dumps(error)))


REDIRECT = "The client follows no redirects: check its endpoint and region"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("headers", "body", "told"),
    [
        (
            (("location", "https://user:hush@b.other.example/key?X-Amz-Signature=hush#hush"),),
            b"",
            "the answer gives no reason. It points to: Location https://b.other.example/key. ",
        ),
        (
            (("Location", "/key"), ("x-amz-bucket-region", "fra")),
            b"<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message><Endpoint>b.fra.example</Endpoint></Error>",
            "Elsewhere. It points to: Location /key, region fra, endpoint b.fra.example. ",
        ),
        (
            (),
            b"<Error><Code>AuthorizationHeaderMalformed</Code><Message>No</Message><Region>sin</Region></Error>",
            "No. It points to: region sin. ",
        ),
        ((), b"", "the answer gives no reason. It names no other place. "),
        ((("location", "x\r\ny" + "z" * 999),), b"", f"It points to: Location x y{'z' * 197}. "),
    ],
)
def test_a_redirect_tells_where_it_points_and_no_secret(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes, told: str
) -> None:
    message = refusal(Head(status, headers), body).message
    assert message.endswith(told + REDIRECT)
    assert "hush" not in message
