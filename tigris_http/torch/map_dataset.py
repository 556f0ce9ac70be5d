"""A map-style data set: the sampler of a loader chooses the indices, and each batch is one bundle."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, TypeVar, overload

from torch.utils.data import Dataset

from tigris_http import BundleMember
from tigris_http.torch.keys import KeyIndex, found_keys, version_of
from tigris_http.torch.reading import Absent, OnMissing, Reading, SnapshotVia, check_on_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tigris_http import TigrisHTTP
    from tigris_http.manifests import Manifest

SampleT = TypeVar("SampleT")
MadeT = TypeVar("MadeT")
"""What `transform` returns."""


class BundleMapDataset(Dataset[SampleT]):
    """The objects of a bucket by their numbers. A loader that asks for a batch gets it from one bundle.

        dataset = BundleMapDataset(client, "photos", prefix="train/", transform=decode)
        loader = DataLoader(dataset, batch_size=64, shuffle=True, num_workers=2)

    Parameters:
        client:
            A blocking client. It pickles, and works after a fork.
        bucket:
            Name of the bucket.
        keys:
            The keys, in the order of the indices, or a `Manifest`. A key named twice is two samples.
        prefix:
            Take all keys that begin so, in place of `keys`. They are listed here, once.
        snapshot_version:
            Read everything as it was at this snapshot. That of a manifest by default.
        transform:
            A function of a `BundleMember` (`key`, `size`, `data`, `read()`) that returns the sample. It runs in the
            worker and may keep `data`, a view of the received bytes. By default a sample is the object's bytes. An
            object above 1 MiB is read within the function.
        on_missing:
            `"raise"`: an object that does not exist raises `BundleError`. `"none"`: its sample is None, which
            `collate_fn` must expect, so every index keeps its place.
        snapshot_via:
            `"bundle"`: trust the service to honour snapshots in bundles. `"get"`, the default, reads a snapshot by
            single GETs.

    Raises `ValueError` or `TypeError` for bad arguments and for no keys; errors of the client for `prefix`.
    """

    @overload
    def __init__(
        self: BundleMapDataset[bytes],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: None = None,
        on_missing: Literal["raise"] = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleMapDataset[bytes | None],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: None = None,
        on_missing: Literal["none"],
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleMapDataset[MadeT],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: Callable[[BundleMember], MadeT],
        on_missing: Literal["raise"] = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None: ...
    @overload
    def __init__(
        self: BundleMapDataset[MadeT | None],
        client: TigrisHTTP,
        bucket: str,
        keys: Iterable[str] | Manifest | None = None,
        *,
        prefix: str | None = None,
        snapshot_version: str | None = None,
        transform: Callable[[BundleMember], MadeT],
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
        on_missing: OnMissing = "raise",
        snapshot_via: SnapshotVia = "get",
    ) -> None:
        check_on_missing(on_missing, ("raise", "none"))
        version = version_of(keys, snapshot_version)
        self._reading: Reading[Any] = Reading(
            client, bucket, transform or BundleMember.read, on_missing, version, snapshot_via
        )
        self._keys = KeyIndex(found_keys(client, bucket, keys, prefix, version))

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, index: SupportsIndex) -> SampleT:
        """Read one object."""
        return self.__getitems__([index])[0]

    def __getitems__(self, indices: Sequence[SupportsIndex]) -> list[SampleT]:
        """Read the objects of a batch, one sample for each index, as one bundle."""
        numbers = [operator.index(index) for index in indices]
        if not numbers:
            return []
        named = self._keys.at(self._reading.client, numbers)
        return [self._sample(found) for found in self._reading.read(named)]

    def _sample(self, found: SampleT | Absent) -> SampleT:
        return None if isinstance(found, Absent) else found  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # as the overloads say

    def __repr__(self) -> str:
        return f"<BundleMapDataset of {len(self)} objects of {self._reading.bucket!r}>"
