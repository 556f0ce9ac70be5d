"""A forked child opens its own connections and never touches its parent's, as the server sees it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

from tests.concurrency.processes import forked, in_child
from tests.modes import KEYS
from tests.rawserver import RawServer, ok
from tests.systems import needs_linux, needs_posix
from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.emulator import Emulator

pytestmark = needs_posix

BODY = bytes(range(256)) * 4000
LOOPS = ("asyncio", "trio")


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(ok(BODY)) as server:
        yield server


def get(client: TigrisHTTP, key: str = "key") -> bool:
    with client.get_object("bucket", key) as body:
        return body.read() == BODY


async def aget(client: AsyncTigrisHTTP, key: str = "key") -> bool:
    async with client.get_object("bucket", key) as body:
        return await body.read() == BODY


def at_once(client: TigrisHTTP, count: int) -> list[bool]:
    """Open that many bodies before the first is read: the pool then holds as many connections."""
    bodies = [client.get_object("bucket", "key") for _ in range(count)]
    found = [body.read() == BODY for body in bodies]
    for body in bodies:
        body.close()
    return found


def of(server: RawServer, key: str) -> set[int]:
    """Return the connections that carried requests for this key."""
    return {seen.connection for seen in server.requests if seen.target == f"/bucket/{key}".encode()}


def test_children_of_a_full_pool_share_no_connection_with_it_nor_with_each_other(server: RawServer) -> None:
    with TigrisHTTP(server.endpoint, KEYS) as client:
        assert all(at_once(client, 5))
        children = [
            forked(lambda number=number: all(get(client, f"child{number}") for _ in range(20)))  # type: ignore[misc]
            for number in range(4)
        ]
        assert all(get(client, "parent") for _ in range(20))
        assert ["right"] * 4 == [ended() for ended in children]
        assert all(at_once(client, 5))
        used = [of(server, f"child{number}") for number in range(4)]
        assert [1, 1, 1, 1] == [len(numbers) for numbers in used]
        assert 4 == len(set().union(*used)), "two processes on one connection"
        assert of(server, "parent") | of(server, "key") <= set(range(1, 6)), "the parent's own stay usable"


def test_a_child_leaves_open_bodies_of_its_parent_alone_and_the_parent_reads_them_on(server: RawServer) -> None:
    with TigrisHTTP(server.endpoint, KEYS) as client:
        bodies = [client.get_object("bucket", "key") for _ in range(3)]
        begun = [body.read(1000) for body in bodies]

        def child() -> bool:
            right = get(client, "child")
            for body in bodies:
                with pytest.raises(RuntimeError, match="another process"):
                    body.read()
            bodies[0].close()  # is not the parent's
            bodies.clear()  # nor a collected one
            client.close()
            return right

        assert "right" == in_child(child)
        for body, front in zip(bodies, begun, strict=True):
            assert front + body.read() == BODY
            body.close()
        assert get(client)
        assert {4} == of(server, "child")
        assert {1, 2, 3} == of(server, "key")


def test_a_child_that_was_forked_in_a_thread_beside_others_works(server: RawServer) -> None:
    with TigrisHTTP(server.endpoint, KEYS) as client, ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: get(client), range(8)))
        ended = pool.map(lambda number: in_child(lambda: get(client, f"child{number}")), range(4))
        assert ["right"] * 4 == list(ended)
        assert 4 == len(set().union(*(of(server, f"child{number}") for number in range(4))))
        before = of(server, "key")
        assert all(pool.map(lambda _: get(client, "after"), range(8)))
        assert not of(server, "after") & set().union(*(of(server, f"child{number}") for number in range(4)))
        assert before


@pytest.mark.parametrize("inside", [True, False], ids=["while the loop runs", "after the loop"])
def test_a_child_uses_an_async_client_in_a_loop_of_its_own(server: RawServer, inside: bool) -> None:
    client = AsyncTigrisHTTP(server.endpoint, KEYS)

    def child() -> bool:
        async def main() -> bool:
            right = await aget(client, "child") and await aget(client, "child")
            await client.aclose()
            return right

        return asyncio.run(main())

    async def parent() -> None:
        body = await client.get_object("bucket", "key")
        front = await body.read(1000)
        if inside:
            assert "right" == await asyncio.to_thread(in_child, child)
        assert front + await body.read() == BODY
        assert await aget(client)
        await body.aclose()
        await client.aclose()

    asyncio.run(parent())
    if not inside:
        client = AsyncTigrisHTTP(server.endpoint, KEYS)
        assert "right" == in_child(child)
    assert {1} == of(server, "key")
    assert {2} == of(server, "child")


@pytest.mark.parametrize("loop", LOOPS)
def test_an_async_body_belongs_to_the_process_that_opened_it(server: RawServer, loop: str) -> None:
    async def parent() -> None:
        async with AsyncTigrisHTTP(server.endpoint, KEYS) as client, client.get_object("bucket", "key") as body:
            front = await body.read(1000)

            def child() -> bool:
                async def main() -> bool:
                    with pytest.raises(RuntimeError, match="another process"):
                        await body.read()
                    await body.aclose()
                    return await aget(client, "child")

                return anyio.run(main, backend="asyncio")

            assert "right" == await anyio.to_thread.run_sync(in_child, child)
            assert front + await body.read() == BODY

    anyio.run(parent, backend=loop)
    assert {1} == of(server, "key")
    assert {2} == of(server, "child")


def test_100_forks_under_load_never_find_a_lock_taken_for_ever() -> None:
    """Other threads hold locks of the pool, the signer, of imports, of logging: in the child no thread releases them.

    There are more threads than connections, so some always wait for the pool.
    """
    stop = threading.Event()

    def load(client: TigrisHTTP, number: int) -> int:
        count = 0
        while not stop.is_set():
            client.put_object("bucket", f"parent/{number}", b"%d" % count)
            with client.get_object("bucket", f"parent/{number}") as body:
                assert b"%d" % count == body.read()
            count += 1
        return count

    # The emulator's threads live only in the parent, which serves the children too.
    with (
        Emulator() as tigris,
        ThreadPoolExecutor(6) as pool,
        TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=4) as client,
    ):
        client.create_bucket("bucket")
        client.put_object("bucket", "key", b"value")
        loads = [pool.submit(load, client, number) for number in range(6)]

        def child() -> bool:
            with client.get_object("bucket", "key") as body:
                return body.read() == b"value"

        found = list[str]()
        try:
            for _ in range(20):
                children = [forked(child) for _ in range(5)]
                found += [ended() for ended in children]
        finally:
            stop.set()
        assert {"right": 100} == {verdict: found.count(verdict) for verdict in found}
        assert all(load.result() > 0 for load in loads)


FORKED_IN_C = """
import ctypes, os, signal, sys
from tigris_http import TigrisHTTP

hooks = []
os.register_at_fork(after_in_child=lambda: hooks.append(1))
signal.alarm(30)
with TigrisHTTP(sys.argv[1], ("tid_a", "tsec_b")) as client, client.get_object("bucket", "key") as body:
    front = body.read(1000)
    child = ctypes.PyDLL(None).fork()
    if not child:
        try:
            body.read()
        except RuntimeError as error:
            refused = "another process" in str(error)
        with client.get_object("bucket", "child") as own:
            os._exit(0 if refused and not hooks and len(own.read()) == int(sys.argv[2]) else 1)
    assert not os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "the child"
    assert len(front + body.read()) == int(sys.argv[2]), "the parent"
"""


@needs_linux
def test_a_child_forked_in_c_runs_no_hooks_and_still_shares_no_connection(server: RawServer) -> None:
    """As a server that loads the application before it forks its workers.

    In a program without other threads: if one waits for the interpreter at a fork in C, the child waits for it too.
    """
    ran = subprocess.run(
        [sys.executable, "-c", FORKED_IN_C, server.endpoint, str(len(BODY))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "") == (ran.returncode, ran.stderr)
    assert not of(server, "child") & of(server, "key")


def worker(client: TigrisHTTP, key: str) -> tuple[bytes, int]:
    """Use a client in a process of a pool."""
    with client.get_object("bucket", key) as body:
        return body.read(), os.getpid()


async def _aworker(client: AsyncTigrisHTTP, key: str) -> tuple[bytes, int]:
    async with client.get_object("bucket", key) as body:
        return await body.read(), os.getpid()


def aworker(client: AsyncTigrisHTTP, key: str) -> tuple[bytes, int]:
    """Use an async client in a process of a multiprocessing pool."""
    return asyncio.run(_aworker(client, key))


@contextlib.contextmanager
def _pool(method: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import multiprocessing
    import warnings
    from pathlib import Path

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("no such method here")
    # A new process has to find this module.
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(2) as pool:
            yield pool


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_multiprocessing_take_clients_as_arguments(
    server: RawServer, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TigrisHTTP(server.endpoint, KEYS) as client:
        assert get(client)
        body = client.get_object("bucket", "key")
        assert BODY[:10] == body.read(10)
        with _pool(method, monkeypatch) as pool:
            found = pool.starmap(worker, [(client, "child")] * 4)
            found += pool.starmap(aworker, [(AsyncTigrisHTTP(server.endpoint, KEYS), "child")] * 4)
            assert [BODY] * 8 == [content for content, _ in found]
            assert os.getpid() not in {process for _, process in found}
        assert BODY[10:] == body.read()
        body.close()
        assert get(client)
    assert not of(server, "child") & of(server, "key")
