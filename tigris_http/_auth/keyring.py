"""Who hands out the credentials to sign with: always the same ones, or those of a provider, replaced in time.

Contract: `current` is what a request asks for, at the cost of a look where nothing expires; it never waits. None means
that `refresh` is due, which the driver of the exchange does. One thread refreshes at a time: ahead of time all others
go on with the old, and only where those will not do they wait for its outcome, which is then theirs as well. There is
no lock that a fork could leave taken: a refresh under way is an entry in a dict, by process, and putting it there and
taking it away are single steps of the interpreter. What a provider raises is the cause of our error and not its text.
"""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from tigris_http._auth import expiry
from tigris_http.credentials import Identity, Provider, as_identity, described, refuse_keys_of_aws
from tigris_http.errors import ConfigurationError, CredentialsError, TigrisError, TimedOut

if TYPE_CHECKING:
    from tigris_http._auth.expiry import Held
    from tigris_http._auth.refresh import Refresh

_log = logging.getLogger("tigris_http.credentials")

INSIDE: Final[ContextVar[object]] = ContextVar("tigris_http_keyring", default=None)
"""The keyring whose provider runs here: waiting for its own outcome would never end."""


class Done(Protocol):
    """An event of threads or tasks."""

    def is_set(self) -> bool:
        """Whether it happened."""
        ...

    def set(self) -> object:
        """Let it happen."""
        ...


DoneT = TypeVar("DoneT", bound=Done)


class RefreshInProgress(Generic[DoneT]):
    """A refresh under way."""

    def __init__(self, done: DoneT) -> None:
        self.done = done
        self.landed = False
        """Whether it came to an end of its own; one that was cancelled did not, and somebody else begins anew."""
        self.failure: tuple[type[TigrisError], str, BaseException | None] | None = None

    def error(self) -> TigrisError | None:
        """Return a new error for one of those who waited, or None."""
        if self.failure is None:
            return None
        kind, message, cause = self.failure
        error = kind(message)
        error.__cause__ = cause
        return error


class Keyring(Generic[DoneT]):
    """What the blocking and the async keyring have in common: everything but waiting."""

    def __init__(self, source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool = False) -> None:
        self._now, self._guarded = now, guarded
        self._held: Held | None = None
        self._provider: Provider | None = None
        self._doubts_from: datetime | None = None
        self._again_from: datetime | None = None
        self._flights: dict[int, RefreshInProgress[DoneT]] = {}
        if isinstance(source, Identity):
            self._check(source)
            # Given once and for all: whatever they say of their end, there is nobody to ask for others.
            self._held = expiry.Held(source)
            return
        self._provider = source
        first = getattr(source, "first", None)
        if isinstance(first, Identity):
            self._check(first)
            self._keep(first)

    def __repr__(self) -> str:
        known = self._held.credentials if self._provider is None and self._held is not None else self._provider
        return f"<{type(self).__name__} of {'nobody' if known is None else described(known)}>"

    # -- what exchanges ask ---------------------------------------------------------------------------------------

    def current(self) -> Identity | None:
        """Return what to sign with, or None where a refresh is due."""
        held = self._held
        if held is None:
            return None
        if held.soon is None or held.must is None:
            return held.credentials
        now = self._now()
        if now < held.soon:
            return held.credentials
        if now >= held.must:
            return None
        return held.credentials if self._is_left_alone(now) or os.getpid() in self._flights else None

    @property
    def in_doubt(self) -> bool:
        """Whether what to sign with has expired by a clock that may be wrong."""
        held = self._held
        return held is not None and held.in_doubt

    def clock_was_set(self) -> None:
        """Judge by the service's time when the credentials expire."""
        held = self._held
        if held is not None and self._provider is not None:
            again = expiry.held(held.credentials, self._now())
            if self._held is held:
                self._held = again

    def _is_left_alone(self, now: datetime) -> bool:
        return self._again_from is not None and now < self._again_from

    def may_have_others(self, refused: Identity, code: str, *, has_no_body: bool) -> bool:
        """Return whether it is worth asking for others after a refusal with this code."""
        if self._provider is None:
            return False
        if expiry.says_expired(code) or expiry.is_expired(refused, self._now()):
            return True
        if not expiry.may_mean_expired(code, refused, has_no_body=has_no_body):
            return False
        if self._held is not None and not expiry.same_keys(self._held.credentials, refused):
            return True  # they are here: somebody was refused before
        # A wrong key stays wrong: whoever goes on with it must not make us ask at every request.
        return self._doubts_from is None or self._now() >= self._doubts_from

    def unexpired(self) -> Identity | None:
        """Return credentials that the service takes now, without asking anybody."""
        held = self._held
        if held is None or (self._provider is not None and expiry.is_expired(held.credentials, self._now())):
            return None
        return held.credentials

    # -- refreshing, but for the waiting --------------------------------------------------------------------------

    @property
    def has_provider(self) -> bool:
        """Whether there is anybody to ask."""
        return self._provider is not None

    def known(self) -> Identity | None:
        """Return what is there, expired or not."""
        return None if self._held is None else self._held.credentials

    def _is_due(self, step: Refresh) -> bool:
        """Return whether nobody has done what the step asks for."""
        held = self._held
        if held is None:
            return True
        if step.instead_of is not None:
            return held.credentials is step.instead_of
        now = self._now()
        return held.soon is not None and now >= held.soon and (self._must_wait(step) or not self._is_left_alone(now))

    def _must_wait(self, step: Refresh) -> bool:
        """Return whether there is no going on with what is there."""
        held = self._held
        if held is None or step.instead_of is not None:
            return self._is_due(step)
        return held.must is not None and self._now() >= held.must

    def _asked(self) -> Provider:
        if self._provider is None:
            raise RuntimeError("credentials that were given once and for all cannot be refreshed")
        return self._provider

    def _note_asked(self, step: Refresh) -> None:
        """Remember that a provider was asked because of a refusal, whatever came of it."""
        if step.instead_of is not None:
            self._doubts_from = expiry.pause_ends(self._now())

    def _check(self, credentials: Identity) -> None:
        if self._guarded:
            refuse_keys_of_aws(credentials)

    def _accept(self, value: object, step: Refresh) -> None:
        """Take what the provider returned; raise `CredentialsError` where it will not do.

        What has expired by our clock is taken, unless the service refused just that.
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
        """Raise `CredentialsError` if they have expired."""
        if self._provider is not None and expiry.is_expired(credentials, self._now()):
            raise CredentialsError(
                f"{described(self._provider)} returned credentials that have expired already, at "
                f"{credentials.expires_at:%Y-%m-%d %H:%M:%S %Z}; have it return new ones, or set this machine's clock"
            )

    def _keep(self, credentials: Identity) -> None:
        held = self._held
        if held is not None and held.credentials == credentials:
            # The same object stays: who was refused with it sees that there are no others.
            credentials = held.credentials
        self._held = expiry.held(credentials, self._now())

    def _failed(self, flight: RefreshInProgress[DoneT], step: Refresh, error: Exception) -> TigrisError | None:
        """Note a failure; return what is to be raised, None where the old credentials will do."""
        name = described(self._asked())
        if isinstance(error, (CredentialsError, ConfigurationError)):
            # Ours, which show no values; what they were raised from stays their cause.
            failure = (type(error), error.message, error.__cause__)
        else:
            failure = (CredentialsError, f"{name} failed with {type(error).__name__}", error)
        held, now = self._held, self._now()
        _log.debug("no new credentials: %s", failure[1])
        if step.instead_of is None and held is not None and held.must is not None and now < held.must:
            self._again_from = now + held.pause
            return None
        flight.failure = failure
        return flight.error()


def is_async(provider: Provider) -> bool:
    """Return whether calling it gives a coroutine."""
    return inspect.iscoroutinefunction(provider) or inspect.iscoroutinefunction(getattr(provider, "__call__", None))  # noqa: B004


def own_client(provider: Provider) -> CredentialsError:
    """Return the error of a provider that asks the client for which it provides."""
    return CredentialsError(f"{described(provider)} sends requests by the client that waits for its credentials")


def late() -> TimedOut:
    """Return the error of a call whose time was over before there were credentials."""
    return TimedOut("new credentials did not come within the time of the call", sent=False)
