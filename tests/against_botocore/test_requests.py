"""botocore and this client write the same request: method, target, fields and document."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, fromstring

import boto3  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
from botocore.config import Config  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http._transport.request_body.prepare import prepare
from tigris_http._wire.address import Endpoint, locate

from .request_pairs import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.operations._base import AnyOperation

ENDPOINT = "http://127.0.0.1:9"


@dataclass(frozen=True)
class RequestParts:
    """A request without the fields that differ by client: date, signature, user agent and hash of the body."""

    method: str
    path: str
    query: list[tuple[str, str]]
    fields: dict[str, str]
    body: object


def request_parts(method: str, target: str, fields: dict[str, str], body: bytes) -> RequestParts:
    parts = urlsplit(target)
    document = body.lstrip().startswith(b"<")
    kept = {
        name.lower(): value
        for name, value in fields.items()
        if name.lower().startswith(("x-amz-", "if-", "content-", "cache-", "expires", "range"))
        and name.lower() not in OWN
        and not (document and name.lower() == "content-type")
    }
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return RequestParts(method, parts.path, query, kept, plain(fromstring(body)) if document else body)


OWN = {
    *("x-amz-date", "x-amz-content-sha256", "content-length"),
    # botocore sends a checksum if S3 requires one.
    *("content-md5", "x-amz-sdk-checksum-algorithm", "x-amz-checksum-crc32"),
}


def plain(element: Element) -> object:
    """Return a document as names and texts; elements of different names may stand in any order."""
    parts = [(part.tag, plain(part)) for part in element]
    return sorted(parts, key=lambda part: part[0]) if parts else element.text or ""


class Caught(Exception):  # no error: it carries the request
    pass


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """A boto3 client that raises each request instead of sending it."""

    def caught(request: Any, **_: object) -> None:
        raise Caught(request)

    client = boto3.client(
        "s3",
        endpoint_url=ENDPOINT,
        aws_access_key_id="a",
        aws_secret_access_key="b",
        region_name="auto",
        config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
    )
    client.meta.events.register("before-send.s3", caught)
    with closing(client):
        yield client


@pytest.mark.parametrize(
    ("operation", "name", "arguments"), REQUESTS, ids=[f"{each[1]}-{place}" for place, each in enumerate(REQUESTS)]
)
def test_both_clients_write_the_same_request(
    s3: Any, operation: AnyOperation, name: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(Caught) as caught:
        getattr(s3, name)(**arguments)
    request = caught.value.args[0]
    fields = {key: each.decode() if isinstance(each, bytes) else each for key, each in request.headers.items()}
    body = request.body if isinstance(request.body, bytes) else request.body.read() if request.body else b""
    theirs = request_parts(request.method, request.url.removeprefix(ENDPOINT), fields, body)

    ours = operation.request()
    address = locate(Endpoint.parse(ENDPOINT), "path", ours.bucket, ours.key, ours.query)
    with closing(prepare(ours)) as upload:
        content = b"".join(upload.chunks())
    assert theirs == request_parts(ours.method, address.target, dict(ours.headers), content)
