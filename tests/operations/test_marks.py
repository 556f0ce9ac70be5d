"""The marks of `update_object`: their text, and the conclusions from them, with plain values."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http import MalformedResponse
from tigris_http._wire.http import Head
from tigris_http.operations.objects._object_info import MARK
from tigris_http.operations.updates._marks import (
    MOST,
    State,
    Verdict,
    mark,
    nonce_of,
    not_after,
    pause,
    state_of,
    verdict,
)

THEN = datetime(2026, 11, 30, 10, tzinfo=timezone.utc)
BASE = State("a", THEN, THEN, None)


def written(number: int, base: State | None = BASE) -> State:
    new_mark = mark(nonce_of(b"%08d" % number), b"%d" % number, base, b"", 0)
    return state_of(Head(200, (("etag", f'"{number}"'), (MARK, new_mark or ""))))


def line_of(count: int) -> list[State]:
    states = [BASE]
    for number in range(count):
        states.append(written(number, states[-1]))
    return states


@given(st.text(st.characters(max_codepoint=255)), st.text(max_size=20))
def test_any_text_is_a_mark_or_none(text: str, tag: str) -> None:
    try:
        found = state_of(Head(200, (("etag", f'"{tag}"'), (MARK, text))))
    except MalformedResponse:
        return
    assert "".join(found.entries) in {"", text}


def test_a_mark_names_the_last_states_and_fits_into_metadata() -> None:
    *_, before, last = line_of(MOST + 10)
    assert MOST == len(last.entries)
    assert len("".join(last.entries)) < 1024
    assert last.comes_from(before.identity)
    assert not last.comes_from(BASE.identity)


def test_a_write_is_done_if_a_mark_names_it_and_never_will_be_if_a_mark_names_only_its_base() -> None:
    mine, other = nonce_of(b"mine" * 2), written(1)
    assert Verdict.OPEN is verdict(BASE, mine, BASE, marked=True)
    assert Verdict.NOT_DONE is verdict(other, mine, BASE, marked=True)
    assert Verdict.UNKNOWN is verdict(other, mine, BASE, marked=False)
    assert Verdict.DONE is verdict(written(2, other), other.identity, BASE, marked=True)
    assert Verdict.UNKNOWN is verdict(State("b", THEN, THEN, None), mine, BASE, marked=True)
    assert Verdict.UNKNOWN is verdict(None, mine, BASE, marked=True)
    assert Verdict.OPEN is verdict(None, mine, None, marked=True)
    assert Verdict.NOT_DONE is verdict(written(1, None), mine, None, marked=True)


def test_an_older_copy_of_a_cache_proves_nothing() -> None:
    before, base = line_of(4)[-2:]
    assert Verdict.OPEN is verdict(before, nonce_of(b"mine" * 2), base, marked=True)


def test_a_mark_that_was_copied_to_other_bytes_does_not_make_them_the_same_state() -> None:
    base = written(1)
    copied = State("other", base.last_modified, None, None, base.entries)
    assert Verdict.OPEN is not verdict(copied, nonce_of(b"mine" * 2), base, marked=True)


@pytest.mark.parametrize(("seconds", "later"), [(-5, 0), (0, 0), (1, 0), (2, 1), (3600, 1)])
def test_a_date_is_one_that_no_later_state_has_and_that_fractions_of_a_second_do_not_pass(
    seconds: int, later: int
) -> None:
    base = State("a", THEN, THEN + timedelta(seconds=seconds), None)
    assert THEN + timedelta(seconds=later) == not_after(base)
    assert not_after(State("a", None, THEN, None)) is None


def test_only_bytes_of_this_second_wait_for_the_next() -> None:
    assert 0 == pause(b"6", BASE, b"5")
    assert 1 == pause(b"5", BASE, b"5")
    assert 0 == pause(b"5", State("a", THEN, THEN + timedelta(seconds=1), None), b"5")
    assert 3 == pause(b"5", State("a", THEN, THEN - timedelta(seconds=2), None), b"5")
    entries = state_of(
        Head(200, (("etag", "6"), (MARK, mark(nonce_of(b"mine" * 2), b"6", BASE, b"5", 0) or "")))
    ).entries
    assert 1 == pause(b"5", State("6", THEN, THEN, None, entries), b"6")
    assert 0 == pause(b"5", State("6", THEN + timedelta(seconds=1), THEN + timedelta(seconds=1), None, entries), b"6")
    assert 0 == pause(b"5", None, b"")
