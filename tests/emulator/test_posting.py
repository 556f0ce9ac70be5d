"""Forms at the emulator: signed by botocore, and such as no browser writes."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms import BOUNDARY, encoded, post
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.emulator.http.forms import Form

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KIND = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
TAGS = "<Tagging><TagSet><Tag><Key>draft</Key><Value>yes</Value></Tag></TagSet></Tagging>"


def made_by_boto3(s3: Any, key: str, fields: Mapping[str, str], *conditions: object, expires: int = 60) -> Any:
    fixed = [{name: value} for name, value in fields.items()]
    return s3.generate_presigned_post(
        "plain", key, Fields=dict(fields), Conditions=[*fixed, *conditions], ExpiresIn=expires
    )


def sent(tigris: Emulator, fields: Mapping[str, str], content: bytes = b"value", filename: str = "a.txt") -> wire.Reply:
    return wire.send_as_is(tigris, "POST", "/plain", encoded(fields, content, filename), KIND)


def test_forms_of_boto3_are_taken(tigris: Emulator, connect: Callable[..., Any], s3: Any) -> None:
    signer = connect(tigris, signature_version="s3v4")
    signer.meta.config.signature_version = "s3v4"
    fields = {"acl": "public-read", "Content-Type": "text/x-a", "x-amz-meta-a": "b c", "tagging": TAGS}
    form = made_by_boto3(signer, "up/${filename}", fields, ["content-length-range", 1, 9])
    assert 204 == sent(tigris, form["fields"], b"value", "my files/ü 1.txt").status
    kept = s3.get_object(Bucket="plain", Key="up/ü 1.txt")
    assert (b"value", "text/x-a", {"a": "b c"}) == (kept["Body"].read(), kept["ContentType"], kept["Metadata"])
    tags = s3.get_object_tagging(Bucket="plain", Key="up/ü 1.txt")["TagSet"]
    assert [{"Key": "draft", "Value": "yes"}] == tags
    assert "EntityTooLarge" == sent(tigris, form["fields"], b"0123456789").code


def test_a_large_file_comes_whole(tigris: Emulator, s3: Any) -> None:
    content = (b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n") * 100_000
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        assert 204 == post(client.presigned_post("plain", "large"), content).status
    assert content == s3.get_object(Bucket="plain", Key="large")["Body"].read()


def test_a_form_ends_with_its_time() -> None:
    with Emulator(clock_skew=120) as ahead, TigrisHTTP(ahead.endpoint, ahead.credentials) as client:
        client.create_bucket("plain")
        answer = post(client.presigned_post("plain", "k", expires=60), b"value")
        assert (403, True) == (answer.status, b"Policy expired" in answer.body)
        assert 204 == post(client.presigned_post("plain", "k", expires=600), b"value").status


HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        (KIND["content-type"], b"", 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f"--{BOUNDARY}--\r\n".encode(), 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f'{HEAD}key"\r\n\r\nk'.encode(), 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f'{HEAD}"\r\n\r\nk\r\n--{BOUNDARY}--\r\n'.encode(), 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f"--{BOUNDARY}\r\nX-A: b\r\n\r\nk".encode(), 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f'{HEAD}key"\r\n\r\n'.encode() + b"\xff\r\n--", 400, "MalformedPOSTRequest"),
        (KIND["content-type"], f'{HEAD}key"\r\n\r\n'.encode() + b"k" * 30_000, 400, "MaxPostPreDataLengthExceeded"),
        (KIND["content-type"], encoded({"key": "k"}, b"value"), 403, "AccessDenied"),
        ("multipart/form-data", encoded({"key": "k"}, b"value"), 412, "PreconditionFailed"),
        ("text/plain; boundary=a", b"--a", 412, "PreconditionFailed"),
    ],
)
def test_what_is_no_form_is_refused(tigris: Emulator, s3: Any, kind: str, body: bytes, status: int, code: str) -> None:
    reply = wire.send_as_is(tigris, "POST", "/plain", body, {"content-type": kind})
    assert (status, code) == (reply.status, reply.code)
    assert "Contents" not in s3.list_objects_v2(Bucket="plain")


def test_a_form_is_not_signed_twice(tigris: Emulator, s3: Any) -> None:
    body = encoded({"key": "k"}, b"value")
    assert "InvalidRequest" == wire.send(tigris, "POST", "/plain", body, KIND).code


@pytest.mark.parametrize(
    "conditions",
    [
        '"all"',
        "[5]",
        '[["eq", "key"]]',
        '[["eq", "key", "k"]]',
        '[["content-length-range", "a", 5]]',
        '[{"a": 1, "b": 2}]',
    ],
)
def test_a_policy_that_says_nothing_known_is_refused(tigris: Emulator, s3: Any, conditions: str) -> None:
    """Signed all the same, and by hand: no client writes such a policy."""
    policy = base64.b64encode(f'{{"expiration": "2999-01-01T00:00:00Z", "conditions": {conditions}}}'.encode()).decode()
    key = f"AWS4{tigris.credentials.secret_access_key}".encode()
    for part in ("20260101", "auto", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    fields = {
        "key": "k",
        "policy": policy,
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": f"{tigris.credentials.access_key_id}/20260101/auto/s3/aws4_request",
        "x-amz-date": "20260101T000000Z",
        "x-amz-signature": hmac.new(key, policy.encode(), "sha256").hexdigest(),
    }
    assert "InvalidPolicyDocument" == sent(tigris, fields).code


NAMES = st.from_regex(r"[a-z-]{1,9}", fullmatch=True).filter(lambda name: name != "file")


@given(
    st.dictionaries(NAMES, st.text("ab\r\n-é")),
    st.binary() | st.sampled_from([b"\r\n", b"\r\n--", b"--" + BOUNDARY.encode(), b"\r\n--" + BOUNDARY.encode()[:-1]]),
    st.integers(1, 50),
)
def test_fields_and_file_come_out_as_they_went_in(fields: dict[str, str], content: bytes, size: int) -> None:
    body = encoded(fields, content, "name of it.txt")
    form = Form((body[at : at + size] for at in range(0, len(body), size)), KIND["content-type"])
    assert (fields, "name of it.txt", content) == (form.fields, form.filename, b"".join(form.file()))
