"""The epoch and position of a data set, and of its copies in workers.

Contract: an `Order` is a position that the main process set: by `set_epoch` or by a loaded state. It lies in shared
memory, so that workers that live for many epochs see it when they begin the next one. A process that is no worker, such
as another rank, has orders of its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final, NamedTuple

import torch

from tigris_http.torch.placement import in_worker


class Order(NamedTuple):
    """The position to begin at. `stamp` counts the orders; `shards` is 0 if the position is 0."""

    stamp: int
    epoch: int
    position: int
    shards: int


_READ: Final = len(Order._fields)
"""Index of the stamp after the last order that a worker began at."""


class Orders:
    """The newest order, in memory that this process shares with its workers."""

    def __init__(self) -> None:
        self._words = torch.zeros(_READ + 1, dtype=torch.int64).share_memory_()
        self._owner = os.getpid()

    def _own(self) -> torch.Tensor:
        if self._owner != os.getpid() and not in_worker():
            self._words = self._words.clone().share_memory_()
            self._owner = os.getpid()
        return self._words

    def get(self) -> Order:
        """Return the newest order."""
        return Order(*self._own()[:_READ].tolist())

    def give(self, epoch: int, position: int, shards: int) -> None:
        """Set the position for this process and its workers."""
        words = self._own()
        words[1:_READ] = torch.tensor([epoch, position, shards])
        words[0] = int(words[0]) + 1  # after the rest: it makes the rest count

    def begun(self, order: Order) -> None:
        """Note who iterates: workers, or the main process itself."""
        self._own()[_READ] = order.stamp + 1 if in_worker() else 0

    @property
    def read_by_workers(self) -> bool:
        """True if workers have begun at the newest order."""
        return int(self._own()[_READ]) == self.get().stamp + 1

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        if not self._words.is_shared():  # a plain pickle, or a deep copy: no worker has it
            self._words.share_memory_()
            self._owner = os.getpid()


@dataclass
class Run:
    """One iteration over one of `shards` shards, of which `position` keys are read."""

    epoch: int = 0
    position: int = 0
    shards: int = 0
    started: bool = False

    def following(self) -> Run:
        """Return the run that the next iteration makes. An iteration that was left begins no second time."""
        return Run(self.epoch + 1) if self.started else Run(self.epoch, self.position, self.shards)

    def finish(self) -> None:
        """Become the beginning of the next epoch, unless a loader still reads the shards of other workers.

        A worker of a loader stays at the end of its shard. A state of then may be resumed while the other workers are
        in the middle of their shards.
        """
        if not in_worker():
            self.epoch, self.position, self.shards, self.started = self.epoch + 1, 0, 0, False


class Progress:
    """The run of a data set in this process, and the orders for its workers."""

    def __init__(self) -> None:
        self._orders = Orders()
        self._stamp: int = 0
        """Stamp of the newest order that `_run` takes account of."""
        self._run = Run()

    def current(self) -> Run:
        """Return the run. In a worker it lasts until the loader begins the next one."""
        return self._run if in_worker() else self.newest()

    def newest(self) -> Run:
        """Return the run, replaced if there is a newer order."""
        order = self._orders.get()
        if order.stamp != self._stamp:
            self._stamp = order.stamp
            self._run = Run(order.epoch, order.position, order.shards)
        return self._run

    @property
    def is_of_workers(self) -> bool:
        """True in the main process if workers have begun the run."""
        return not in_worker() and self._orders.read_by_workers

    def set_next(self, run: Run) -> None:
        """Let the next iteration be this run, here and in the workers."""
        if not in_worker():
            self._orders.give(run.epoch, run.position, run.shards)
        self._stamp, self._run = self._orders.get().stamp, run

    def begin(self, run: Run) -> None:
        """Note that this process iterates."""
        self._orders.begun(self._orders.get())
        self._run = run
