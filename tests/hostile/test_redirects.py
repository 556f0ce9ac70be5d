"""The client never follows a redirect: it opens no connection to the target and sends it no credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rawserver import RawServer, ok
from tigris_http import ServiceError

from .good import good
from .running import KEYS, MODES, run_all
from .server import HostileServer, Script
from .uses import USES

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def trap() -> Iterator[RawServer]:
    """Another host, which gives every caller what it requests."""
    with RawServer(ok(b"caught")) as server:
        yield server


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [201, 300, 301, 302, 303, 305, 307, 308])
def test_a_redirect_is_not_followed_and_is_an_error_that_names_no_secret(
    hostile: HostileServer, trap: RawServer, mode: str, status: int
) -> None:
    elsewhere = f"{trap.endpoint}/caught".encode()
    document = b"<Error><Code>PermanentRedirect</Code><Endpoint>%s</Endpoint></Error>" % elsewhere
    fields = (b"Location: " + elsewhere, b"Refresh: 0; url=" + elsewhere, b"x-amz-bucket-region: caught")
    hostile.behave(Script(lambda answer: (answer.instead(document, *fields, status=status), "keep")))
    hostile.forget()
    outcomes = run_all(mode, hostile.endpoint).outcomes
    assert len(USES) == len(outcomes)
    if status >= 300:
        assert {True} == {isinstance(outcome.error, ServiceError) for outcome in outcomes.values()}
    for outcome in outcomes.values():
        assert KEYS[1] not in f"{outcome.error!r} {outcome.result!r}"
    assert (0, []) == (trap.connections, trap.requests)
    assert hostile.requests
