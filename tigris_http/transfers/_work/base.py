"""The base of transfers: an action with its work, and the two drivers that run it.

Contract: after a failure no thread, task, connection or file is left. The driver asks `Work.undo` for the operation
that removes the traces at the service, and sends it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tigris_http._concurrency.event_loop import shielded
from tigris_http._download.perform import AsyncStepClient, StepClient
from tigris_http._wire import arguments
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Action, ResultT_co
from tigris_http.transfers.options import TransferOptions

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations._base import Operation

T = TypeVar("T")

_LAST_SECONDS: Final = 0.8
"""Seconds to undo a transfer that the user interrupted, or that was cancelled."""


def check_progress(progress: object) -> None:
    if progress is not None and not callable(progress):
        raise TypeError(f"progress must be a function, or None, not {arguments.kind_of(progress)}")


def options_of(transfer: TransferOptions | None, connections: int) -> TransferOptions:
    """Return the options for a client with this many connections: no part waits for one."""
    options = TransferOptions() if transfer is None else transfer
    arguments.instance("transfer", options, TransferOptions, "give TransferOptions(part_size=...)")
    return replace(options, concurrency=min(options.concurrency, connections))


class Work(ABC, Generic[T]):
    """A transfer under way."""

    @abstractmethod
    def steps(self) -> Steps[T]:
        """Yield steps and return the result."""

    def undo(self) -> Operation[object] | None:
        """Return the operation that removes the traces of a failed transfer at the service; None for nothing."""
        return None

    def undone(self) -> None:
        """Note that the operation of `undo` was carried out."""

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
            return TransferPerformer(client).run(work.steps())
        except BaseException as error:
            if (undo := work.undo()) is not None:
                with suppress(TigrisError, OSError):
                    client.send(_in_time(undo, error))
                    work.undone()
            if isinstance(error, TigrisError):
                work.failed(error)
            raise
        finally:
            work.close()

    async def run_async(self, client: AsyncStepClient, connections: int) -> ResultT_co:
        from tigris_http.transfers._work.perform import AsyncTransferPerformer

        work = self.work(is_async=True, connections=connections)
        try:
            return await AsyncTransferPerformer(client).run(work.steps())
        except BaseException as error:
            if (undo := work.undo()) is not None:
                last = _in_time(undo, error)
                with suppress(TigrisError, OSError):
                    await shielded(lambda: client.send(last))
                    work.undone()
            if isinstance(error, TigrisError):
                work.failed(error)
            raise
        finally:
            work.close()


def _in_time(operation: Operation[object], error: BaseException) -> Operation[object]:
    return operation if isinstance(error, Exception) else replace(operation, timeout=_LAST_SECONDS)
