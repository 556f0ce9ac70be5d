"""A value that no answer could carry is refused when it comes; nothing then breaks a later read."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.forms import BOUNDARY, encoded
from tigris_http.emulator import Emulator
from tigris_http.emulator.store.rows import Content, Details

from . import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.fixture(autouse=True)
def no_thread_dies(monkeypatch: pytest.MonkeyPatch) -> Any:
    died: list[object] = []
    monkeypatch.setattr(threading, "excepthook", died.append)
    yield
    assert [] == died


def signed_form(
    tigris: Emulator, extra: Mapping[str, str], expiration: str = "2999-01-01T00:00:00Z", *conditions: object
) -> wire.Reply:
    """Send a form whose policy allows its fields."""
    fields = {
        "key": "k",
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": f"{tigris.credentials.access_key_id}/20260101/auto/s3/aws4_request",
        "x-amz-date": "20260101T000000Z",
        **extra,
    }
    allowed = [*(["starts-with", f"${name}", ""] for name in fields), *conditions]
    policy = base64.b64encode(json.dumps({"expiration": expiration, "conditions": allowed}).encode()).decode()
    key = f"AWS4{tigris.credentials.secret_access_key}".encode()
    for part in ("20260101", "auto", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, policy.encode(), "sha256").hexdigest()
    body = encoded({**fields, "policy": policy, "x-amz-signature": signature}, b"value")
    return wire.send_as_is(tigris, "POST", "/plain", body, KIND)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "text/a\r\nSet-Cookie: x"),
        ("Content-Type", "text/a\nb"),
        ("Cache-Control", "a\x00b"),
        ("Content-Disposition", "a\x0bb"),
        ("x-amz-meta-a", "\x7f"),
        ("x-amz-meta-a b", "value"),
        ("x-amz-meta-ü", "value"),
        ("x-amz-meta-a:", "value"),
    ],
)
def test_a_form_with_a_field_that_no_header_carries_is_refused(
    tigris: Emulator, s3: Any, name: str, value: str
) -> None:
    reply = signed_form(tigris, {name: value})
    assert (400, "InvalidArgument") == (reply.status, reply.code)
    assert 404 == wire.send(tigris, "GET", "/plain/k").status


def test_a_form_keeps_text_beyond_latin_1_as_utf_8(tigris: Emulator, s3: Any) -> None:
    assert 204 == signed_form(tigris, {"x-amz-meta-a": "  €ü ", "Content-Type": " text/a "}).status
    kept = wire.send(tigris, "GET", "/plain/k")
    assert (200, b"value", "text/a") == (kept.status, kept.body, kept.headers["content-type"])
    assert "€ü".encode() == kept.headers["x-amz-meta-a"].encode("latin-1")


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("PUT", "/plain/new", {}),
        ("POST", "/plain/new?uploads", {}),
        ("PUT", "/plain/new", {"x-amz-copy-source": "/plain/old", "x-amz-metadata-directive": "REPLACE"}),
    ],
)
@pytest.mark.parametrize("name", ["Content-Type", "Cache-Control", "Content-Language", "x-amz-meta-a"])
@pytest.mark.parametrize("value", ["a\x01b", "a\x02b", "a\x7fb"])
def test_a_header_with_a_control_character_is_refused(
    tigris: Emulator, s3: Any, method: str, target: str, headers: dict[str, str], name: str, value: str
) -> None:
    s3.put_object(Bucket="plain", Key="old", Body=b"old")
    reply = wire.send(tigris, method, target, b"", {**headers, name: value})
    assert (400, "InvalidArgument") == (reply.status, reply.code)
    assert 404 == wire.send(tigris, "GET", "/plain/new").status


@pytest.mark.parametrize("value", ["%0D%0AX%3A%20y", "%00", "%7F", "%E2%82%AC", "%0B"])
@pytest.mark.parametrize("name", ["type", "disposition", "encoding", "language"])
def test_an_override_that_no_header_carries_is_refused(tigris: Emulator, s3: Any, name: str, value: str) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"old")
    reply = wire.send(tigris, "GET", f"/plain/k?response-content-{name}={value}")
    assert (400, "InvalidArgument") == (reply.status, reply.code)


@pytest.mark.parametrize("value", ["a\r\nX: y", "€", " a"])
def test_an_answer_that_cannot_be_sent_is_a_500(
    tigris: Emulator, s3: Any, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Data of an older emulator."""
    objects = tigris._alive()[1]._service.objects  # pyright: ignore[reportPrivateUsage]
    writer = objects._store.blobs.writer()  # pyright: ignore[reportPrivateUsage]
    objects.put("plain", b"k", Content(writer.commit(), 0, "0" * 32), None, Details({"content-type": value}))
    reply = wire.send(tigris, "GET", "/plain/k")
    assert (500, "InternalError") == (reply.status, reply.code)
    assert 500 == wire.send(tigris, "HEAD", "/plain/k").status
    assert {"an answer has a header that cannot be sent"} == {record.getMessage() for record in caplog.records}
    assert 200 == wire.send(tigris, "HEAD", "/plain").status


def test_a_signature_of_other_letters_is_wrong(tigris: Emulator, s3: Any) -> None:
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "plain", "Key": "k"}, ExpiresIn=60)
    target = url.partition(str(tigris.port))[2].partition("&X-Amz-Signature=")[0]
    for signature in ("%C3%BC", "%FF", "%00", "0" * 64):
        reply = wire.send_as_is(tigris, "GET", f"{target}&X-Amz-Signature={signature}", b"", {})
        assert (403, "SignatureDoesNotMatch") == (reply.status, reply.code)


EDGES = (
    "Mon, 01 Jan 0001 00:00:00 +1400",
    "Fri, 31 Dec 9999 23:59:59 -1200",
    "Mon, 01 Jan 0001 00:00:00 -0000",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 +99999999999999999999",
    "Fri, 31 Dec 9999 23:59:59 +2400",
    "Fri, 31 Dec 10000 23:59:59 GMT",
)


@pytest.mark.parametrize("date", EDGES)
@pytest.mark.parametrize(
    "name",
    [
        "If-Modified-Since",
        "If-Unmodified-Since",
        "x-amz-copy-source-if-modified-since",
        "x-amz-copy-source-if-unmodified-since",
    ],
)
def test_a_condition_at_the_edge_of_time_is_answered(tigris: Emulator, s3: Any, name: str, date: str) -> None:
    s3.put_object(Bucket="plain", Key="old", Body=b"old")
    copy = {"x-amz-copy-source": "/plain/old"} if "source" in name else {}
    target = "/plain/new" if copy else "/plain/old"
    for method in ("PUT",) if copy else ("GET", "HEAD", "PUT", "DELETE"):
        status = wire.send(tigris, method, target, b"", {name: date, **copy}).status
        assert status in {200, 204, 304, 400, 412}


@pytest.mark.parametrize("date", EDGES)
def test_a_date_of_a_signature_at_the_edge_of_time_is_refused(tigris: Emulator, date: str) -> None:
    scope = f"{tigris.credentials.access_key_id}/99991231/auto/s3/aws4_request"
    headers = {
        "Date": date,
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=date;host, Signature={'0' * 64}",
    }
    assert wire.send_as_is(tigris, "GET", "/plain", b"", headers).status in {400, 403}


@pytest.mark.parametrize("stamp", ["00000101T000000Z", "00010101T000000Z", "99991231T235959Z", "20260231T000000Z"])
def test_a_presigned_url_at_the_edge_of_time_is_refused(tigris: Emulator, stamp: str) -> None:
    scope = f"{tigris.credentials.access_key_id}%2F{stamp[:8]}%2Fauto%2Fs3%2Faws4_request"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={scope}&X-Amz-Date={stamp}&X-Amz-Expires=60"
        "&X-Amz-SignedHeaders=host&X-Amz-Signature=00"
    )
    assert 403 == wire.send_as_is(tigris, "GET", f"/plain/k?{query}", b"", {}).status


@pytest.mark.parametrize(
    ("expiration", "status"),
    [("0001-01-01T00:00:00+14:00", 403), ("9999-12-31T23:59:59-12:00", 204), ("9999-12-31T23:59:59", 204)],
)
def test_a_policy_at_the_edge_of_time_is_read(tigris: Emulator, s3: Any, expiration: str, status: int) -> None:
    assert status == signed_form(tigris, {}, expiration).status


def test_a_policy_with_a_length_of_many_digits_is_refused(tigris: Emulator, s3: Any) -> None:
    reply = signed_form(tigris, {}, "2999-01-01T00:00:00Z", ["content-length-range", 0, "9" * 5000])
    assert "InvalidPolicyDocument" == reply.code


def test_a_presigned_version_that_is_no_text_is_refused(tigris: Emulator, s3: Any) -> None:
    asked = {"bucket": "plain", "key": "k", "key_id": tigris.credentials.access_key_id, "type": "get"}
    body = json.dumps({**asked, "version_id": "\ud800"}).encode()
    assert "InvalidRequest" == wire.send(tigris, "POST", "/?func=presign", body).code


@pytest.mark.parametrize("skew", [1e12, -1e12, float("inf"), float("nan")])
def test_a_clock_beyond_all_dates_is_refused(skew: float) -> None:
    with pytest.raises(ValueError, match="clock_skew"):
        Emulator(clock_skew=skew)
