"""The credentials to sign with: fixed ones, or those of a provider, replaced before they expire.

Contract: `current` never waits. None means that the driver of the exchange must call `refresh`. One thread refreshes at
a time. In the advisory window the others sign with the old credentials; otherwise they wait and share the outcome.
There is no lock that a fork could leave acquired: a refresh is an entry in a dict, by process, which is set and removed
atomically. An error of a provider is the cause of ours, and not part of its message.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from tigris_http._auth import expiry
from tigris_http._unmade import shown
from tigris_http.credentials import Identity, Provider, as_identity, described, refuse_keys_of_aws
from tigris_http.errors import ConfigurationError, CredentialsError, TigrisError, TimedOut, escaped

if TYPE_CHECKING:
    from tigris_http._auth.expiry import Held
    from tigris_http._auth.refresh import Refresh

INSIDE: Final[ContextVar[object]] = ContextVar("tigris_http_keyring", default=None)
"""The keyring whose provider runs here: it must not wait for its own refresh."""


class Done(Protocol):
    def is_set(self) -> bool: ...

    def set(self) -> object: ...


DoneT = TypeVar("DoneT", bound=Done)


class RefreshInProgress(Generic[DoneT]):
    """A refresh, and its outcome for those who wait."""

    def __init__(self, done: DoneT) -> None:
        self.done = done
        self.completed = False
        """Whether it ended by itself. After a cancelled one, the next waiter refreshes."""
        self.failure: tuple[type[TigrisError], str, BaseException | None] | None = None

    def error(self) -> TigrisError | None:
        """Return a new error for each waiter, or None."""
        if self.failure is None:
            return None
        kind, message, cause = self.failure
        error = kind(message)
        error.__cause__ = cause
        return error


class Keyring(Generic[DoneT]):
    """The common part of the keyrings: all but waiting."""

    def __init__(self, source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool = False) -> None:
        self._now, self._guarded = now, guarded
        self._held: Held | None = None
        self._provider: Provider | None = None
        self._unclear_until: datetime | None = None
        self._paused_until: datetime | None = None
        self._refreshes: dict[int, RefreshInProgress[DoneT]] = {}
        if isinstance(source, Identity):
            self._check(source)
            # Fixed: without a provider, their expiry does not matter.
            self._held = expiry.Held(source)
            return
        self._provider = source
        first = getattr(source, "first", None)
        if isinstance(first, Identity):
            self._check(first)
            self._keep(first)

    @shown
    def __repr__(self) -> str:
        known = self._held.credentials if self._provider is None and self._held is not None else self._provider
        return f"<{type(self).__name__} of {'nothing' if known is None else described(known)}>"

    # -- for exchanges ---------------------------------------------------------------------------------------

    def current(self) -> Identity | None:
        held = self._held
        if held is None:
            return None
        if held.advisory_from is None:
            return held.credentials
        now = self._now()
        if not held.is_advisory(now):
            return held.credentials
        if held.is_mandatory(now):
            return None
        return held.credentials if self._is_paused(now) or os.getpid() in self._refreshes else None

    @property
    def in_doubt(self) -> bool:
        held = self._held
        return held is not None and held.in_doubt

    def clock_was_set(self) -> None:
        held = self._held
        if held is not None and self._provider is not None:
            again = expiry.held(held.credentials, self._now())
            if self._held is held:
                self._held = again

    def _is_paused(self, now: datetime) -> bool:
        return self._paused_until is not None and now < self._paused_until

    def may_have_others(self, refused: Identity, code: str, *, has_no_body: bool) -> bool:
        if self._provider is None:
            return False
        if expiry.says_expired(code) or expiry.is_expired(refused, self._now()):
            return True
        if not expiry.may_mean_expired(code, refused, has_no_body=has_no_body):
            return False
        if self._held is not None and not expiry.same_keys(self._held.credentials, refused):
            return True  # another call has replaced them
        # A wrong key stays wrong: do not ask the provider at every request.
        return self._unclear_until is None or self._now() >= self._unclear_until

    def unexpired(self) -> Identity | None:
        held = self._held
        if held is None or (self._provider is not None and expiry.is_expired(held.credentials, self._now())):
            return None
        return held.credentials

    # -- refreshing, without waiting --------------------------------------------------------------------------

    @property
    def has_provider(self) -> bool:
        return self._provider is not None

    def known(self) -> Identity | None:
        """Return the present credentials, expired or not."""
        return None if self._held is None else self._held.credentials

    def _join(self, mine: RefreshInProgress[DoneT]) -> RefreshInProgress[DoneT]:
        return self._refreshes.setdefault(os.getpid(), mine)

    def _end(self, refresh: RefreshInProgress[DoneT]) -> None:
        self._refreshes.pop(os.getpid(), None)
        refresh.done.set()

    def _is_due(self, step: Refresh) -> bool:
        held = self._held
        if held is None:
            return True
        if step.instead_of is not None:
            return held.credentials is step.instead_of
        now = self._now()
        return held.is_advisory(now) and (held.is_mandatory(now) or not self._is_paused(now))

    def _must_wait(self, step: Refresh) -> bool:
        """Return whether the present credentials cannot be used meanwhile."""
        held = self._held
        if held is None or step.instead_of is not None:
            return self._is_due(step)
        return held.is_mandatory(self._now())

    def _asked(self) -> Provider:
        if self._provider is None:
            raise RuntimeError("fixed credentials cannot be refreshed: the client has no provider")
        return self._provider

    def _note_asked(self, step: Refresh) -> None:
        if step.instead_of is not None:
            self._unclear_until = expiry.pause_ends(self._now())

    def _check(self, credentials: Identity) -> None:
        if self._guarded:
            refuse_keys_of_aws(credentials)

    def _accept(self, value: object, step: Refresh) -> None:
        """Keep the provider's credentials, or raise `CredentialsError`.

        Credentials that have expired by our clock are kept, unless the service refused the same ones.
        """
        name = described(self._asked())
        try:
            credentials = as_identity(value)
        except (TypeError, ValueError) as error:
            raise CredentialsError(f"{name} returned no credentials: {error}") from None
        self._check(credentials)
        refused = step.instead_of
        if refused is not None and expiry.same_keys(credentials, refused):
            self._check_unexpired(credentials)
        self._keep(credentials)

    def _check_unexpired(self, credentials: Identity) -> None:
        now, ends = self._now(), credentials.expires_at
        if self._provider is not None and ends is not None and expiry.is_expired(credentials, now):
            form = "%Y-%m-%d %H:%M:%S UTC"
            raise CredentialsError(
                f"{described(self._provider)} returned credentials that have expired by this machine's clock: they end "
                f"at {ends.astimezone(timezone.utc):{form}}, and it says {now.astimezone(timezone.utc):{form}}. Set "
                "the clock if it is wrong, else have the provider return new ones"
            )

    def _keep(self, credentials: Identity) -> None:
        held = self._held
        if held is not None and held.credentials == credentials:
            # Keep the same object: `_is_due` compares by identity, so a refused call sees that nothing is new.
            credentials = held.credentials
        self._held = expiry.held(credentials, self._now())

    def _failed(self, refresh: RefreshInProgress[DoneT], step: Refresh, error: Exception) -> TigrisError | None:
        """Record a failure. Returns the error to raise, None if the old credentials are still usable."""
        import logging

        name = described(self._asked())
        if isinstance(error, (CredentialsError, ConfigurationError)):
            # Ours: they show no secrets, and keep their cause.
            failure = (type(error), error.message, error.__cause__)
        else:
            failure = (CredentialsError, f"{name} failed with {type(error).__name__}", error)
        held, now = self._held, self._now()
        logging.getLogger("tigris_http.credentials").debug("no new credentials: %s", escaped(failure[1]))
        usable_until = None if held is None else held.mandatory_from
        if step.instead_of is None and held is not None and usable_until is not None and now < usable_until:
            self._paused_until = now + held.pause
            return None
        refresh.failure = failure
        return refresh.error()


def is_async(provider: Provider) -> bool:
    return inspect.iscoroutinefunction(provider) or inspect.iscoroutinefunction(getattr(provider, "__call__", None))  # noqa: B004


def own_client_error(provider: Provider) -> CredentialsError:
    """Return the error of a provider that uses its own client."""
    return CredentialsError(
        f"{described(provider)} sends requests by the client that waits for its credentials: use another client"
    )


def deadline_error() -> TimedOut:
    """Return the error of a call whose deadline passed before it had credentials."""
    return TimedOut("new credentials did not come within the time of the call", sent=False)
