"""The outcome of work, a result or an error, which its consumer takes once.

Contract: thread-safe without a lock, because taking from a deque is atomic. A taken outcome keeps no reference to the
work.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http._concurrency.cancel import Aborted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

T = TypeVar("T")


class OneShotResult(Generic[T]):
    """A context that keeps its body's error, or the result that the body sets. Errors of `passing` pass."""

    def __init__(self, passing: tuple[type[BaseException], ...] = ()) -> None:
        self._passing = passing
        self._results: deque[T] = deque()
        self._errors: deque[BaseException] = deque()
        self._is_taken = False

    def set_result(self, result: T) -> None:
        self._results.append(result)

    @property
    def has_result(self) -> bool:
        """Whether there is a result that was not taken."""
        return bool(self._results)

    def drop(self) -> Iterator[T]:
        """Yield the result if it was not taken, for the caller to close."""
        with suppress(IndexError):
            yield self._results.pop()

    def take(self, *, aborted: bool) -> T:
        """Take the result, or raise the error of the work. Raises `Aborted` after an abort."""
        if self._is_taken:
            raise RuntimeError("the result of this job was taken already")
        if not aborted:
            with suppress(IndexError):  # an abort dropped it first
                result = self._results.pop()
                self._is_taken = True
                return result
            if self._errors:
                self._is_taken = True
                raise self._errors.pop()
        raise Aborted("this work was aborted")

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, self._passing):
            return False
        # Without this frame, which refers to the outcome: no reference cycle.
        self._errors.append(error.with_traceback(None if trace is None else trace.tb_next))
        return True
