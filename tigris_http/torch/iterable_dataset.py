"""An iterable-style data set: each worker of each rank streams its shard of a shuffled epoch, and resumes in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from copy import copy
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast, overload

from torch.utils.data import IterableDataset

from tigris_http import BundleMember
from tigris_http._wire import arguments
from tigris_http.manifests.order import Shard
from tigris_http.torch import placement
from tigris_http.torch.epochs import Progress, Run
from tigris_http.torch.keys import PackedKeys, digest_of, found_keys, version_of
from tigris_http.torch.reading import Absent, OnMissing, Reading, SnapshotVia, check_on_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tigris_http import TigrisHTTP
    from tigris_http.manifests import Manifest

SampleT = TypeVar("SampleT")
MadeT = TypeVar("MadeT")
"""What `transform` returns."""

_VERSION: Final = 1


class BundleIterableDataset(IterableDataset[SampleT]):
    """A stream of the objects of a bucket: in each epoch every key once, in the order of (seed, epoch).

        dataset = BundleIterableDataset(client, "photos", prefix="train/", shuffle=True)
        for epoch in range(90):
            dataset.set_epoch(epoch)
            for batch in StatefulDataLoader(dataset, batch_size=64, num_workers=2):
                ...

    Each reader, a worker of a rank, gets a shard of the keys. All shards together are the data set. The order is the
    same on every machine.

    Parameters:
        client:
            A blocking client. It pickles, and works after a fork.
        bucket:
            Name of the bucket.
        keys:
            The keys, or a `Manifest` for more of them than fit the memory. A key named twice is two samples.
        prefix:
            Take all keys that begin so, in place of `keys`. They are listed here, once. With several ranks, pin a
            snapshot: each rank lists for itself.
        snapshot_version:
            Read everything as it was at this snapshot. That of a manifest by default.
        transform:
            A function of a `BundleMember` (`key`, `size`, `data`, `read()`) that returns the sample. It runs in the
            worker and may keep `data`, a view of the received bytes. By default a sample is the object's bytes. An
            object above 1 MiB is read within the function.
        shuffle:
            Read in a new order each epoch. False, the default, keeps the order of the keys.
        seed:
            An int, 0 or more: orders of different seeds differ.
        shuffle_buffer:
            Only for a manifest, whose blocks are shuffled: shuffle the keys within so many, too. 0: within a block.
        prefetch:
            Bundles requested ahead, 0 to 64.
        rank, world_size:
            Number of this process and of all. By default those of `torch.distributed`, else of the variables `RANK` and
            `WORLD_SIZE`, else 0 and 1, looked up when an iteration begins.
        drop_uneven:
            Leave out the last keys of an epoch, so that all shards have the same length.
        on_missing:
            `"raise"`: an object that does not exist raises `BundleError`. `"drop"`: it is left out. `"none"`: its
            sample is None, which `collate_fn` must expect.
        snapshot_via:
            `"bundle"`: trust the service to honour snapshots in bundles. `"get"`, the default, reads a snapshot by
            single GETs.

    Raises `ValueError` or `TypeError` for bad arguments and for no keys; errors of the client for `prefix`.
    """

    @overload
    def __init__(
        self: BundleIterableDataset[bytes],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: None = None,
        shuffle: bool = False,
        seed: int = 0,
        shuffle_buffer: int = 0,
        prefetch: int = 1,
        rank: int | None = None,
        world_size: int | None = None,
        drop_uneven: bool = False,
        on_missing: Literal["raise", "drop"] = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleIterableDataset[bytes | None],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: None = None,
        shuffle: bool = False,
        seed: int = 0,
        shuffle_buffer: int = 0,
        prefetch: int = 1,
        rank: int | None = None,
        world_size: int | None = None,
        drop_uneven: bool = False,
        on_missing: Literal["none"],
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleIterableDataset[MadeT],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: Callable[[BundleMember], MadeT],
        shuffle: bool = False,
        seed: int = 0,
        shuffle_buffer: int = 0,
        prefetch: int = 1,
        rank: int | None = None,
        world_size: int | None = None,
        drop_uneven: bool = False,
        on_missing: Literal["raise", "drop"] = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleIterableDataset[MadeT | None],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: Callable[[BundleMember], MadeT],
        shuffle: bool = False,
        seed: int = 0,
        shuffle_buffer: int = 0,
        prefetch: int = 1,
        rank: int | None = None,
        world_size: int | None = None,
        drop_uneven: bool = False,
        on_missing: Literal["none"],
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    def __init__(
        self,
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: Callable[[BundleMember], Any] | None = None,
        shuffle: bool = False,
        seed: int = 0,
        shuffle_buffer: int = 0,
        prefetch: int = 1,
        rank: int | None = None,
        world_size: int | None = None,
        drop_uneven: bool = False,
        on_missing: OnMissing = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None:
        check_on_missing(on_missing, ("raise", "drop", "none"))
        arguments.count("seed", seed)
        arguments.count("shuffle_buffer", shuffle_buffer)
        arguments.flag("shuffle", shuffle)
        arguments.flag("drop_uneven", drop_uneven)
        self._rank = placement.checked(rank, world_size)
        self._told: placement.Place | None = None
        version = version_of(keys, snapshot_version)
        self._reading: Reading[Any] = Reading(
            client, bucket, transform or BundleMember.read, on_missing, version, snapshot_via, prefetch
        )
        self._shuffle, self._seed, self._window, self._drop_uneven = shuffle, seed, shuffle_buffer, drop_uneven
        self._keys = found_keys(client, bucket, keys, prefix, version)
        self._digest: str | None = None
        self._progress = Progress()

    # -- the order of an epoch ----------------------------------------------------------------------------------------

    def _reader(self) -> placement.Place:
        dealt = isinstance(self._keys, PackedKeys)
        return placement.reader_of(placement.rank_of(self._rank, self._told), dealt=dealt)

    def _shard(self, reader: placement.Place, epoch: int) -> Shard:
        return Shard(
            self._keys,
            shard=reader.number,
            shards=reader.of,
            seed=self._seed,
            epoch=epoch,
            shuffle=self._shuffle,
            window=self._window,
            drop_uneven=self._drop_uneven,
        )

    def __len__(self) -> int:
        """Return the number of keys of this rank's epoch, or within a worker of its shard.

        With `drop_uneven` and workers, the loader may get a few less.
        """
        return len(self._shard(self._reader(), 0))

    def __iter__(self) -> Iterator[SampleT]:
        """Begin at the loaded state or the set epoch. Any further iteration is the next epoch, also after a `break`.

        Raises `ValueError` if the loaded state has another number of shards.
        """
        return self._samples(*self._begun())

    def _begun(self) -> tuple[Run, Shard]:
        reader, run = self._reader(), self._progress.newest().following()
        if run.position and run.shards != reader.of:
            raise ValueError(
                f"the state is in the middle of an epoch with {run.shards} shards (ranks x workers), and here are "
                f"{reader.of}: continue with as many, or begin an epoch by set_epoch"
            )
        run.shards = reader.of
        self._progress.begin(run)
        return run, self._shard(reader, run.epoch)

    def _samples(self, run: Run, shard: Shard) -> Iterator[SampleT]:
        if not placement.in_worker():
            # The epoch may have been set since `iter`. A worker must not look: its loader may be an epoch ahead of it.
            run, shard = self._begun()
        run.started = True
        if run.position < len(shard):
            keys = shard.keys(self._reading.client, run.position)
            as_none = self._reading.on_missing == "none"
            with closing(self._reading.read(keys)) as results:
                for found in results:
                    run.position += 1
                    if not isinstance(found, Absent):
                        yield found
                    elif as_none:
                        yield cast("SampleT", None)  # as the overloads say
        run.finish()

    # -- epochs and states --------------------------------------------------------------------------------------------

    def set_epoch(self, epoch: int) -> None:
        """Let the next iteration be this epoch, here and in the workers of loaders.

        A loaded position in this very epoch stays. Call it before each epoch, as for a `DistributedSampler`: workers
        that do not persist begin every iteration at the same epoch otherwise.
        """
        arguments.count("epoch", epoch)
        run = self._progress.current()
        begun = run.started or self._progress.is_of_workers
        self._progress.set_next(Run(epoch) if begun or run.epoch != epoch else run)

    def state_dict(self) -> dict[str, Any]:
        """Return the position after the last sample, for `load_state_dict`: a dict of JSON's types.

        The state after an epoch is the beginning of the next one. Raises `RuntimeError` if workers of a loader read
        this data set, since only `StatefulDataLoader.state_dict` knows which samples arrived.
        """
        run = self._progress.current()
        if self._progress.is_of_workers:
            raise RuntimeError(
                "the workers of a DataLoader read this data set, and only they know their positions: use "
                "torchdata's StatefulDataLoader and save its state_dict()"
            )
        return {
            **self._identity(),
            "epoch": run.epoch,
            "position": run.position,
            "shards": run.shards or self._reader().of,
        }

    def _identity(self) -> dict[str, Any]:
        """Return the part of a state that must be the same when it is loaded."""
        if self._digest is None:
            self._digest = digest_of(self._keys)
        return {
            "version": _VERSION,
            "digest": self._digest,
            "seed": self._seed,
            "shuffle": self._shuffle,
            "shuffle_buffer": self._window,
            "drop_uneven": self._drop_uneven,
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Let the next iteration continue at a state: the same samples in the same order.

        A state in the middle of an epoch needs the same number of shards (ranks x workers), which the iteration checks.
        Raises `ValueError` for a state of other keys or of another order, or with a position behind the end.
        """
        if not isinstance(state_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"the state must be the dict of an earlier state_dict(), not {type(state_dict).__name__}")
        for name, own in self._identity().items():
            if name not in state_dict or state_dict[name] != own:
                what = "the keys are not those of the state" if name == "digest" else f"{name} is {own!r}"
                raise ValueError(f"{what}: the state has {name}={state_dict.get(name)!r}")
        for name in ("epoch", "position", "shards"):
            arguments.count(f"{name} of the state", state_dict.get(name, "missing"))
        longest = -(-len(self._keys) // max(state_dict["shards"], 1))
        arguments.count("position of the state", state_dict["position"], most=longest)
        self._progress.set_next(Run(state_dict["epoch"], state_dict["position"], state_dict["shards"]))

    # -- pickles ------------------------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, object]:
        """Pickle the settings and the position. The workers of a loader are told the rank."""
        self._progress.current()
        told = self._told if placement.in_worker() else placement.of_process_group()
        return {**self.__dict__, "_progress": copy(self._progress), "_told": told}

    def __repr__(self) -> str:
        return f"<BundleIterableDataset of {len(self._keys)} objects of {self._reading.bucket!r}>"
