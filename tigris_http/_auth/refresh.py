"""A request for other credentials, and the interface of a keyring as a call sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tigris_http.credentials import Identity


@dataclass(frozen=True, slots=True)
class Refresh:
    """Have other credentials to sign with, then go on; an error stands for there being none."""

    instead_of: Identity | None = None
    """Those that the service refused; None where new ones are due by the clock, or none were there yet."""
    ends: float | None = None
    """The reading of `time.monotonic()` by which it must be over; None for no such bound."""


class Keys(Protocol):
    """Who hands out credentials."""

    @property
    def in_doubt(self) -> bool:
        """Whether `current` has expired by a clock that may be wrong: the next answer tells the time."""
        ...

    def clock_was_set(self) -> None:
        """Judge by the service's time, which was just learned, when credentials expire."""
        ...

    def current(self) -> Identity | None:
        """Return what to sign with; None where a `Refresh` is due first."""
        ...

    def may_have_others(self, refused: Identity, code: str, *, has_no_body: bool) -> bool:
        """Return whether a `Refresh` is worth it after a refusal with this code."""
        ...
