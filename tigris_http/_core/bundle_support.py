"""Whether an endpoint has bundles: learned once for a client and all its views.

Contract: plain state that threads and tasks may share. The clock is an argument. What was learned is forgotten after
`AGAIN` seconds: a single odd answer must not make a client slow for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.errors import TigrisError

AGAIN: Final = 900.0
"""Seconds until an endpoint that had no bundles is asked for one again."""


class BundleSupport:
    """Remembers that an endpoint has no bundles, or none that can be relied on."""

    def __init__(self, tell: Callable[[TigrisError], None] | None = None) -> None:
        self._tell = tell
        self._absent_until: float | None = None

    def is_absent(self, now: Callable[[], float]) -> bool:
        """Return whether objects are to be read by single GETs."""
        return self._absent_until is not None and now() < self._absent_until

    def lacks(self, why: TigrisError, now: float) -> None:
        """Note the answer that shows it; the first is told."""
        first, self._absent_until = self._absent_until is None, now + AGAIN
        if first and self._tell is not None:
            self._tell(why)
