"""Two ranks over gloo: each reads its half, in its workers, too."""

from __future__ import annotations

import multiprocessing
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from torch import distributed
from torch.utils.data import DataLoader

from tests.integrations.torch.samples import BUCKET, KEYS, QUIET, as_list, flat, key_of
from tigris_http import TigrisHTTP
from tigris_http.torch import BundleIterableDataset, placement

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

pytestmark = [pytest.mark.filterwarnings(line) for line in QUIET]

WORLD = 2


def found_by_rank(rank: int, meeting: str, dataset: BundleIterableDataset[str], results: Connection) -> None:
    """Be one rank: read an epoch in this process, one in a forked and one in a spawned worker; send the keys."""
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=WORLD)
    found = [list(dataset)]
    for epoch, options in (
        (1, {"num_workers": 2, "multiprocessing_context": "fork"}),
        (2, {"num_workers": 1, "multiprocessing_context": "spawn"}),
    ):
        dataset.set_epoch(epoch)
        found.append(flat(DataLoader(dataset, batch_size=3, collate_fn=as_list, **options)))
    distributed.barrier()
    distributed.destroy_process_group()
    results.send(found)
    results.close()


def test_two_ranks_and_their_workers_share_each_epoch(client: TigrisHTTP, tmp_path: Path) -> None:
    dataset = BundleIterableDataset(client, BUCKET, KEYS, transform=key_of, shuffle=True, seed=3)
    orders = [list(dataset) for _ in range(3)]
    dataset.set_epoch(0)
    context = multiprocessing.get_context("fork")
    ranks, pipes = [], []
    for rank in range(WORLD):
        ours, theirs = context.Pipe(duplex=False)
        meeting = f"file://{tmp_path}/meeting"
        process = context.Process(target=found_by_rank, args=(rank, meeting, dataset, theirs))
        process.start()
        theirs.close()
        ranks.append(process)
        pipes.append(ours)
    found: list[Any] = [pipe.recv() for pipe in pipes]
    for process in ranks:
        process.join(60)
    assert [0, 0] == [process.exitcode for process in ranks]
    for epoch in range(3):
        halves = [set(found[rank][epoch]) for rank in range(WORLD)]
        assert [set(orders[epoch][0::2]), set(orders[epoch][1::2])] == halves
        assert len(KEYS) == sum(len(found[rank][epoch]) for rank in range(WORLD))
    for pipe in pipes:
        pipe.close()


def test_another_process_that_is_no_worker_sets_its_own_epoch(client: TigrisHTTP) -> None:
    dataset = BundleIterableDataset(client, BUCKET, KEYS, transform=key_of)
    process = multiprocessing.get_context("fork").Process(target=dataset.set_epoch, args=(5,))
    process.start()
    process.join(60)
    assert (0, 0) == (process.exitcode, dataset.state_dict()["epoch"])


def test_a_worker_believes_the_rank_that_the_pickle_tells(
    client: TigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = BundleIterableDataset(client, BUCKET, KEYS, transform=key_of)
    monkeypatch.setattr(placement, "of_process_group", lambda: placement.Place(1, 2))
    pickled = pickle.dumps(dataset)
    assert KEYS[1::2] == list(dataset)
    monkeypatch.undo()
    # Another process that is no worker looks for itself.
    elsewhere = pickle.loads(pickled)
    assert KEYS == list(elsewhere)
    monkeypatch.setattr(placement, "in_worker", lambda: True)
    assert KEYS[1::2] == list(elsewhere)
    elsewhere._reading.client.close()
