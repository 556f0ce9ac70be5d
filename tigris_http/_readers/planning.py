"""A read, cut into parts. Runs in the caller's process, before any task.

Contract: lists a prefix once, at the snapshot if there is one. Opens no object.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tigris_http._readers.client_options import client_of
from tigris_http._readers.keyspace import KeyList, cut_blocks, cut_keys, given, listed, weight_of
from tigris_http._readers.manifest_part import ManifestPart
from tigris_http._readers.parts import Part, Reading
from tigris_http._wire import arguments
from tigris_http.manifests import Manifest

if TYPE_CHECKING:
    from tigris_http import BundleKey


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of a read."""

    parts: tuple[Part, ...]
    size: int | None
    """Bytes of all objects, if known."""


def plan(
    reading: Reading,
    keys: Iterable[str] | Iterable[BundleKey[Any]] | Manifest | None,
    prefix: str | None,
    wanted: int | None,
) -> Plan:
    """Cut the keys of a read into `wanted` parts, or into parts of at most 128 MiB and one object."""
    if (keys is None) == (prefix is None):
        raise ValueError("give either keys or prefix; prefix='' reads the whole bucket")
    if wanted is not None:
        arguments.count("override_num_blocks", wanted, least=1)
    if isinstance(keys, Manifest):
        return _of_manifest(reading, keys, wanted)
    if prefix is None:
        names, sizes = given(keys)
    else:
        names, sizes = listed(client_of(reading.client_options), reading.bucket, prefix, reading.snapshot_version)
    cuts = tuple(cut_keys(sizes, wanted))
    parts = [
        Part(reading, number, len(cuts), KeyList.of(names[low:high]), high - low, _sum(sizes[low:high]))
        for number, (low, high) in enumerate(cuts, 1)
    ]
    return Plan(tuple(parts), _sum(sizes))


def _of_manifest(reading: Reading, manifest: Manifest, wanted: int | None) -> Plan:
    if manifest.bucket != reading.bucket:
        raise ValueError(f"keys: the manifest lists the bucket {manifest.bucket}, not {reading.bucket}")
    if reading.snapshot_version is None:
        reading = replace(reading, snapshot_version=manifest.snapshot_version)
    elif manifest.snapshot_version not in {None, reading.snapshot_version}:
        raise ValueError(
            f"snapshot_version: the manifest lists the snapshot {manifest.snapshot_version}, not "
            f"{reading.snapshot_version}"
        )
    cuts = tuple(cut_blocks((weight_of(block.size, block.count) for block in manifest.blocks), wanted))
    parts = [
        Part(
            reading,
            number,
            len(cuts),
            ManifestPart(manifest.manifest_bucket, manifest.key, manifest.digest, interval),
            None,
            interval.high - interval.low,
        )
        for number, interval in enumerate(cuts, 1)
    ]
    return Plan(tuple(parts), manifest.total_size)


def _sum(sizes: list[int | None]) -> int | None:
    """Return the sum, or None if a size is unknown."""
    total = 0
    for size in sizes:
        if size is None:
            return None
        total += size
    return total
