"""The samples of the suite, and functions that worker processes import by their names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tigris_http import Credentials, RetryPolicy, TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tigris_http import BundleMember
    from tigris_http.emulator import Emulator

BUCKET = "samples"
CONTENTS = {f"train/{number:02}": b"%d " % number * (1 + 400 * (number % 5)) for number in range(26)}
KEYS = list(CONTENTS)
REPLACED = ("train/03", "train/07")
LATER = "train/99"

QUIET = (
    # From Python 3.12 on, for each process that is forked while the emulator's threads run.
    "ignore:.*multi-threaded.*fork:DeprecationWarning",
    # The machine may have fewer processors than a loader of the suite has workers.
    "ignore:This DataLoader will create:UserWarning",
    # torchdata 0.11 calls a function that PyTorch 2.13 does not want to be called.
    "ignore:'set_vital' is deprecated:UserWarning",
)
"""Warnings of the libraries themselves, by which a suite with workers is not stopped."""


def client_of(tigris: Emulator) -> TigrisHTTP:
    """Return a client that retries without waiting."""
    secrets = (tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
    return TigrisHTTP(tigris.endpoint, secrets, retry=RetryPolicy(base=0))


def provider() -> Credentials:
    """Return credentials that a process reads from its environment."""
    return Credentials(os.environ["TRAINING_ID"], os.environ["TRAINING_SECRET"])


def named(member: BundleMember) -> tuple[str, bytes]:
    """Return a sample that shows its key."""
    return member.key, member.read()


def viewed(member: BundleMember) -> tuple[str, memoryview]:
    """Return a sample that keeps the view."""
    return member.key, member.data


def key_of(member: BundleMember) -> str:
    """Return the key, and check the bytes."""
    if member.data != CONTENTS[member.key]:
        raise ValueError(f"{member.key} has the bytes of another object")
    return member.key


def as_list(batch: Iterable[str]) -> list[str]:
    """Collate a batch without PyTorch's tensors."""
    return list(batch)


def flat(batches: Iterable[Iterable[str]]) -> list[str]:
    """Return the keys of all batches."""
    return [key for batch in batches for key in batch]
