"""PyTorch data sets that read their samples through bundles.

    dataset = BundleMapDataset(client, "photos", prefix="train/", transform=decode)
    loader = DataLoader(dataset, batch_size=64, shuffle=True, num_workers=2)

`BundleMapDataset` reads each batch as one bundle. `BundleIterableDataset` streams a shuffled shard of the keys to each
worker of each rank, and resumes in the middle of an epoch. Needs the extra: `pip install 'tigris-http[torch]'`.

    map_dataset         `BundleMapDataset`
    iterable_dataset    `BundleIterableDataset`
    keys                the keys of a data set, packed
    reading             from keys to samples, by one bundle
    epochs              epoch and position, of a data set and of its copies in workers
    placement           the number of a reader: rank x worker
"""

from __future__ import annotations

try:
    import torch as torch
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError("tigris_http.torch needs PyTorch: pip install 'tigris-http[torch]'") from error

from tigris_http.torch.iterable_dataset import BundleIterableDataset
from tigris_http.torch.map_dataset import BundleMapDataset

__all__ = ["BundleIterableDataset", "BundleMapDataset"]
