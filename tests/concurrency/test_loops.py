"""An async client belongs to one event loop (asyncio, uvloop or trio) and says so on another."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import anyio
import pytest
import trio

from tests.modes import KEYS
from tests.rawserver import RawServer, ok
from tigris_http import AsyncObjectBody, AsyncTigrisHTTP
from tigris_http.emulator import Emulator

Story = Callable[[], Coroutine[Any, Any, Any]]


def _uvloop(story: Story) -> Any:
    import uvloop

    return uvloop.run(story())


RUNS: dict[str, Callable[[Story], Any]] = {
    "asyncio": lambda story: asyncio.run(story()),
    "uvloop": _uvloop,
    "trio": trio.run,
    "anyio on asyncio": lambda story: anyio.run(story, backend="asyncio"),
    "anyio on trio": lambda story: anyio.run(story, backend="trio"),
    "anyio on uvloop": lambda story: anyio.run(story, backend="asyncio", backend_options={"use_uvloop": True}),
}
if sys.platform == "win32":  # which has no uvloop
    RUNS = {name: run for name, run in RUNS.items() if "uvloop" not in name}


async def _got(client: AsyncTigrisHTTP) -> bytes:
    async with client.get_object("bucket", "key") as body:
        return await body.read()


async def _listed(client: AsyncTigrisHTTP) -> list[object]:
    return [entry async for entry in client.list_objects_v2("bucket")]


async def _bundled(client: AsyncTigrisHTTP) -> list[object]:
    async with client.bundle_objects("bucket", ["key"] * 9) as bundle:
        return [found async for found in bundle]


USES: dict[str, Callable[[AsyncTigrisHTTP], Awaitable[object]]] = {
    "head": lambda client: client.head_bucket("bucket"),
    "put": lambda client: client.put_object("bucket", "key", b"value"),
    "get": _got,
    "list": _listed,
    "bundle": _bundled,
}


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(ok()) as server:
        yield server


@pytest.mark.parametrize("run", RUNS)
def test_it_does_all_its_work_on_each_kind_of_loop(run: str) -> None:
    with Emulator() as tigris:

        async def work(client: AsyncTigrisHTTP, number: int) -> None:
            content = b"%d" % number * 1000
            await client.put_object("bucket", f"key/{number}", content)
            async with client.get_object("bucket", f"key/{number}") as body:
                assert content[:10] == await body.read(10)
                assert content[10:] == await body.read()
            async with client.bundle_objects("bucket", [f"key/{number}"] * 9) as bundle:
                assert [content] * 9 == [await found.read() async for found in bundle]  # type: ignore[union-attr]

        async def story() -> None:
            async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=8) as client:
                await client.create_bucket("bucket")
                async with anyio.create_task_group() as group:
                    for number in range(24):
                        group.start_soon(work, client, number)
                assert 24 == len([entry async for entry in client.list_objects_v2("bucket")])

        RUNS[run](story)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("second", ["asyncio", "uvloop", "trio"])
@pytest.mark.parametrize("first", ["asyncio", "uvloop", "trio"])
def test_on_a_second_loop_it_says_that_it_belongs_to_the_first(
    server: RawServer, first: str, second: str, use: str
) -> None:
    """Not `attached to a different loop`, nor a network error, nor an endless wait for the first."""
    client = AsyncTigrisHTTP(server.endpoint, KEYS)

    async def again() -> None:
        with pytest.raises(RuntimeError, match=r"another event loop.*make a client in each"):
            await USES[use](client)

    async def other() -> None:
        # Two loops at once, each in a thread: the error in the second leaves the first usable.
        await client.head_bucket("bucket")
        await anyio.to_thread.run_sync(lambda: RUNS[second](again))
        await client.head_bucket("bucket")
        await client.aclose()

    RUNS[first](other)
    assert [b"/bucket", b"/bucket"] == [seen.target for seen in server.requests]
    assert 1 == server.connections


@pytest.mark.parametrize("second", ["asyncio", "trio"])
def test_a_body_is_read_on_its_own_loop(second: str) -> None:
    async def story() -> None:
        async with AsyncTigrisHTTP(full.endpoint, KEYS) as client:
            body = await client.get_object("bucket", "key")

            async def read() -> None:
                with pytest.raises(RuntimeError, match="another event loop"):
                    await body.read()

            await anyio.to_thread.run_sync(lambda: RUNS[second](read))
            await body.aclose()
            assert 1_000_000 == len(await _got(client))

    with RawServer(ok(b"x" * 1_000_000)) as full:
        asyncio.run(story())


def _closed_by_hand(client: AsyncTigrisHTTP) -> None:
    """Close without an event loop."""
    with pytest.raises(StopIteration):
        client.aclose().send(None)


CLOSINGS: dict[str, Callable[[AsyncTigrisHTTP], object]] = {
    "without a loop": _closed_by_hand,
    "on another asyncio": lambda client: asyncio.run(client.aclose()),
    "on another trio": lambda client: trio.run(client.aclose),
}


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize("has_trio", [True, False])
@pytest.mark.parametrize("run", ["asyncio", "trio"])
def test_after_the_end_of_its_loop_a_client_closes_every_socket(
    run: str, has_trio: bool, closing: str, opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sockets that are left to the collector are errors here."""
    bodies: list[AsyncObjectBody] = []
    clients: list[AsyncTigrisHTTP] = []

    async def story() -> None:
        client = clients[0]
        await client.head_bucket("bucket")
        bodies.append(await client.get_object("bucket", "key"))
        if not opened:
            await bodies.pop().aclose()

    with RawServer(ok(b"x" * 1_000_000)) as full:
        clients.append(AsyncTigrisHTTP(full.endpoint, KEYS))
        RUNS[run](story)
        if not has_trio:
            monkeypatch.setitem(sys.modules, "trio", None)
        CLOSINGS[closing](clients[0])
        with pytest.raises(RuntimeError, match="this client is closed"):
            clients[0].head_bucket("bucket").send(None)
        for body in bodies:
            with pytest.raises(StopIteration):
                body.aclose().send(None)
        bodies.clear()
        clients.clear()
        gc.collect()


def test_without_a_loop_the_error_of_a_used_client_says_so(server: RawServer) -> None:
    client = AsyncTigrisHTTP(server.endpoint, KEYS)
    asyncio.run(_got(client))
    with pytest.raises(RuntimeError, match="async context"):
        client.head_bucket("bucket").send(None)
    _closed_by_hand(client)


def test_threads_with_a_loop_each_take_a_client_each(server: RawServer) -> None:
    found = list[bytes]()

    async def story() -> None:
        async with AsyncTigrisHTTP(server.endpoint, KEYS) as client:
            for _ in range(10):
                found.append(await _got(client))

    threads = [threading.Thread(target=lambda: asyncio.run(story())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b""] * 40 == found
    assert 4 == server.connections


def test_without_a_loop_and_without_trio_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trio", None)
    call = AsyncTigrisHTTP("http://localhost:1", ("tid_a", "tsec_b")).head_bucket("bucket")
    with pytest.raises(RuntimeError, match=r"no event loop of asyncio .*tigris-http\[trio\]"):
        call.send(None)
