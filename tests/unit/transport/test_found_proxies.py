"""The proxies of the environment and of the system: one that a request would not use stops no client."""

from __future__ import annotations

import logging
import threading
from typing import Any

import httpx
import pytest

from tests.modes import KEYS, NO_RETRY, in_all_modes, play
from tests.proxies import Proxy
from tests.rawserver import RawServer, ok
from tigris_http import AsyncTigrisHTTP, ConfigurationError, HTTPTransport, TigrisHTTP
from tigris_http._transport.sockets.proxy import Routes

pytest_generate_tests = in_all_modes

CLIENTS = pytest.mark.parametrize("make", [TigrisHTTP, AsyncTigrisHTTP])
LABEL = "a" * 64
BAD = [
    "socks5://user:hush@proxy:1080",
    "ftp://hush",
    "http://hush@",
    "http://a:99999",
    f"http://user:hush@{LABEL}.example:3128",
    "http://" + "a." * 130 + "example",
    "http://a..b",
    "http://1.2.3.999:3128",
    "http://[::::]:3128",
]


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@CLIENTS
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("url", BAD)
def test_a_variable_without_a_usable_proxy_is_named_when_the_client_is_made(
    make: Any, name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)
    named = f"^{name} (is|must|has) .*NO_PROXY names the hosts that need none$"
    with pytest.raises(ConfigurationError, match=named) as met:
        make("https://store.example", KEYS)
    assert "hush" not in str(met.value)


@CLIENTS
@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize(
    "environment",
    [
        {"NO_PROXY": "store.example"},
        {"NO_PROXY": "*"},
        {"HTTPS_PROXY": "http://proxy.example"},
    ],
)
def test_a_proxy_that_would_not_be_used_stops_no_client(
    make: Any, url: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", url)
    monkeypatch.setenv("HTTP_PROXY", url)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert "https://store.example" in repr(make("https://store.example", KEYS))


def test_a_proxy_that_no_endpoint_tells_of_is_refused_by_the_request_that_would_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy:1080")
    with (
        httpx.Client(transport=HTTPTransport()) as client,
        pytest.raises(ConfigurationError, match=r"^ALL_PROXY is a SOCKS proxy"),
    ):
        client.get("http://store.example")


@CLIENTS
@pytest.mark.parametrize("url", BAD[4:])
def test_a_proxy_of_the_caller_with_an_impossible_host_is_named(make: Any, url: str) -> None:
    with pytest.raises(ValueError, match=r"^proxy (has a host that is no name or address|must be a URL)") as met:
        make("https://store.example", KEYS, proxy=url)
    assert "hush" not in str(met.value)


# -- the registry of Windows, System Configuration of macOS -----------------------------------------------------------


class System:
    """A system with proxies, and with exceptions for which it resolves names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, proxies: dict[str, str], *direct: str) -> None:
        self.threads: list[threading.Thread] = []
        self.asked: list[str] = []
        self._direct = direct
        monkeypatch.setattr("urllib.request.getproxies", lambda: dict(proxies))
        monkeypatch.setattr("urllib.request.proxy_bypass", self._bypass)

    def _bypass(self, host: str) -> bool:
        self.threads.append(threading.current_thread())
        self.asked.append(host)
        return host.partition(":")[0] in self._direct


def test_a_proxy_of_the_system_is_used_except_for_its_exceptions(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            yield c.head_bucket("bucket")

    with RawServer(ok()) as server, Proxy() as proxy:
        for direct in ((), ("127.0.0.1",)):
            proxy.asked.clear()
            system = System(monkeypatch, {"http": proxy.url}, *direct)
            play(mode, server.endpoint, story, retry=NO_RETRY)
            assert bool(direct) is not bool(proxy.asked)
            assert [f"127.0.0.1:{server.port}"] == system.asked, "each host is asked about once"
        assert 6 == len(server.requests)


def test_the_systems_exceptions_are_asked_for_in_another_thread_than_the_event_loops(
    loop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops: list[threading.Thread] = []

    def story(c: Any) -> Any:
        loops.append(threading.current_thread())
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        system = System(monkeypatch, {"http": "http://proxy.example"}, "127.0.0.1")
        play(loop, server.endpoint, story, retry=NO_RETRY)
        assert 1 == len(system.threads)
        assert loops[0] is not system.threads[0]
        system = System(monkeypatch, {"https": "http://proxy.example"})
        play(loop, server.endpoint, story, retry=NO_RETRY)
        assert [] == system.threads


@pytest.mark.parametrize(
    "proxies",
    [
        {"socks": "socks://proxy.example:1080"},
        {"http": "socks4://proxy.example:1080", "https": "socks4://proxy.example:1080"},
    ],
)
def test_socks_of_the_system_is_passed_over_with_a_line_of_log(
    mode: str, proxies: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")

    caplog.set_level(logging.INFO, "tigris_http")
    with RawServer(ok()) as server:
        System(monkeypatch, proxies)
        play(mode, server.endpoint, story, retry=NO_RETRY)
    assert len(proxies) == caplog.text.count("speaks SOCKS, which is not supported: it is not used")


def test_a_bad_proxy_of_the_system_is_named_by_the_request(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(ConfigurationError, match="the system's https proxy has a host that is no name or address"):
            yield c.head_bucket("bucket")

    System(monkeypatch, {"https": f"http://{LABEL}.example"})
    play(mode, "https://store.example", story, retry=NO_RETRY)


def test_the_environment_replaces_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    System(monkeypatch, {"https": "http://system.example"})
    monkeypatch.setenv("HTTPS_PROXY", "http://env.example")
    proxy = Routes(None).to("https", "store.example", 443).proxy
    assert proxy is not None
    assert "env.example" == proxy.host
