"""URLs for whoever has them: what is signed into them, for which host, and what cannot be. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from tests import exchanges
from tests.cases import CASES
from tigris_http import Credentials, PresignedURL, Request, Response, TigrisHTTP
from tigris_http import operations as ops
from tigris_http._core.presigning.presign import presigned_url
from tigris_http._wire.address import Endpoint, locate
from tigris_http.operations import Operation

if TYPE_CHECKING:
    from tigris_http._wire.address import Style
    from tigris_http.operations._base import AnyOperation

NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)
KEY = Credentials("tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret")
VECTOR_D = "12610a6aea75234cf0e8bd32185bd4be5fa3be1bc69cec181994f344128cba9f"
"""The published signature of a GET of `https://my-bucket.t3.storage.dev/report.pdf` for an hour."""


def presigned(
    operation: AnyOperation,
    *,
    at: str = "https://t3.storage.dev",
    style: Style = "auto",
    expires: int = 3600,
    endpoint: str | None = None,
    custom_domain: str | None = None,
    key: Credentials = KEY,
) -> PresignedURL:
    plan = TigrisHTTP(at, key, addressing_style=style)._plan._replace(now=lambda: NOW)
    return presigned_url(plan, key, operation, expires=expires, endpoint=endpoint, custom_domain=custom_domain)


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


@pytest.fixture(scope="module")
def boto() -> Any:
    """The reference, with the same key."""
    return boto3.client(
        "s3",
        endpoint_url="https://t3.storage.dev",
        aws_access_key_id=KEY.access_key_id,
        aws_secret_access_key=KEY.secret_access_key,
        region_name="auto",
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )


def test_the_published_url_is_made() -> None:
    made = presigned(ops.GetObject("my-bucket", "report.pdf"))
    expected = (
        "https://my-bucket.t3.storage.dev/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=tid_EXAMPLEACCESSKEY%2F20261020%2Fauto%2Fs3%2Faws4_request&X-Amz-Date=20261020T105730Z"
        f"&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature={VECTOR_D}"
    )
    assert PresignedURL(expected, "GET", (), NOW + timedelta(hours=1)) == made


REFERENCES: list[tuple[AnyOperation, str, dict[str, Any]]] = [
    (ops.GetObject("my-bucket", "a b/é"), "get_object", {"Key": "a b/é"}),
    (ops.GetObject("my-bucket", "k", version_id="17"), "get_object", {"Key": "k", "VersionId": "17"}),
    (
        ops.GetObject("my-bucket", "k", range=(2, 4), if_match="e"),
        "get_object",
        {"Key": "k", "Range": "bytes=2-4", "IfMatch": '"e"'},
    ),
    (
        ops.GetObject(
            "my-bucket",
            "k",
            response_content_type="text/css",
            response_content_disposition='attachment; filename="a b+c.css"',
            response_cache_control="no-store",
            response_expires=NOW,
        ),
        "get_object",
        {
            "Key": "k",
            "ResponseContentType": "text/css",
            "ResponseContentDisposition": 'attachment; filename="a b+c.css"',
            "ResponseCacheControl": "no-store",
            "ResponseExpires": NOW,
        },
    ),
    (ops.HeadObject("my-bucket", "k"), "head_object", {"Key": "k"}),
    (ops.DeleteObject("my-bucket", "k", version_id="17"), "delete_object", {"Key": "k", "VersionId": "17"}),
    (
        ops.PutObject("my-bucket", "k", b"", content_type="text/css", acl="public-read", metadata={"n": "1"}),
        "put_object",
        {"Key": "k", "ContentType": "text/css", "ACL": "public-read", "Metadata": {"n": "1"}},
    ),
    (
        ops.UploadPart("my-bucket", "k", "up/load+id=", 7, b"content"),
        "upload_part",
        {"Key": "k", "UploadId": "up/load+id=", "PartNumber": 7},
    ),
    (
        ops.CopyObject("my-bucket", "k", "other-bucket", "from"),
        "copy_object",
        {"Key": "k", "CopySource": "other-bucket/from"},
    ),
]


@pytest.mark.parametrize(("operation", "method", "parameters"), REFERENCES, ids=lambda value: str(value)[:60])
def test_any_operation_is_signed_as_boto3_signs_it(
    boto: Any, operation: AnyOperation, method: str, parameters: dict[str, Any]
) -> None:
    # botocore signs by awscrt where it is installed, else by its own code.
    with (
        mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)),
        mock.patch("botocore.crt.auth.get_current_datetime", return_value=NOW),
    ):
        theirs = boto.generate_presigned_url(method, {"Bucket": "my-bucket", **parameters})
    ours = presigned(operation).url
    assert (urlsplit(theirs)[:3], query(theirs)) == (urlsplit(ours)[:3], query(ours))


def test_all_headers_of_an_operation_are_signed_and_listed() -> None:
    operation = ops.GetObject(
        "my-bucket", "k", snapshot_version="1792493847118382304", extra_headers={"X-Mine": "1"}, consistent=True
    )
    made = presigned(operation)
    listed = (("x-tigris-snapshot-version", "1792493847118382304"), ("x-tigris-consistent", "true"), ("X-Mine", "1"))
    assert listed == made.headers
    assert "host;x-mine;x-tigris-consistent;x-tigris-snapshot-version" == query(made.url)["X-Amz-SignedHeaders"]


def test_a_header_that_frames_a_body_is_not_the_callers_to_fix() -> None:
    with pytest.raises(ValueError, match="content-length"):
        presigned(ops.PutObject("my-bucket", "k", b"", extra_headers={"content-length": "3"}))


def test_a_version_is_pinned_in_the_url_itself() -> None:
    made = presigned(ops.GetObject("my-bucket", "k", version_id="1792493847118382304"))
    assert ("1792493847118382304", "host", ()) == (
        query(made.url)["versionId"],
        query(made.url)["X-Amz-SignedHeaders"],
        made.headers,
    )


# -- for another host -------------------------------------------------------------------------------------------------


def test_another_endpoint_is_signed_for_as_if_it_were_the_clients_own() -> None:
    get = ops.GetObject("my-bucket", "report.pdf")
    made = presigned(get, endpoint="https://t3.tigrisfiles.io")
    assert presigned(get, at="https://t3.tigrisfiles.io") == made
    assert made.url.startswith("https://my-bucket.t3.tigrisfiles.io/report.pdf?")
    outer = presigned(get, at="http://minio:9000", endpoint="https://files.example.com:8443", style="path")
    assert outer.url.startswith("https://files.example.com:8443/my-bucket/report.pdf?")


@pytest.mark.parametrize(
    ("domain", "origin"),
    [
        ("files.example.com", "https://files.example.com"),
        ("https://Files.Example.com/", "https://files.example.com"),
        ("http://files.test:8080", "http://files.test:8080"),
    ],
)
@pytest.mark.parametrize("style", ["auto", "virtual", "path"])
def test_a_custom_domain_takes_the_place_of_the_signed_virtual_host(domain: str, origin: str, style: Style) -> None:
    """As https://www.tigrisdata.com/docs/objects/presigned/ says: the signature is the one of before."""
    made = presigned(ops.GetObject("my-bucket", "report.pdf"), custom_domain=domain, style=style)
    assert made.url.startswith(f"{origin}/report.pdf?X-Amz-Algorithm=")
    assert VECTOR_D == query(made.url)["X-Amz-Signature"]


def test_a_bucket_named_as_its_domain_is_signed_by_path_and_named_by_its_host() -> None:
    get = ops.GetObject("files.example.com", "files.example.com/a")
    made = presigned(get, custom_domain="files.example.com")
    assert made.url.startswith("https://files.example.com/files.example.com/a?")
    assert query(presigned(get, style="path").url) == query(made.url)


def test_the_bucket_itself_is_the_root_of_its_domain() -> None:
    listing = ops.ListObjectsV2("my.bucket")
    made = presigned(listing, custom_domain="files.example.com")
    assert made.url.startswith("https://files.example.com/?list-type=2&")
    assert query(presigned(listing).url) == query(made.url)


def test_a_custom_domain_of_another_endpoint_is_signed_for_that() -> None:
    get = ops.GetObject("my-bucket", "report.pdf")
    made = presigned(get, at="http://inner.test", endpoint="https://t3.storage.dev", custom_domain="files.example.com")
    assert VECTOR_D == query(made.url)["X-Amz-Signature"]


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ({"endpoint": "t3.tigrisfiles.io"}, "endpoint must begin with https"),
        ({"endpoint": "https://t3.tigrisfiles.io/path"}, "endpoint must not contain a path"),
        ({"custom_domain": ""}, "custom_domain has no host"),
        ({"custom_domain": "files.example.com/path"}, "custom_domain must not contain a path"),
        ({"custom_domain": "ftp://files.example.com"}, "custom_domain has the scheme"),
        ({"custom_domain": "files.example.com?a=b"}, "custom_domain must not contain a query"),
        ({"custom_domain": "files example"}, "custom_domain has the host"),
        ({"custom_domain": "files.example.com:99999"}, "custom_domain must have a port"),
        ({"custom_domain": "https://user:hidden@files.example.com"}, "custom_domain must not contain a user name"),
    ],
    ids=str,
)
def test_a_host_that_is_none_is_refused_by_name(where: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        presigned(ops.GetObject("my-bucket", "k"), **where)


def test_what_is_about_no_bucket_has_no_custom_domain() -> None:
    with pytest.raises(ValueError, match="custom_domain is a bucket's, and ListBuckets is about none"):
        presigned(ops.ListBuckets(), custom_domain="files.example.com")


@pytest.mark.parametrize("style", ["auto", "path"])
def test_a_call_that_is_addressed_by_path_has_no_custom_domain(style: Style) -> None:
    wish = ops.GetBucketMetadata("my-bucket")
    assert presigned(wish, style=style).url.startswith("https://t3.storage.dev/my-bucket?metadata&")
    with pytest.raises(ValueError, match=r"GetBucketMetadata is addressed by path.*addressing_style='virtual'"):
        presigned(wish, style=style, custom_domain="files.example.com")


def test_virtual_addressing_presigns_every_call_for_a_virtual_host() -> None:
    wish = ops.GetBucketMetadata("my-bucket")
    assert presigned(wish, style="virtual").url.startswith("https://my-bucket.t3.storage.dev/?metadata&")
    made = presigned(wish, style="virtual", custom_domain="files.example.com")
    assert made.url.startswith("https://files.example.com/?metadata&")


# -- what cannot be presigned -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tag(Operation[None]):
    """A put of a document."""

    def request(self) -> Request:
        return Request("PUT", "my-bucket", "k", query=(("tagging", ""),), body=b"<Tagging/>")

    def parse(self, response: Response) -> None:
        return None


def test_what_says_what_to_do_in_its_body_cannot_be_presigned() -> None:
    with pytest.raises(ValueError, match="Tag cannot be presigned: a URL cannot hold its body"):
        presigned(Tag())


def test_a_post_cannot_be_presigned() -> None:
    with pytest.raises(ValueError, match="DeleteObjects is a POST; only GET, PUT, HEAD and DELETE can be presigned"):
        presigned(ops.DeleteObjects("my-bucket", ["k"]))


def test_what_puts_the_content_of_a_caller_can_be_whatever_it_would_put() -> None:
    for empty, content in (
        (ops.UploadPart("my-bucket", "k", "u", 1, b""), ops.UploadPart("my-bucket", "k", "u", 1, b"content")),
        (ops.PutObject("my-bucket", "k", b""), ops.PutObject("my-bucket", "k", iter([b"content"]), length=7)),
    ):
        assert presigned(empty) == presigned(content)


@pytest.mark.parametrize("case", CASES)
def test_every_operation_is_a_url_of_its_own_request_or_says_why_not(case: str) -> None:
    operation = CASES[case][0]
    request = operation.request()
    style: Style = "path" if "?metadata" in exchanges.load(case).request.target else "auto"
    address = locate(Endpoint.parse("https://t3.storage.dev"), style, request.bucket, request.key, request.query)
    if request.method in {"POST", "PATCH"}:
        with pytest.raises(ValueError, match=f"{operation.action} is a {request.method}"):
            presigned(operation)
    elif any(name == "content-type" and "xml" in value for name, value in request.headers):
        with pytest.raises(ValueError, match=f"{operation.action} cannot be presigned: a URL cannot hold its body"):
            presigned(operation)
    else:
        made = presigned(operation)
        assert (request.method, request.headers) == (made.method, made.headers)
        assert made.url.startswith(f"{address.url}{'&' if request.query else '?'}X-Amz-Algorithm=")


def test_a_url_ends_with_the_credentials_that_signed_it() -> None:
    ending = replace(KEY, expires_at=NOW + timedelta(minutes=5))
    assert NOW + timedelta(minutes=5) == presigned(ops.GetObject("my-bucket", "k"), key=ending).expires_at
