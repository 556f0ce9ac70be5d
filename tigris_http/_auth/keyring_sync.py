"""The keyring of blocking clients.

Contract: see `keyring`. Waiting ends at the deadline of the call, or when the call is cancelled.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tigris_http._auth.keyring import INSIDE, Keyring, RefreshInProgress, deadline_error, is_async, own_client_error
from tigris_http._auth.refresh import Refresh
from tigris_http._concurrency import slices
from tigris_http.credentials import Credentials, Identity, Provider, described, frozen, signing_key

if TYPE_CHECKING:
    from tigris_http.errors import TigrisError

_ABORT_CHECK_INTERVAL: Final = 0.1
"""Seconds between two checks of the token while waiting for another thread's refresh."""


class BlockingKeyring(Keyring[threading.Event]):
    def __init__(self, source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool = False) -> None:
        super().__init__(source, now, guarded=guarded)
        if self._provider is not None and is_async(self._provider):
            raise TypeError(_must_be_awaited(self._provider))

    def refresh(self, step: Refresh) -> TigrisError | None:
        """Refresh the credentials if that is still due. Returns the error if there are none."""
        while True:
            mine = RefreshInProgress(threading.Event())
            refresh = self._join(mine)
            if refresh is mine:
                error = self._run(mine, step)
                # A provider cannot be interrupted. Late credentials serve the next call.
                is_late = error is None and step.ends is not None and time.monotonic() >= step.ends
                return deadline_error() if is_late else error
            if not self._must_wait(step):
                return None
            if INSIDE.get() is self:
                return own_client_error(self._asked())
            if not _wait_for(refresh.done, step.ends):
                return deadline_error()
            if refresh.completed:
                return refresh.error()

    def _run(self, refresh: RefreshInProgress[threading.Event], step: Refresh) -> TigrisError | None:
        try:
            error = None
            if self._is_due(step):
                error = self._ask(refresh, step)
            refresh.completed = True
            return error
        finally:
            self._end(refresh)

    def _ask(self, refresh: RefreshInProgress[threading.Event], step: Refresh) -> TigrisError | None:
        outer = INSIDE.get()
        INSIDE.set(self)
        try:
            self._accept(self._value(), step)
        except Exception as error:  # noqa: BLE001  # a provider's error is the cause of ours
            return self._failed(refresh, step, error)
        finally:
            # No token: as in the async twin.
            INSIDE.set(outer)
            self._note_asked(step)
        return None

    def _value(self) -> object:
        value = frozen(self._asked()())
        if inspect.isawaitable(value):
            if inspect.iscoroutine(value):
                value.close()  # an unawaited coroutine would warn
            raise TypeError(_must_be_awaited(self._asked()))
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


def _wait_for(done: threading.Event, ends: float | None) -> bool:
    from tigris_http._concurrency.cancel import BOUND, LONGEST

    token = BOUND.token
    while True:
        left = None if ends is None else min(max(ends - time.monotonic(), 0), LONGEST)
        if token is not None:
            token.check()
            left = _ABORT_CHECK_INTERVAL if left is None else min(left, _ABORT_CHECK_INTERVAL)
        if slices.wait(done, left):
            return True
        if ends is not None and time.monotonic() >= ends:
            return False


def _must_be_awaited(provider: Provider) -> str:
    return f"{described(provider)} must be awaited, which only AsyncTigrisHTTP does"
