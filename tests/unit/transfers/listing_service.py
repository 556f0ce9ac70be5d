"""A listing service in memory, and a driver with a virtual clock: each request takes some time, many run at once."""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypeVar

from tigris_http._core.steps import Start, Wait
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import Ask
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2, ObjectPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tigris_http._core.steps import Step, Steps
    from tigris_http.transfers._trees.entries import Entries

T = TypeVar("T")


class Service:
    """Answers `ListObjectsV2` from a sorted list, as S3 documents it."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted(keys)
        self.asked: list[ListObjectsV2] = []

    def answer(self, operation: ListObjectsV2) -> ObjectPage:
        self.asked.append(operation)
        prefix, most = operation.prefix or "", operation.max_keys
        after = operation.start_after or ""
        assert len(after.encode()) <= 1024
        if operation.continuation_token is not None:
            after = bytes.fromhex(operation.continuation_token).decode()
        place = bisect_right(self.keys, max(after, prefix)) if after >= prefix else bisect_right(self.keys, "")
        found: list[str] = []
        for key in itertools.islice(self.keys, place, None):
            if key.startswith(prefix):
                found.append(key)
                if len(found) > most:
                    break
            elif key > prefix:
                break
        page, more = found[:most], len(found) > most
        token = page[-1].encode().hex() if more else None
        return ObjectPage(
            objects=tuple(ListedObject(key, len(key), f"tag-{key}") for key in page),
            common_prefixes=(),
            is_truncated=more,
            next_continuation_token=token,
        )


class _Background:
    def __init__(self, steps: Steps[object]) -> None:
        self.steps = steps
        self.ended = False
        self.outcome: object = None


class Driver:
    """Runs steps. `latency` returns the time that a request takes."""

    def __init__(self, answer: Callable[[ListObjectsV2], object], latency: Callable[[], float] = lambda: 1.0) -> None:
        self._answer, self._latency = answer, latency
        self.now = 0.0
        self.running = self.most_running = 0
        self._events: list[tuple[float, int, _Background, Ask]] = []
        self._numbers = itertools.count()
        self._jobs: dict[Start[Any], _Background] = {}

    @property
    def left_running(self) -> int:
        return len(self._jobs)

    def run(self, steps: Steps[T]) -> T:
        outcome: object = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result
            outcome = self._performed(step)

    def idle(self) -> None:
        """Let all that runs in the background come to its end."""
        while self._events:
            self._next_event()

    def _performed(self, step: Step) -> object:
        match step:
            case Start():
                job = self._jobs[step] = _Background(step.steps)
                self._advance(job, None)
                return None
            case Wait():
                job = self._jobs.pop(step.started)
                while not job.ended:
                    self._next_event()
                if isinstance(job.outcome, BaseException) and not isinstance(job.outcome, TigrisError):
                    raise job.outcome
                return job.outcome
            case Ask():
                job = _Background(_asking(step))
                self._advance(job, None)
                while not job.ended:
                    self._next_event()
                return job.outcome
            case _:
                raise AssertionError(f"unexpected {step}")

    def _advance(self, job: _Background, outcome: object) -> None:
        try:
            step = job.steps.send(outcome)
        except StopIteration as end:
            job.ended, job.outcome = True, end.value
            return
        except Exception as error:  # noqa: BLE001  # raised by the wait for it
            job.ended, job.outcome = True, error
            return
        assert isinstance(step, Ask)
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        heapq.heappush(self._events, (self.now + self._latency(), next(self._numbers), job, step))

    def _next_event(self) -> None:
        self.now, _, job, step = heapq.heappop(self._events)
        self.running -= 1
        operation = step.operation
        assert isinstance(operation, ListObjectsV2)
        try:
            outcome = self._answer(operation)
        except TigrisError as error:
            outcome = error
        self._advance(job, outcome)


def _asking(step: Ask) -> Steps[object]:
    outcome: object = yield step
    return outcome


def everything(driver: Driver, entries: Entries[ListedObject]) -> list[str]:
    """Return the keys of all pages."""
    found: list[str] = []
    while page := driver.run(entries.page()):
        found.extend(entry.key for entry in page)
    return found
