"""Requests as bytes: signed by botocore's signers, sent through a plain socket."""

from __future__ import annotations

import hashlib
import http.client
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botocore.auth import S3SigV4Auth  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.credentials import Credentials  # type: ignore[import-untyped]  # boto3 ships no types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http.emulator import EmulatorCredentials


class Target(Protocol):
    """An emulator, in this process or another one."""

    @property
    def endpoint(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def credentials(self) -> EmulatorCredentials: ...


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def code(self) -> str:
        """The error code of an XML document, or ""."""
        _, found, rest = self.body.partition(b"<Code>")
        return rest.partition(b"</Code>")[0].decode() if found else ""


def signed_headers(
    emulator: Target,
    method: str,
    target: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    host: str | None = None,
    secret: str | None = None,
    payload: str | None = None,
) -> dict[str, str]:
    """Sign a request with botocore; `target` is as on the wire."""
    keys = emulator.credentials
    request = AWSRequest(method, f"{emulator.endpoint}{target}", headers=dict(headers or {}), data=body)
    request.headers["Host"] = host or emulator.endpoint.removeprefix("http://")
    request.headers["X-Amz-Content-SHA256"] = payload or hashlib.sha256(body).hexdigest()
    request.context["payload_signing_enabled"] = True
    signer = _AsGiven(Credentials(keys.access_key_id, secret or keys.secret_access_key), "s3", "auto")
    signer.add_auth(request)
    return dict(request.headers.items())


class _AsGiven(S3SigV4Auth):  # type: ignore[misc]  # botocore has no types
    """Keeps the payload hash that the request has already."""

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        payload = request.headers["X-Amz-Content-SHA256"]
        super()._modify_request_before_signing(request)
        del request.headers["X-Amz-Content-SHA256"]
        request.headers["X-Amz-Content-SHA256"] = payload

    def payload(self, request: AWSRequest) -> str:
        return str(request.headers["X-Amz-Content-SHA256"])


def send(
    emulator: Target,
    method: str,
    target: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    **options: str,
) -> Reply:
    """Sign and send one request, the target byte for byte."""
    signed = signed_headers(emulator, method, target, body, headers, **options)
    return send_as_is(emulator, method, target, body, signed)


def send_as_is(emulator: Target, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send one request without touching it."""
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=20)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        names = {name.lower() for name in headers}
        if "host" not in names:
            connection.putheader("Host", f"127.0.0.1:{emulator.port}")
        for name, value in headers.items():
            connection.putheader(name, value.encode("utf-8"))
        if "content-length" not in names and (body or method in {"PUT", "POST"}):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def exchange(emulator: Target, request: bytes, timeout: float = 10) -> bytes:
    """Send bytes, end the sending side, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", emulator.port), timeout=timeout) as sock:
        sock.sendall(request)
        sock.shutdown(socket.SHUT_WR)
        received = bytearray()
        try:
            while data := sock.recv(65536):
                received += data
        except ConnectionResetError:
            return bytes(received)
        return bytes(received)
