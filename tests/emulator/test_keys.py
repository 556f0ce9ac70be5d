"""The accepted keys change whole, also if threads change them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import pytest

from tigris_http.emulator import EmulatorCredentials, EmulatorSession
from tigris_http.emulator.auth.keys import Keys

V = TypeVar("V")


class Meeting(Mapping[str, V]):
    """A mapping in which another thread works while it is copied."""

    def __init__(self, entries: Mapping[str, V], meanwhile: Callable[[], None]) -> None:
        self._entries = entries
        self._thread = threading.Thread(target=meanwhile)

    def __getitem__(self, key: str) -> V:
        return self._entries[key]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        self._thread.start()
        self._thread.join(0.1)  # it ends now, or waits for the lock
        return iter(self._entries)

    def end(self) -> None:
        self._thread.join()


def keys() -> Keys:
    return Keys([EmulatorCredentials("tid_a", "secret"), EmulatorCredentials("tid_b", "secret")])


CHANGES: list[Callable[[Keys], None]] = [
    lambda keys: keys.put(EmulatorCredentials("tid_c", "secret")),
    lambda keys: keys.remove("tid_b"),
    lambda keys: keys.expire("tid_b"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_key_that_is_added_during_another_change_stays(change: Callable[[Keys], None]) -> None:
    accepted = keys()
    meeting = Meeting(accepted.pairs, lambda: accepted.put(EmulatorCredentials("tid_new", "secret")))
    accepted.pairs = meeting
    change(accepted)
    meeting.end()
    expected = keys()
    change(expected)
    assert {*expected.pairs, "tid_new"} == set(accepted.pairs)


def test_a_session_that_is_added_during_another_change_stays() -> None:
    accepted = keys()
    meeting = Meeting(accepted.sessions, lambda: accepted.put_session(EmulatorSession("new", "org")))
    accepted.sessions = meeting
    accepted.put_session(EmulatorSession("first", "org"))
    meeting.end()
    assert {"first", "new"} == set(accepted.sessions)


def test_a_key_that_was_removed_does_not_come_back_expired() -> None:
    accepted = keys()
    accepted.remove("tid_b")
    with pytest.raises(KeyError):
        accepted.expire("tid_b")
    assert {"tid_a"} == set(accepted.pairs)
