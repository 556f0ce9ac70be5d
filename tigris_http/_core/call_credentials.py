"""The credentials of one call: those that its next attempt takes, and whether others came since.

Contract: decisions over a `Keys`; what has to be waited for is a `Refresh` that is yielded to the driver, which sends
back None or the error that it met. After a refusal others are asked for once a call.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from tigris_http._auth.expiry import same_keys
from tigris_http._auth.refresh import (
    Keys,
    Refresh,
)
from tigris_http.errors import ServiceError, TigrisError

if TYPE_CHECKING:
    from tigris_http.credentials import Identity

_REFUSES_KEYS = frozenset({400, 401, 403})


class KeysInUse:
    """What the attempts of a call sign with, each with what is current then."""

    __slots__ = ("_asked", "_ends", "_keys", "_method", "_taken", "were_awaited")

    def __init__(self, keys: Keys, method: str, ends: float | None) -> None:
        self._keys, self._method, self._ends = keys, method, ends
        self._taken: Identity | None = None
        self._asked = False
        self.were_awaited = False
        """Whether they had to be waited for before an attempt."""

    def ready(self) -> bool:
        """Take what the next attempt is to be signed with; False where it has to be awaited first."""
        self._taken = self._keys.current()
        return self._taken is not None

    def awaited(self, located: Callable[[TigrisError], TigrisError]) -> Generator[Refresh, Any, None]:
        """Have something to sign with; raise the error, `located` in its call, where there is nothing."""
        self.were_awaited = True
        while not self.ready():
            trouble = yield Refresh(ends=self._ends)
            if isinstance(trouble, TigrisError):
                raise located(trouble)

    def taken(self) -> Identity:
        """Return what was taken."""
        if self._taken is None:
            raise RuntimeError("nothing is sent before there are credentials")
        return self._taken

    def may_be_replaced(self, error: TigrisError) -> bool:
        """Return whether there may be others by now, judged by what the service says of those taken."""
        if self._asked or not isinstance(error, ServiceError) or error.status not in _REFUSES_KEYS:
            return False
        return self._keys.may_have_others(self.taken(), error.code, has_no_body=self._method == "HEAD")

    def replaced(self, refusal: TigrisError) -> Generator[Refresh, Any, bool]:
        """Ask for others; return whether there are some. A failure is the cause of the `refusal`, which is raised."""
        self._asked = True
        refused = self.taken()
        trouble = yield Refresh(refused, self._ends)
        if isinstance(trouble, TigrisError):
            # What the caller must know is what the service said; this is why there was no second attempt.
            raise refusal from trouble
        now = self._keys.current()
        return now is not None and not same_keys(now, refused)
