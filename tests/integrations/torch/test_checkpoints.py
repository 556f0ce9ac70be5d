"""Checkpoints of PyTorch on `t3://`: `torch.save`, distributed ones of one rank and of two, and resharded reads."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import fsspec
import pytest
import torch
import torch.distributed.checkpoint as dcp
from torch.distributed import destroy_process_group, init_process_group
from torch.distributed.checkpoint._fsspec_filesystem import FsspecReader, FsspecWriter  # its only home
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Shard, distribute_tensor

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

# PyTorch says so of each save and load without a process group, and of each checkpoint that it replaces.
pytestmark = [
    pytest.mark.filterwarnings("ignore:torch.distributed is disabled, unavailable or uninitialized:UserWarning"),
    pytest.mark.filterwarnings("ignore:Detected an existing checkpoint:UserWarning"),
]


def trained() -> tuple[Any, Any]:
    """Return a model and its optimizer after two steps, the same each time."""
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 8))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.ones(4, 64)).square().mean().backward()
        optimizer.step()
    return model, optimizer


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(same(expected[key], found[key]) for key in expected)
    return torch.equal(expected, found) if isinstance(expected, torch.Tensor) else bool(expected == found)


def blank(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state of the same shapes that holds other numbers."""
    return {
        name: torch.zeros_like(value) if isinstance(value, torch.Tensor) else type(value)()
        for name, value in state.items()
    }


def saved(remote: Remote) -> None:
    model, optimizer = trained()
    with fsspec.open(remote.url("model.pt"), "wb", **remote.options) as file:
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
    with fsspec.open(remote.url("model.pt"), **remote.options) as file:
        found = torch.load(file, weights_only=True)
    assert same(dict(model.state_dict()), dict(found["model"]))
    assert same(optimizer.state_dict()["state"], found["optimizer"]["state"])


def checkpoint(remote: Remote) -> None:
    state = {**trained()[0].state_dict(), "epoch": 7}
    writer = FsspecWriter(remote.url("step-7"), single_file_per_rank=False, thread_count=2, **remote.options)
    dcp.save(state, storage_writer=writer)
    assert {".metadata", *(f"__0_{number}.distcp" for number in range(len(state)))} == {
        key.removeprefix("step-7/") for key in remote.find("step-7/")
    }
    found = blank(state)
    dcp.load(found, storage_reader=FsspecReader(remote.url("step-7"), **remote.options))
    assert same(state, found)


def rewritten(remote: Remote) -> None:
    """The second checkpoint of a name replaces the first; with `overwrite=False` it is refused."""
    for epoch in (1, 2):
        state = {"weight": torch.full((300, 300), float(epoch)), "epoch": epoch}
        dcp.save(state, storage_writer=FsspecWriter(remote.url("last"), **remote.options))
    kept = FsspecWriter(remote.url("last"), overwrite=False, **remote.options)
    with pytest.raises(dcp.api.CheckpointException, match="overwrite"):
        dcp.save({"epoch": 3}, storage_writer=kept)
    found = blank(state)
    dcp.load(found, storage_reader=FsspecReader(remote.url("last"), **remote.options))
    assert same(state, found)


@pytest.mark.parametrize("trip", [saved, checkpoint, rewritten], ids=lambda trip: trip.__name__)
def test_a_state_comes_back(trip: Trip, careful_run: Runner, remote: Remote) -> None:
    careful_run(trip, remote)


WEIGHT = torch.arange(6 * 32, dtype=torch.float32).reshape(6, 32)


def save_one_rank(rank: int, store: str, remote: Remote) -> None:
    """Be one of two ranks, each with half of the rows."""
    init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=2)
    try:
        mesh = init_device_mesh("cpu", (2,))
        state = {"weight": distribute_tensor(WEIGHT, mesh, [Shard(0)]), "bias": torch.ones(5)}
        dcp.save(state, storage_writer=FsspecWriter(remote.url("ranks"), **remote.options))
    finally:
        destroy_process_group()


def test_two_ranks_write_one_checkpoint_that_a_single_process_reads(tmp_path: Path, remote: Remote) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as ranks:
        for rank in [ranks.submit(save_one_rank, rank, str(tmp_path / "store"), remote) for rank in range(2)]:
            rank.result(90)
    assert ["ranks/.metadata", "ranks/__0_0.distcp", "ranks/__1_0.distcp"] == remote.find("ranks/")
    found = {"weight": torch.zeros_like(WEIGHT), "bias": torch.zeros(5)}
    dcp.load(found, storage_reader=FsspecReader(remote.url("ranks"), **remote.options))
    assert same({"weight": WEIGHT, "bias": torch.ones(5)}, found)


@pytest.mark.usefixtures("environment")
def test_a_checkpoint_id_may_be_a_url(remote: Remote) -> None:
    state = {"weight": WEIGHT}
    dcp.save(state, checkpoint_id=remote.url("by-id"))
    found = {"weight": torch.zeros_like(WEIGHT)}
    dcp.load(found, checkpoint_id=remote.url("by-id", "tigris"))
    assert same(state, found)


def test_a_snapshot_in_the_url_reads_the_past(client: TigrisHTTP, remote: Remote) -> None:
    dcp.save({"weight": WEIGHT}, storage_writer=FsspecWriter(remote.url("last"), **remote.options))
    version = client.create_snapshot(remote.name).version
    dcp.save({"weight": -WEIGHT}, storage_writer=FsspecWriter(remote.url("last"), **remote.options))
    for url, expected in ((f"t3://{remote.name}@{version}/last", WEIGHT), (remote.url("last"), -WEIGHT)):
        found = {"weight": torch.zeros_like(WEIGHT)}
        dcp.load(found, storage_reader=FsspecReader(url, **remote.options))
        assert torch.equal(expected, found["weight"])
