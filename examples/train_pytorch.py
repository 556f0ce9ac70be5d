"""Train in plain PyTorch from a bucket: the run is stopped in the middle of an epoch, and goes on from a checkpoint.

Needs `pip install 'tigris-http[torch]'`. The checkpoint, an object beside the data, holds the weights, the optimizer
and the position in the data set. The resumed run ends with the weights of a run that was never stopped.
"""

import io
import secrets
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch
from _emulator import emulator_if_no_credentials
from torch import nn
from torch.utils.data import DataLoader

from tigris_http import BundleMember, TigrisHTTP
from tigris_http.torch import BundleIterableDataset

SAMPLES, FEATURES, BATCH, EPOCHS, STOP = 1200, 16, 64, 3, 25
CHECKPOINT = "run/checkpoint.pt"


def decode(member: BundleMember) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the features and the label of a sample. The label is in the key: train/00017-1.bin."""
    features = torch.frombuffer(bytearray(member.data), dtype=torch.float32)
    return features, torch.tensor(int(member.key[-5]))


class Run:
    """A training run: all that a checkpoint has to hold."""

    def __init__(self, client: TigrisHTTP, bucket: str) -> None:
        torch.manual_seed(0)
        self.client, self.bucket = client, bucket
        self.model = nn.Sequential(nn.Linear(FEATURES, 32), nn.ReLU(), nn.Linear(32, 2))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9)
        self.data = BundleIterableDataset(client, bucket, prefix="train/", transform=decode, shuffle=True, seed=7)
        self.epoch, self.loss = 0, 0.0

    def save(self) -> None:
        """Store a checkpoint in the bucket."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "data": self.data.state_dict(),
            "epoch": self.epoch,
        }
        file = io.BytesIO()
        torch.save(state, file)
        self.client.put_object(self.bucket, CHECKPOINT, file.getvalue())

    def load(self) -> None:
        """Take up the run of the checkpoint."""
        with self.client.get_object(self.bucket, CHECKPOINT) as body:
            state: dict[str, Any] = torch.load(io.BytesIO(body.read()))
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.data.load_state_dict(state["data"])
        self.epoch = state["epoch"]

    def train(self, steps: int | None = None) -> None:
        """Train for so many steps, or to the end."""
        while self.epoch < EPOCHS:
            self.data.set_epoch(self.epoch)  # a position that was loaded stays
            for features, labels in DataLoader(self.data, batch_size=BATCH):
                self.optimizer.zero_grad()
                loss = nn.functional.cross_entropy(self.model(features), labels)
                loss.backward()
                self.optimizer.step()
                self.loss = loss.item()
                steps = None if steps is None else steps - 1
                if steps == 0:
                    return
            self.epoch += 1


def fill(client: TigrisHTTP, bucket: str) -> None:
    """Store samples: random features, and whether their sum is positive."""
    generator = torch.Generator().manual_seed(1)
    rows: list[list[float]] = torch.randn(SAMPLES, FEATURES, generator=generator).tolist()
    contents = {
        f"train/{number:05}-{int(sum(row) > 0)}.bin": struct.pack(f"<{FEATURES}f", *row)
        for number, row in enumerate(rows)
    }
    with ThreadPoolExecutor(8) as pool:
        for put in [pool.submit(client.put_object, bucket, key, content) for key, content in contents.items()]:
            put.result()


def main() -> None:
    bucket = f"training-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket)
        fill(client, bucket)

        whole = Run(client, bucket)
        whole.train()
        print(f"trained {EPOCHS} epochs of {len(whole.data)} samples; loss {whole.loss:.3f}")

        stopped = Run(client, bucket)
        stopped.train(STOP)
        stopped.save()
        position = stopped.data.state_dict()["position"]
        print(f"stopped in epoch {stopped.epoch}, after {position} samples of it")

        resumed = Run(client, bucket)
        resumed.load()
        resumed.train()
        same = all(map(torch.equal, whole.model.parameters(), resumed.model.parameters()))
        print("the resumed run ends with the same weights" if same else "not the same weights!")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
