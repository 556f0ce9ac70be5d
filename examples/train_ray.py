"""Train from a Ray dataset: two workers read and decode the objects by bundles, and the loop takes batches of arrays.

    pip install 'tigris-http[ray]'
    python examples/train_ray.py

The samples are 1,024 bytes each, with a label in the key. The model is a softmax regression in NumPy, so that it needs
no other library: in place of its `step`, feed the batches to yours (`iter_torch_batches` gives tensors).
"""

import logging
import os
import secrets
import tempfile
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import ray
import ray.data
from _emulator import emulator_if_no_credentials

from tigris_http import BundleMember, TigrisHTTP
from tigris_http.ray import read_objects

CLASSES, SAMPLES, FEATURES, EPOCHS, BATCH = 4, 2000, 1024, 4, 100


def decoded(member: BundleMember[None]) -> Mapping[str, object]:
    """Make a row of an object, in the worker. The array is a view of the received bytes."""
    return {"x": np.frombuffer(member.data, np.uint8), "y": int(member.key[-5])}


def step(weights: Any, batch: Mapping[str, Any]) -> float:  # noqa: ANN401  # an array
    """Train on one batch; return its loss."""
    x, y = batch["x"].astype(np.float64) / 255 - 0.5, batch["y"]
    scores = np.exp(x @ weights)
    chances = scores / scores.sum(axis=1, keepdims=True)
    loss = -np.log(chances[np.arange(len(y)), y]).mean()
    chances[np.arange(len(y)), y] -= 1
    weights -= 0.1 * x.T @ chances / len(y)
    return float(loss)


def stored(client: TigrisHTTP, bucket: str) -> None:
    """Put samples: noise, which is brighter in the quarter that belongs to the label."""
    random = np.random.default_rng(7)

    def put(number: int, content: bytes) -> None:
        client.put_object(bucket, f"train/{number:05}-{number % CLASSES}.bin", content)

    with ThreadPoolExecutor(8) as pool:
        for number in range(SAMPLES):
            pixels = random.integers(0, 200, FEATURES, np.uint8)
            pixels[number % CLASSES :: CLASSES] += 40
            pool.submit(put, number, pixels.tobytes())


@contextmanager
def cluster() -> Generator[None, None, None]:
    """Run Ray on this machine. The workers inherit the environment, with the keys; a cluster of your own has them."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_AUTH_MODE="disabled")
    with tempfile.TemporaryDirectory(prefix="ray") as folder:
        logging.getLogger("ray.data").setLevel(logging.ERROR)  # no line for each epoch
        ray.init(
            num_cpus=2, include_dashboard=False, object_store_memory=120_000_000, _temp_dir=folder, logging_level=40
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        try:
            yield
        finally:
            ray.shutdown()


def main() -> None:
    bucket = f"training-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket, snapshot_enabled=True)
        stored(client, bucket)
        # Pinned: each epoch reads the same bytes, whatever happens to the bucket.
        version = client.create_snapshot(bucket, "train").version
        with cluster():
            dataset = read_objects(bucket, prefix="train/", snapshot_version=version, transform=decoded)
            weights = np.zeros((FEATURES, CLASSES))
            losses: list[float] = []
            for epoch in range(EPOCHS):
                batches = dataset.iter_batches(
                    batch_size=BATCH, local_shuffle_buffer_size=500, local_shuffle_seed=epoch
                )
                losses = [step(weights, batch) for batch in batches]
                print(f"epoch {epoch}: {len(losses)} batches, loss {losses[0]:.3f} to {losses[-1]:.3f}", flush=True)
            print("the model has learned" if losses[-1] < 0.2 else "the model has not learned")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
