"""A peer that cannot be reached is named in the error: the service or the proxy, and what to do."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.modes import AT_ONCE, KEYS, NO_RETRY, in_all_modes, play
from tests.proxies import Proxy
from tests.rawserver import RawServer, ok
from tigris_http import ConnectionFailed, TigrisHTTP, TimedOut, Timeouts
from tigris_http.operations import ListBuckets

pytest_generate_tests = in_all_modes

SERVICE = "https://store.example"


class Plain(RawServer):
    """Speaks HTTP without TLS: it answers the first bytes, whatever they are."""

    def __init__(self) -> None:
        super().__init__(ok())

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return False


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no name have an address."""

    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def fails(mode: str, endpoint: str, ask: Callable[[Any], Any], **options: Any) -> ConnectionFailed | TimedOut:
    def story(c: Any) -> Any:
        with pytest.raises((ConnectionFailed, TimedOut)) as met:
            yield ask(c)
        return met.value

    options.setdefault("retry", NO_RETRY)
    error: ConnectionFailed | TimedOut = play(mode, endpoint, story, **options)
    assert not error.sent
    return error


@pytest.mark.usefixtures("unknown")
def test_a_name_without_address_is_named_with_the_way_to_need_no_name_for_each_bucket(mode: str) -> None:
    error = fails(mode, SERVICE, lambda c: c.head_bucket("bucket"))
    assert (
        "HeadBucket bucket: no connection to https://bucket.store.example: the name bucket.store.example has no "
        'address (Name or service not known). If store.example has one, use addressing_style="path". Check the '
        "endpoint and the network"
    ) == str(error)
    for options in ({"addressing_style": "path"}, {}):
        error = fails(mode, SERVICE, lambda c: c.send(ListBuckets()), **options)
        assert "the name store.example has no address (Name or service not known). Check" in str(error)


@pytest.mark.usefixtures("unknown")
def test_a_name_without_address_is_named_for_a_transport_of_the_caller() -> None:
    with httpx.Client(trust_env=False) as given, TigrisHTTP(SERVICE, KEYS, transport=given, retry=NO_RETRY) as client:
        with pytest.raises(ConnectionFailed, match=r"the name bucket\.store\.example has no address") as met:
            client.head_bucket("bucket")
        assert not met.value.sent


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("endpoint", [SERVICE, "http://store.example"])
def test_a_proxy_that_cannot_be_reached_is_named(mode: str, scheme: str, endpoint: str) -> None:
    port = free_port()
    error = fails(mode, endpoint, lambda c: c.head_bucket("bucket"), proxy=f"{scheme}://user:hush@127.0.0.1:{port}")
    assert f"no connection to the proxy 127.0.0.1:{port}: " in str(error)
    assert "hush" not in str(error)
    assert "the endpoint" not in str(error)


@pytest.mark.usefixtures("unknown")
def test_a_proxy_without_address_is_named(mode: str) -> None:
    error = fails(mode, SERVICE, lambda c: c.head_bucket("bucket"), proxy="http://proxy.example:3128")
    assert "no connection to the proxy proxy.example:3128: " in str(error)
    assert "addressing_style" not in str(error)


def test_a_proxy_that_does_not_answer_is_named(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    error = fails(mode, SERVICE, lambda c: c.head_bucket("bucket"), proxy="http://proxy.example:3128")
    assert isinstance(error, TimedOut)
    assert "no connection to the proxy proxy.example:3128: " in str(error)


def test_tls_to_a_plain_port_is_tried_once_and_asks_whether_the_endpoint_is_http(mode: str) -> None:
    with Plain() as server:
        endpoint = f"https://127.0.0.1:{server.port}"
        error = fails(mode, endpoint, lambda c: c.head_bucket("bucket"), retry=AT_ONCE, proxy=False)
        assert f"{endpoint} does not speak TLS: is the endpoint http://?" == error.message
        assert 1 == error.attempts == server.connections


def test_tls_to_a_plain_proxy_is_tried_once_and_asks_whether_the_proxy_is_http(mode: str) -> None:
    with Plain() as server:
        proxy = f"https://127.0.0.1:{server.port}"
        error = fails(mode, SERVICE, lambda c: c.head_bucket("bucket"), retry=AT_ONCE, proxy=proxy)
        assert "the proxy does not speak TLS: is its URL http://?" == error.message
        assert 1 == error.attempts == server.connections


def test_a_service_without_tls_in_a_tunnel_is_named_and_not_the_proxy(mode: str) -> None:
    with Plain() as server, Proxy() as proxy:
        endpoint = f"https://127.0.0.1:{server.port}"
        error = fails(mode, endpoint, lambda c: c.head_bucket("bucket"), retry=AT_ONCE, proxy=proxy.url)
        assert f"{endpoint} does not speak TLS: is the endpoint http://?" == error.message
        assert 1 == error.attempts


def test_a_full_pool_says_to_close_what_is_open(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        with pytest.raises(TimedOut, match=r"\(PoolTimeout\): close the bodies, bundles and files .* max_connections"):
            yield c.head_bucket("bucket")
        yield body.aclose() if hasattr(body, "aclose") else body.close()

    with RawServer(ok(b"x" * 1_000_000)) as server:
        play(mode, server.endpoint, story, max_connections=1, retry=NO_RETRY, timeouts=Timeouts(pool=0.1))
