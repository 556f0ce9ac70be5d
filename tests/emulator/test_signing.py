"""Signature Version 4: botocore's signers and published vectors in, yes or no out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import time
import urllib.request
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

import pytest

from tigris_http.emulator import Emulator, EmulatorCredentials
from tigris_http.emulator.auth.sigv4 import verify
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import (
    Headers,
    Query,
)

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).parents[2] / "fixtures" / "sigv4" / "vectors-s3.json"

# Four vectors computed with botocore 1.43: key tid_EXAMPLEACCESSKEY, time 20261020T105730Z.
EMPTY = hashlib.sha256(b"").hexdigest()
DATED = [("host", "t3.storage.dev"), ("x-amz-date", "20261020T105730Z")]
REFERENCE = {
    "A": (
        "GET",
        "/my-bucket?metadata&with-size=true",
        [*DATED, ("accept", "application/json"), ("x-amz-content-sha256", EMPTY)],
        "1e15b8c77c77b368c99fed91934e5413d1226dc84b25abb490fed9f642ff044f",
    ),
    "B": (
        "PATCH",
        "/my-bucket",
        [
            *DATED,
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("x-amz-content-sha256", "a0a3fd61e16c1fbc60fb302d0b6e76329097c8c1687eceae8948f97e9a06b7a7"),
        ],
        "3c613c0f9014474ca291a186c24f2412af0ba18325db0c8e0d5062e071b8c3dd",
    ),
    "C": (
        "GET",
        "/my-bucket/dir/a%20b%2Bc%281%29%27%C3%A9.txt",
        [*DATED, ("x-tigris-snapshot-version", "1792493847118382304"), ("x-amz-content-sha256", EMPTY)],
        "f4ec6a20a1230006a95bb66111d0baa7c994ae901d25b4dc0a461195c45ace6b",
    ),
}
EXAMPLE = EmulatorCredentials("tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret")
NOW = int(dt.datetime(2026, 10, 20, 10, 57, 30, tzinfo=dt.timezone.utc).timestamp() * 10**9)


def authorized(headers: list[tuple[str, str]], signature: str) -> Headers:
    names = ";".join(sorted(name for name, _ in headers))
    scope = "tid_EXAMPLEACCESSKEY/20261020/auto/s3/aws4_request"
    value = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signature}"
    return Headers([*headers, ("authorization", value)])


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_vectors_are_accepted(name: str) -> None:
    method, target, headers, signature = REFERENCE[name]
    path, _, query = target.partition("?")
    keys = {EXAMPLE.access_key_id: EXAMPLE}
    assert (
        "tid_EXAMPLEACCESSKEY"
        == verify(method, path, authorized(headers, signature), Query(query), NOW, keys).access_key_id
    )
    broken = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    with pytest.raises(ErrorResponse, match="SignatureDoesNotMatch"):
        verify(method, path, authorized(headers, broken), Query(query), NOW, keys)


def test_the_reference_presigned_vector_is_accepted() -> None:
    query = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=tid_EXAMPLEACCESSKEY%2F20261020%2Fauto%2Fs3%2Faws4_request"
        "&X-Amz-Date=20261020T105730Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=12610a6aea75234cf0e8bd32185bd4be5fa3be1bc69cec181994f344128cba9f"
    )
    headers = Headers([("host", "my-bucket.t3.storage.dev")])
    keys = {EXAMPLE.access_key_id: EXAMPLE}
    assert "UNSIGNED-PAYLOAD" == verify("GET", "/report.pdf", headers, Query(query), NOW, keys).payload
    with pytest.raises(ErrorResponse, match="AccessDenied"):
        verify("GET", "/report.pdf", headers, Query(query), NOW + 3601 * 10**9, keys)
    with pytest.raises(ErrorResponse, match="SignatureDoesNotMatch"):
        verify("GET", "/other.pdf", headers, Query(query), NOW, keys)


def vectors() -> list[Any]:
    document: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    kinds = {"header", "query"}
    return [each for each in document["vectors"] if each["kind"] in kinds and each["service"] == "s3"]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: str(vector["name"]))
def test_published_vectors_are_accepted(vector: dict[str, Any]) -> None:
    credentials = vector["credentials"]
    key = EmulatorCredentials(credentials["access_key"], credentials["secret_key"], credentials.get("token"))
    headers = [(name.lower(), value) for name, value in vector["headers"]]
    target = vector["wire_target"]
    if vector["kind"] == "header":
        headers = [(name, value) for name, value in headers if name != "authorization"]
        headers.append(("authorization", vector["authorization"]))
    else:
        target = vector["signed_target"]
    path, _, query = target.partition("?")
    stamp = dt.datetime.strptime(vector["datetime"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.timezone.utc)
    now = int(stamp.timestamp()) * 10**9
    identity = verify(vector["method"], path, Headers(headers), Query(query), now, {key.access_key_id: key})
    assert (vector["signature"], vector["payload_hash"]) == (identity.signature, identity.payload)


def test_random_requests_signed_by_botocore_are_accepted(tigris: Emulator, s3: Any) -> None:
    source = random.Random(20)
    alphabet = "abz019-._~/ %+&=?#!'()*;,:@[]\\\"<>é🦝\x01"
    for _ in range(300):
        key = "".join(source.choices(alphabet, k=source.randint(1, 30)))
        prefix = "".join(source.choices(alphabet, k=source.randint(0, 10)))
        target = f"/plain/{quote(key, safe='/~')}?response-content-type={quote(prefix, safe='~')}&x-id=GetObject&flag"
        headers = {"X-Tigris-Consistent": "true", "x-amz-meta-spaces": "  a   b  "}
        assert "NoSuchKey" == wire.send(tigris, "GET", target, headers=headers).code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Authorization": "Basic x"}, "AuthorizationHeaderMalformed"),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=a"}, "AuthorizationHeaderMalformed"),
        ({"X-Amz-Content-SHA256": None}, "SignatureDoesNotMatch"),
        ({"X-Amz-Content-SHA256": "zz"}, "InvalidArgument"),
        ({"X-Amz-Date": "yesterday"}, "AccessDenied"),
        ({"X-Amz-Date": "20200101T000000Z"}, "AuthorizationHeaderMalformed"),
        ({"X-Amz-Acl": "private"}, "AccessDenied"),
        ({"Host": "127.0.0.1:1"}, "SignatureDoesNotMatch"),
    ],
)
def test_a_changed_head_is_refused(tigris: Emulator, s3: Any, changes: dict[str, str | None], code: str) -> None:
    headers: dict[str, str | None] = dict(wire.signed_headers(tigris, "GET", "/plain/k"))
    headers.update(changes)
    sent = {name: value for name, value in headers.items() if value is not None}
    assert code == wire.send_as_is(tigris, "GET", "/plain/k", b"", sent).code


def test_wrong_keys_are_refused(tigris: Emulator, s3: Any, connect: Callable[..., Any]) -> None:
    reply = wire.send(tigris, "GET", "/plain/k", secret="wrong")
    assert (403, "SignatureDoesNotMatch") == (reply.status, reply.code)
    other = connect(tigris, EmulatorCredentials("tid_other", "tsec_other"))
    with pytest.raises(other.exceptions.ClientError, match="InvalidAccessKeyId"):
        other.list_buckets()
    tigris.add_credentials(EmulatorCredentials("tid_other", "tsec_other"))
    assert 2 == len(other.list_buckets()["Buckets"])


def test_session_tokens_are_checked(connect: Callable[..., Any]) -> None:
    right = EmulatorCredentials("tid_session", "tsec_session", "token")
    with Emulator(credentials=[right]) as tigris:
        assert [] == connect(tigris, right).list_buckets()["Buckets"]
        for wrong in (
            EmulatorCredentials("tid_session", "tsec_session"),
            EmulatorCredentials("tid_session", "tsec_session", "x"),
        ):
            client = connect(tigris, wrong)
            with pytest.raises(client.exceptions.ClientError, match="InvalidToken"):
                client.list_buckets()


def test_expired_keys_and_removed_keys_have_different_errors(connect: Callable[..., Any]) -> None:
    soon = dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=0.5)
    short = EmulatorCredentials("tid_short", "tsec_short", "token", expires_at=soon)
    long = EmulatorCredentials("tid_long", "tsec_long", "token")
    with Emulator(credentials=[short]) as tigris:
        tigris.add_credentials(long)
        clients = connect(tigris, short), connect(tigris, long)
        assert [[], []] == [client.list_buckets()["Buckets"] for client in clients]
        time.sleep(max((soon - dt.datetime.now(dt.timezone.utc)).total_seconds(), 0) + 0.01)
        tigris.expire_credentials("tid_long")
        for client in clients:
            with pytest.raises(client.exceptions.ClientError, match="ExpiredToken") as caught:
                client.list_buckets()
            assert 400 == caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
        tigris.remove_credentials("tid_long")
        with pytest.raises(clients[1].exceptions.ClientError, match="InvalidAccessKeyId"):
            clients[1].list_buckets()
        with pytest.raises(KeyError):
            tigris.expire_credentials("tid_long")
    with pytest.raises(ValueError, match="aware"):
        EmulatorCredentials("a", "b", expires_at=dt.datetime(2026, 1, 1))  # noqa: DTZ001 # naive on purpose


def test_a_server_with_a_wrong_clock_refuses_and_says_its_time(connect: Callable[..., Any]) -> None:
    for skew, status in ((1000.0, 403), (-1000.0, 403), (600.0, 200)):
        with Emulator(clock_skew=skew) as tigris:
            reply = wire.send(tigris, "GET", "/")
            assert status == reply.status
            if status == 403:
                assert "RequestTimeTooSkewed" == reply.code
            server = parsedate_to_datetime(reply.headers["Date"]).timestamp()
            assert abs(server - time.time() - skew) < 5


def fetch(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def test_presigned_urls_work_until_they_are_touched(tigris: Emulator, s3: Any) -> None:
    key = "a b+c/é?.txt"
    put = s3.generate_presigned_url("put_object", Params={"Bucket": "plain", "Key": key}, ExpiresIn=60)
    assert 200 == fetch(put, "PUT", b"presigned")[0]
    get = s3.generate_presigned_url("get_object", Params={"Bucket": "plain", "Key": key}, ExpiresIn=90 * 24 * 3600)
    assert (200, b"presigned") == fetch(get)
    assert (403, True) == ((reply := fetch(get.replace("a%20b", "a%20c")))[0], b"SignatureDoesNotMatch" in reply[1])
    assert 403 == fetch(get.replace("X-Amz-Expires=7776000", "X-Amz-Expires=7775999"))[0]
    assert 400 == fetch(get.replace("X-Amz-Expires=7776000", "X-Amz-Expires=7776001"))[0]
    assert 403 == fetch(get, "DELETE")[0]
    delete = s3.generate_presigned_url("delete_object", Params={"Bucket": "plain", "Key": key})
    assert 204 == fetch(delete, "DELETE")[0]


def presigned_put(tigris: Emulator, s3: Any, query: dict[str, str]) -> str:
    """Presign a PUT whose query, signed with it, has further names: so the SDK for TypeScript does."""

    def added(request: Any, **_: Any) -> None:
        request.url += ("&" if "?" in request.url else "?") + urlencode(query, quote_via=quote)

    s3.meta.events.register("before-sign.s3.PutObject", added)
    try:
        url = s3.generate_presigned_url("put_object", Params={"Bucket": "plain", "Key": "k"}, ExpiresIn=60)
    finally:
        s3.meta.events.unregister("before-sign.s3.PutObject", added)
    return str(url).partition(str(tigris.port))[2]


def test_a_header_that_the_signed_query_repeats_is_taken(tigris: Emulator, s3: Any) -> None:
    query = {"x-amz-meta-a": "b  ü", "X-Amz-Acl": "private"}
    target = presigned_put(tigris, s3, query)
    assert "X-Amz-Signature=" in target
    headers = {"x-amz-meta-a": "b ü", "x-amz-acl": "private"}
    assert 200 == wire.send_as_is(tigris, "PUT", target, b"x", headers).status
    assert "b ü".encode() == wire.send(tigris, "GET", "/plain/k").headers["x-amz-meta-a"].encode("latin-1")
    for wrong in ({"x-amz-meta-a": "other"}, {**headers, "x-amz-meta-b": "c"}, {"x-amz-acl": "public-read"}):
        reply = wire.send_as_is(tigris, "PUT", target, b"x", wrong)
        assert (403, "AccessDenied") == (reply.status, reply.code)
    changed = target.replace("x-amz-meta-a=b", "x-amz-meta-a=c")
    assert "SignatureDoesNotMatch" == wire.send_as_is(tigris, "PUT", changed, b"x", {"x-amz-meta-a": "c ü"}).code


def test_a_header_that_the_query_repeats_is_signed_by_headers_all_the_same(tigris: Emulator, s3: Any) -> None:
    signed = wire.signed_headers(tigris, "PUT", "/plain/k?x-amz-meta-a=b")
    reply = wire.send_as_is(tigris, "PUT", "/plain/k?x-amz-meta-a=b", b"", {**signed, "x-amz-meta-a": "b"})
    assert (403, "AccessDenied") == (reply.status, reply.code)


def test_unsigned_tigris_headers_are_honoured_and_noted(tigris: Emulator, s3: Any) -> None:
    headers = wire.signed_headers(tigris, "PUT", "/atlas")
    reply = wire.send_as_is(tigris, "PUT", "/atlas", b"", {**headers, "X-Tigris-Snapshot": "true"})
    assert reply.headers["X-Tigris-Snapshot-Version"].isdigit()
    assert ("x-tigris-snapshot",) == tigris.requests[-1].unsigned
    assert () == tigris.requests[0].unsigned


def test_anonymous_requests_see_public_things_only(tigris: Emulator, s3: Any) -> None:
    for name, headers in (
        ("public", {"X-Amz-Acl": "public-read", "X-Tigris-Enable-Object-Acl": "true"}),
        ("listed", {"X-Amz-Acl": "public-read", "X-Amz-Acl-Public-List-Objects-Enabled": "true"}),
    ):
        assert 200 == wire.send(tigris, "PUT", f"/{name}", headers=headers).status
    for bucket in ("plain", "public", "listed"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"seen")
    s3.put_object(Bucket="public", Key="hidden", Body=b"secret", ACL="private")
    s3.put_object(Bucket="plain", Key="open", Body=b"secret", ACL="public-read")

    def ask(host: str, target: str, method: str = "GET") -> int:
        return wire.send_as_is(tigris, method, target, b"", {"Host": host}).status

    assert 200 == ask("public.tigris.test", "/k")
    assert 403 == ask("public.tigris.test", "/hidden")
    assert 403 == ask("plain.tigris.test", "/k")
    assert 403 == ask("plain.tigris.test", "/open")
    assert 403 == ask("127.0.0.1", "/public/k")
    assert (403, 200) == (ask("public.tigris.test", "/"), ask("listed.tigris.test", "/"))
    assert 403 == ask("public.tigris.test", "/k", "DELETE")
    assert 403 == ask("127.0.0.1", "/")


def test_unsigned_payloads_are_accepted(tigris: Emulator, s3: Any) -> None:
    assert 200 == wire.send(tigris, "PUT", "/plain/k", b"x", payload="UNSIGNED-PAYLOAD").status


def test_secrets_do_not_show() -> None:
    shown = repr(EmulatorCredentials("tid_x", "tsec_hidden", "token_hidden"))
    assert ("tid_x" in shown, "hidden" in shown) == (True, False)
