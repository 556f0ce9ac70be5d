"""Files and objects that a caller names one by one, moved at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action
from tigris_http.operations._steps import apply
from tigris_http.transfers._trees.lanes import Lanes
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import Transfer, Work, check_progress, options_of
from tigris_http.transfers._work.pace import Pace
from tigris_http.transfers._work.singles import Singles
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.transfers._trees.lanes import Lane

_AT_ONCE: Final = 16
_RANGES: Final = 4
"""Ranges at once of an object whose size is not known before."""


class Job(NamedTuple):
    """One transfer of several."""

    make: Callable[[], Transfer[Any]]
    """Returns the action. Called when its turn comes; a `ValueError` or `OSError` is that of the job."""
    size: int | None
    """Bytes, None if they are not known. Only an upload holds them in memory."""


class Ended(NamedTuple):
    """The outcome of a job."""

    number: int
    """Its place in `jobs`."""
    result: Any
    """The result of its action."""
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Several(Transfer[None], Action):
    """Run several transfers at once, within the connections and the memory of a tree.

    Large uploads go one at a time, with their parts at once. A job that fails does not end the others.
    """

    jobs: Sequence[Job]
    _: KW_ONLY
    concurrency: int | None
    """Number of jobs at once. None: 16, or as many as have connections for their ranges."""
    on_end: Callable[[Ended], object]
    """Called with each outcome, in the caller's thread or task. Its error ends the action, and comes out."""
    progress: Callable[[Progress], object]
    """Called after each part, as `on_end` is."""
    transfer: TransferOptions | None
    """The options of all jobs. Its bandwidth is that of all together."""

    def work(self, *, is_async: bool, connections: int) -> Work[None]:
        """Check the arguments and return the work. Sends nothing."""
        check_progress(self.progress)
        return _Several(self, is_async, connections)


class _Several(Singles[None]):
    def __init__(self, action: Several, is_async: bool, connections: int) -> None:
        self._ranges = 1
        if any(job.size is None for job in action.jobs):
            given = action.transfer
            self._ranges = min(_RANGES if given is None else given.concurrency, connections)
        at_once = min(action.concurrency or _AT_ONCE, max(connections * 2 // 3 // self._ranges, 1))
        self._lanes: Lanes[Ended] = Lanes(at_once, connections)
        self._options = options_of(action.transfer, self._lanes.parts)
        super().__init__(Pace(self._options.bandwidth))
        self._action, self._is_async = action, is_async

    def steps(self) -> Steps[None]:
        lanes = self._lanes
        for number, job in enumerate(self._action.jobs):
            parts = job.size is not None and self._in_parts(job.size)
            lane: Lane = "parts" if parts else "single"
            connections = lanes.parts if parts else self._ranges
            weight = 0 if parts else job.size or 0
            yield from lanes.add(lane, self._attempt(number, job, connections), weight)
            while lanes.full(lane):
                yield from self._next()
        while lanes.busy:
            yield from self._next()

    def _in_parts(self, size: int) -> bool:
        try:
            return plan.in_parts(self._options, size, plan.part_size(self._options, size))
        except ValueError:  # the job raises it
            return True

    def _attempt(self, number: int, job: Job, connections: int) -> Steps[Ended]:
        try:
            action = job.make()
            result = yield from self.single(action.work(is_async=self._is_async, connections=connections))
        except (TigrisError, OSError, ValueError) as error:
            return Ended(number, None, error)
        return Ended(number, result)

    def _next(self) -> Steps[None]:
        news: Any = yield from self._lanes.next()
        if isinstance(news, Progress):
            yield from apply(self._action.progress, news)
            return
        yield from apply(self._action.on_end, news)
        yield from self._lanes.go_on()
