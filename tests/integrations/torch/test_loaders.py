"""DataLoaders with workers that are forked, spawned or served by a fork server, and that persist or do not."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from torch.utils.data import DataLoader

from tests.integrations.torch.samples import BUCKET, KEYS, QUIET, as_list, flat, key_of, provider
from tigris_http import TigrisHTTP
from tigris_http.emulator import EmulatorCredentials, Fault
from tigris_http.manifests import write_manifest
from tigris_http.torch import BundleIterableDataset, BundleMapDataset

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

pytestmark = [pytest.mark.filterwarnings(line) for line in QUIET]

METHODS = ("fork", "spawn", "forkserver")


def loader_of(dataset: Any, workers: int, method: str = "fork", persistent: bool = False) -> DataLoader[Any]:
    """Return a loader of batches of three. A fork server loads PyTorch once for all its workers."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["torch", "tigris_http.torch"])
    options: dict[str, Any] = {}
    if workers:
        options = {"multiprocessing_context": method, "persistent_workers": persistent}
    return DataLoader(dataset, batch_size=3, num_workers=workers, collate_fn=as_list, **options)


def epochs_of(client: TigrisHTTP, count: int = 3) -> list[list[str]]:
    """Return the orders of the first epochs in one process."""
    dataset = shuffled(client)
    return [list(dataset) for _ in range(count)]


def shuffled(client: TigrisHTTP, **options: Any) -> BundleIterableDataset[str]:
    return BundleIterableDataset(client, BUCKET, KEYS, transform=key_of, shuffle=True, seed=1, **options)


def in_turns(order: list[str], workers: int) -> list[str]:
    """Return the samples of an epoch as a loader yields them: a batch of each worker, in turns."""
    shards = [order[worker::workers] for worker in range(workers)]
    batches = [[shard[at : at + 3] for at in range(0, len(shard), 3)] for shard in shards]
    turns = range(max(map(len, batches)))
    return [key for turn in turns for batch in batches if turn < len(batch) for key in batch[turn]]


def is_odd(workers: int, method: str, persistent: bool) -> bool:
    """Return whether a case makes no sense, or repeats another: without workers there are no methods."""
    return workers == 0 and (method != "fork" or persistent)


@pytest.mark.pairwise(workers=(0, 2, 3), method=METHODS, persistent=(False, True), unless=is_odd)
def test_every_worker_reads_its_shard_of_each_epoch(
    client: TigrisHTTP, workers: int, method: str, persistent: bool
) -> None:
    expected = epochs_of(client, 2)
    dataset = shuffled(client)
    loader = loader_of(dataset, workers, method, persistent)
    for epoch in (0, 1) if method != "spawn" or persistent else (1,):  # a process that loads PyTorch takes seconds
        dataset.set_epoch(epoch)
        assert in_turns(expected[epoch], max(workers, 1)) == flat(loader)


@pytest.mark.parametrize(("workers", "method"), [(0, "fork"), (2, "fork"), (1, "spawn"), (3, "forkserver")])
def test_a_map_reads_each_batch_in_a_worker(client: TigrisHTTP, tigris: Emulator, workers: int, method: str) -> None:
    dataset = BundleMapDataset(client, BUCKET, KEYS, transform=key_of)
    tigris.clear_requests()
    assert KEYS == flat(loader_of(dataset, workers, method))
    batches = [record for record in tigris.requests if record.operation == "BundleObjects"]
    assert (9, 9) == (len(batches), len(tigris.requests))


def test_workers_that_persist_go_on_to_the_next_epoch_and_obey_set_epoch(client: TigrisHTTP) -> None:
    expected = epochs_of(client)
    dataset = shuffled(client)
    loader = loader_of(dataset, 2, persistent=True)
    assert in_turns(expected[0], 2) == flat(loader)
    assert in_turns(expected[1], 2) == flat(loader)
    dataset.set_epoch(0)
    assert in_turns(expected[0], 2) == flat(loader)
    dataset.set_epoch(0)
    for _ in loader:
        break  # one worker may be at the end of its shard, another in the middle
    assert in_turns(expected[1], 2) == flat(loader)
    dataset.load_state_dict({**shuffled(client).state_dict(), "epoch": 1, "position": 9, "shards": 2})
    assert in_turns(expected[1][18:], 2) == flat(loader)
    dataset.set_epoch(1)
    assert in_turns(expected[1], 2) == flat(loader)
    assert in_turns(expected[2], 2) == flat(loader)


def test_workers_of_a_loader_keep_the_state_to_themselves(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    loader = loader_of(dataset, 2)
    assert 0 == dataset.state_dict()["position"]
    assert sorted(KEYS) == sorted(flat(loader))
    with pytest.raises(RuntimeError, match="StatefulDataLoader"):
        dataset.state_dict()
    dataset.set_epoch(1)
    assert {"epoch": 1, "position": 0}.items() <= dataset.state_dict().items()
    assert sorted(KEYS) == sorted(flat(loader))
    list(dataset)
    assert {"epoch": 2, "position": 0}.items() <= dataset.state_dict().items()


def test_drop_uneven_gives_every_worker_as_many(client: TigrisHTTP) -> None:
    dataset = shuffled(client, drop_uneven=True)
    found = flat(loader_of(dataset, 3))
    assert (24, 24) == (len(found), len(set(found)))


def test_workers_share_a_manifest(client: TigrisHTTP) -> None:
    manifest = write_manifest(client, BUCKET, "train/", block_keys=5)
    dataset = BundleIterableDataset(client, BUCKET, manifest, transform=key_of, shuffle=True, shuffle_buffer=4)
    for workers in (0, 2, 3):
        assert sorted(KEYS) == sorted(flat(loader_of(dataset, workers)))
    halves = [
        BundleIterableDataset(client, BUCKET, manifest, transform=key_of, shuffle=True, rank=rank, world_size=2)
        for rank in (0, 1)
    ]
    for half in halves:
        alone = set(half)
        half.set_epoch(0)
        found = flat(loader_of(half, 3))
        assert alone == set(found)
        assert len(found) == len(half) == 13
    assert set(KEYS) == {key for half in halves for key in flat(loader_of(half, 2))}


def test_a_cut_connection_in_a_worker_loses_and_doubles_nothing(tigris: Emulator, client: TigrisHTTP) -> None:
    expected = in_turns(epochs_of(client, 1)[0], 2)
    tigris.inject(*[Fault("cut_body", operation="BundleObjects", after=4000, abort=True) for _ in range(3)])
    assert expected == flat(loader_of(shuffled(client), 2))
    assert () == tigris.faults


def test_the_error_of_a_worker_reaches_the_loop(client: TigrisHTTP) -> None:
    dataset = BundleIterableDataset(client, BUCKET, [*KEYS, "gone"], transform=key_of)
    with pytest.raises(RuntimeError, match=r"(?s)BundleError.*gone"):
        flat(loader_of(dataset, 2))


def test_a_pinned_data_set_reads_the_same_bytes_in_its_workers(client: TigrisHTTP, pinned: str) -> None:
    dataset = shuffled(client, snapshot_version=pinned)
    assert in_turns(epochs_of_pinned(client, pinned), 2) == flat(loader_of(dataset, 2))


def epochs_of_pinned(client: TigrisHTTP, version: str) -> list[str]:
    return list(shuffled(client, snapshot_version=version))


# -- pickles ----------------------------------------------------------------------------------------------------------


def test_a_pickle_holds_no_secret_if_that_of_the_client_holds_none(
    tigris: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINING_ID", "tid_training")
    monkeypatch.setenv("TRAINING_SECRET", "tsec_known_to_the_environment")
    tigris.add_credentials(EmulatorCredentials("tid_training", "tsec_known_to_the_environment"))
    with TigrisHTTP(tigris.endpoint, provider) as client:
        for dataset in (shuffled(client), BundleMapDataset(client, BUCKET, prefix="train/", transform=key_of)):
            next(iter(dataset)) if isinstance(dataset, BundleIterableDataset) else dataset[0]
            pickled = pickle.dumps(dataset)
            assert b"tsec_" not in pickled
            assert "tsec_" not in repr(dataset)
            loaded = pickle.loads(pickled)
            assert sorted(KEYS) == sorted(flat(DataLoader(loaded, batch_size=9, collate_fn=as_list)))
            loaded._reading.client.close()
        assert b"tsec_" not in pickle.dumps(shuffled(client).state_dict())


@pytest.mark.parametrize("copied", [lambda dataset: pickle.loads(pickle.dumps(dataset)), copy.deepcopy], ids=str)
def test_a_copy_has_a_position_of_its_own(client: TigrisHTTP, copied: Any) -> None:
    dataset = shuffled(client)
    samples = iter(dataset)
    next(samples)
    other = copied(dataset)
    assert dataset.state_dict() == other.state_dict()
    other.set_epoch(5)
    assert {"epoch": 0, "position": 1}.items() <= dataset.state_dict().items()
    assert 25 == len(list(samples))
