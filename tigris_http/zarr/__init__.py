"""Zarr arrays in a bucket: a store for zarr 3, by this package's async client. Needs the extra `zarr`.

    import zarr
    from tigris_http import TigrisHTTP
    from tigris_http.zarr import TigrisStore

    client = TigrisHTTP.from_env()
    store = TigrisStore("climate", "era5.zarr", client=client)
    array = zarr.create_array(store, name="t2m", shape=(365, 72, 144), chunks=(1, 72, 144), dtype="f4")
    array[0] = 273.15

    version = client.create_snapshot("climate").version
    array[0] = 0
    past = TigrisStore("climate", "era5.zarr", client=client, snapshot_version=version)     # read-only
    print(zarr.open_array(past, path="t2m")[0, 0, 0])     # 273.15

Modules:

    store       `TigrisStore`
    settings    the settings of the clients that a store makes
    parts       ranges of values
    gathering   values that many tasks ask for at once, read as bundles
"""

from tigris_http.zarr.store import TigrisStore

__all__ = ["TigrisStore"]
