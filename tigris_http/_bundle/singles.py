"""Objects of a bundle read by single GETs: where streams broke again and again, few are left, or at a snapshot.

Contract: generators of steps, run many at a time, each on its own. What a bundle would leave out is an answer, every
other error is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tigris_http._bundle.healing import get, gone
from tigris_http._bundle.large import FromGet, Large
from tigris_http._resume import Healing, no_object
from tigris_http._steps import Close, Open, Receive, Sleep
from tigris_http.errors import MalformedResponse, TigrisError

if TYPE_CHECKING:
    from collections.abc import Generator

    from tigris_http._bundle.order import Answer
    from tigris_http._plan import Plan
    from tigris_http.operations.bundles import BundleObjects


class Singles:
    """Reads single objects."""

    def __init__(self, wish: BundleObjects[Any], plan: Plan, buffer_size: int) -> None:
        self._wish, self._plan, self._buffer_size = wish, plan, buffer_size

    def fetch(self, key: str, *, probe: bool = False) -> Generator[Any, Any, Answer]:
        """Read one object; what is larger than the buffer is left open. A `probe` asks only why it is not there."""
        healing = Healing(self._plan)
        while True:
            body = yield Open(get(self._wish, key, span=(0, 0) if probe else None))
            if isinstance(body, TigrisError):
                answer = gone(body)
                if answer is None:
                    raise body.located("GetObject", self._wish.bucket, key, 1)
                return answer
            other = no_object(body.info)
            if other is not None:
                yield Close(body)
                yield Sleep(healing.wait(other, gained=False))
                continue
            if probe:
                yield Close(body)
                raise MalformedResponse("the object is there, but a bundle passed it over").located(
                    "BundleObjects", self._wish.bucket, key, 1
                )
            size = body.info.content_length
            if size > self._buffer_size:
                return Large(key, size, FromGet(body), healing, body.info.etag)
            memory, filled = memoryview(bytearray(size)), 0
            outcome: int | TigrisError = 0
            while filled < size:
                outcome = yield Receive(body, memory[filled:])
                if isinstance(outcome, TigrisError):
                    break
                filled += outcome
            yield Close(body)
            if not isinstance(outcome, TigrisError):
                healing.healed()
                return memory.toreadonly()
            # Nothing of it was handed out: it is read anew, whichever object it is by then.
            yield Sleep(healing.wait(outcome, gained=False))
