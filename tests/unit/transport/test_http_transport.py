"""Our transports in any httpx client: bodies unbuffered, trailers, exact targets, httpx's errors."""

from __future__ import annotations

import asyncio
import pickle
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.rawserver import CLOSE, Answer, RawServer, cut, ok, reply, stalled
from tests.unit.transport.leaks import no_leak
from tigris_http import AsyncHTTPTransport, HTTPTransport, TigrisHTTP

__all__ = ["no_leak"]

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-End: here\r\n\r\n"


def test_a_client_of_httpx_gets_puts_and_keeps_its_connection() -> None:
    with (
        RawServer(ok(b"hello"), ok(), CHUNKED, reply(404, b"no")) as server,
        httpx.Client(transport=HTTPTransport()) as client,
    ):
        assert (200, b"hello") == ((got := client.get(server.endpoint + "/a%2Fb?c=d")).status_code, got.content)
        assert ("HTTP/1.1", "Reason") == (got.http_version, got.reason_phrase)
        client.put(server.endpoint + "/key", content=b"12345")
        assert b"hello world" == client.get(server.endpoint).content
        assert (404, b"no") == ((missing := client.get(server.endpoint)).status_code, missing.content)
    get, put, *_ = server.requests
    assert (b"/a%2Fb?c=d", b"12345", "5") == (get.target, put.body, put.get("content-length"))
    assert 1 == server.connections


def test_an_async_client_of_httpx_streams(  # on asyncio; the clients of this package run it on trio too
) -> None:
    async def main(endpoint: str) -> None:
        async with httpx.AsyncClient(transport=AsyncHTTPTransport()) as client:
            async with client.stream("GET", endpoint) as response:
                assert b"hello world" == b"".join([chunk async for chunk in response.aiter_raw()])
            assert b"hello" == (await client.get(endpoint)).content

    with RawServer(CHUNKED, ok(b"hello")) as server:
        asyncio.run(main(server.endpoint))
        assert 1 == server.connections


@contextmanager
def reading_chunks() -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one chunked request to its end. Yields its URL and the bytes of the request."""
    seen: list[bytes] = [b""]

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            while not seen[0].endswith(b"\r\n0\r\n\r\n"):
                seen[0] += connection.recv(4096)
            connection.sendall(ok())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
        thread.join(10)


def test_a_body_without_length_goes_out_in_chunks() -> None:
    def body() -> Iterator[bytes]:
        yield from (b"hello", b"", b" world")

    with reading_chunks() as (url, seen), httpx.Client(transport=HTTPTransport()) as client:
        client.put(url, content=body())
    assert b"transfer-encoding: chunked\r\n" in seen[0].lower()
    assert seen[0].endswith(b"\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")


@pytest.mark.parametrize(("body", "why"), [(b"1234", "longer"), (b"12", "shorter")])
def test_a_body_that_is_not_as_long_as_announced_is_refused(body: bytes, why: str) -> None:
    with (
        RawServer(ok()) as server,
        httpx.Client(transport=HTTPTransport()) as client,
        pytest.raises(httpx.LocalProtocolError, match=why),
    ):
        client.put(server.endpoint, content=iter([body]), headers={"Content-Length": "3"})


def test_the_stream_of_a_response_fills_memory_and_has_its_trailers() -> None:
    with RawServer(CHUNKED) as server:
        transport = HTTPTransport()
        response = transport.handle_request(httpx.Request("GET", server.endpoint))
        stream: Any = response.stream
        room = bytearray(100)
        size = stream.readinto(memoryview(room))
        while more := stream.readinto(memoryview(room)[size:]):
            size += more
        assert b"hello world" == room[:size]
        assert (("X-End", "here"),) == stream.trailers
        transport.close()


def test_the_target_extension_is_sent_as_it_stands() -> None:
    with RawServer(ok()) as server, httpx.Client(transport=HTTPTransport()) as client:
        client.get(server.endpoint, extensions={"target": b"/a/../b//c"})
        assert b"/a/../b//c" == server.requests[0].target


FAILURES: dict[str, tuple[bytes | Answer, type[httpx.HTTPError]]] = {
    "no answer": (CLOSE, httpx.RemoteProtocolError),
    "another protocol": (cut(b"SSH-2.0-OpenSSH_9.6\r\n"), httpx.RemoteProtocolError),
    "a body cut short": (cut(reply(200, b"abc", length=9)), httpx.RemoteProtocolError),
    "a chunk size that is none": (
        cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        httpx.RemoteProtocolError,
    ),
    "a reset": (Answer(b"", "reset"), httpx.ReadError),
    "silence": (stalled(b""), httpx.ReadTimeout),
}


@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_errors_of_httpx(case: str) -> None:
    answer, kind = FAILURES[case]
    with RawServer(answer, ok(b"hello")) as server, httpx.Client(transport=HTTPTransport(), timeout=0.3) as client:
        with pytest.raises(kind):
            client.get(server.endpoint)
        assert b"hello" == client.get(server.endpoint).content

    async def main() -> None:
        async with httpx.AsyncClient(transport=AsyncHTTPTransport(), timeout=0.3) as client:
            with pytest.raises(kind):
                await client.get(server.endpoint)

    with RawServer(answer) as server:
        asyncio.run(main())


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://1.2.3/"])
def test_a_url_that_cannot_be_sent_to_is_an_error_of_httpx(url: str) -> None:
    with httpx.Client(transport=HTTPTransport()) as client, pytest.raises(httpx.TransportError):
        client.get(url)


@pytest.mark.parametrize("options", [{"max_connections": 0}, {"proxy": "socks5://a:1"}, {"verify": False}])
def test_settings_are_checked_when_a_transport_is_made(options: dict[str, Any]) -> None:
    for kind in (HTTPTransport, AsyncHTTPTransport):
        with pytest.raises(ValueError, match=r"max_connections|proxy|verify"):
            kind(**options)


def test_a_client_takes_it_as_its_transport_and_leaves_it_open() -> None:
    with RawServer(ok(b"hello")) as server, HTTPTransport(max_connections=2) as transport:
        for _ in range(2):
            with (
                TigrisHTTP(server.endpoint, ("k", "s"), transport=transport) as client,
                client.get_object("bucket", "key") as body,
            ):
                assert b"hello" == body.read()
        assert 1 == server.connections


def test_a_subclass_sees_the_whole_url_of_a_request() -> None:
    seen: list[str] = []

    class Recording(HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(str(request.url))
            return super().handle_request(request)

    with (
        RawServer(ok()) as server,
        Recording() as transport,
        TigrisHTTP(server.endpoint, ("k", "s"), transport=transport) as client,
    ):
        client.head_object("bucket", "a/../b c")
        assert [f"{server.endpoint}/bucket/b%20c"] == seen
        assert b"/bucket/a/../b%20c" == server.requests[0].target


def test_a_closed_transport_refuses() -> None:
    with RawServer(ok()) as server:
        transport = HTTPTransport()
        transport.close()
        with pytest.raises(RuntimeError, match="closed"):
            transport.handle_request(httpx.Request("GET", server.endpoint))


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def test_an_async_body_goes_out_in_chunks() -> None:
    async def main(url: str) -> None:
        async with httpx.AsyncClient(transport=AsyncHTTPTransport()) as client:
            await client.put(url, content=chunks(b"a", b"bc"))

    with reading_chunks() as (url, seen):
        asyncio.run(main(url))
    assert seen[0].endswith(b"\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")


def test_the_headers_of_a_response_are_those_of_httpx_and_survive_a_pickle() -> None:
    wire = b"HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nX-Latin: \xe4\r\nContent-Length: 2\r\n\r\nhi"
    with RawServer(wire) as server, httpx.Client(transport=HTTPTransport()) as client:
        response = client.get(server.endpoint)
    expected = httpx.Headers([(b"X-A", b"1"), (b"x-a", b"2"), (b"X-Latin", b"\xe4"), (b"Content-Length", b"2")])
    again = pickle.loads(pickle.dumps(response))
    for each in (response, again):
        assert (expected, expected.raw, "1, 2") == (each.headers, each.headers.raw, each.headers["x-a"])
        assert b"hi" == each.content


def test_a_response_takes_other_headers() -> None:
    with RawServer(ok(b"hi")) as server, httpx.Client(transport=HTTPTransport()) as client:
        response = client.get(server.endpoint)
    for headers in (httpx.Headers({"content-type": "text/html"}), httpx.Headers()):
        response.headers = headers
        assert headers == response.headers


def test_a_request_of_the_client_shows_its_headers_to_a_subclass() -> None:
    # A subclass is the caller's own transport: it may read the request.
    seen: list[tuple[str, httpx.Headers]] = []

    class Looking(HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            seen.append((str(request.url), request.headers))
            return super().handle_request(request)

    with RawServer(ok(b"hi")) as server, Looking() as transport:
        client = TigrisHTTP(server.endpoint, ("id", "secret"), transport=transport)
        with client, client.get_object("bucket", "key") as body:
            body.read()
        assert f"{server.endpoint}/bucket/key" == seen[0][0]
        assert server.requests[0].get("authorization") == seen[0][1]["authorization"]
