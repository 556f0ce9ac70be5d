"""A request for new credentials, and the keyring's interface for calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from tigris_http.credentials import Identity


class Refresh(NamedTuple):
    """A request for new credentials. Outcome: None, or the error."""

    instead_of: Identity | None = None
    """Credentials that the service refused; None if a refresh is due by the clock, or for the first credentials."""
    ends: float | None = None
    """Deadline by `time.monotonic()`; None for no deadline."""


class Keys(Protocol):
    @property
    def in_doubt(self) -> bool:
        """Whether `current` has expired by a local clock that may be wrong: the next response tells the time."""
        ...

    def clock_was_set(self) -> None:
        """Judge the expiry by the service's time, which was just learned."""
        ...

    def current(self) -> Identity | None:
        """Return the credentials to sign with; None if a `Refresh` is due first."""
        ...

    def may_have_others(self, refused: Identity, code: str, *, has_no_body: bool) -> bool:
        """Return whether a `Refresh` may help after an error response with this code."""
        ...
