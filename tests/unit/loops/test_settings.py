"""Clients that are made with the settings of another one."""

from __future__ import annotations

import asyncio
import ssl

import httpx
import pytest

from tigris_http import AsyncTigrisHTTP, Credentials, TigrisHTTP
from tigris_http._loops import client_with, closed, config_of
from tigris_http.emulator import Emulator


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_settings_that_do_not_pickle_serve_this_process(kind: type[TigrisHTTP | AsyncTigrisHTTP]) -> None:
    with Emulator() as tigris:
        keys = tigris.credentials
        given = kind(tigris.endpoint, lambda: keys, verify=ssl.create_default_context())

        async def work() -> list[str]:
            async with client_with(config_of(given)) as client:
                await client.create_bucket("atlas")
                return [bucket.name async for bucket in client.list_buckets()]

        assert ["atlas"] == asyncio.run(work())


def test_the_options_of_a_view_hold() -> None:
    keys = Credentials("tid_a", "tsec_a")
    given = TigrisHTTP("https://t3.storage.dev", keys).with_options(consistent=True)
    assert repr(given).replace("TigrisHTTP", "AsyncTigrisHTTP", 1) == repr(client_with(config_of(given)))


def test_a_blocking_transport_of_ones_own_is_refused() -> None:
    with httpx.HTTPTransport() as transport:
        given = TigrisHTTP("https://t3.storage.dev", ("tid_a", "tsec_a"), transport=transport)
        with pytest.raises(TypeError, match="blocking transport of your own"):
            config_of(given)


@pytest.mark.parametrize("given", ["https://t3.storage.dev", None, TigrisHTTP])
def test_anything_but_a_client_is_refused(given: object) -> None:
    with pytest.raises(TypeError, match="client must be a TigrisHTTP or an AsyncTigrisHTTP, not"):
        config_of(given)


@pytest.mark.parametrize("inside", [True, False])
def test_a_client_closes_in_any_thread_with_a_loop_or_without(inside: bool) -> None:
    with Emulator() as tigris:
        client = AsyncTigrisHTTP(tigris.endpoint, tigris.credentials)

        async def use() -> int:
            return len([bucket async for bucket in client.list_buckets()])

        async def close() -> None:
            closed(client)

        assert 0 == asyncio.run(use())
        if inside:
            asyncio.run(close())
        else:
            closed(client)
        with pytest.raises(RuntimeError, match="this client is closed"):
            asyncio.run(use())
