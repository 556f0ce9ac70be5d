"""Data sets whose keys do not fit into memory: their keys and sizes, written once into an object, read in blocks.

    manifest = write_manifest(client, "photos", "train/")
    shard = Shard(manifest, shard=3, shards=1_024, seed=7, epoch=0, shuffle=True, window=10_000)
    for key in shard.keys(client):
        ...

    manifest     `Manifest`, `Block`, `Entry`
    writing      `write_manifest`, `default_key`
    opening      `open_manifest`
    order        `Shard`
    permutation  permutations that are the same everywhere
    format       the bytes of a manifest and their reader, without I/O; `README.md` has them one by one
    encoder      the writer of those bytes

A module is loaded when one of its names is first used (PEP 562).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tigris_http.manifests.manifest import Block, Entry, Manifest
    from tigris_http.manifests.opening import open_manifest
    from tigris_http.manifests.order import Shard
    from tigris_http.manifests.writing import default_key, write_manifest

__all__ = ["Block", "Entry", "Manifest", "Shard", "default_key", "open_manifest", "write_manifest"]

_HOMES = {
    "Block": "manifest",
    "Entry": "manifest",
    "Manifest": "manifest",
    "Shard": "order",
    "default_key": "writing",
    "open_manifest": "opening",
    "write_manifest": "writing",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
