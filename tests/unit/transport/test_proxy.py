"""Requests through a proxy: its choice, the bytes, its error responses. Its user is never shown."""

from __future__ import annotations

import asyncio
import pickle
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.request import getproxies_environment, proxy_bypass

import pytest

from tests.modes import KEYS, MODES, NO_RETRY, in_all_modes, play
from tests.proxies import CERTIFICATE, Proxy
from tests.rawserver import STALL, RawServer, ok
from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child, no_leak
from tests.unit.transport.test_handoff import TlsRelay
from tigris_http import (
    AsyncTigrisHTTP,
    ConfigurationError,
    ConnectionFailed,
    MalformedResponse,
    TigrisHTTP,
    TimedOut,
    Timeouts,
)
from tigris_http._transport.sockets import certificates
from tigris_http._transport.sockets.proxy import Proxy as Parsed
from tigris_http._transport.sockets.proxy import Routes

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
USER = "Basic dXNlcjpodXNo"  # user:hush


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(certificates, "context", lambda _: context)


def story(c: Any) -> Any:
    for _ in range(2):
        body = yield c.get_object("bucket", "../a b//c")
        assert b"hello" == (yield body.read())


def over_tls(server: RawServer, then: Callable[[str], None]) -> None:
    async def main() -> None:
        async with TlsRelay(server.port) as port:
            await asyncio.to_thread(then, f"https://localhost:{port}")

    asyncio.run(main())


# -- byte for byte ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", [False, True], ids=["to a plain proxy", "to a proxy with TLS"])
@pytest.mark.parametrize("played", MODES)
def test_https_goes_by_a_tunnel_and_the_target_is_exact(played: str, tls: bool) -> None:
    with RawServer(ok(b"hello")) as server, Proxy(tls=tls, wanted=USER) as proxy:
        by = proxy.url.replace("://", "://user:hush@")
        over_tls(server, lambda endpoint: play(played, endpoint, story, proxy=by, retry=NO_RETRY))
        assert [b"/bucket/../a%20b//c"] * 2 == [seen.target for seen in server.requests]
        assert [None] * 2 == [seen.get("proxy-authorization") for seen in server.requests]
        assert 1 == len(proxy.asked), "each tunnel is used again"
        assert proxy.lines[0].startswith(b"CONNECT localhost:")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", [False, True], ids=["to a plain proxy", "to a proxy with TLS"])
@pytest.mark.parametrize("played", MODES)
def test_http_is_forwarded_and_the_target_is_exact(played: str, tls: bool) -> None:
    with RawServer(ok(b"hello")) as server, Proxy(tls=tls, wanted=USER) as proxy:
        by = proxy.url.replace("://", "://user:hush@")
        play(played, server.endpoint, story, proxy=by, retry=NO_RETRY)
        line = b"GET http://127.0.0.1:%d/bucket/../a%%20b//c HTTP/1.1" % server.port
        assert line == proxy.lines[0]
        assert [b"/bucket/../a%20b//c"] * 2 == [seen.target for seen in server.requests]
        assert [f"127.0.0.1:{server.port}"] * 2 == [seen.get("host") for seen in server.requests]


@pytest.mark.usefixtures("trusted")
def test_a_large_body_comes_whole_through_tls_within_tls(mode: str) -> None:
    large = bytes(range(256)) * 20_000

    def up_and_down(c: Any) -> Any:
        yield c.put_object("bucket", "key", large)
        body = yield c.get_object("bucket", "key")
        return (yield body.read())

    with RawServer(ok(b"", 'ETag: "t"'), ok(large)) as server, Proxy(tls=True) as proxy:
        found: list[bytes] = []
        over_tls(server, lambda endpoint: found.append(play(mode, endpoint, up_and_down, proxy=proxy.url)))
        assert [large] == found
        assert large == server.requests[0].body


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", [False, True], ids=["to a plain proxy", "to a proxy with TLS"])
@pytest.mark.parametrize("played", MODES)
def test_a_tunnel_lasts_longer_than_it_may_take_to_make_one(played: str, tls: bool) -> None:
    def twice(c: Any) -> Any:
        yield c.head_bucket("bucket")
        time.sleep(1.1)
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server, Proxy(tls=tls) as proxy:
        soon = Timeouts(connect=1)
        over_tls(server, lambda endpoint: play(played, endpoint, twice, proxy=proxy.url, timeouts=soon, retry=NO_RETRY))
        assert (2, 1) == (len(server.requests), len(proxy.asked))


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_a_tunnel_is_named_and_nothing_was_sent(mode: str, status: int) -> None:
    def refused(c: Any) -> Any:
        why = f"the proxy localhost:[0-9]+ refused a tunnel with status {status}"
        with pytest.raises(ConnectionFailed, match=why) as met:
            yield c.create_snapshot("bucket")
        assert not met.value.sent
        assert "hush" not in f"{met.value!r} {met.value.__cause__!r}"

    with Proxy(refusal=status) as proxy:
        by = proxy.url.replace("://", "://user:hush@")
        play(mode, "https://store.example", refused, proxy=by, retry=NO_RETRY)


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"HTTP/1.1 20"])
def test_a_proxy_that_is_none_is_a_connection_that_failed(mode: str, answer: bytes) -> None:
    def failed(c: Any) -> Any:
        with pytest.raises(ConnectionFailed) as met:
            yield c.head_bucket("bucket")
        assert not met.value.sent

    with Proxy(answer=answer) as proxy:
        play(mode, "https://store.example", failed, proxy=proxy.url, retry=NO_RETRY)


def test_a_tunnel_is_part_of_the_time_for_connecting(mode: str) -> None:
    def timed_out(c: Any) -> Any:
        with pytest.raises(TimedOut) as met:
            yield c.head_bucket("bucket")
        assert not met.value.sent

    soon = Timeouts(connect=0.3)
    with RawServer(STALL) as silent:
        play(mode, "https://store.example", timed_out, proxy=silent.endpoint, retry=NO_RETRY, timeouts=soon)


def test_a_forwarding_proxys_own_answer_is_an_answer(mode: str) -> None:
    def refused(c: Any) -> Any:
        with pytest.raises(Exception, match="407") as met:
            yield c.head_bucket("bucket")
        assert not isinstance(met.value, MalformedResponse)

    with RawServer(ok()) as server, Proxy(wanted=USER) as proxy:
        play(mode, server.endpoint, refused, proxy=proxy.url, retry=NO_RETRY)


# -- which ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "through"),
    [
        ({"HTTP_PROXY": "{}"}, True),
        ({"http_proxy": "{}"}, True),
        ({"ALL_PROXY": "{}"}, True),
        ({"HTTPS_PROXY": "{}"}, False),
        ({"HTTP_PROXY": "{}", "NO_PROXY": "127.0.0.1"}, False),
        ({"HTTP_PROXY": "{}", "NO_PROXY": "*"}, False),
        ({"HTTP_PROXY": "{}", "NO_PROXY": "elsewhere.example"}, True),
        ({"HTTP_PROXY": ""}, False),
    ],
)
def test_the_environment_names_the_proxy(
    environment: dict[str, str], through: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(ok(b"hello")) as server, Proxy() as proxy:
        for name, value in environment.items():
            monkeypatch.setenv(name, value.format(proxy.url))
        play("blocking", server.endpoint, story)
        assert through is bool(proxy.asked)
        proxy.asked.clear()
        play("blocking", server.endpoint, story, proxy=False)
        assert [] == proxy.asked


def test_the_environment_is_asked_for_each_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:p%40ss@one.example:3128")
    monkeypatch.setenv("NO_PROXY", ".internal.example,store.example:9000,[::1]")
    routes = Routes(None)
    proxy = Parsed("http", "one.example", 3128, "Basic dXNlcjpwQHNz")
    assert proxy == routes.to("https", "bucket.t3.storage.dev", 443).proxy
    for host, port in (("bucket.internal.example", 443), ("store.example", 9000), ("::1", 443)):
        assert routes.to("https", host, port).proxy is None
    assert proxy == routes.to("https", "store.example", 9001).proxy
    assert routes.to("http", "bucket.t3.storage.dev", 80).proxy is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://proxy", Parsed("http", "proxy", 80)),
        ("proxy:3128", Parsed("http", "proxy", 3128)),
        ("https://Proxy.Example/", Parsed("https", "proxy.example", 443)),
        ("http://[::1]:8080", Parsed("http", "::1", 8080)),
        ("http://a:b%3Ac@proxy", Parsed("http", "proxy", 80, "Basic YTpiOmM=")),
        ("http://only@proxy", Parsed("http", "proxy", 80, "Basic b25seTo=")),
    ],
)
def test_a_proxys_url_says_how_to_reach_it_and_as_whom(url: str, expected: Parsed) -> None:
    assert expected == Parsed.parse(url)


@pytest.mark.parametrize("url", ["socks5://user:hush@proxy:1080", "SOCKS4://proxy", "socks5h://proxy"])
def test_socks_is_refused_when_the_client_is_made(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for make in (TigrisHTTP, AsyncTigrisHTTP):
        with pytest.raises(ValueError, match="SOCKS") as met:
            make("https://store.example", KEYS, proxy=url)
        assert "hush" not in str(met.value)
        with monkeypatch.context() as patched:
            patched.setenv("ALL_PROXY", url)
            with pytest.raises(ConfigurationError, match=r"^ALL_PROXY is a SOCKS proxy") as named:
                make("https://store.example", KEYS)
            assert "hush" not in str(named.value)


@pytest.mark.parametrize(
    "url", ["ftp://hush", "http://", "http://hush@", "http://a b", "http://a:99999", "http://h/path"]
)
def test_what_is_no_proxy_is_refused_when_the_client_is_made_and_not_shown(url: str) -> None:
    with pytest.raises(ValueError, match="proxy") as met:
        TigrisHTTP("https://store.example", KEYS, proxy=url)
    assert "hush" not in str(met.value)


def test_a_proxy_of_another_type_is_a_type_error() -> None:
    for wrong in (True, 7, b"http://proxy"):
        with pytest.raises(TypeError, match="proxy must be a URL, None or False"):
            TigrisHTTP("https://store.example", KEYS, proxy=wrong)  # type: ignore[arg-type]


def test_a_proxys_user_is_not_shown_and_travels_in_a_pickle() -> None:
    client = TigrisHTTP("https://store.example", KEYS, proxy="http://user:hush@proxy")
    again = pickle.loads(pickle.dumps(client))
    assert client._config == again._config
    for shown in (client, client._config, client._config.network, Parsed.parse("http://user:hush@proxy")):
        assert "hush" not in repr(shown)
        assert "dXNl" not in repr(shown)


@needs_posix
def test_a_forked_child_does_not_read_the_settings_of_its_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS that ends the child."""

    asked: list[str] = []

    def of_system() -> dict[str, str]:
        asked.append("proxies")
        return getproxies_environment() or {"https": "http://proxy.example:8080"}

    def exceptions_of_system(host: str) -> bool:
        if getproxies_environment():
            return bool(proxy_bypass(host))
        asked.append("exceptions")
        return "near" in host

    def proxies(routes: Routes) -> list[bool]:
        return [routes.to("https", host, 443).proxy is not None for host in ("far.example", "near.example")]

    def work() -> bool:
        asked.clear()
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
        monkeypatch.setenv("NO_PROXY", "near.example")
        with_environment = proxies(Routes(None))
        monkeypatch.delenv("HTTPS_PROXY")
        monkeypatch.delenv("NO_PROXY")
        found = [with_environment, proxies(Routes(None)), proxies(inherited), asked]
        return found == [[True, False], [False, False], [True, True], []]

    monkeypatch.setattr("urllib.request.getproxies", of_system)
    monkeypatch.setattr("urllib.request.proxy_bypass", exceptions_of_system)
    inherited = Routes(None)
    assert [True, False] == proxies(Routes(None))
    assert ["proxies", "proxies", "exceptions", "exceptions"] == asked
    assert 0 == in_child(work)
