"""The base of transfers: an action with its work, and the two drivers that run it.

Contract: after a failure no thread, task, connection or file is left. The driver asks `Work.undo` for the operations
that remove the traces at the service, and sends them.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._concurrency.event_loop import shielded
from tigris_http._core.steps import tell
from tigris_http._download.perform import AsyncStepClient, StepClient
from tigris_http._wire import arguments
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action, ResultT_co
from tigris_http.operations._steps import apply
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from datetime import datetime

    from tigris_http._core.steps import AsyncOpenT, OpenT, Steps
    from tigris_http.operations._base import Operation, StreamOperation
    from tigris_http.transfers._work.pace import Pace

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_LAST_SECONDS: Final = 0.8
"""Seconds to undo a transfer that the user interrupted, or that was cancelled."""


def check_progress(progress: object) -> None:
    if progress is not None and not callable(progress):
        raise TypeError(f"progress must be a function, or None, not {arguments.kind_of(progress)}")


def options_of(transfer: TransferOptions | None, connections: int) -> TransferOptions:
    """Return the options for a client with this many connections: no part waits for one."""
    options = TransferOptions() if transfer is None else transfer
    arguments.instance("transfer", options, TransferOptions, "give TransferOptions(part_size=...)")
    if options.concurrency <= connections:
        return options
    return replace(options, concurrency=connections)


@dataclass(frozen=True, slots=True)
class Undo:
    """One operation that removes traces at the service."""

    operation: Operation[object]
    done: Callable[[], None]
    """Called when it was carried out."""


class Work(ABC, Generic[T_co]):
    """A transfer under way."""

    @abstractmethod
    def steps(self) -> Steps[T_co]:
        """Yield steps and return the result."""

    pace: Pace
    """The bandwidth, for transfers that have one."""
    asked: Iterator[int] | None = None
    """Counts the requests, if that is wanted."""
    listed: datetime | None = None
    """Time of the object's last change in a listing, which has milliseconds."""
    told: bool = False
    """Whether the steps that began this work hear of its progress, in place of the caller."""

    def undo(self) -> Sequence[Undo]:
        """Return the operations that remove the traces of a failed transfer at the service."""
        return ()

    def report(self, progress: Callable[[Progress], object] | None, state: Progress) -> Steps[None]:
        """Tell the caller how far the work got."""
        if self.told:
            yield from tell(state)
        elif progress is not None:
            yield from apply(progress, state)

    def failed(self, error: TigrisError) -> None:
        """Complete the error that ended the transfer."""

    def close(self) -> None:
        """Close files, and remove temporary ones."""


class Transfer(Action, Generic[ResultT_co]):
    """A file up or down, in one request or in many at once."""

    __slots__ = ()

    @abstractmethod
    def work(self, *, is_async: bool, connections: int) -> Work[ResultT_co]:
        """Check the arguments and return the work. Sends nothing."""

    def run(self, client: StepClient, connections: int) -> ResultT_co:
        from tigris_http.transfers._work.perform import TransferPerformer

        work = self.work(is_async=False, connections=connections)
        try:
            return TransferPerformer(_counting(client, work.asked)).run_alone(work.steps())
        except BaseException as error:
            for operation, done in in_time(work.undo(), error):
                with suppress(TigrisError, OSError):
                    client.send(operation)
                    done()
            if isinstance(error, TigrisError):
                work.failed(error)
            raise
        finally:
            work.close()

    async def run_async(self, client: AsyncStepClient, connections: int) -> ResultT_co:
        from tigris_http.transfers._work.perform import AsyncTransferPerformer

        work = self.work(is_async=True, connections=connections)
        try:
            return await AsyncTransferPerformer(_counting_async(client, work.asked)).run(work.steps())
        except BaseException as error:
            for operation, done in in_time(work.undo(), error):
                with suppress(TigrisError, OSError):
                    await shielded(partial(client.send, operation))
                    done()
            if isinstance(error, TigrisError):
                work.failed(error)
            raise
        finally:
            work.close()


def in_time(undo: Sequence[Undo], error: BaseException) -> Iterator[tuple[Operation[object], Callable[[], None]]]:
    """Yield the operations. After an interruption or a cancellation they share a short time."""
    ends = time.monotonic() + _LAST_SECONDS
    for each in undo:
        if isinstance(error, Exception):
            yield each.operation, each.done
        elif (left := ends - time.monotonic()) > 0:
            yield replace(each.operation, timeout=left), each.done


class _Counting:
    """A client that counts its requests. Thread-safe."""

    def __init__(self, client: StepClient, asked: Iterator[int]) -> None:
        self._client, self._asked = client, asked

    def send(self, operation: Operation[T], /) -> T:
        next(self._asked)
        return self._client.send(operation)

    def stream(self, operation: StreamOperation[OpenT, object], /) -> OpenT:
        next(self._asked)
        return self._client.stream(operation)


class _AsyncCounting:
    def __init__(self, client: AsyncStepClient, asked: Iterator[int]) -> None:
        self._client, self._asked = client, asked

    async def send(self, operation: Operation[T], /) -> T:
        next(self._asked)
        return await self._client.send(operation)

    async def opening(self, operation: StreamOperation[object, AsyncOpenT], /) -> AsyncOpenT:
        next(self._asked)
        return await self._client.opening(operation)


def _counting(client: StepClient, asked: Iterator[int] | None) -> StepClient:
    return client if asked is None else _Counting(client, asked)


def _counting_async(client: AsyncStepClient, asked: Iterator[int] | None) -> AsyncStepClient:
    return client if asked is None else _AsyncCounting(client, asked)
