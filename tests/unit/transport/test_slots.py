"""Slots of a pool are neither lost nor made: by a model, by interrupts, signal handlers and the collector."""

from __future__ import annotations

import gc
import random
import signal
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rawserver import RawServer, ok
from tests.systems import needs_posix
from tigris_http import RetryPolicy, TigrisHTTP, Timeouts
from tigris_http._transport.pool import slots as slots_module
from tigris_http._transport.pool.slots import Lease, Slots, Waiter


class Connection:
    """A connection that knows only whether it is closed."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.closed = False

    def __repr__(self) -> str:
        return f"<{self.name}>"


def slots(limit: int = 2) -> Slots[Any]:
    return Slots(limit)


def lease_on(pool: Slots[Any], route: str, name: str = "") -> Lease[Any]:
    """Take a slot and put a new connection on it."""
    lease: Lease[Any] = Lease(route)  # type: ignore[arg-type]
    assert pool.take(lease) is not None
    if lease.stream is None:
        pool.give(lease, Connection(name))
    return lease


def named(connections: Any) -> list[str]:
    return [connection.name for connection in connections]


def test_the_connection_used_last_is_used_first_and_the_oldest_is_dropped_for_another_route() -> None:
    pool = slots(limit=3)
    leases = [lease_on(pool, "a", name) for name in ("first", "second", "third")]
    for lease in leases:
        assert pool.release(lease, reusable=True) is None
    assert ["first", "second", "third"] == named(pool.idle)
    again = lease_on(pool, "a")
    assert "third" == again.connection().name
    other: Lease[Any] = Lease("b")  # type: ignore[arg-type]
    assert ["first"] == named(pool.take(other) or ())


def test_an_idle_connection_is_dropped_when_it_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots_module, "IDLE_SECONDS", 0.02)
    pool = slots(limit=3)
    pool.release(lease_on(pool, "a", "old"), reusable=True)
    time.sleep(0.05)
    lease: Lease[Any] = Lease("a")  # type: ignore[arg-type]
    assert ["old"] == named(pool.take(lease) or ())
    assert lease.stream is None


def test_a_lease_that_is_released_twice_frees_one_slot_and_gives_its_connection_once() -> None:
    pool = slots(limit=1)
    lease = lease_on(pool, "a", "one")
    for _ in range(2):
        assert pool.release(lease, reusable=True) is None
    assert ["one"] == named(pool.idle)
    taken = lease_on(pool, "a")
    assert pool.release(lease, reusable=True) is None
    assert pool.take(Lease("a")) is None  # type: ignore[arg-type]
    assert "one" == taken.connection().name


def test_a_connection_that_is_not_reusable_keeps_its_slot_until_it_is_closed() -> None:
    pool = slots(limit=1)
    lease = lease_on(pool, "a", "broken")
    assert ["broken"] == named([pool.release(lease, reusable=False)])
    assert pool.take(Lease("a")) is None  # type: ignore[arg-type]
    assert pool.release(lease, reusable=False) is None
    assert pool.take(Lease("a")) == []  # type: ignore[arg-type]


def test_waiters_are_served_in_turn() -> None:
    pool = slots(limit=1)
    held = lease_on(pool, "a")
    woken: list[str] = []
    first, second = (Waiter(partial(woken.append, name)) for name in ("first", "second"))
    pool.line_up(first)
    pool.line_up(second)
    assert pool.release(held, reusable=True) is None
    assert ["first"] == woken
    late: Lease[Any] = Lease("a")  # type: ignore[arg-type]
    assert pool.take(late) is None
    assert pool.take(late, second) is None
    assert pool.take(late, first) is not None
    pool.leave(first)
    pool.release(late, reusable=True)
    assert "second" == woken[-1]


def test_a_waiter_that_leaves_passes_its_turn_on() -> None:
    pool = slots(limit=1)
    woken: list[str] = []
    first, second = (Waiter(partial(woken.append, name)) for name in ("first", "second"))
    pool.line_up(first)
    pool.line_up(second)
    pool.leave(first)
    assert ["second"] == woken


def test_a_waiter_that_is_forgotten_is_out_of_the_line() -> None:
    pool = slots(limit=1)
    pool.line_up(Waiter(lambda: None))
    gc.collect()
    assert pool.take(Lease("a")) is not None  # type: ignore[arg-type]


def test_a_forgotten_lease_frees_its_slot_once_whatever_its_finalisers_do() -> None:
    pool = slots(limit=1)

    class Body:
        """Closes itself when it is collected, as a wrapped body does."""

        def __init__(self, lease: Lease[Any]) -> None:
            self.lease, self.me = lease, self

        def __del__(self) -> None:
            for _ in range(2):
                pool.release(self.lease, reusable=True)

    for _ in range(5):
        Body(lease_on(pool, "a"))
        gc.collect()
    held = [lease_on(pool, "a")]
    assert pool.take(Lease("a")) is None  # type: ignore[arg-type]
    assert (1, 0) == (len(pool.in_use), len(pool.idle))
    del held


_steps = st.lists(st.tuples(st.sampled_from(["take", "keep", "fail", "forget"]), st.integers(0, 7), st.integers(0, 2)))


@settings(deadline=None)
@given(st.integers(1, 4), _steps)
def test_connections_are_never_more_than_the_limit_and_no_slot_is_lost(limit: int, steps: list[Any]) -> None:
    pool, held, made = slots(limit), list[Lease[Any]](), 0
    for step, which, number in steps:
        if step == "take":
            lease: Lease[Any] = Lease("abc"[number])  # type: ignore[arg-type]
            dropped = pool.take(lease)
            assert (dropped is None) == (len(held) == limit)
            if dropped is None:
                continue
            if lease.stream is None:
                made += 1
                pool.give(lease, Connection(lease.route + str(made)))  # type: ignore[operator]
            held.append(lease)
        elif held:
            lease = held.pop(which % len(held))
            if step == "forget":
                del lease
                gc.collect(0)
            elif pool.release(lease, reusable=step == "keep") is not None:
                pool.release(lease, reusable=False)
        assert len(pool.in_use) + len(pool.idle) <= limit
        assert all(lease.connection().name.startswith(lease.route) for lease in held)
    held.clear()
    more: list[Lease[Any]] = [Lease("z") for _ in range(limit)]  # type: ignore[arg-type]
    lease = more[0]  # the last one may be forgotten now
    assert all(pool.take(lease) is not None for lease in more)


class Interrupted(Exception):
    """What a time limit raises in the thread that it ends."""


@needs_posix
def test_ten_thousand_interrupts_lose_no_slot() -> None:
    pool, rounds = slots(limit=8), random.Random(1)
    done = 0

    def interrupt(*_: object) -> None:
        raise Interrupted

    def work() -> None:
        lease: Lease[Any] = Lease("ab"[rounds.randrange(2)])  # type: ignore[arg-type]
        try:
            if pool.take(lease) is None:
                raise AssertionError("all slots are gone")
            if lease.stream is None:
                pool.give(lease, Connection("c"))
        finally:
            if pool.release(lease, reusable=rounds.random() < 0.8) is not None:
                pool.release(lease, reusable=False)

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        while done < 10_000:
            with suppress(Interrupted):
                signal.setitimer(signal.ITIMER_REAL, 1e-6 + rounds.random() * 4e-5)
                while True:
                    work()
            done += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    gc.collect()
    leases: list[Lease[Any]] = [Lease("z") for _ in range(8)]  # type: ignore[arg-type]
    assert all(pool.take(lease) is not None for lease in leases)
    assert not pool.in_use


@needs_posix
def test_a_signal_handler_may_use_the_client_at_any_moment() -> None:
    calls = [0]

    def handler(*_: object) -> None:
        client.head_object("bucket", "key")
        calls[0] += 1

    done = threading.Event()
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    with (
        RawServer(ok(b"", 'ETag: "t"')) as server,
        TigrisHTTP(server.endpoint, ("k", "s"), retry=RetryPolicy(1), timeouts=Timeouts(pool=5, read=5)) as client,
    ):
        client.head_object("bucket", "key")
        watchdog = threading.Timer(60, done.set)
        watchdog.start()
        signal.signal(signal.SIGALRM, handler)
        rounds = random.Random(1)
        try:
            for _ in range(400):
                signal.setitimer(signal.ITIMER_REAL, 1e-6 + rounds.random() * 1e-3)
                client.head_object("bucket", "key")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            watchdog.cancel()
        assert not done.is_set()
        assert calls[0] > 50


def test_a_closed_pool_refuses_and_returns_everything() -> None:
    pool = slots(limit=2)
    held = lease_on(pool, "a", "in use")
    pool.release(lease_on(pool, "b", "idle"), reusable=True)
    assert {"in use", "idle"} == set(named(pool.close()))
    assert (["in use"], ()) == (named(pool.close()), pool.idle)
    with pytest.raises(RuntimeError, match="closed"):
        pool.take(Lease("a"))  # type: ignore[arg-type]
    assert ["in use"] == named([pool.release(held, reusable=True)])
