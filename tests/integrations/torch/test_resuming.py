"""A loop of torchdata's StatefulDataLoader that is stopped after any batch goes on with the next one."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

import pytest
from torchdata.stateful_dataloader import StatefulDataLoader

from tests.integrations.torch.samples import BUCKET, KEYS, QUIET, as_list, flat, key_of
from tigris_http import TigrisHTTP
from tigris_http.torch import BundleIterableDataset

pytestmark = [pytest.mark.filterwarnings(line) for line in QUIET]

EPOCHS = 2


@dataclass
class Loop:
    """A training loop of a process: it sets each epoch, and takes batches."""

    client: TigrisHTTP
    options: dict[str, Any]
    keys: list[str]
    epoch: int = 0

    def __post_init__(self) -> None:
        self.dataset = BundleIterableDataset(
            self.client, BUCKET, self.keys, transform=key_of, shuffle=True, seed=2, drop_uneven=False
        )
        self.loader = StatefulDataLoader(self.dataset, batch_size=4, collate_fn=as_list, **self.options)
        self.batches: list[list[str]] = []
        self.states: list[bytes] = []

    def save(self) -> None:
        self.states.append(pickle.dumps((self.epoch, self.loader.state_dict())))

    def load(self, state: bytes) -> None:
        self.epoch, loaded = pickle.loads(state)
        self.loader.load_state_dict(loaded)

    def run(self, *, saving: bool = False, steps: int | None = None) -> list[list[str]]:
        while self.epoch < EPOCHS:
            self.dataset.set_epoch(self.epoch)
            for batch in self.loader:
                self.batches.append(batch)
                if saving:
                    self.save()
                if len(self.batches) == steps:
                    return self.batches
            self.epoch += 1
            if saving:
                self.save()
        return self.batches


def has_methods(workers: int, persistent: bool, every: int, count: int) -> bool:
    return workers == 0 and persistent


@pytest.mark.pairwise(workers=(0, 2, 3), persistent=(False, True), every=(1, 3), count=(24, 26, 5), unless=has_methods)
def test_after_every_batch_no_sample_comes_twice_and_none_is_lost(
    client: TigrisHTTP, workers: int, persistent: bool, every: int, count: int
) -> None:
    options: dict[str, Any] = {"num_workers": workers, "snapshot_every_n_steps": every}
    if workers:
        options |= {"persistent_workers": persistent, "multiprocessing_context": "fork"}
    keys = KEYS[:count]
    whole = Loop(client, options, keys)
    whole.save()
    batches = whole.run(saving=True)
    assert sorted(keys * EPOCHS) == sorted(flat(batches))
    for state in whole.states:
        resumed = Loop(client, options, keys)
        resumed.load(state)
        rest = resumed.run()
        assert batches[len(batches) - len(rest) :] == rest
        assert sorted(keys * EPOCHS) == sorted(flat(batches[: len(batches) - len(rest)] + rest))
    assert len(whole.states) == 1 + len(batches) + EPOCHS


@pytest.mark.parametrize("workers", [0, 2])
def test_each_state_belongs_to_its_batch(client: TigrisHTTP, workers: int) -> None:
    options = {"num_workers": workers}
    whole = Loop(client, options, KEYS)
    whole.run(saving=True)
    for taken in (1, 3, 6, 7, 8, 11):
        at = taken if taken <= len(whole.batches) // EPOCHS else taken + 1
        resumed = Loop(client, options, KEYS)
        resumed.load(whole.states[at - 1])
        assert whole.batches[taken:] == resumed.run()


@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_is_stopped_and_resumed_again_and_again(client: TigrisHTTP, workers: int) -> None:
    options = {"num_workers": workers}
    batches = Loop(client, options, KEYS).run()
    found: list[list[str]] = []
    state = None
    while len(found) < len(batches):
        part = Loop(client, options, KEYS)
        if state is not None:
            part.load(state)
        found += part.run(steps=min(3, len(batches) - len(found)))
        part.save()
        state = part.states[-1]
    assert batches == found


def test_a_loop_that_never_sets_the_epoch_resumes_as_well(client: TigrisHTTP) -> None:
    def run(loop: Loop) -> list[list[str]]:
        return [batch for _ in range(2) for batch in loop.loader]

    whole = run(Loop(client, {"num_workers": 0}, KEYS))
    first = Loop(client, {"num_workers": 0}, KEYS)
    head = list(first.loader)
    first.save()
    second = Loop(client, {"num_workers": 0}, KEYS)
    second.load(first.states[0])
    assert whole == [*head, *second.loader]


def test_another_number_of_workers_or_other_keys_are_refused(client: TigrisHTTP) -> None:
    loop = Loop(client, {"num_workers": 2}, KEYS)
    loop.run(steps=2)
    loop.save()
    for options, keys, word in (({"num_workers": 3}, KEYS, "2 shards"), ({"num_workers": 2}, KEYS[1:], "digest")):
        other = Loop(client, options, keys)
        other.load(loop.states[0])
        with pytest.raises(ValueError, match=word):
            other.run()


@pytest.mark.parametrize("workers", [0, 2])
def test_the_epoch_may_be_set_after_the_loader_was_asked_for_its_state(client: TigrisHTTP, workers: int) -> None:
    loop = Loop(client, {"num_workers": workers}, KEYS, epoch=1)
    loop.loader.state_dict()  # begins the iteration that the loop takes up
    batches = loop.run(saving=True)
    assert sorted(KEYS) == sorted(flat(batches))
    for number, state in enumerate(loop.states[:-1], 1):
        resumed = Loop(client, {"num_workers": workers}, KEYS)
        resumed.load(state)
        assert batches[number:] == resumed.run()
