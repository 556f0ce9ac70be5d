"""The keyring of async clients, on asyncio or trio: the twin of `keyring_sync`.

Contract: see `keyring`. A blocking provider runs in a thread. A cancelled refresh ends at once, and the next waiter
takes over.
"""

from __future__ import annotations

import inspect
import time
from typing import TYPE_CHECKING

from tigris_http._auth.keyring import INSIDE, Keyring, RefreshInProgress, deadline_error, is_async, own_client_error
from tigris_http._auth.refresh import Refresh
from tigris_http._concurrency.event_loop import in_thread_left_behind
from tigris_http.credentials import described, frozen, signing_key
from tigris_http.errors import CredentialsError

if TYPE_CHECKING:
    import anyio

    from tigris_http.credentials import Credentials
    from tigris_http.errors import TigrisError


class AsyncKeyring(Keyring["anyio.Event"]):
    async def refresh(self, step: Refresh) -> TigrisError | None:
        if step.ends is None:
            return await self._refresh(step)
        import anyio

        with anyio.move_on_after(max(step.ends - time.monotonic(), 0)):
            return await self._refresh(step)
        return deadline_error()

    async def _refresh(self, step: Refresh) -> TigrisError | None:
        import anyio

        while True:
            mine = RefreshInProgress(anyio.Event())
            refresh = self._join(mine)
            if refresh is mine:
                return await self._run(mine, step)
            if not self._must_wait(step):
                return None
            if INSIDE.get() is self:
                return own_client_error(self._asked())
            await refresh.done.wait()
            if refresh.completed:
                return refresh.error()

    async def _run(self, refresh: RefreshInProgress[anyio.Event], step: Refresh) -> TigrisError | None:
        try:
            error = None
            if self._is_due(step):
                error = await self._ask(refresh, step)
            refresh.completed = True
            return error
        finally:
            self._end(refresh)

    async def _ask(self, refresh: RefreshInProgress[anyio.Event], step: Refresh) -> TigrisError | None:
        outer = INSIDE.get()
        INSIDE.set(self)
        try:
            self._accept(await self._value(), step)
        except Exception as error:  # noqa: BLE001  # a provider's error is the cause of ours
            return self._failed(refresh, step, error)
        finally:
            # No token: a coroutine may end in another context.
            INSIDE.set(outer)
            self._note_asked(step)
        return None

    async def _value(self) -> object:
        provider = self._asked()
        if is_async(provider):
            value: object = provider()
        else:
            # In a tuple: trio refuses a function that returns a coroutine.
            (value,) = await in_thread_left_behind(lambda: (frozen(provider()),))
        if inspect.isawaitable(value):
            value = frozen(await value)
        return await value if inspect.isawaitable(value) else value

    async def access_key(self) -> Credentials:
        while (identity := self.current()) is None:
            error = await self.refresh(Refresh())
            if error is not None:
                raise error
        return signing_key(identity)

    def for_presigning(self) -> Credentials:
        """Return the present access key without waiting. Raises `CredentialsError` if there is none."""
        found = self.unexpired()
        if found is None:
            known = self.known()
            if self.in_doubt and known is not None:
                self._check_unexpired(known)
            raise CredentialsError(
                f"{described(self._asked())} has not been asked for credentials yet, or they have expired: "
                "await client.refresh_credentials() first"
            )
        return signing_key(found)
