"""A Ray dataset written as objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
import ray.data
from ray import cloudpickle
from ray.data.block import Block, BlockAccessor
from ray.data.datasource import Datasink

from tigris_http._readers.client_options import ClientOptions, options_or_environment
from tigris_http._readers.uploads import Writing, Written

if TYPE_CHECKING:
    from ray.data.datasource import WriteResult


class ObjectDatasink(Datasink[Written]):
    """The sink of `write_objects`, for `Dataset.write_datasink` with arguments of its own, such as `concurrency`.

    `written` has the counts after the write. The arguments are those of `write_objects`.
    """

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        key_column: str = "key",
        bytes_column: str = "bytes",
        content_type: str | None = None,
        concurrency: int = 8,
        client_options: ClientOptions | None = None,
    ) -> None:
        options = options_or_environment(client_options)
        options.check_pickles(cloudpickle.dumps)
        self._writing = Writing(bucket, options, prefix, key_column, bytes_column, content_type, concurrency)
        self.written: Written | None = None
        """The counts; None before the end of a write that succeeded."""

    def __repr__(self) -> str:
        return repr(self._writing)

    def write(self, blocks: Iterable[Block], ctx: object) -> Written:  # of Ray's interface
        """Write the rows of a task."""
        return self._writing.write(self._cells(blocks))

    def on_write_complete(self, write_result: WriteResult[Written]) -> None:
        """Sum up the counts of the tasks."""
        counts = write_result.write_returns
        self.written = Written(sum(each.objects for each in counts), sum(each.bytes for each in counts))

    def _cells(self, blocks: Iterable[Block]) -> Iterator[tuple[object, object]]:
        for block in blocks:
            table = BlockAccessor.for_block(block).to_arrow()
            if not table.num_rows:
                continue
            keys, contents = (_column(table, name) for name in (self._writing.key_column, self._writing.bytes_column))
            # Not copied. Text is refused, though it has a buffer, too.
            are_bytes = pa.types.is_large_binary(contents.type) or pa.types.is_binary(contents.type)
            for key, content in zip(keys, contents, strict=True):
                yield key.as_py(), content.as_buffer() if are_bytes else content.as_py()


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in table.column_names:
        raise ValueError(f"a block has no column {name!r}, only {', '.join(map(repr, table.column_names))}")
    return table[name]


def write_objects(
    dataset: ray.data.Dataset,
    bucket: str,
    *,
    prefix: str = "",
    key_column: str = "key",
    bytes_column: str = "bytes",
    content_type: str | None = None,
    concurrency: int = 8,
    client_options: ClientOptions | None = None,
) -> Written:
    """Write each row of a dataset as an object; return the counts.

    Keys must be different: two rows of one task with the same key raise `ValueError`, of two tasks the last write
    stays. A task that is repeated writes the same objects again. The first error is raised; objects that were written
    before it stay.

    Parameters:
        dataset:
            Rows with a key and bytes.
        bucket:
            Name of the bucket.
        prefix:
            Begins each key.
        key_column, bytes_column:
            Names of the columns.
        content_type:
            Media type of the objects.
        concurrency:
            Uploads at once in each task, 1 to 64.
        client_options:
            Settings of the clients in the workers. None: the environment of each worker.
    """
    if not isinstance(dataset, ray.data.Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"dataset must be a Dataset of Ray, not {type(dataset).__name__}: ray.data.from_items makes one"
        )
    sink = ObjectDatasink(
        bucket,
        prefix=prefix,
        key_column=key_column,
        bytes_column=bytes_column,
        content_type=content_type,
        concurrency=concurrency,
        client_options=client_options,
    )
    dataset.write_datasink(sink)
    if sink.written is None:
        raise RuntimeError("Ray reported no result of the write: count the objects")
    return sink.written
