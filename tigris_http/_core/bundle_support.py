"""Whether an endpoint has bundles, learned once for a client and all its views.

Contract: thread-safe. The clock is an argument. A lack is forgotten after `AGAIN` seconds: it may be one odd answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.errors import TigrisError

AGAIN: Final = 900.0
"""Seconds until an endpoint that had no bundles is asked for one again."""


class BundleSupport:
    def __init__(self, report: Callable[[TigrisError], None] | None = None) -> None:
        self._report = report
        self._absent_until: float | None = None

    def is_absent(self, now: Callable[[], float]) -> bool:
        return self._absent_until is not None and now() < self._absent_until

    def lacks(self, why: TigrisError, now: float) -> None:
        """Note the answer that shows it. The first one is reported."""
        first, self._absent_until = self._absent_until is None, now + AGAIN
        if first and self._report is not None:
            self._report(why)
