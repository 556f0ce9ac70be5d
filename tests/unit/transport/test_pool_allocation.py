"""The decisions of a pool, told by a model of it: places are neither lost nor made, and served in turn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._transport.pool.allocation import Granted, Slots


def places(limit: int = 2, keep: float = 30) -> Slots[str, Any]:
    return Slots(limit, keep)


def woken() -> None:
    raise AssertionError("the decisions wake no waiter themselves")


def test_the_connection_used_last_is_used_first_and_the_oldest_goes_first() -> None:
    pool = places(limit=3)
    for _ in range(3):
        assert Granted() == pool.acquire("a", 0)
    for number, name in enumerate(("first", "second", "third")):
        assert pool.release("a", name, number) is None
    assert ("first", "second", "third") == pool.idle
    assert Granted("third") == pool.acquire("a", 3)
    assert Granted(None, ("first",)) == pool.acquire("b", 3)


def test_a_full_pool_drops_an_idle_connection_to_elsewhere_rather_than_let_anybody_wait() -> None:
    pool = places(limit=1)
    assert Granted() == pool.acquire("a", 0)
    pool.release("a", "to a", 0)
    assert Granted(None, ("to a",)) == pool.acquire("b", 0)
    assert pool.acquire("a", 0) is None


def test_what_was_idle_too_long_is_dropped_by_whoever_comes_next() -> None:
    pool = places(limit=4, keep=10)
    for _ in range(3):
        pool.acquire("a", 0)
    pool.release("a", "old", 0)
    pool.release("a", "older than it looks", 1)
    pool.release("a", "new", 15)
    assert Granted("new", ("old", "older than it looks")) == pool.acquire("a", 20)
    assert 3 == pool.free


def test_who_waits_is_served_in_turn_with_what_fits() -> None:
    pool = places(limit=1)
    pool.acquire("a", 0)
    first, second, third = (pool.enqueue(origin, woken) for origin in ("a", "b", "a"))
    assert first is pool.release("a", "to a", 0)
    assert Granted("to a") == first.granted
    assert second is pool.release("a", "to a", 0)
    assert Granted(None, ("to a",)) == second.granted
    assert third is pool.release("b", None, 0)
    assert Granted() == third.granted


def test_who_leaves_the_line_takes_what_it_came_to_and_is_served_no_more() -> None:
    pool = places(limit=1)
    pool.acquire("a", 0)
    gone, served = pool.enqueue("a", woken), pool.enqueue("a", woken)
    assert pool.leave(gone) is None
    assert served is pool.release("a", "to a", 0)
    assert Granted("to a") == pool.leave(served)
    assert pool.release("a", "to a", 0) is None


def test_another_connection_in_the_place_of_a_dead_one_frees_its_own() -> None:
    pool = places(limit=2)
    pool.acquire("a", 0)
    pool.acquire("a", 0)
    pool.release("a", "one", 0)
    pool.release("a", "two", 0)
    assert Granted("two") == pool.acquire("a", 0)
    assert "one" == pool.replace_dead("a")
    assert (1, None) == (pool.free, pool.replace_dead("a"))


_steps = st.lists(st.tuples(st.sampled_from(["take", "give", "fail", "leave"]), st.integers(0, 7), st.integers(0, 2)))


@settings(deadline=None)
@given(st.integers(1, 4), _steps)
def test_places_are_neither_lost_nor_made_and_nobody_waits_beside_one(limit: int, steps: list[Any]) -> None:
    pool, acquired, line, made = places(limit, keep=5), list[tuple[str, Any]](), list[Any](), 0
    for now, (step, which, origin_number) in enumerate(steps):
        origin = "abc"[origin_number]
        if step == "take":
            granted = pool.acquire(origin, now)
            if granted is None:
                line.append(pool.enqueue(origin, woken))
            else:
                acquired.append((origin, granted.connection))
        elif step == "leave" and line:
            assert pool.leave(line.pop(which % len(line))) is None
        elif acquired and step != "leave":
            origin, connection = acquired.pop(which % len(acquired))
            made += 1
            waiter = pool.release(origin, None if step == "fail" else (origin, connection or made), now)
            assert (waiter is None) == (not line)
            if waiter is not None:
                assert waiter is line.pop(0)
                acquired.append((waiter.origin, waiter.granted.connection if waiter.granted else None))
        assert limit == pool.free + len(pool.idle) + len(acquired)
        assert not line or (pool.free, pool.idle) == (0, ())
        assert all(connection is None or connection[0] == origin for origin, connection in acquired)


class Interrupting(dict[str, Any]):
    """Raises KeyboardInterrupt at one moment."""

    def __init__(self) -> None:
        super().__init__()
        self.armed = False

    def setdefault(self, *given: Any) -> Any:
        if self.armed:
            raise KeyboardInterrupt
        return super().setdefault(*given)

    def pop(self, *given: Any) -> Any:
        if self.armed:
            raise KeyboardInterrupt
        return super().pop(*given)


def test_an_interrupt_between_two_steps_does_not_break_what_comes_after() -> None:
    pool = places(limit=2)
    pool._idle = origins = Interrupting()
    pool.acquire("a", 0)
    origins.armed = True
    with pytest.raises(KeyboardInterrupt):
        pool.release("a", "kept by age alone", 0)
    origins.armed = False
    assert Granted() == pool.acquire("a", 0)
    assert Granted(None, ("kept by age alone",)) == pool.acquire("b", 0)
    pool.release("a", "given", 0)
    origins.armed = True
    with pytest.raises(KeyboardInterrupt):
        pool.acquire("a", 0)
    origins.armed = False
    assert pool.acquire("a", 0) is None
    pool.release("b", "to b", 0)
    assert Granted("to b") == pool.acquire("b", 0)
