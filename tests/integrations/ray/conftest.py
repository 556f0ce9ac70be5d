"""A Ray cluster of two workers on this machine, and an emulator whose keys the workers find in their environment."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrations.ray.world import BUCKET, SECRET
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",  # no token in the home directory
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE": "1",  # a small /dev/shm, as in containers
    "AWS_ACCESS_KEY_ID": "tid_worker",
    "AWS_SECRET_ACCESS_KEY": SECRET,
}


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(access_key="tid_worker", secret_key=SECRET, minimum_part_size=0) as tigris:
        yield tigris


@pytest.fixture(scope="session")
def cluster(emulator: Emulator) -> Iterator[Path]:
    """Start the cluster; return the directory of its sessions, which has all logs."""
    import ray  # without it the suite is skipped
    import ray.data

    before = dict(os.environ)
    for name in before:
        if name.startswith(("AWS_", "TIGRIS_")):
            del os.environ[name]
    os.environ.update(SETTINGS, AWS_ENDPOINT_URL_S3=emulator.endpoint)
    # Not `tmp_path`: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="ray", dir="/tmp") as folder:
        os.environ["RAY_TMPDIR"] = folder
        ray.init(num_cpus=2, include_dashboard=False, object_store_memory=120_000_000)
        ray.data.DataContext.get_current().enable_progress_bars = False
        try:
            yield Path(folder)
        finally:
            ray.shutdown()
            os.environ.clear()
            os.environ.update(before)


@pytest.fixture
def tigris(emulator: Emulator) -> Iterator[Emulator]:
    """The emulator, with an empty bucket."""
    yield emulator
    emulator.clear_faults()
    with TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.delete_bucket(BUCKET, force=True)


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket(BUCKET, snapshot_enabled=True)
        tigris.clear_requests()
        yield client
