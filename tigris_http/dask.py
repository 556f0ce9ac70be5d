"""Objects as a Dask bag, and a bag written as objects. Extra: `pip install 'tigris-http[dask]'`.

```python
from tigris_http.dask import read_objects

bag = read_objects("atlas", prefix="maps/")
print(bag.map(lambda row: len(row["bytes"])).sum().compute())
```

A partition is read through a bundle, about 128 MiB at a time. Each worker process has one client. Its credentials come
from the environment of the worker, or from a function in `ClientOptions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from tigris_http._readers.client_options import ClientOptions, options_or_environment
from tigris_http._readers.parts import Reading
from tigris_http._readers.planning import plan
from tigris_http._readers.rows import Rows, columns_of
from tigris_http._readers.uploads import Writing, Written

try:
    import cloudpickle
    import dask.bag
except ModuleNotFoundError as missing:
    raise ImportError(f"tigris_http.dask needs {missing.name}: pip install 'tigris-http[dask]'") from missing

if TYPE_CHECKING:
    from tigris_http import BundleKey, BundleMember
    from tigris_http.manifests import Manifest

__all__ = ["ClientOptions", "Written", "read_objects", "write_objects"]


def read_objects(
    bucket: str,
    keys: Iterable[str] | Iterable[BundleKey[Any]] | Manifest | None = None,
    *,
    prefix: str | None = None,
    client_options: ClientOptions | None = None,
    snapshot_version: str | None = None,
    snapshot_via: Literal["get", "bundle"] = "get",
    columns: Sequence[str] = ("key", "bytes"),
    include_size: bool = False,
    override_num_blocks: int | None = None,
    transform: Callable[[BundleMember[None]], object] | None = None,
    on_missing: Literal["raise", "drop"] = "raise",
) -> dask.bag.Bag:
    """Return a bag with a row for each object, in the order of the keys. Reads when the bag is computed.

    A row is a dict.

    Parameters:
        bucket:
            Name of the bucket.
        keys:
            Keys, `BundleKey`s with sizes, or a `Manifest`. Objects of unknown size count as 64 KiB each.
        prefix:
            In place of `keys`: the objects of a prefix, listed once, at once. `""` is the whole bucket.
        client_options:
            Settings of the clients in the workers. None: the environment of each worker.
        snapshot_version:
            Version of a snapshot: list and read the objects as they were then.
        snapshot_via:
            `"get"` or `"bundle"`, see `bundle_objects`.
        columns:
            Names in a row: `"key"`, `"bytes"` or both. The objects are read in any case.
        include_size:
            True adds `"size"`, an int.
        override_num_blocks:
            Most partitions. None: as many as hold at most 128 MiB and one object each.
        transform:
            A function of a `BundleMember`, run in the worker. Its result is the row.
        on_missing:
            `"raise"` `BundleError`, or `"drop"` the row with a `RuntimeWarning` in the worker.
    """
    rows = Rows(columns_of(columns, include_size=include_size, transform=transform), transform)
    options = options_or_environment(client_options)
    options.check_pickles(cloudpickle.dumps)
    reading = Reading(bucket, options, snapshot_version, snapshot_via, on_missing)
    parts = plan(reading, keys, prefix, override_num_blocks).parts
    # Lazy: a `take` reads no further than it needs. The rows become a list if several tasks use them.
    return dask.bag.from_sequence(parts, partition_size=1).map(rows).flatten()


def write_objects(
    bag: dask.bag.Bag,
    bucket: str,
    *,
    prefix: str = "",
    key_column: str = "key",
    bytes_column: str = "bytes",
    content_type: str | None = None,
    concurrency: int = 8,
    client_options: ClientOptions | None = None,
) -> Written:
    """Write each row of a bag as an object; return the counts.

    A row is a mapping. Keys must be different: two rows of one partition with the same key raise `ValueError`, of two
    partitions the last write stays. A task that is repeated writes the same objects again. The first error is raised;
    objects that were written before it stay.

    Parameters:
        bag:
            Rows with a key and bytes.
        bucket:
            Name of the bucket.
        prefix:
            Begins each key.
        key_column, bytes_column:
            Names in a row.
        content_type:
            Media type of the objects.
        concurrency:
            Uploads at once in each task, 1 to 64.
        client_options:
            Settings of the clients in the workers. None: the environment of each worker.
    """
    if not isinstance(bag, dask.bag.Bag):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"bag must be a Bag of Dask, not {type(bag).__name__}: dask.bag.from_sequence makes one")
    options = options_or_environment(client_options)
    options.check_pickles(cloudpickle.dumps)
    writing = Writing(bucket, options, prefix, key_column, bytes_column, content_type, concurrency)
    counts: list[Written] = bag.map_partitions(_Write(writing)).compute()
    return Written(sum(each.objects for each in counts), sum(each.bytes for each in counts))


class _Write:
    __name__ = "write_objects"

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def __call__(self, rows: Iterable[Mapping[str, object]]) -> list[Written]:
        return [self._writing.write(self._cells(rows))]

    def _cells(self, rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[object, object]]:
        names = self._writing.key_column, self._writing.bytes_column
        for row in rows:
            for name in names:
                if name not in row:
                    raise ValueError(f"a row has no {name!r}, only {', '.join(map(repr, row))}")
            yield row[names[0]], row[names[1]]

    def __repr__(self) -> str:
        return repr(self._writing)
