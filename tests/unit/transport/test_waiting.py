"""Waiting on asyncio: a socket stays registered between two waits, and no longer than it is open."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.rawserver import RawServer, ok
from tests.unit.transport.leaks import no_leak
from tigris_http import AsyncTigrisHTTP
from tigris_http._transport.sockets.asynchronous import AsyncStream
from tigris_http._transport.sockets.readiness import READ, WRITE
from tigris_http._transport.sockets.waiting import Watch

__all__ = ["no_leak"]


class Counting:
    """Counts how often a loop registers and unregisters readers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self.added, self.removed = 0, 0
        add, remove = loop.add_reader, loop.remove_reader

        def adding(*arguments: Any) -> None:
            self.added += 1
            add(*arguments)

        def removing(descriptor: int) -> bool:
            self.removed += 1
            return remove(descriptor)

        monkeypatch.setattr(loop, "add_reader", adding)
        monkeypatch.setattr(loop, "remove_reader", removing)


def run(work: Callable[[socket.socket, socket.socket], Any]) -> None:
    """Run a coroutine function with both ends of a connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        asyncio.run(work(ours, theirs))


def test_many_requests_on_one_connection_register_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> Counting:
        counting = Counting(monkeypatch)
        async with AsyncTigrisHTTP(server.endpoint, ("id", "secret"), proxy=False) as client:
            for _ in range(5):
                async with client.get_object("bucket", "key") as body:
                    assert b"hi" == await body.read()
        return counting

    with RawServer(*[ok(b"hi")] * 5) as server:
        counting = asyncio.run(main())
    # One more waits for the connection.
    assert (1, 1) == (server.connections, counting.added)


def test_bytes_that_nobody_waits_for_end_the_registration(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(ours: socket.socket, theirs: socket.socket) -> None:
        counting, watch = Counting(monkeypatch), Watch()
        theirs.send(b"a")
        assert await watch.readable(ours, 5)
        assert (1, 0) == (counting.added, counting.removed)
        for _ in range(5):
            await asyncio.sleep(0)
        assert (1, 1) == (counting.added, counting.removed)
        assert await watch.readable(ours, 5)
        assert b"a" == ours.recv(9)
        # The loop may have seen the byte once more before it was read.
        assert not (await watch.readable(ours, 0.01) and await watch.readable(ours, 0.01))
        watch.stop()
        assert (2, 2) == (counting.added, counting.removed)

    run(work)


def test_a_cancelled_wait_can_be_followed_by_another() -> None:
    async def work(ours: socket.socket, theirs: socket.socket) -> None:
        watch = Watch()
        waiting = asyncio.create_task(watch.readable(ours, None))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        theirs.send(b"a")
        assert await watch.readable(ours, 5)
        watch.stop()

    run(work)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_forgotten_connection_leaves_nothing_registered(elsewhere: bool) -> None:
    """A new socket with the same descriptor must be free to register."""

    async def work(ours: socket.socket, theirs: socket.socket) -> None:
        def forget() -> None:
            held.clear()
            gc.collect()

        held = [AsyncStream(ours.dup())]
        theirs.send(b"a")
        room = memoryview(bytearray(9))
        assert 1 == await held[0].receive_into(room, 5)
        waiting = asyncio.create_task(held[0].receive_into(room, None))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        descriptor = held[0]._sock.fileno()  # nothing else tells it
        del waiting
        await asyncio.sleep(0.01)
        if elsewhere:
            thread = threading.Thread(target=forget)
            thread.start()
            await asyncio.to_thread(thread.join)
            await asyncio.sleep(0.01)
        else:
            forget()
        again = ours.dup()
        with again:
            assert descriptor == again.fileno()
            asyncio.get_running_loop().add_reader(again.fileno(), lambda: None)
            assert asyncio.get_running_loop().remove_reader(again.fileno())

    run(work)


def test_a_wait_for_room_to_write_does_not_end_later_waits_for_bytes() -> None:
    async def work(ours: socket.socket, theirs: socket.socket) -> None:
        watch = Watch()
        theirs.send(b"a")
        assert await watch.readable(ours, 5)
        assert b"a" == ours.recv(9)
        assert await watch.ready([ours], READ | WRITE, 5)
        theirs.send(b"b")
        assert await watch.readable(ours, 5)
        assert b"b" == ours.recv(9)
        watch.stop()

    run(work)
