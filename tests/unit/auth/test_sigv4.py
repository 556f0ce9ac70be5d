"""Signatures equal published vectors, and those that botocore computes."""

from __future__ import annotations

import base64
import hashlib
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials as BotoCredentials  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._auth.sigv4 import Signer
from tigris_http._wire.address import DEFAULT_ENDPOINT, Endpoint, locate
from tigris_http._wire.arguments import MAX_EXPIRES
from tigris_http._wire.signed_headers import EMPTY_SHA256, UNSIGNED_PAYLOAD
from tigris_http.credentials import Credentials

from .vectors import (
    GENERAL_REQUESTS,
    KEYS,
    NOW,
    REQUESTS,
    S3,
    S3_REQUESTS,
    UTC,
    Vector,
    bare_signature,
    host_of,
    keys_of,
    parametrize,
    time_of,
    vectors,
)
from .write_vectors import FILE, computed

if TYPE_CHECKING:
    from collections.abc import Iterator


def agrees(vector: Vector) -> None:
    computed = bare_signature(vector)
    assert vector["canonical_request"] == computed.canonical_request
    assert vector["string_to_sign"] == computed.string_to_sign
    assert vector["signed_headers"] == computed.signed_headers
    assert vector["signature"] == computed.signature


@parametrize(S3_REQUESTS)
def test_every_s3_vector_is_reproduced(vector: Vector) -> None:
    agrees(vector)


@parametrize([vector for vector in GENERAL_REQUESTS if vector["s3_path_rules"]])
def test_every_general_vector_under_s3_rules_is_reproduced(vector: Vector) -> None:
    agrees(vector)


@parametrize([vector for vector in GENERAL_REQUESTS if not vector["s3_path_rules"]])
def test_a_normalised_path_is_never_signed(vector: Vector) -> None:
    computed = bare_signature(vector)
    assert vector["canonical_request"] != computed.canonical_request
    assert vector["signature"] != computed.signature


def test_all_vectors_are_present() -> None:
    assert len(vectors(S3, *REQUESTS, "post-policy", "signing-key")) == 78
    assert [vector["s3_path_rules"] for vector in S3_REQUESTS] == [True] * 75
    under_s3_rules = [vector["s3_path_rules"] for vector in GENERAL_REQUESTS]
    assert (41, 14) == (under_s3_rules.count(True), under_s3_rules.count(False))


def test_the_general_vectors_are_those_that_botocore_computes() -> None:
    """`python -m tests.unit.auth.write_vectors` writes them."""
    assert vectors(FILE, *REQUESTS) == [*computed()]


@parametrize([vector for vector in S3_REQUESTS if vector["kind"] == "header"])
def test_signed_headers_of_the_s3_vectors_carry_their_authorization(vector: Vector) -> None:
    """The same vectors through the public function, which itself chooses the signed headers."""
    own = ("host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token")
    path, _, query = vector["wire_target"].partition("?")
    # One vector writes a value with inner runs of spaces; spaces at the ends are refused before signing.
    headers = tuple((name, value.strip()) for name, value in vector["headers"] if name.lower() not in own)
    fields = Signer(vector["region"], vector["service"]).sign(
        keys_of(vector),
        method=vector["method"],
        authority=host_of(vector),
        path=path,
        query=query,
        headers=headers,
        payload_hash=vector["payload_hash"],
        now=time_of(vector),
    )
    assert headers == fields[: len(headers)]
    sent = dict(fields[len(headers) :])
    expected = {
        "x-amz-date": vector["datetime"],
        "x-amz-content-sha256": vector["payload_hash"],
        "Authorization": vector["authorization"],
    }
    if vector["credentials"]["token"]:
        expected["x-amz-security-token"] = vector["credentials"]["token"]
    assert expected == sent


@parametrize([vector for vector in S3_REQUESTS if vector["kind"] == "query"])
def test_presigned_targets_of_the_s3_vectors_are_reproduced(vector: Vector) -> None:
    path, _, query = vector["wire_target"].partition("?")
    target = Signer(vector["region"], vector["service"]).presign(
        keys_of(vector),
        method=vector["method"],
        authority=host_of(vector),
        path=path,
        query=query,
        expires=vector["expires"],
        now=time_of(vector),
    )
    assert vector["signed_target"] == target


@parametrize(vectors(S3, "post-policy"))
def test_a_post_policy_is_signed(vector: Vector) -> None:
    signer, keys, now = Signer(vector["region"], vector["service"]), keys_of(vector), time_of(vector)
    policy = base64.b64encode(vector["policy"].encode()).decode()
    assert vector["string_to_sign"] == policy
    assert vector["signature"] == signer.sign_policy(keys, policy, now)
    assert signer.credential(keys, now) in vector["policy"]


@parametrize(vectors(S3, "signing-key"))
def test_the_signing_key_is_derived_as_published(vector: Vector) -> None:
    """The key itself stays inside; a signature shows that it is the published one."""
    now = datetime.strptime(vector["datetime"], "%Y%m%d").replace(tzinfo=UTC)
    computed = Signer(vector["region"], vector["service"]).sign_policy(keys_of(vector), "any text", now)
    expected = hmac_sha256(bytes.fromhex(vector["signing_key"]), b"any text")
    assert expected == computed


def hmac_sha256(key: bytes, text: bytes) -> str:
    """HMAC by its definition (RFC 2104), for keys of up to one block."""
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key.ljust(64, b"\0")) + text).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in key.ljust(64, b"\0")) + inner).hexdigest()


# Computed with botocore 1.43: canonical-request hash and signature of four requests; A and B sign `accept`.
JSON = "application/json"
SOFT_DELETE = b'{"soft_delete":{"enabled":true,"retention_days":30}}'
WIRE: list[tuple[str, str, str, str, str, tuple[tuple[str, str], ...], bytes]] = [
    (
        "269909c75925ea77ac94b282645596698fd83c776cfd527df3ec0be511a62261",
        "1e15b8c77c77b368c99fed91934e5413d1226dc84b25abb490fed9f642ff044f",
        "GET",
        "/my-bucket",
        "metadata&with-size=true",
        (("Accept", JSON),),
        b"",
    ),
    (
        "5d799cf86344bdfabdd8b67f6a25a1c04917d9e613aee7b1b3008161f8b1377c",
        "3c613c0f9014474ca291a186c24f2412af0ba18325db0c8e0d5062e071b8c3dd",
        "PATCH",
        "/my-bucket",
        "",
        (("Accept", JSON), ("Content-Type", JSON)),
        SOFT_DELETE,
    ),
    (
        "55942206b0a91ae4616b6029dbe36002b36e23131f9a636296167c220ac1ed15",
        "f4ec6a20a1230006a95bb66111d0baa7c994ae901d25b4dc0a461195c45ace6b",
        "GET",
        "/my-bucket/dir/a%20b%2Bc%281%29%27%C3%A9.txt",
        "",
        (("X-Tigris-Snapshot-Version", "1792493847118382304"),),
        b"",
    ),
]


@pytest.mark.parametrize(("canonical", "signature", "method", "path", "query", "headers", "body"), WIRE)
def test_the_header_vectors_of_botocore_are_reproduced(
    canonical: str,
    signature: str,
    method: str,
    path: str,
    query: str,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
) -> None:
    payload_hash = hashlib.sha256(body).hexdigest()
    own = (
        ("host", "t3.storage.dev"),
        ("x-amz-date", "20261020T105730Z"),
        ("x-amz-content-sha256", payload_hash),
    )
    computed = Signer().signature(
        KEYS,
        method=method,
        path=path,
        query=query,
        fields=headers + own,
        payload_hash=payload_hash,
        now=NOW,
    )
    assert canonical == hashlib.sha256(computed.canonical_request.encode()).hexdigest()
    assert signature == computed.signature


def test_the_address_of_an_odd_key_is_what_botocore_signs() -> None:
    """Vector C from the key on: address and signature together, through the public function."""
    address = locate(Endpoint.parse(DEFAULT_ENDPOINT), "path", "my-bucket", "dir/a b+c(1)'é.txt")
    fields = Signer().sign(
        KEYS,
        method="GET",
        authority=address.authority,
        path=address.path,
        query=address.query,
        headers=(("x-tigris-snapshot-version", "1792493847118382304"),),
        payload_hash=EMPTY_SHA256,
        now=NOW,
    )
    expected = (
        "AWS4-HMAC-SHA256 Credential=tid_EXAMPLEACCESSKEY/20261020/auto/s3/aws4_request, "
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-tigris-snapshot-version, "
        "Signature=f4ec6a20a1230006a95bb66111d0baa7c994ae901d25b4dc0a461195c45ace6b"
    )
    assert ("Authorization", expected) == fields[-1]


def test_the_presigned_vector_of_botocore_is_reproduced() -> None:
    target = Signer().presign(
        KEYS,
        method="GET",
        authority="my-bucket.t3.storage.dev",
        path="/report.pdf",
        query="",
        expires=3600,
        now=NOW,
    )
    expected = (
        "/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=tid_EXAMPLEACCESSKEY%2F20261020%2Fauto%2Fs3%2Faws4_request"
        "&X-Amz-Date=20261020T105730Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=12610a6aea75234cf0e8bd32185bd4be5fa3be1bc69cec181994f344128cba9f"
    )
    assert expected == target
    path, _, query = target.partition("?")
    computed = Signer().signature(
        KEYS,
        method="GET",
        path=path,
        query=query.partition("&X-Amz-Signature")[0],
        fields=(("Host", "my-bucket.t3.storage.dev"),),
        payload_hash=UNSIGNED_PAYLOAD,
        now=NOW,
    )
    canonical = "7e070d19f4248bd5086904c205ee0dff834c4b37cbdeb75a2b7eb69e048c3469"
    assert canonical == hashlib.sha256(computed.canonical_request.encode()).hexdigest()


# A second opinion.

ODD = [
    "..",
    ".",
    "/",
    "//",
    "%",
    "%2F",
    "+",
    " ",
    "?",
    "#",
    "&",
    "=",
    ";",
    "a",
    "é",
    "🐅",
    "\x00",
    "\t",
    "\n",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OBJECT_KEYS = st.lists(st.sampled_from(ODD) | TEXTS, min_size=1, max_size=9).map("".join).filter(bool)
QUERIES = st.lists(st.tuples((st.sampled_from(ODD) | TEXTS).filter(bool), TEXTS), max_size=5).map(tuple)
# Each name once: botocore's query signer drops repeated parameters.
UNIQUE_QUERIES = st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=5, unique_by=lambda pair: pair[0]).map(tuple)
NAMES = st.sampled_from(
    ["content-type", "Content-MD5", "Range", "If-Match", "cache-control", "X-Tigris-Snapshot-Version"]
) | st.from_regex(r"[xX]-(amz-meta|tigris)-[a-zA-Z0-9_.-]{1,9}", fullmatch=True)
# Often inner runs of spaces and unbalanced quotes, else anything that a header may carry.
VALUES = (
    st.text("aB \"'\\", max_size=20) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
).map(str.strip)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(tuple)
PEOPLE = st.builds(
    Credentials,
    st.from_regex(r"tid_[A-Za-z0-9_]{1,20}", fullmatch=True),
    st.from_regex(r"tsec_[A-Za-z0-9+/=_]{1,40}", fullmatch=True),
    st.none() | st.from_regex(r"[A-Za-z0-9+/=]{1,60}", fullmatch=True),
)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001 # made aware at once
    lambda time: time.replace(microsecond=0, tzinfo=UTC)
)
HASHES = st.binary(max_size=9).map(lambda body: hashlib.sha256(body).hexdigest()) | st.just(UNSIGNED_PAYLOAD)
ENDPOINTS = st.sampled_from(
    [
        "https://t3.storage.dev",
        "http://127.0.0.1:9000",
        "http://[::1]:9000",
        "https://s3.example:8443",
        "http://a.b",
    ]
).map(Endpoint.parse)
METHODS = st.sampled_from(["GET", "PUT", "HEAD", "DELETE", "POST", "PATCH"])


@contextmanager
def botocore_at(now: datetime) -> Iterator[None]:
    with mock.patch("botocore.auth.get_current_datetime", return_value=now.replace(tzinfo=None)):
        yield


def boto_request(method: str, url: str, headers: tuple[tuple[str, str], ...]) -> Any:
    request: Any = AWSRequest(method=method, url=url)
    for name, value in headers:
        request.headers[name] = value  # repeated names are kept: this is an email message
    return request


class GivenHash(S3SigV4Auth):  # type: ignore[misc] # botocore has no types
    """The reference signer with the payload hash as an input."""

    given: str

    def payload(self, request: object) -> str:
        return self.given


@settings(deadline=None, max_examples=400)
@given(METHODS, ENDPOINTS, OBJECT_KEYS, QUERIES, HEADERS, PEOPLE, TIMES, HASHES)
def test_header_signatures_agree_with_botocore(
    method: str,
    endpoint: Endpoint,
    key: str,
    query: tuple[tuple[str, str], ...],
    headers: tuple[tuple[str, str], ...],
    keys: Credentials,
    now: datetime,
    payload_hash: str,
) -> None:
    address = locate(endpoint, "auto", "bucket", key, query)
    request = boto_request(method, address.url, headers)
    reference = GivenHash(BotoCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token), "s3", "auto")
    reference.given = payload_hash
    with botocore_at(now):
        reference.add_auth(request)
    fields = Signer().sign(
        keys,
        method=method,
        authority=address.authority,
        path=address.path,
        query=address.query,
        headers=headers,
        payload_hash=payload_hash,
        now=now,
    )
    assert request.headers["Authorization"] == fields[-1][1]
    # The client sends everything that the reference sends, including the fields of the signature.
    expected = sorted((name.lower(), value) for name, value in request.headers.items())
    assert expected == sorted((name.lower(), value) for name, value in fields)


@settings(deadline=None, max_examples=300)
@given(METHODS, ENDPOINTS, OBJECT_KEYS, UNIQUE_QUERIES, HEADERS, PEOPLE, TIMES, st.integers(1, MAX_EXPIRES))
def test_presigned_targets_agree_with_botocore(
    method: str,
    endpoint: Endpoint,
    key: str,
    query: tuple[tuple[str, str], ...],
    headers: tuple[tuple[str, str], ...],
    keys: Credentials,
    now: datetime,
    expires: int,
) -> None:
    address = locate(endpoint, "auto", "bucket", key, query)
    request = boto_request(method, address.url, headers)
    reference: Any = S3SigV4QueryAuth(
        BotoCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token),
        "s3",
        "auto",
        expires=expires,
    )
    with botocore_at(now):
        reference.add_auth(request)
    target = Signer().presign(
        keys,
        method=method,
        authority=address.authority,
        path=address.path,
        query=address.query,
        headers=headers,
        expires=expires,
        now=now,
    )
    assert target.startswith(f"{address.target}{'&' if query else '?'}X-Amz-Algorithm=")
    expected = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    assert sorted(expected) == sorted(parse_qsl(target.partition("?")[2], keep_blank_values=True))
