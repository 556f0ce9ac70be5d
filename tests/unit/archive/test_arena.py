"""Buffers are reused once no view of them is alive, and never before."""

from __future__ import annotations

import pytest

from tigris_http._archive.arena import SPARE, Arena, Arenas

SIZE = 64


def test_an_arena_is_unused_once_its_last_view_is_gone_and_keeps_its_bytes() -> None:
    arena = Arena(SIZE)
    arena.writable[:] = bytes(range(SIZE))
    view = arena.readable[3:5]
    assert view.readonly
    assert not arena.unused()
    assert [3, 4] == [*view]
    del view
    assert arena.unused()
    assert bytes(range(SIZE)) == arena.memory == arena.readable == arena.writable
    assert (SIZE, True) == (arena.size, arena.knows_its_views)


def test_an_arena_that_cannot_know_its_views_is_never_unused_and_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Arena, "_resizes", lambda _self: True)
    arenas = Arenas(SIZE)
    first = arenas.first()
    assert not first.knows_its_views
    assert not first.unused()
    assert bytes(SIZE) == first.readable
    assert arenas.another(first, SIZE) is not first
    assert (2, []) == (arenas.taken, arenas._retired)


def test_the_same_arena_is_given_again_only_without_views() -> None:
    arenas = Arenas(SIZE)
    first = arenas.first()
    assert first is arenas.another(first, 1)
    view = first.readable[:1]
    second = arenas.another(first, 1)
    assert second is not first
    assert 2 == arenas.taken
    third = second.readable[:1]
    del view
    assert first is arenas.another(second, 1)
    assert ([second], 2, 1) == (arenas._retired, arenas.taken, len(third))


def test_few_arenas_with_living_views_are_kept() -> None:
    arenas = Arenas(SIZE)
    current, views = arenas.first(), []
    for number in range(SPARE + 3):
        views.append(current.readable[:1])
        current = arenas.another(current, SIZE)
        assert min(number + 1, SPARE) == len(arenas._retired)
    assert SPARE + 4 == arenas.taken


def test_a_larger_arena_is_made_for_what_needs_it_and_not_kept() -> None:
    arenas = Arenas(SIZE)
    first = arenas.first()
    large = arenas.another(first, 2 * SIZE)
    assert (2 * SIZE, [first]) == (large.size, arenas._retired)
    assert large is arenas.another(large, 2 * SIZE)
    assert first is arenas.another(large, SIZE)
    assert [] == arenas._retired
