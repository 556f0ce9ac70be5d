"""Presigned URLs, used by an HTTP client without credentials."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
import pytest

from tigris_http import Head, Response
from tigris_http import operations as ops

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP, PresignedURL

    from .conftest import Connect
    from .third_party import Server

pytestmark = pytest.mark.anyio


def used(
    presigned: PresignedURL, body: bytes | None = None, *, instead: str | None = None, without_headers: bool = False
) -> tuple[int, bytes]:
    """Send the URL's request (or that of `instead`) with the standard library alone."""
    parts = urlsplit(instead or presigned.url)
    # Not every resolver knows the names below localhost.
    host = "localhost" if (parts.hostname or "").endswith(".localhost") else parts.hostname
    connection = http.client.HTTPConnection(host or "", parts.port, timeout=10)
    try:
        # http.client sends the target unchanged.
        target = (instead or presigned.url).split(parts.netloc, 1)[1]
        headers = {"Host": parts.netloc, **({} if without_headers else dict(presigned.headers))}
        connection.request(presigned.method, target, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


async def test_a_url_writes_reads_and_deletes_without_credentials(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await write_read_and_delete(client, server, bucket, key_in)


@servers_with("virtual hosts")
async def test_a_url_by_a_name_does_so_too(
    connect: Connect, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await write_read_and_delete(await connect(style="virtual"), server, bucket, key_in)


async def write_read_and_delete(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("a b+c%2F?#&=é~'()*")
    put = ops.PutObject(bucket, key, b"", content_type="text/x-a", metadata={"a": "b  c"})
    status, _ = used(client.presigned_url(put, expires=60), b"value")
    assert status == 200
    info = await client.head_object(bucket, key)
    assert ("text/x-a", {"a": "b  c"}, 5) == (info.content_type, info.metadata, info.size)
    get = ops.GetObject(bucket, key)
    assert (200, b"value") == used(client.presigned_url(get))
    assert (server.differs.status_of_ranges, b"al") == used(
        client.presigned_url(ops.GetObject(bucket, key, range=(1, 2)))
    )
    assert (200, b"") == used(client.presigned_url(ops.HeadObject(bucket, key)))
    assert (204, b"") == used(client.presigned_url(ops.DeleteObject(bucket, key)))
    assert used(client.presigned_url(get))[0] == 404


async def test_a_url_uploads_a_part(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    key = key_in("parts")
    upload = (await client.create_multipart_upload(bucket, key)).upload_id
    assert 200 == used(client.presigned_url(ops.UploadPart(bucket, key, upload, 1, b"")), b"value")[0]
    parts = [part async for part in client.list_parts(bucket, key, upload)]
    await client.complete_multipart_upload(bucket, key, upload, parts)
    assert 5 == (await client.head_object(bucket, key)).size


async def test_a_url_lists_a_bucket(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    await client.put_object(bucket, key_in("a b"), b"value")
    status, body = used(client.presigned_url(ops.ListObjectsV2(bucket, prefix=key_in("a b"))))
    assert status == 200
    assert [key_in("a b")] == [e.key for e in ops.ListObjectsV2(bucket).parse(response(status, body)).objects]


def response(status: int, body: bytes) -> Response:
    return Response(Head(status), body)


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        ("key", "/secret?", "/other?"),
        ("expiry", "X-Amz-Expires=60", "X-Amz-Expires=61"),
        ("key id", "X-Amz-Credential=A", "X-Amz-Credential=B"),
        ("signed headers", "X-Amz-SignedHeaders=host&", "X-Amz-SignedHeaders=host%3Brange&"),
        ("another parameter", "&X-Amz-Signature", "&response-content-type=text%2Fhtml&X-Amz-Signature"),
    ],
)
async def test_a_url_that_was_changed_is_refused(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], what: str, old: str, new: str
) -> None:
    for name in ("secret", "other"):
        await client.put_object(bucket, key_in(name), b"value")
    presigned = client.presigned_url(ops.GetObject(bucket, key_in("secret")), expires=60)
    changed = presigned.url.replace(old, new)
    assert changed != presigned.url
    status, body = used(presigned, instead=changed)
    assert 403 == status, what
    assert b"value" not in body
    assert (200, b"value") == used(presigned)


async def test_a_url_for_reading_does_not_write(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("k")
    await client.put_object(bucket, key, b"value")
    reading, deleting = (client.presigned_url(kind(bucket, key)) for kind in (ops.GetObject, ops.DeleteObject))
    assert 403 == used(deleting, instead=reading.url)[0]
    assert (await client.head_object(bucket, key)).size == 5


async def test_a_signed_header_must_be_sent(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    presigned = client.presigned_url(ops.PutObject(bucket, key_in("k"), b"", content_type="text/x-a"))
    assert (("content-type", "text/x-a"),) == presigned.headers
    assert 403 == used(presigned, b"value", without_headers=True)[0]
    assert 200 == used(presigned, b"value")[0]


async def test_a_url_signed_with_a_wrong_secret_is_refused(
    connect: Connect, client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value")
    other = await connect(secret="not the secret")
    assert 403 == used(other.presigned_url(ops.GetObject(bucket, key_in("k"))))[0]


async def test_a_url_expires(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value")
    short, long = (client.presigned_url(ops.GetObject(bucket, key_in("k")), expires=seconds) for seconds in (1, 60))
    # It expires in whole seconds: after this one it has expired in any case.
    await anyio.sleep(1.2)
    status, body = used(short)
    assert server.differs.status_of_expired == status
    assert (b"expired" if status == 403 else b"AccessDenied") in body
    assert (200, b"value") == used(long)


async def test_every_server_allows_a_week_and_few_more(
    client: AsyncTigrisHTTP, server: Server, bucket: str, key_in: Callable[[str], str]
) -> None:
    await client.put_object(bucket, key_in("k"), b"value")
    get = ops.GetObject(bucket, key_in("k"))
    assert (200, b"value") == used(client.presigned_url(get, expires=7 * 86400))
    status = 400 if server.differs.limits_expiry else 200
    assert status == used(client.presigned_url(get, expires=90 * 86400))[0]
