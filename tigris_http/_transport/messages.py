"""Messages of httpx for our transports. They make `httpx.Headers` of their header fields at the first use.

Contract: each is an `httpx.Request` or an `httpx.Response` to its reader. `httpx.Headers` cost more than the rest of a
small message, and neither our sender nor our transports read them.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import httpx

from tigris_http._wire.http11.heads import AnswerHead, RawHeaders, request_head

if TYPE_CHECKING:
    from tigris_http._transport.sockets.proxy import Route

NO_BODY = httpx.ByteStream(b"")
_NO_HEADERS = httpx.Headers()


class _WithFields:
    """A message that keeps its fields as they are on the wire."""

    _headers: httpx.Headers | None = None

    def _fields(self) -> RawHeaders:
        raise NotImplementedError

    @property
    def headers(self) -> httpx.Headers:
        if self._headers is None:
            self._headers = httpx.Headers(self._fields())
        return self._headers

    @headers.setter
    def headers(self, headers: httpx.Headers) -> None:
        self._headers = headers


class Request(_WithFields, httpx.Request):
    """A request of our sender, for our transports."""

    def __init__(
        self,
        method: str,
        url: httpx.URL,
        fields: RawHeaders,
        size: int,
        stream: httpx.SyncByteStream | httpx.AsyncByteStream,
        extensions: Mapping[str, object],
    ) -> None:
        self.fields, self.size = fields, size
        """`Content-Length`: the size of the body."""
        super().__init__(method, url, headers=_NO_HEADERS, stream=stream, extensions=extensions)
        self._headers = None  # not the empty ones that httpx assigned
        self.url = url  # not a copy: our transports know its route

    def _fields(self) -> RawHeaders:
        return self.fields


class Response(_WithFields, httpx.Response):
    def __init__(self, answer: AnswerHead, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        self._answer = answer
        extensions = {"http_version": answer.version, "reason_phrase": answer.reason}
        super().__init__(answer.status, headers=_NO_HEADERS, stream=stream, extensions=extensions)
        self._headers = None

    def _fields(self) -> RawHeaders:
        return self._answer.headers


class Outgoing:
    """A request as it goes to the wire: its head, and its body in the framing that the head announces."""

    def __init__(self, request: httpx.Request, route: Route) -> None:
        target: bytes = request.extensions.get("target") or request.url.raw_path
        self._chunked = False
        if isinstance(request, Request):
            fields, self._left = request.fields, request.size
        else:
            fields = self._read(request)
        if route.forwarded:
            host = next(value for name, value in fields if name.lower() == b"host")
            target = b"%b://%b%b" % (request.url.raw_scheme, host, target)
            if route.proxy is not None and route.proxy.authorization is not None:
                fields = [*fields, (b"Proxy-Authorization", route.proxy.authorization.encode("ascii"))]
        try:
            self.head = request_head(request.method.encode("ascii"), target, fields)
        except ValueError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._stream: Any = request.stream

    def _read(self, request: httpx.Request) -> RawHeaders:
        """Return the fields of a request by httpx, with a Host; take note of its framing."""
        fields = request.headers.raw
        values = {name.lower(): value for name, value in fields}
        self._chunked = values.get(b"transfer-encoding", b"").lower() == b"chunked"
        try:
            self._left = int(values.get(b"content-length", b"0"))
        except ValueError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        return fields if b"host" in values else [(b"Host", request.url.netloc), *fields]

    def chunks(self) -> Iterable[bytes]:
        """Return the body, framed as the header fields announce it."""
        return () if self._stream is NO_BODY and not self._left else self._chunks()

    def _chunks(self) -> Iterator[bytes]:
        for chunk in self._stream:
            yield self._framed(chunk)
        yield self._end()

    async def achunks(self) -> AsyncGenerator[bytes, None]:
        if self._stream is NO_BODY and not self._left:
            return
        async for chunk in self._stream:
            yield self._framed(chunk)
        yield self._end()

    def _framed(self, chunk: bytes) -> bytes:
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunk else b""
        self._left -= len(chunk)
        if self._left < 0:
            raise httpx.LocalProtocolError("the body is longer than its Content-Length")
        return chunk

    def _end(self) -> bytes:
        if self._chunked:
            return b"0\r\n\r\n"
        if self._left:
            raise httpx.LocalProtocolError("the body is shorter than its Content-Length")
        return b""
