"""What comes of work, on its way to who waits for it: a result or an error, given once.

Contract: safe from threads without a lock, since whoever takes the result out of the deque first has it. Nothing of
the work stays referenced once its outcome was taken.
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
    """A context that keeps what its body raises, `passing` excepted, or what it says `came`."""

    def __init__(self, passing: tuple[type[BaseException], ...] = ()) -> None:
        self._passing = passing
        self._results: deque[T] = deque()
        self._errors: deque[BaseException] = deque()
        self._is_taken = False

    def set_result(self, result: T) -> None:
        """Have a result."""
        self._results.append(result)

    @property
    def has_result(self) -> bool:
        """Whether a result is there to be taken."""
        return bool(self._results)

    def drop(self) -> Iterator[T]:
        """Take the result where it is still there to be taken."""
        with suppress(IndexError):
            yield self._results.pop()

    def take(self, *, aborted: bool) -> T:
        """Take the result, or raise what was raised instead."""
        if self._is_taken:
            raise RuntimeError("what came of this job was taken already")
        if not aborted:
            with suppress(IndexError):  # an abort was faster
                result = self._results.pop()
                self._is_taken = True
                return result
            if self._errors:
                self._is_taken = True
                raise self._errors.pop()
        raise Aborted("this work was called off")

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, self._passing):
            return False
        # Without the frame that runs the work, which refers to this outcome.
        self._errors.append(error.with_traceback(None if trace is None else trace.tb_next))
        return True
