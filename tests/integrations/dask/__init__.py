"""Dask reads and writes through `tigris_http.fsspec`, and objects by bundles through `tigris_http.dask`."""
