"""zarr and xarray on URLs: `FsspecStore` over the file system, in place of `TigrisStore`."""

from __future__ import annotations

import importlib
from typing import Any

import fsspec
import pytest
import zarr
from zarr.storage import FsspecStore

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

np: Any = importlib.import_module("numpy")
xr: Any = importlib.import_module("xarray")

VALUES = np.arange(120 * 80, dtype="f8").reshape(120, 80)


def arrays(remote: Remote) -> None:
    root = zarr.open_group(remote.url("group.zarr"), mode="w", storage_options=remote.options)
    array = root.create_array("deep/values", shape=VALUES.shape, chunks=(25, 30), dtype="f8")
    array[:] = VALUES
    array.attrs["unit"] = "m"
    root.create_array("other", shape=(3,), dtype="i4")[:] = [1, 2, 3]
    assert 15 == len(remote.find("group.zarr/deep/values/c/"))
    found = zarr.open_group(remote.url("group.zarr"), mode="r", storage_options=remote.options)
    assert ["deep", "other"] == sorted(name for name, _ in found.members())
    assert np.array_equal(VALUES, found["deep/values"][:])
    assert np.array_equal(VALUES[20:60:7, -5:], found["deep/values"][20:60:7, -5:])
    assert {"unit": "m"} == dict(found["deep/values"].attrs)
    array[30:40] = 7
    array.append(VALUES[:5])
    changed = zarr.open_array(remote.url("group.zarr/deep/values"), mode="r", storage_options=remote.options)
    assert (125, 800) == (changed.shape[0], int((changed[30:40] == 7).sum()))


def shards(remote: Remote) -> None:
    """One object holds many chunks; a part of the array is a few ranges of it."""
    array = zarr.create_array(
        remote.url("sharded.zarr"),
        shape=VALUES.shape,
        chunks=(10, 10),
        shards=(60, 80),
        dtype="f8",
        storage_options=remote.options,
    )
    array[:] = VALUES
    assert 2 == len(remote.find("sharded.zarr/c/"))
    found = zarr.open_array(remote.url("sharded.zarr"), mode="r", storage_options=remote.options)
    assert np.array_equal(VALUES[55:65, 3:33], found[55:65, 3:33])
    assert np.array_equal(VALUES, found[:])


def labelled(remote: Remote) -> None:
    """xarray writes, appends to and reads data sets, with consolidated metadata and without."""
    written = xr.Dataset({"t": (("y", "x"), VALUES)}, {"y": np.arange(120), "x": np.arange(80) * 2}, {"title": "a"})
    for key, options in (("2.zarr", {"zarr_format": 2}), ("3.zarr", {"zarr_format": 3, "consolidated": False})):
        url = remote.url(key)
        written.isel(y=slice(0, 100)).to_zarr(url, mode="w", storage_options=remote.options, **options)
        written.isel(y=slice(100, 120)).to_zarr(url, append_dim="y", storage_options=remote.options, **options)
        with xr.open_zarr(
            url, storage_options=remote.options, chunks=None, consolidated=options.get("consolidated", True)
        ) as found:
            xr.testing.assert_identical(written, found.load())
    with xr.open_dataset(
        remote.url("3.zarr"), engine="zarr", storage_options=remote.options, consolidated=False
    ) as found:
        assert VALUES[5, 7] == float(found["t"].sel(y=5, x=14))


@pytest.mark.parametrize("trip", [arrays, shards, labelled], ids=lambda trip: trip.__name__)
def test_arrays_come_back(trip: Trip, run: Runner, remote: Remote) -> None:
    run(trip, remote)


def test_a_snapshot_in_the_url_reads_the_past(client: TigrisHTTP, remote: Remote) -> None:
    array = zarr.create_array(remote.url("a.zarr"), data=VALUES, chunks=(60, 80), storage_options=remote.options)
    version = client.create_snapshot(remote.name).version
    array[:] = 0
    past = zarr.open_array(f"tigris://{remote.name}@{version}/a.zarr", mode="r", storage_options=remote.options)
    assert np.array_equal(VALUES, past[:])
    assert not zarr.open_array(remote.url("a.zarr"), mode="r", storage_options=remote.options)[:].any()


def test_a_store_on_an_asynchronous_file_system(remote: Remote) -> None:
    files = fsspec.filesystem("t3", asynchronous=True, **remote.options)
    store = FsspecStore(files, path=f"{remote.name}/a.zarr")
    zarr.create_array(store, data=VALUES, chunks=(60, 80))
    again = FsspecStore.from_url(remote.url("a.zarr"), storage_options=remote.options, read_only=True)
    assert np.array_equal(VALUES, zarr.open_array(again, mode="r")[:])
    with pytest.raises(ValueError, match="read-only"):
        zarr.open_array(again, mode="a")[:] = 0


def test_the_mapping_of_a_prefix_is_a_store_of_zarr(remote: Remote) -> None:
    mapping = fsspec.get_mapper(remote.url("a.zarr"), **remote.options)
    store = FsspecStore.from_mapper(mapping)
    zarr.create_array(store, data=VALUES, chunks=(60, 80))
    assert {"zarr.json", "c/0/0", "c/1/0"} == set(mapping)
    assert np.array_equal(VALUES, zarr.open_array(FsspecStore.from_mapper(mapping), mode="r")[:])
