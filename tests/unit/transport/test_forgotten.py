"""An unclosed client names itself when it is collected, and keeps no connection."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

from tests.modes import KEYS, in_all_modes
from tests.rawserver import RawServer, ok
from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child, no_leak
from tigris_http import AsyncTigrisHTTP, TigrisHTTP, Timeouts

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]  # of every test here

NAMES = {"blocking": "TigrisHTTP: use it in a `with` statement", "asyncio": "AsyncTigrisHTTP: use it in `async with`"}
NAMES["trio"] = NAMES["asyncio"]


def told(mode: str, endpoint: str, use: Callable[[Any], Any] | None, **options: Any) -> list[str]:
    """Make a client, use it, forget it. Return the warnings."""

    async def used() -> None:
        client = AsyncTigrisHTTP(endpoint, KEYS, **options)
        if use is not None:
            await use(client)

    def blocking() -> None:
        client = TigrisHTTP(endpoint, KEYS, **options)
        if use is not None:
            use(client)

    gc.collect()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        if mode == "blocking":
            blocking()
        else:
            anyio.run(used, backend=mode)
        gc.collect()
    return messages(seen)


def messages(seen: list[warnings.WarningMessage]) -> list[str]:
    """Return all but those of Python's own sockets."""
    return [text for each in seen if "socket.socket" not in (text := str(each.message))]


def test_a_forgotten_client_is_named_once(mode: str) -> None:
    with RawServer(ok()) as server:
        (said,) = told(mode, server.endpoint, lambda c: c.head_bucket("bucket"))
        assert f"unclosed {NAMES[mode]}, or close it after its last call" == said


def test_a_client_that_sent_nothing_may_be_forgotten(mode: str) -> None:
    with RawServer(ok()) as server:
        assert [] == told(mode, server.endpoint, None)


def test_a_forgotten_view_is_silent_while_its_client_is_used() -> None:
    with RawServer(ok()) as server, TigrisHTTP(server.endpoint, KEYS) as client, warnings.catch_warnings():
        warnings.simplefilter("error")
        client.with_options(timeouts=Timeouts(read=5)).head_bucket("bucket")
        gc.collect()
        assert "bucket" == client.head_bucket("bucket").bucket


def test_a_closed_client_may_be_forgotten() -> None:
    def use(client: TigrisHTTP) -> None:
        client.head_bucket("bucket")
        client.close()

    with RawServer(ok()) as server:
        assert [] == told("blocking", server.endpoint, use)


def test_a_client_with_a_transport_of_its_caller_may_be_forgotten() -> None:
    with RawServer(ok()) as server, httpx.Client() as transport:
        assert [] == told("blocking", server.endpoint, lambda c: c.head_bucket("bucket"), transport=transport)
        assert not transport.is_closed


@needs_posix
def test_a_forked_child_does_not_warn_of_the_client_of_its_parent() -> None:
    with RawServer(ok()) as server:
        clients = [TigrisHTTP(server.endpoint, KEYS)]
        clients[0].head_bucket("bucket")

        def collect() -> bool:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                clients.clear()
                gc.collect()
            return not messages(seen)

        status = in_child(collect)
        clients[0].close()
        assert 0 == status


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_a_client_that_was_not_made_is_not_unclosed(kind: type[Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=r"^max_connections"):
            kind("https://t3.storage.dev", KEYS, max_connections=0)
        gc.collect()
