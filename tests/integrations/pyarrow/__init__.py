"""pyarrow reads and writes through `tigris_http.fsspec`."""
