"""The keyring of blocking clients.

Contract: see `keyring`. Waiting ends at the deadline of the call, or when the call is cancelled.
"""

from __future__ import annotations

import inspect
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tigris_http._auth.keyring import INSIDE, Keyring, RefreshInProgress, is_async, late, own_client
from tigris_http._auth.refresh import Refresh
from tigris_http._concurrency.cancel import BOUND
from tigris_http.credentials import Credentials, Identity, Provider, described, signing_key

if TYPE_CHECKING:
    from tigris_http.errors import TigrisError

_SLICE: Final = 0.1
"""Seconds between checks whether a wait was cancelled."""


class BlockingKeyring(Keyring[threading.Event]):
    """The keyring of threads."""

    def __init__(self, source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool = False) -> None:
        super().__init__(source, now, guarded=guarded)
        if self._provider is not None and is_async(self._provider):
            raise TypeError(_to_be_awaited(self._provider))

    def refresh(self, step: Refresh) -> TigrisError | None:
        """Refresh the credentials if that is still due. Returns the error if there are none."""
        while True:
            mine = RefreshInProgress(threading.Event())
            flight = self._flights.setdefault(os.getpid(), mine)
            if flight is mine:
                error = self._fly(mine, step)
                # A provider cannot be interrupted. Late credentials serve the next call.
                is_late = error is None and step.ends is not None and time.monotonic() >= step.ends
                return late() if is_late else error
            if not self._must_wait(step):
                return None
            if INSIDE.get() is self:
                return own_client(self._asked())
            if not _happens(flight.done, step.ends):
                return late()
            if flight.landed:
                return flight.error()

    def _fly(self, flight: RefreshInProgress[threading.Event], step: Refresh) -> TigrisError | None:
        try:
            error = None
            if self._is_due(step):
                error = self._ask(flight, step)
            flight.landed = True
            return error
        finally:
            self._flights.pop(os.getpid(), None)
            flight.done.set()

    def _ask(self, flight: RefreshInProgress[threading.Event], step: Refresh) -> TigrisError | None:
        outer = INSIDE.get()
        INSIDE.set(self)
        try:
            self._accept(self._value(), step)
        except Exception as error:  # noqa: BLE001  # a provider's error is the cause of ours
            return self._failed(flight, step, error)
        finally:
            # No token: as in the async twin.
            INSIDE.set(outer)
            self._note_asked(step)
        return None

    def _value(self) -> object:
        value = self._asked()()
        if inspect.isawaitable(value):
            if inspect.iscoroutine(value):
                value.close()  # an unawaited coroutine would warn
            raise TypeError(_to_be_awaited(self._asked()))
        return value

    def access_key(self) -> Credentials:
        """Return the access key, refreshed if that is due. Raises `CredentialsError` if there is none."""
        while (identity := self.current()) is None:
            error = self.refresh(Refresh())
            if error is not None:
                raise error
        return signing_key(identity)

    def for_presigning(self) -> Credentials:
        """Return the access key as `access_key` does. Raises `CredentialsError` also if it has expired."""
        found = self.access_key()
        self._check_unexpired(found)
        return found


def _happens(done: threading.Event, ends: float | None) -> bool:
    """Wait until `ends`; return whether the event happened."""
    token = BOUND.token
    while True:
        left = None if ends is None else max(ends - time.monotonic(), 0)
        if token is not None:
            token.check()
            left = _SLICE if left is None else min(left, _SLICE)
        if done.wait(left):
            return True
        if ends is not None and time.monotonic() >= ends:
            return False


def _to_be_awaited(provider: Provider) -> str:
    return f"{described(provider)} must be awaited, which only AsyncTigrisHTTP does"
