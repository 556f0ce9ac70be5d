"""What is fuzzed: functions of any bytes that return where a claim holds, and raise where it does not.

Each claims at least that bytes give a result or an error that is named there; most also that it does not matter how
the bytes arrive. The first byte often chooses how. Nothing of a network is in here but in `heads`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from . import archives, configuration, documents, framing, heads

TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "answers": documents.answers,
    "bundles": archives.bundles,
    "chunks": framing.chunks,
    "counts": framing.counts,
    "heads": heads.heads,
    "inflated": archives.inflated,
    "json": documents.json,
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
    """Try one of them all, chosen by the first byte: what a short run in one process takes."""
    if data:
        [*TARGETS.values()][data[0] % len(TARGETS)](data[1:])
