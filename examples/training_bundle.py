"""Feed a training loop: each batch of small objects is one bundle request, read without copying."""

import random
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tigris_http import MAX_BUNDLE_KEYS, TigrisHTTP

SAMPLES = 600
BATCH = 128


def batches(keys: list[str], size: int, seed: int) -> Iterator[list[str]]:
    """Yield the keys of one epoch, shuffled, `size` at a time."""
    order = keys[:]
    random.Random(seed).shuffle(order)  # noqa: S311  # a shuffle, not a secret
    for start in range(0, len(order), size):
        yield order[start : start + size]


def train(sample: memoryview, label: int) -> int:
    """Stand in for a training step."""
    return sample[0] ^ label


def main() -> None:
    bucket = f"training-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket)
        labels = {f"train/{number:05}.bin": number % 10 for number in range(SAMPLES)}
        with ThreadPoolExecutor(8) as pool:
            for key, label in labels.items():
                pool.submit(client.put_object, bucket, key, bytes([label]) * 4096)

        keys = [entry.key for entry in client.list_objects_v2(bucket, prefix="train/")]
        for epoch in range(2):
            seen = loss = 0
            for batch in batches(keys, min(BATCH, MAX_BUNDLE_KEYS), seed=epoch):
                with client.bundle_objects(bucket, batch, on_error="fail") as bundle:
                    for member in bundle:
                        loss += train(member.data, labels[member.key])
                        seen += 1
            print(f"epoch {epoch}: {seen} samples in {-(-len(keys) // BATCH)} requests, loss {loss}")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    main()
