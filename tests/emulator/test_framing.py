"""The aws-chunked framing of uploads, signed and unsigned."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

EMPTY = hashlib.sha256(b"").hexdigest()


def chain(
    tigris: Emulator, target: str, chunks: list[bytes], trailer: dict[str, str] | None = None
) -> tuple[dict[str, str], bytes]:
    """Frame and sign a body as STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)."""
    payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + ("-TRAILER" if trailer else "")
    headers = {"Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": str(sum(map(len, chunks)))}
    if trailer:
        headers["X-Amz-Trailer"] = ",".join(trailer)
    signed = wire.signed_headers(tigris, "PUT", target, b"", headers, payload=payload)
    signature = signed["Authorization"].rpartition("=")[2]
    stamp = signed["X-Amz-Date"]
    scope = f"{stamp[:8]}/auto/s3/aws4_request"
    key = f"AWS4{tigris.credentials.secret_access_key}".encode()
    for part in (stamp[:8], "auto", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")

    def seal(kind: str, *digests: str) -> str:
        nonlocal signature
        text = "\n".join([f"AWS4-HMAC-SHA256-{kind}", stamp, scope, signature, *digests])
        signature = hmac.new(key, text.encode(), "sha256").hexdigest()
        return signature

    body = b""
    for chunk in [*chunks, b""]:
        sealed = seal("PAYLOAD", EMPTY, hashlib.sha256(chunk).hexdigest())
        body += f"{len(chunk):x};chunk-signature={sealed}\r\n".encode() + chunk + (b"\r\n" if chunk else b"")
    if trailer:
        canonical = "".join(f"{name}:{value}\n" for name, value in trailer.items())
        body += "".join(f"{name}:{value}\r\n" for name, value in trailer.items()).encode()
        body += (
            f"x-amz-trailer-signature:{seal('TRAILER', hashlib.sha256(canonical.encode()).hexdigest())}\r\n".encode()
        )
    return signed, body + b"\r\n"


CHUNKS = [b"first " * 5000, b"second", b"!"]


def test_signed_chunks_are_decoded(tigris: Emulator, s3: Any) -> None:
    headers, body = chain(tigris, "/plain/k", CHUNKS)
    assert 200 == wire.send_as_is(tigris, "PUT", "/plain/k", body, headers).status
    got = s3.get_object(Bucket="plain", Key="k")
    assert (b"".join(CHUNKS), False) == (got["Body"].read(), "ContentEncoding" in got)


def test_a_forged_chunk_is_refused(tigris: Emulator, s3: Any) -> None:
    headers, body = chain(tigris, "/plain/k", CHUNKS)
    for forged in (body.replace(b"second", b"forged"), body[:-10], body.replace(b"first", b"forge", 1), body + b"x"):
        assert 400 <= wire.send_as_is(tigris, "PUT", "/plain/k", forged, headers).status < 500
    assert 404 == wire.send(tigris, "GET", "/plain/k").status


@pytest.mark.parametrize("signed", [True, False])
def test_trailing_checksums_are_verified(tigris: Emulator, s3: Any, signed: bool) -> None:
    whole = b"".join(CHUNKS)
    right = base64.b64encode(zlib.crc32(whole).to_bytes(4, "big")).decode()
    for value, status in ((right, 200), ("AAAAAA==", 400)):
        trailer = {"x-amz-checksum-crc32": value}
        if signed:
            headers, body = chain(tigris, "/plain/k", CHUNKS, trailer)
        else:
            sent = {
                "Content-Encoding": "gzip, aws-chunked",
                "X-Amz-Decoded-Content-Length": str(len(whole)),
                "X-Amz-Trailer": "x-amz-checksum-crc32",
            }
            headers = wire.signed_headers(
                tigris, "PUT", "/plain/k", b"", sent, payload="STREAMING-UNSIGNED-PAYLOAD-TRAILER"
            )
            framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in CHUNKS)
            body = framed + f"0\r\nx-amz-checksum-crc32:{value}\r\n\r\n".encode()
        assert status == wire.send_as_is(tigris, "PUT", "/plain/k", body, headers).status
    assert whole == s3.get_object(Bucket="plain", Key="k")["Body"].read()
    assert (None if signed else "gzip") == s3.head_object(Bucket="plain", Key="k").get("ContentEncoding")


def test_aws_chunked_needs_a_streaming_payload(tigris: Emulator, s3: Any) -> None:
    reply = wire.send(tigris, "PUT", "/plain/k", b"x", {"Content-Encoding": "aws-chunked"})
    assert "InvalidContentEncoding" == reply.code


def test_framing_in_framing_is_decoded(tigris: Emulator, s3: Any) -> None:
    """boto3 over TLS sends aws-chunked inside HTTP's own chunks, without a Content-Length."""
    sent = {
        "Content-Encoding": "aws-chunked",
        "X-Amz-Decoded-Content-Length": "5",
        "X-Amz-Trailer": "x-amz-checksum-crc32",
    }
    headers = wire.signed_headers(tigris, "PUT", "/plain/k", b"", sent, payload="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:7], body[7:])) + b"0\r\n\r\n"
    request = f"PUT /plain/k HTTP/1.1\r\n{lines}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks
    assert wire.exchange(tigris, request).startswith(b"HTTP/1.1 200 ")
    assert b"hello" == s3.get_object(Bucket="plain", Key="k")["Body"].read()
