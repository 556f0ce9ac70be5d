"""An iterable-style data set in one process: orders, shards, epochs, states, missing objects."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from torch.utils.data import DataLoader

from tests.integrations.torch.samples import BUCKET, CONTENTS, KEYS, LATER, as_list, flat, key_of, named, viewed
from tigris_http import BundleError, TigrisHTTP
from tigris_http.emulator import Fault
from tigris_http.manifests import write_manifest
from tigris_http.torch import BundleIterableDataset
from tigris_http.torch.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.emulator import Emulator

MAKE: Any = BundleIterableDataset
SEED = 5


def shuffled(client: TigrisHTTP, **options: Any) -> BundleIterableDataset[str]:
    """Return a shuffled data set of the keys."""
    made: BundleIterableDataset[str] = MAKE(
        client, BUCKET, **{"keys": KEYS, "shuffle": True, "seed": SEED, "transform": key_of, **options}
    )
    return made


def taken(dataset: BundleIterableDataset[str], count: int) -> list[str]:
    """Take some samples, and leave the iteration."""
    samples = iter(dataset)
    return [next(samples) for _ in range(count)]


# -- samples ----------------------------------------------------------------------------------------------------------


def test_without_shuffle_the_samples_have_the_order_of_the_keys(client: TigrisHTTP) -> None:
    assert list(CONTENTS.items()) == list(BundleIterableDataset(client, BUCKET, KEYS, transform=named))
    assert list(CONTENTS.values()) == list(BundleIterableDataset(client, BUCKET, prefix="train/"))


def test_a_prefix_is_listed_once_for_all_epochs(tigris: Emulator, client: TigrisHTTP) -> None:
    dataset = shuffled(client, keys=None, prefix="train/")
    for _ in range(3):
        assert sorted(KEYS) == sorted(dataset)
    assert 1 == sum(record.operation == "ListObjectsV2" for record in tigris.requests)


def test_a_key_that_is_named_twice_is_two_samples_also_across_requests(tigris: Emulator, client: TigrisHTTP) -> None:
    keys = KEYS[:2] * 5001
    assert Counter(keys) == Counter(shuffled(client, keys=keys, transform=lambda member: member.key))
    assert 3 == sum(record.operation == "BundleObjects" for record in tigris.requests)


@pytest.mark.parametrize("prefetch", [0, 1, 2])
def test_so_many_bundles_are_requested_ahead(tigris: Emulator, client: TigrisHTTP, prefetch: int) -> None:
    samples = iter(shuffled(client, keys=KEYS[:2] * 10_000, prefetch=prefetch))
    next(samples)
    deadline = time.monotonic() + 30
    while (asked := len(tigris.requests)) < 1 + prefetch and time.monotonic() < deadline:
        time.sleep(0.001)
    assert 1 + prefetch == asked
    assert 19_999 == len(list(samples))
    assert 4 == len(tigris.requests)


def test_views_stay_valid_after_the_epoch(client: TigrisHTTP) -> None:
    kept = list(BundleIterableDataset(client, BUCKET, KEYS, transform=viewed))
    assert CONTENTS == {key: bytes(view) for key, view in kept}


@pytest.mark.parametrize("abort", [False, True])
def test_a_cut_connection_loses_and_doubles_nothing(tigris: Emulator, client: TigrisHTTP, abort: bool) -> None:
    whole = list(shuffled(client))
    tigris.inject(*[Fault("cut_body", operation="BundleObjects", after=after, abort=abort) for after in (9000, 3000)])
    assert whole == list(shuffled(client))
    assert () == tigris.faults


def test_each_missing_object_is_looked_at_twice_at_most(client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their reasons come at the end of a bundle: until then there are many."""
    looks: list[str] = []
    is_missing = Reading[Any]._is_missing

    def counting(reading: Reading[Any], skipped: Any) -> bool:
        looks.append(skipped.key)
        return is_missing(reading, skipped)

    monkeypatch.setattr(Reading, "_is_missing", counting)
    gone = [f"gone/{number}" for number in range(1000)]
    assert [KEYS[0]] == list(MAKE(client, BUCKET, [*gone, KEYS[0]], transform=key_of, on_missing="drop"))
    assert set(gone) == set(looks)
    assert len(looks) <= 2 * len(gone)


@pytest.mark.parametrize(
    ("on_missing", "expected"), [("drop", ["train/00", "train/01"]), ("none", ["train/00", None, "train/01", None])]
)
def test_a_missing_object_is_left_out_or_none(client: TigrisHTTP, on_missing: str, expected: list[str | None]) -> None:
    keys = ["train/00", "gone", "train/01", "gone too"]
    dataset = MAKE(client, BUCKET, keys, transform=key_of, on_missing=on_missing)
    assert expected == list(dataset)
    assert {"epoch": 1, "position": 0}.items() <= dataset.state_dict().items()


def test_a_missing_object_is_an_error_by_default(client: TigrisHTTP) -> None:
    with pytest.raises(BundleError, match="gone"):
        list(shuffled(client, keys=[*KEYS, "gone"]))


def test_an_object_that_cannot_be_read_is_never_dropped(client: TigrisHTTP) -> None:
    client.put_object(BUCKET, "archived", b"cold", storage_class="GLACIER")
    with pytest.raises(BundleError, match="archived"):
        list(shuffled(client, keys=[*KEYS, "archived"], on_missing="drop"))
    client.delete_object(BUCKET, "archived")


def test_a_pinned_data_set_reads_the_same_bytes_whatever_happens(
    tigris: Emulator, client: TigrisHTTP, pinned: str
) -> None:
    for via, bundles in (("get", 0), ("bundle", 2)):
        tigris.clear_requests()
        dataset = shuffled(client, keys=None, prefix="train/", snapshot_version=pinned, snapshot_via=via)
        assert sorted(KEYS) == sorted(dataset)
        assert sorted(KEYS) == sorted(dataset)
        assert bundles == sum(record.operation == "BundleObjects" for record in tigris.requests)
    live = {key for key, _ in BundleIterableDataset(client, BUCKET, prefix="train/", transform=named)}
    assert live ^ set(KEYS) == {LATER, "train/07"}


# -- orders and shards ------------------------------------------------------------------------------------------------


def test_orders_differ_by_seed_and_epoch_and_by_nothing_else(client: TigrisHTTP) -> None:
    orders = set[tuple[str, ...]]()
    for seed in (0, 1):
        for epoch in (0, 1):
            dataset = shuffled(client, seed=seed)
            dataset.set_epoch(epoch)
            again = shuffled(client, seed=seed)
            again.set_epoch(epoch)
            order = tuple(dataset)
            assert order == tuple(again)
            assert sorted(KEYS) == sorted(order)
            orders.add(order)
    assert 4 == len(orders)


def test_an_iteration_is_an_epoch_and_the_next_one_is_the_next_also_after_a_break(client: TigrisHTTP) -> None:
    epochs = []
    for epoch in range(3):
        dataset = shuffled(client)
        dataset.set_epoch(epoch)
        epochs.append(list(dataset))
    dataset = shuffled(client)
    assert epochs[0] == list(dataset)
    assert epochs[1][:4] == taken(dataset, 4)
    assert epochs[2] == list(dataset)
    dataset.set_epoch(1)
    iter(dataset)  # takes nothing
    assert epochs[1] == list(dataset)
    dataset.set_epoch(1)
    assert epochs[1] == list(dataset)


@pytest.mark.parametrize("world_size", [1, 2, 3, 26, 30])
@pytest.mark.parametrize("drop_uneven", [False, True])
def test_the_ranks_share_the_keys(client: TigrisHTTP, world_size: int, drop_uneven: bool) -> None:
    shards = [shuffled(client, rank=rank, world_size=world_size, drop_uneven=drop_uneven) for rank in range(world_size)]
    found = [list(shard) for shard in shards]
    assert [len(shard) for shard in shards] == [len(keys) for keys in found]
    counts = Counter(key for keys in found for key in keys)
    assert {1} == set(counts.values()) or not counts
    assert len(counts) == (26 // world_size * world_size if drop_uneven else 26)
    assert max(map(len, found)) - min(map(len, found)) <= (0 if drop_uneven else 1)


def test_the_rank_is_looked_up_in_the_environment_when_an_iteration_begins(
    client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = BundleIterableDataset(client, BUCKET, KEYS, transform=key_of)
    monkeypatch.setenv("RANK", "1")
    with pytest.raises(ValueError, match="WORLD_SIZE"):
        iter(dataset)
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert (13, KEYS[1::2]) == (len(dataset), list(dataset))
    monkeypatch.setenv("RANK", "2")
    with pytest.raises(ValueError, match="RANK='2'"):
        iter(dataset)


def test_a_manifest_takes_the_place_of_keys(client: TigrisHTTP) -> None:
    manifest = write_manifest(client, BUCKET, "train/", block_keys=4)
    whole = shuffled(client, keys=manifest, shuffle_buffer=6)
    order = list(whole)
    assert (sorted(KEYS), 26) == (sorted(order), len(whole))
    assert KEYS != order
    halves = [shuffled(client, keys=manifest, shuffle_buffer=6, rank=rank, world_size=2) for rank in (0, 1)]
    assert sorted(KEYS) == sorted([*halves[0], *halves[1]])
    again = shuffled(client, keys=manifest, shuffle_buffer=6)
    first = iter(again)
    begun = [next(first) for _ in range(11)]
    resumed = shuffled(client, keys=manifest, shuffle_buffer=6)
    resumed.load_state_dict(again.state_dict())
    assert order == [*begun, *resumed]


# -- states -----------------------------------------------------------------------------------------------------------


def test_a_state_after_each_sample_continues_with_the_next(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    states, order = [dataset.state_dict()], list[str]()
    for _ in range(2):
        for key in dataset:
            order.append(key)
            states.append(dataset.state_dict())
    for taken_so_far, state in enumerate(states):
        resumed = shuffled(client)
        resumed.load_state_dict(json.loads(json.dumps(state)))
        rest = list(resumed)
        if taken_so_far % 26 == 0 and taken_so_far:
            assert [] == rest  # the end of an epoch that the loop has not seen yet
            rest = list(resumed)
        following = order[taken_so_far : (taken_so_far // 26 + 1) * 26]
        assert following == rest[: len(following)]
        assert 26 - taken_so_far % 26 == len(rest)


def test_the_state_after_an_epoch_starts_the_next(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    list(dataset)
    state = dataset.state_dict()
    assert {"version": 1, "seed": SEED, "epoch": 1, "position": 0, "shards": 1}.items() <= state.items()
    resumed = shuffled(client, rank=0, world_size=1)
    resumed.load_state_dict(state)
    assert list(dataset) == list(resumed)
    elsewhere = [shuffled(client, rank=rank, world_size=3) for rank in range(3)]
    for rank in elsewhere:
        rank.load_state_dict(state)
    assert sorted(KEYS) == sorted(key for rank in elsewhere for key in rank)


def test_a_loop_that_sets_each_epoch_keeps_the_loaded_position(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    dataset.set_epoch(3)
    begun = iter(dataset)
    head = [next(begun) for _ in range(10)]
    state = dataset.state_dict()
    rest = list(begun)
    resumed = shuffled(client)
    resumed.load_state_dict(state)
    resumed.set_epoch(3)
    assert rest == list(resumed)
    resumed.set_epoch(3)
    assert [*head, *rest] == list(resumed)
    resumed.load_state_dict(state)
    resumed.set_epoch(4)
    assert 26 == len(list(resumed))


def test_an_iteration_that_was_left_changes_the_state_no_more(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    old = iter(dataset)
    next(old)
    new = iter(dataset)
    next(new)
    state = dataset.state_dict()
    list(old)
    assert state == dataset.state_dict()
    assert (1, 1) == (state["epoch"], state["position"])


def test_a_transform_that_fails_leaves_its_sample_to_the_resumed_run(client: TigrisHTTP) -> None:
    def fail_once(member: Any) -> str:
        if member.key == order[5] and not failed:
            failed.append(member.key)
            raise ZeroDivisionError
        return key_of(member)

    order, failed = list(shuffled(client)), list[str]()
    dataset = shuffled(client, transform=fail_once)
    samples, found = iter(dataset), list[str]()
    with pytest.raises(ZeroDivisionError):
        found.extend(samples)
    dataset.load_state_dict(dataset.state_dict())
    assert order == [*order[:5], *dataset]


CHANGES: list[tuple[str, Callable[[TigrisHTTP], BundleIterableDataset[str]], str]] = [
    ("a key more", lambda client: shuffled(client, keys=[*KEYS, "one more"]), "digest"),
    ("another order of the keys", lambda client: shuffled(client, keys=KEYS[::-1]), "digest"),
    ("other borders of the keys", lambda client: shuffled(client, keys=["train/0", "0train/01", *KEYS[2:]]), "digest"),
    ("another seed", lambda client: shuffled(client, seed=SEED + 1), "seed"),
    ("no shuffle", lambda client: shuffled(client, shuffle=False), "shuffle"),
    ("another buffer", lambda client: shuffled(client, shuffle_buffer=4), "shuffle_buffer"),
    ("even shards", lambda client: shuffled(client, drop_uneven=True), "drop_uneven"),
]


@pytest.mark.parametrize(("make", "word"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_a_state_of_another_order_is_refused(
    client: TigrisHTTP, make: Callable[[TigrisHTTP], BundleIterableDataset[str]], word: str
) -> None:
    dataset = shuffled(client)
    taken(dataset, 3)
    other = make(client)
    before = other.state_dict()
    with pytest.raises(ValueError, match=word):
        other.load_state_dict(dataset.state_dict())
    assert before == other.state_dict()


def test_a_state_in_the_middle_of_an_epoch_needs_as_many_shards(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    taken(dataset, 3)
    other = shuffled(client, rank=0, world_size=2)
    other.load_state_dict(dataset.state_dict())
    with pytest.raises(ValueError, match=r"1 shards .* 2"):
        iter(other)
    with pytest.raises(ValueError, match=r"1 shards .* 2"):
        next(iter(DataLoader(other, collate_fn=as_list)))


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"position": -1}, {"epoch": "1"}, {"shards": None}, {"digest": None}, {"position": 27}],
    ids=str,
)
def test_a_damaged_state_is_refused(client: TigrisHTTP, change: dict[str, Any]) -> None:
    dataset = shuffled(client)
    with pytest.raises((ValueError, TypeError), match=next(iter(change))):
        dataset.load_state_dict({**dataset.state_dict(), **change})
    with pytest.raises((ValueError, TypeError), match="state"):
        dataset.load_state_dict({})
    with pytest.raises(TypeError, match="the state must be the dict of an earlier state_dict"):
        dataset.load_state_dict(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_state_behind_the_end_of_a_shard_is_refused(client: TigrisHTTP) -> None:
    dataset = shuffled(client)
    ended = {**dataset.state_dict(), "shards": 3, "position": 9}
    dataset.load_state_dict(ended)
    with pytest.raises(ValueError, match="position of the state must be 0 to 9, not 10"):
        dataset.load_state_dict({**ended, "position": 10})
    assert ended == dataset.state_dict()


def test_the_length_of_a_loader_is_right(client: TigrisHTTP) -> None:
    loader: DataLoader[str] = DataLoader(shuffled(client), batch_size=4, collate_fn=as_list)
    batches = list(loader)
    assert (7, 7, 26) == (len(loader), len(batches), len(flat(batches)))


@pytest.mark.parametrize(
    ("options", "error", "word"),
    [
        ({"keys": None}, ValueError, "keys or prefix"),
        ({"seed": -1}, ValueError, "seed"),
        ({"seed": 1.5}, TypeError, "seed"),
        ({"shuffle_buffer": -1}, ValueError, "shuffle_buffer"),
        ({"shuffle": 1}, TypeError, "shuffle"),
        ({"drop_uneven": None}, TypeError, "drop_uneven"),
        ({"prefetch": 65}, ValueError, "prefetch"),
        ({"rank": 1}, ValueError, "world_size"),
        ({"rank": 2, "world_size": 2}, ValueError, "rank"),
        ({"rank": "0", "world_size": 2}, TypeError, "rank"),
        ({"on_missing": "skip"}, ValueError, "on_missing"),
    ],
)
def test_a_wrong_argument_is_named(
    client: TigrisHTTP, options: dict[str, Any], error: type[Exception], word: str
) -> None:
    with pytest.raises(error, match=word):
        shuffled(client, **options)
    with pytest.raises((ValueError, TypeError), match="epoch"):
        shuffled(client).set_epoch(-1)
