"""An fsspec file system: `t3://bucket/key` in pandas, pyarrow, dask, zarr and every other library on fsspec.

    import fsspec

    with fsspec.open("t3://atlas/report.csv", "w") as file:
        file.write("a,b")
    fs = fsspec.filesystem("t3")
    contents = fs.cat(fs.find("atlas/photos"))   # thousands of objects in one stream
    fs.cat("t3://atlas@1764582000000000000/report.csv")  # as it was at a snapshot

Needs the extra `fsspec`. `README.md` tells each method's requests, the options, and the differences from s3fs.

- `filesystem`: `TigrisFileSystem`, the class behind the protocols `t3` and `tigris`
- `methods`: its methods, by kind
- `files`: open files
- `paths`: buckets, snapshots and keys in paths
- `options`: storage options, those of s3fs too
- `calls`: blocking calls, which an interrupt ends
- `clients`: fsspec's event loop, and the clients of a file system
- `failures`: this package's errors as those of files
"""

from __future__ import annotations

try:
    from tigris_http.fsspec.filesystem import TigrisFileSystem
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "fsspec":
        raise
    raise ImportError("tigris_http.fsspec needs fsspec: pip install 'tigris-http[fsspec]'") from error

__all__ = ["TigrisFileSystem"]
