"""Transfers of single objects within another one, which is interrupted and closed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tigris_http._core.steps import Halt
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import ask
from tigris_http.transfers._work.base import Undo, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.transfers._work.pace import Pace

OneT = TypeVar("OneT")
T_co = TypeVar("T_co", covariant=True)


class Singles(Work[T_co]):
    """The base of a work that begins others. They share its bandwidth."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._open: dict[Work[Any], None] = {}
        """Transfers that have not ended."""

    def single(self, work: Work[OneT]) -> Steps[OneT]:
        """Run the transfer of one object. After an error nothing of it is left."""
        work.told, work.pace = True, self.pace
        self._open[work] = None
        try:
            result = yield from work.steps()
        except Exception as error:
            yield Halt()
            for undo in work.undo():
                outcome = yield from ask(undo.operation)
                if not isinstance(outcome, TigrisError):
                    undo.done()
            if isinstance(error, TigrisError):
                work.failed(error)
            self._close(work)
            raise
        self._close(work)
        return result

    def _close(self, work: Work[Any]) -> None:
        work.close()
        if not work.undo():
            del self._open[work]

    def undo(self) -> Sequence[Undo]:
        return [undo for work in tuple(self._open) for undo in work.undo()]

    def close(self) -> None:
        for work in tuple(self._open):
            work.close()
