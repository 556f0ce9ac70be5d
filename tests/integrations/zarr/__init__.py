"""`TigrisStore` under zarr's own tests, zarr's arrays and xarray."""
