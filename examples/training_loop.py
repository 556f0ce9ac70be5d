"""Feed a training loop: shuffled epochs through bundles, decoded in the consumer, resumed from a saved position.

The state of a run is three numbers (seed, epoch, position). Another process does the second half of the run: it gets
the client, the keys and that state.
"""

import hashlib
import multiprocessing
import random
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from _emulator import emulator_if_no_credentials

from tigris_http import BundleMember, TigrisHTTP

SAMPLES, EPOCHS, BATCH, STOP = 3000, 2, 64, 20

Keys = list[tuple[str, int]]  # each with its label
Batch = list[BundleMember[int]]


@dataclass(frozen=True)
class State:
    """The position of a run, saved in a checkpoint beside the weights."""

    seed: int
    epoch: int = 0
    position: int = 0
    loss: int = 0


def batches(client: TigrisHTTP, bucket: str, keys: Keys, state: State) -> Iterator[tuple[Batch, State]]:
    """Yield the remaining batches of the epoch, each with the state after it."""
    order = keys[:]
    random.Random(f"{state.seed}/{state.epoch}").shuffle(order)  # noqa: S311  # a shuffle, not a secret
    with client.bundle_objects(bucket, order[state.position :], on_skipped="raise", prefetch=1) as bundle:
        while batch := list(islice(bundle, BATCH)):
            yield batch, replace(state, position=state.position + bundle.position)


def step(batch: Batch) -> int:
    """Do a mock training step: read every byte and check the label."""
    loss = 0
    for sample in batch:
        if sample.data[0] != sample.tag:
            raise ValueError(f"{sample.key} has the label of another sample")
        loss += int.from_bytes(hashlib.sha256(sample.data).digest()[:4], "big")
    return loss


def train(client: TigrisHTTP, bucket: str, keys: Keys, state: State, steps: int | None = None) -> State:
    """Train for `steps` steps, or to the end; return the state."""
    for epoch in range(state.epoch, EPOCHS):
        for batch, after in batches(client, bucket, keys, state):
            state = replace(after, loss=state.loss + step(batch))
            steps = None if steps is None else steps - 1
            if steps == 0:
                return state
        state = replace(state, epoch=epoch + 1, position=0)
    return state


def train_elsewhere(client: TigrisHTTP, bucket: str, keys: Keys, state: State) -> State:
    """Train in another process: the client arrives with its settings and opens its own connections."""
    with client:
        return train(client, bucket, keys, state)


def main() -> None:
    bucket = f"training-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket)
        contents = {f"train/{n:05}.bin": bytes([n % 10]) + secrets.token_bytes(4095) for n in range(SAMPLES)}
        with ThreadPoolExecutor(8) as pool:
            for put in [pool.submit(client.put_object, bucket, key, content) for key, content in contents.items()]:
                put.result()
        keys = [(entry.key, int(entry.key[-5])) for entry in client.list_objects_v2(bucket, prefix="train/")]

        seed = secrets.randbits(32)
        whole = train(client, bucket, keys, State(seed))
        stopped = train(client, bucket, keys, State(seed), steps=STOP)
        with multiprocessing.get_context("spawn").Pool(1) as elsewhere:
            resumed = elsewhere.apply(train_elsewhere, (client, bucket, keys, stopped))
        print(f"stopped at epoch {stopped.epoch}, position {stopped.position}; resumed in another process:")
        print("the same samples in the same order" if resumed == whole else "not the same samples!")

        started = time.perf_counter()
        for _ in batches(client, bucket, keys, State(seed)):
            pass
        bundled = SAMPLES / (time.perf_counter() - started)
        started = time.perf_counter()
        for key, _ in keys:
            with client.get_object(bucket, key) as body:
                body.read()
        single = SAMPLES / (time.perf_counter() - started)
        print(f"{bundled:,.0f} samples a second by bundles, {single:,.0f} by one GET an object")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
