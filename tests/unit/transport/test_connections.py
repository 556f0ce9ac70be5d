"""The pool over a server of plain sockets: threads, tasks, cancellation, interrupts, forks, other event loops."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
import trio

from tests.modes import KEYS, NO_RETRY, close, in_all_modes, play
from tests.rawserver import WEAK, Answer, RawServer, cut, ok, reply, stalled
from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child, no_leak
from tigris_http import AsyncTigrisHTTP, ConnectionFailed, OutcomeUnknown, TigrisError, TigrisHTTP, TimedOut, Timeouts
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http._transport.pool import slots as slots_module
from tigris_http._transport.sockets.asynchronous import AsyncStream

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]


def pool(client: Any) -> Any:
    return client._transport.senders.get()._transport.pools.get().slots


def settled(client: Any) -> tuple[int, int]:
    """How many connections are idle and in use."""
    return len(pool(client).idle), len(pool(client).in_use)


# -- places -----------------------------------------------------------------------------------------------------------


def test_many_threads_share_few_connections_and_each_gets_its_own_answer() -> None:
    class Echo(RawServer):
        """Answers with the key."""

        def _one(self, connection: Any, reader: Any, number: int) -> bool:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = reader.readline()
                if not line:
                    return False
                head += line
            connection.sendall(ok(head.split(b" ")[1].rpartition(b"/")[2] * 50))
            return True

    def work(number: int) -> bool:
        key = f"key{number}"
        with client.get_object("bucket", key) as body:
            return body.read() == key.encode() * 50

    with (
        Echo(ok()) as server,
        TigrisHTTP(server.endpoint, KEYS, max_connections=8) as client,
        ThreadPoolExecutor(64) as threads,
    ):
        assert all(threads.map(work, range(3000)))
        assert server.connections <= 8
        assert 0 == settled(client)[1]


def test_many_tasks_share_few_connections(loop: str) -> None:
    async def main(endpoint: str) -> None:
        async with AsyncTigrisHTTP(endpoint, KEYS, max_connections=8) as client:

            async def work() -> None:
                for _ in range(10):
                    async with client.get_object("bucket", "key") as body:
                        assert b"hello" == await body.read()

            async with anyio.create_task_group() as group:
                for _ in range(64):
                    group.start_soon(work)
            assert 0 == settled(client)[1]

    with RawServer(ok(b"hello")) as server:
        anyio.run(main, server.endpoint, backend=loop)
        assert (640, True) == (len(server.requests), server.connections <= 8)


def test_a_bucket_with_a_host_of_its_own_takes_the_idle_place_of_another(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))

    def story(c: Any) -> Any:
        for bucket in ("first", "second", "second", "first"):
            yield c.head_bucket(bucket)

    with RawServer(ok()) as server:
        play(mode, f"http://store.example:{server.port}", story, max_connections=1, timeouts=Timeouts(pool=5))
        assert [1, 2, 2, 3] == [seen.connection for seen in server.requests]
        assert {f"first.store.example:{server.port}", f"second.store.example:{server.port}"} == {
            seen.get("host") for seen in server.requests
        }


def test_an_abandoned_body_is_closed_by_whoever_waits_for_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tigris_http._transport.pool.slots.SWEEP_INTERVAL", 0.05)
    with (
        RawServer(ok(b"x" * 1_000_000), ok()) as server,
        TigrisHTTP(server.endpoint, KEYS, max_connections=1, timeouts=Timeouts(pool=10)) as client,
        ThreadPoolExecutor(1) as thread,
    ):
        body = client.get_object("bucket", "key")
        waiting = thread.submit(client.head_bucket, "bucket")
        time.sleep(0.1)
        assert not waiting.done()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del body
            gc.collect()
        assert "bucket" == waiting.result(5).bucket


def test_idle_connections_are_not_kept_for_ever(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots_module, "IDLE_SECONDS", 0.05)

    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")
        yield c.head_bucket("bucket")
        time.sleep(0.1)
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
        assert [1, 1, 2] == [seen.connection for seen in server.requests]


def test_an_answer_that_ends_the_connection_is_the_last_on_it(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            body = yield c.get_object("bucket", "key")
            assert b"hello" == (yield body.read())

    last = (
        ok(b"hello", "Connection: close"),
        ok(b"hello").replace(b"HTTP/1.1", b"HTTP/1.0"),
        ok(b"hello"),
    )
    with RawServer(*last) as server:
        play(mode, server.endpoint, story)
        assert [1, 2, 3] == [seen.connection for seen in server.requests]


def test_bytes_behind_the_end_of_a_body_are_no_answer_to_the_next_request(mode: str) -> None:
    def story(c: Any) -> Any:
        for expected in (b"hello", b"world"):
            body = yield c.get_object("bucket", "key")
            assert expected == (yield body.read())

    with RawServer(ok(b"hello") + ok(b"forged"), ok(b"world")) as server:
        play(mode, server.endpoint, story)
        assert [1, 2] == [seen.connection for seen in server.requests]


def test_a_place_is_waited_for_no_longer_than_the_call_may_take(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        begun = time.monotonic()
        with pytest.raises(TimedOut) as caught:
            yield c.head_bucket("bucket", timeout=0.2)
        assert not caught.value.sent
        assert time.monotonic() - begun < 3
        yield close(body)
        yield c.head_bucket("bucket")

    with RawServer(ok(b"x" * 1_000_000), ok()) as server:
        play(mode, server.endpoint, story, max_connections=1, retry=NO_RETRY)


def test_a_connection_that_the_service_closes_under_a_request_is_told_from_one_that_never_was(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")
        with pytest.raises(OutcomeUnknown) as caught:
            yield c.create_snapshot("bucket")
        assert isinstance(caught.value.__cause__, ConnectionFailed)
        assert caught.value.__cause__.sent

    with RawServer(ok(), Answer(then="close")) as server:
        play(mode, server.endpoint, story)
        assert 2 == len(server.requests)


def test_a_body_that_comes_faster_than_it_is_read_lets_other_tasks_run_and_loses_nothing() -> None:
    async def main() -> int:
        near, far = socket.socketpair()
        near.setblocking(False)
        turns, room, got = 0, memoryview(bytearray(64)), b""

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        with near, far:
            far.sendall(bytes(range(256)) * 256)
            stream, counting = AsyncStream(near), asyncio.create_task(count())
            while len(got) < 65536:
                # At any step, also at the one that only lets others run, a cancellation takes nothing away.
                reading = asyncio.create_task(stream.receive_into(room, 5))
                await asyncio.sleep(0)
                if not reading.done() and reading.cancel():
                    await asyncio.wait([reading])
                    continue
                got += bytes(room[: await reading])
            turns = 0
            far.sendall(bytes(65536))
            for _ in range(1024):
                await stream.receive_into(room, 5)
            counting.cancel()
            await asyncio.wait([counting])
        assert bytes(range(256)) * 256 == got
        return turns

    assert asyncio.run(main()) >= 30


# -- ends -------------------------------------------------------------------------------------------------------------


def test_closing_a_client_wakes_who_reads_and_who_waits_for_a_place() -> None:
    with (
        RawServer(stalled(reply(200, b"abc", WEAK, length=10_000))) as server,
        TigrisHTTP(server.endpoint, KEYS, max_connections=1, retry=NO_RETRY) as client,
        ThreadPoolExecutor(2) as threads,
    ):
        body = client.get_object("bucket", "key", resume=False)
        reading, waiting = threads.submit(body.read), threads.submit(client.head_bucket, "bucket")
        time.sleep(0.2)
        client.close()
        with pytest.raises(TigrisError):
            reading.result(5)
        with pytest.raises(RuntimeError, match="this client is closed"):
            waiting.result(5)
        body.close()


def test_closing_an_async_client_wakes_who_reads_and_who_waits_for_a_place(loop: str) -> None:
    async def main(endpoint: str) -> list[type[BaseException]]:
        met: list[type[BaseException]] = []
        client = AsyncTigrisHTTP(endpoint, KEYS, max_connections=1, retry=NO_RETRY)

        async def catch(work: Any) -> None:
            try:
                await work()
            except (TigrisError, RuntimeError) as error:
                met.append(type(error))

        body = await client.get_object("bucket", "key", resume=False)
        with anyio.fail_after(5):
            async with anyio.create_task_group() as group:
                group.start_soon(catch, body.read)
                group.start_soon(catch, lambda: client.head_bucket("bucket"))
                await anyio.sleep(0.2)
                await client.aclose()
        await body.aclose()
        return met

    with RawServer(stalled(reply(200, b"abc", WEAK, length=10_000))) as server:
        assert {ConnectionFailed, RuntimeError} == set(anyio.run(main, server.endpoint, backend=loop))


def test_a_token_ends_the_wait_for_a_place() -> None:
    token, met = Token(), list[BaseException]()

    def wait() -> None:
        try:
            with token:
                client.head_bucket("bucket")
        except BaseException as error:  # noqa: BLE001  # it is looked at below
            met.append(error)

    with (
        RawServer(ok(b"x" * 1_000_000), ok()) as server,
        TigrisHTTP(server.endpoint, KEYS, max_connections=1) as client,
    ):
        body = client.get_object("bucket", "key")
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.2)
        token.abort()
        thread.join(2)
        assert not thread.is_alive()
        assert [Aborted] == [type(error) for error in met]
        body.close()
        assert "bucket" == client.head_bucket("bucket").bucket
        assert (1, 0) == settled(client)


def checkpoints(work: Any, steps: int, library: str) -> bool:
    """Run `work`, called off after `steps` steps of the loop; return whether it had ended by itself."""

    async def on_asyncio() -> bool:
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        ended = not task.cancel()
        await asyncio.wait([task])
        return ended

    async def on_trio() -> bool:
        ended = False

        async def working() -> None:
            nonlocal ended
            await work()
            ended = True

        async with trio.open_nursery() as nursery:
            nursery.start_soon(working)
            for _ in range(steps):
                await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel()
        return ended

    return on_asyncio() if library == "asyncio" else on_trio()  # type: ignore[return-value]


@pytest.mark.parametrize("busy", [False, True], ids=["at once", "after a wait for a place"])
def test_a_call_that_is_called_off_at_any_step_leaves_its_place(loop: str, busy: bool) -> None:
    async def main(endpoint: str) -> None:
        ended = 0
        for steps in range(80):
            async with AsyncTigrisHTTP(endpoint, KEYS, max_connections=1, retry=NO_RETRY) as client:
                held = await client.get_object("bucket", "key") if busy else None

                async def work(client: AsyncTigrisHTTP = client) -> None:
                    async with client.get_object("bucket", "key") as body:
                        await body.read()

                async def release(held: Any = held, steps: int = steps) -> None:
                    for _ in range(steps % 7):
                        await anyio.lowlevel.checkpoint()
                    await held.aclose()

                async with anyio.create_task_group() as group:
                    if busy:
                        group.start_soon(release)
                    ended += await checkpoints(work, steps, loop)  # type: ignore[misc]
                with anyio.fail_after(5):
                    await client.head_bucket("bucket")
                assert (1, 0) == settled(client)
        assert ended or busy

    with RawServer(ok(b"hello" * 100)) as server:
        anyio.run(main, server.endpoint, backend=loop)


# -- processes and loops ----------------------------------------------------------------------------------------------


@needs_posix
def test_a_child_forked_while_others_wait_for_a_place_has_all_places() -> None:
    with (
        RawServer(ok(b"x" * 1_000_000), ok()) as server,
        TigrisHTTP(server.endpoint, KEYS, max_connections=1) as client,
        ThreadPoolExecutor(1) as thread,
    ):
        body = client.get_object("bucket", "key")
        waiting = thread.submit(client.head_bucket, "bucket")
        time.sleep(0.1)
        assert 0 == in_child(lambda: client.head_bucket("bucket").bucket == "bucket")
        assert not waiting.done()
        body.close()
        assert "bucket" == waiting.result(5).bucket


@needs_posix
def test_a_child_that_collects_what_its_parent_left_open_closes_nothing() -> None:
    with RawServer(ok(b"x" * 1_000_000), ok()) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        bodies = [client.get_object("bucket", "key")]
        assert b"x" == bodies[0].read(1)

        def collect() -> bool:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                bodies.clear()
                gc.collect()
            return client.head_bucket("bucket").bucket == "bucket"

        assert 0 == in_child(collect)
        assert 999_999 == len(bodies[0].read())


def test_another_event_loop_is_refused_before_anything_is_sent(loop: str) -> None:
    async def first(client: AsyncTigrisHTTP) -> None:
        await client.head_bucket("bucket")

    async def second(client: AsyncTigrisHTTP) -> None:
        with pytest.raises(RuntimeError, match="another event loop"):
            await client.head_bucket("bucket")
        await client.aclose()
        with pytest.raises(RuntimeError, match="closed"):
            await client.head_bucket("bucket")

    with RawServer(ok()) as server:
        client = AsyncTigrisHTTP(server.endpoint, KEYS)
        anyio.run(first, client, backend=loop)
        anyio.run(second, client, backend=loop)
        assert 1 == len(server.requests)


def test_a_client_may_be_closed_on_another_loop_while_its_own_still_runs() -> None:
    ready, stop = threading.Event(), threading.Event()

    async def own(client: AsyncTigrisHTTP) -> None:
        await client.head_bucket("bucket")
        ready.set()
        while not stop.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    with RawServer(ok()) as server, ThreadPoolExecutor(1) as thread:
        client = AsyncTigrisHTTP(server.endpoint, KEYS)
        running = thread.submit(asyncio.run, own(client))
        assert ready.wait(5)
        asyncio.run(client.aclose())
        stop.set()
        running.result(5)


def test_a_body_cut_short_is_not_given_back(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TigrisError):
            yield c.copy_object("bucket", "key", "bucket", "source")
        yield c.head_bucket("bucket")

    with RawServer(cut(reply(200, b"abc", WEAK, length=10)), ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert 2 == server.connections
