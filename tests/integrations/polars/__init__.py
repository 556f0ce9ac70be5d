"""polars reads and writes through `tigris_http.fsspec`, as far as it uses fsspec."""
