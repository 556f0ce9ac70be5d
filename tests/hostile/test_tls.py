"""Broken TLS, no TLS, and TLS of another host: one named error each, and no request to the wrong host."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tigris_http import ConnectionFailed, IncompleteBody, MalformedResponse, TimedOut, Timeouts

from .fault import ANY, BROKEN, RIGHT, Allowed, Fault, every
from .good import good
from .running import MODES, descriptors, eventually, open_connections, run_all, threads, told
from .server import Endless, HostileServer, Script
from .uses import USES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTIFICATES = Path(__file__).parents[2] / "fixtures" / "tls"
LOCAL = CERTIFICATES / "localhost.pem"


def serving(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / name)
    return context


@pytest.fixture(scope="module")
def secure() -> Iterator[HostileServer]:
    with HostileServer(good, serving("localhost.pem")) as server:
        yield server


@pytest.fixture(scope="module")
def plain() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


@pytest.fixture(scope="module")
def truth(secure: HostileServer) -> dict[str, object]:
    secure.behave()
    outcomes = run_all("blocking", secure.endpoint, verify=LOCAL).outcomes
    assert [] == [outcome.error for outcome in outcomes.values() if outcome.error is not None]
    return {name: outcome.result for name, outcome in outcomes.items()}


def assert_nothing_left(server: HostileServer, before: int) -> None:
    assert 0 == eventually(lambda: open_connections(server.port))
    assert [] == eventually(threads)
    server.forget()
    assert before >= eventually(lambda: max(0, descriptors() - before) and descriptors())


CUT: dict[Kind, Allowed] = every(*BROKEN, head=(RIGHT, *BROKEN), ack=(RIGHT, *BROKEN))
STALLED: dict[Kind, Allowed] = every(TimedOut, head=(RIGHT, TimedOut), ack=(RIGHT, TimedOut))
ANSWERED: dict[Kind, Allowed] = every(RIGHT, *BROKEN)
FAULTS = {
    "no answer": Fault("", Script(lambda _: ("cut",)), every(ConnectionFailed)),
    "no answer, orderly": Fault("", Script(lambda _: ("close",)), every(ConnectionFailed)),
    "reset": Fault("", Script(lambda _: ("reset",)), every(ConnectionFailed)),
    "cut in the head": Fault("", Script(lambda a: (a.head()[:30], "cut")), every(ConnectionFailed)),
    "closed in the head": Fault("", Script(lambda a: (a.head()[:30], "close")), every(ConnectionFailed)),
    "cut behind the head": Fault("", Script(lambda a: (a.head(), "cut")), CUT),
    "cut in the body": Fault("", Script(lambda a: (a.head() + a.body[: len(a.body) // 2], "cut")), CUT),
    "reset in the body": Fault("", Script(lambda a: (a.head() + a.body[:2], "reset")), CUT),
    "cut behind the body": Fault("", Script(lambda a: (a.whole, "cut")), ANSWERED),
    "silence in the body": Fault("", Script(lambda a: (a.head() + a.body[:2], "stall")), STALLED, waits=True),
    "endless bytes behind the end": Fault(
        "", Script(lambda a: (a.whole + b"x", Endless(b"x" * 4096))), every(RIGHT, MalformedResponse)
    ),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", FAULTS)
def test_a_cut_of_tls_is_never_the_end_of_a_body(
    secure: HostileServer, truth: dict[str, object], mode: str, name: str
) -> None:
    fault = FAULTS[name]
    secure.forget()
    before = descriptors()
    secure.behave(fault.script)
    timeouts = Timeouts(connect=5, read=0.3 if fault.waits else 5, write=5, pool=5)
    outcomes = run_all(mode, secure.endpoint, verify=LOCAL, timeouts=timeouts).outcomes
    wrong: list[str] = []
    for use in USES:
        outcome, allowed = outcomes[use.name], fault.allowed[use.kind]
        classes = tuple(each for each in allowed if isinstance(each, type))
        right = RIGHT in allowed and outcome.error is None and outcome.result == truth[use.name]
        if not (
            right or (outcome.error is None and ANY in allowed) or isinstance(told(use.verb, outcome.error), classes)
        ):
            wrong.append(f"{use.name}: {outcome.error or outcome.result!r}")
    assert [] == wrong
    assert_nothing_left(secure, before)


@pytest.mark.parametrize("mode", MODES)
def test_half_a_body_of_unknown_length_is_not_a_whole_one(secure: HostileServer, mode: str) -> None:
    secure.behave(Script(lambda a: (a.head(b"X-A: b") + a.body[: len(a.body) // 2], "cut")))
    listings = [use for use in USES if use.kind in {"document", "bundle"}]
    for outcome in run_all(mode, secure.endpoint, listings, verify=LOCAL).outcomes.values():
        assert isinstance(outcome.error, (IncompleteBody, ConnectionFailed, MalformedResponse))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("certificate", ["elsewhere.pem", "expired.pem", "localhost.pem"])
def test_a_wrong_certificate_gets_no_request(mode: str, certificate: str) -> None:
    """Another host's, one that has expired, and one of an unknown authority."""
    trusted = CERTIFICATES / ("elsewhere.pem" if certificate == "localhost.pem" else certificate)
    with HostileServer(good, serving(certificate)) as server:
        before = descriptors()
        outcomes = run_all(mode, server.endpoint, verify=trusted).outcomes
        for outcome in outcomes.values():
            assert isinstance(outcome.error, ConnectionFailed)
            assert not outcome.error.sent
            assert ": its certificate was refused (" in str(outcome.error)
            assert "name the certificates to trust: verify=" in str(outcome.error)
        assert [] == server.requests
        assert_nothing_left(server, before)


@pytest.mark.parametrize("mode", MODES)
def test_tls_to_a_server_without_it_is_a_failed_connection(plain: HostileServer, mode: str) -> None:
    plain.behave()
    plain.forget()
    before = descriptors()
    plain.behave(Script(lambda _: (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "close"), "nothing"))
    endpoint = plain.endpoint.replace("http:", "https:")
    for outcome in run_all(mode, endpoint, verify=LOCAL).outcomes.values():
        assert isinstance(outcome.error, ConnectionFailed)
        assert not outcome.error.sent
    assert_nothing_left(plain, before)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "greeting", [b"", b"\x15\x03\x01\x00\x02\x02\x28", b"\x16\x03\x03\x40\x00" + bytes(100), bytes(300)]
)
def test_a_handshake_that_ends_in_the_middle_is_a_failed_connection(
    plain: HostileServer, mode: str, greeting: bytes
) -> None:
    plain.forget()
    before = descriptors()
    plain.behave(Script(lambda _: (greeting, "close"), "nothing"))
    for outcome in run_all(mode, plain.endpoint.replace("http:", "https:"), verify=LOCAL).outcomes.values():
        assert isinstance(outcome.error, ConnectionFailed)
        assert not outcome.error.sent
    assert_nothing_left(plain, before)


@pytest.mark.parametrize("mode", MODES)
def test_a_handshake_that_stalls_ends_with_the_connect_timeout(plain: HostileServer, mode: str) -> None:
    plain.forget()
    before = descriptors()
    plain.behave(Script(lambda _: (b"\x16\x03\x03", "stall"), "nothing"))
    timeouts = Timeouts(connect=0.3)
    endpoint = plain.endpoint.replace("http:", "https:")
    for outcome in run_all(mode, endpoint, verify=LOCAL, timeouts=timeouts).outcomes.values():
        assert isinstance(outcome.error, TimedOut)
        assert (False, True) == (outcome.error.sent, outcome.seconds < 8)
    assert_nothing_left(plain, before)


@pytest.mark.parametrize("mode", MODES)
def test_plain_http_to_a_server_of_tls_is_an_error_of_this_package(secure: HostileServer, mode: str) -> None:
    secure.behave()
    secure.forget()
    before = descriptors()
    for name, outcome in run_all(mode, secure.endpoint.replace("https:", "http:")).outcomes.items():
        assert isinstance(told(name.split(" ")[0], outcome.error), (ConnectionFailed, MalformedResponse))
    assert [] == secure.requests
    assert_nothing_left(secure, before)
