"""The keys of a part of a manifest. The task carries the manifest's name, not its index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tigris_http._readers.keyspace import Interval, weight_of
from tigris_http.manifests import Manifest, open_manifest

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP


@dataclass(frozen=True, slots=True, repr=False)
class ManifestPart:
    """A part of a manifest, cut by `cut_blocks`."""

    bucket: str
    """Bucket of the manifest."""
    key: str
    digest: str
    interval: Interval

    def keys(self, client: TigrisHTTP) -> Iterator[str]:
        """Read the blocks of the part, one after the other. Raises `ValueError` if the manifest was replaced."""
        manifest = _opened(client, self.bucket, self.key, self.digest)
        part = self.interval
        at = part.start
        for number in range(part.first, part.last + 1):
            for entry in manifest.read_block(client, number):
                if part.low <= at < part.high:
                    yield entry.key
                at += weight_of(entry.size)


@lru_cache(maxsize=4)
def _opened(client: TigrisHTTP, bucket: str, key: str, digest: str) -> Manifest:
    manifest = open_manifest(client, bucket, key)
    if manifest.digest != digest:
        raise ValueError(f"the manifest {bucket}/{key} was replaced after this read began: begin it again")
    return manifest
