"""The fuzzed functions: each takes any bytes, returns if its claim holds, and raises if it does not.

Each claims at least that bytes give a result or a named error. Most also claim that the size of the chunks does not
matter; the first byte often chooses it. Only `heads` uses a network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from . import archives, configuration, documents, framing, heads, key_blocks

TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "answers": documents.answers,
    "bundles": archives.bundles,
    "chunks": framing.chunks,
    "counts": framing.counts,
    "heads": heads.heads,
    "inflated": archives.inflated,
    "json": documents.json,
    "key_blocks": key_blocks.blocks,
    "key_indexes": key_blocks.indexes,
    "manifests": archives.manifests,
    "objects": documents.objects,
    "processes": configuration.processes,
    "profiles": configuration.profiles,
    "refusals": documents.refusals,
    "splits": framing.splits,
    "tars": archives.tars,
    "timestamps": documents.timestamps,
    "xml": documents.xml,
}


def every(data: bytes) -> None:
    """Try one target, chosen by the first byte: short runs have one process for all."""
    if data:
        [*TARGETS.values()][data[0] % len(TARGETS)](data[1:])
