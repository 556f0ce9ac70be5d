"""The number of a reader among all: rank x worker.

Contract: looked up when an iteration begins. A worker of a loader is told its rank by the pickle of its data set, since
it has no process group of its own.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from torch import distributed
from torch.utils.data import get_worker_info

from tigris_http._wire import arguments


class Place(NamedTuple):
    """One of several processes or readers."""

    number: int
    """From 0."""
    of: int
    """How many there are."""


def checked(rank: int | None, world_size: int | None) -> Place | None:
    """Return the place that the caller gave, if any."""
    if rank is None and world_size is None:
        return None
    if rank is None or world_size is None:
        raise ValueError("rank and world_size: give both or none")
    arguments.count("world_size", world_size, least=1)
    arguments.count("rank", rank, most=world_size - 1)
    return Place(rank, world_size)


def of_process_group() -> Place | None:
    """Return the rank in the default process group, if there is one."""
    if distributed.is_available() and distributed.is_initialized():
        return Place(distributed.get_rank(), distributed.get_world_size())
    return None


def rank_of(given: Place | None, told: Place | None) -> Place:
    """Return this process's rank: as given, else of the process group, else of the environment, else the only one."""
    found = given or of_process_group()
    if found is None and in_worker():
        found = told
    return found or _of_environment() or Place(0, 1)


def _of_environment() -> Place | None:
    texts = [os.environ.get(name, "") for name in ("RANK", "WORLD_SIZE")]
    if texts == ["", ""]:
        return None
    try:
        return checked(*map(int, texts))
    except ValueError:
        raise ValueError(
            "the variables RANK={!r} and WORLD_SIZE={!r} name no rank: set both, or give rank= and world_size=".format(
                *texts
            )
        ) from None


def in_worker() -> bool:
    """Return whether this is a worker process of a DataLoader."""
    return get_worker_info() is not None


def reader_of(rank: Place, *, dealt: bool) -> Place:
    """Return the number of this reader among the workers of all ranks.

    A rank has the same keys with any number of workers: of a list, which is dealt in turn, its readers have every n-th
    shard, and of a manifest, which is cut into stretches, consecutive ones.
    """
    worker = get_worker_info()
    number, workers = (0, 1) if worker is None else (worker.id, worker.num_workers)
    shard = number * rank.of + rank.number if dealt else rank.number * workers + number
    return Place(shard, rank.of * workers)
