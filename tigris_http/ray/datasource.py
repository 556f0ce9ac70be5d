"""Objects as a Ray dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
import ray.data
from ray import cloudpickle
from ray.data.block import Block, BlockAccessor, BlockMetadata
from ray.data.datasource import Datasource, ReadTask

from tigris_http._readers.client_options import ClientOptions, options_or_environment
from tigris_http._readers.parts import Part, Reading
from tigris_http._readers.planning import plan
from tigris_http._readers.rows import columns_of

if TYPE_CHECKING:
    from tigris_http import BundleKey, BundleMember
    from tigris_http.manifests import Manifest

    Transform = Callable[[BundleMember[None]], Mapping[str, object]]

BLOCK_BYTES: Final = 64 << 20
"""Bytes of the objects of one block. A larger object has a block of its own."""
_TYPES: Final = {"key": pa.string(), "bytes": pa.large_binary(), "size": pa.int64()}


class BundleDatasource(Datasource):
    """The source of `read_objects`, for `ray.data.read_datasource` with arguments of its own, such as `num_cpus`.

    Lists a prefix when it is made. Its arguments are those of `read_objects`.
    """

    def __init__(
        self,
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
        transform: Transform | None = None,
        on_missing: Literal["raise", "drop"] = "raise",
    ) -> None:
        super().__init__()
        self._columns = columns_of(columns, include_size=include_size, transform=transform)
        self._transform = transform
        options = options_or_environment(client_options)
        options.check_pickles(cloudpickle.dumps)
        reading = Reading(bucket, options, snapshot_version, snapshot_via, on_missing)
        self._plan = plan(reading, keys, prefix, override_num_blocks)
        # A list of the caller's may name objects that do not exist: Ray would count rows that cannot be read.
        self._exact = on_missing == "raise" and prefix is not None
        self._wanted = override_num_blocks

    def __repr__(self) -> str:
        return f"<BundleDatasource of {len(self._plan.parts)} tasks>"

    @property
    def num_blocks(self) -> int:
        """The number for `override_num_blocks` of `read_datasource`: Ray splits no block then."""
        return self._wanted or max(1, len(self._plan.parts))

    def estimate_inmemory_data_size(self) -> int | None:
        """Return the bytes of all objects, None if unknown."""
        return self._plan.size

    def get_read_tasks(
        self,
        parallelism: int,  # tasks are cut by bytes
        per_task_row_limit: int | None = None,
        data_context: object = None,  # of Ray's interface
    ) -> list[ReadTask]:
        """Return a task for each part of the objects."""
        if not self._plan.parts:
            columns = self._columns
            nothing = BlockMetadata(num_rows=0, size_bytes=0, input_files=None, exec_stats=None)
            return [ReadTask(lambda: [_block(columns, [])], nothing, _schema(columns))]
        return [self._task(part, per_task_row_limit) for part in self._plan.parts]

    def _task(self, part: Part, limit: int | None) -> ReadTask:
        columns, transform = self._columns, self._transform
        count = part.count if self._exact else None
        if count is not None and limit is not None:
            count = min(count, limit)

        def read_bundle() -> Iterator[Block]:
            return blocks(part, columns, transform, limit)

        about = BlockMetadata(num_rows=count, size_bytes=part.size, input_files=None, exec_stats=None)
        return ReadTask(read_bundle, about, _schema(columns))


def blocks(
    part: Part, columns: tuple[str, ...], transform: Transform | None, limit: int | None = None
) -> Iterator[Block]:
    """Read a part as blocks of at most 64 MiB. Close the iterator to release the connection early."""
    rows: list[Any] = []
    held = 0
    for member in part.members(limit):
        if rows and held + member.size > BLOCK_BYTES:
            yield _block(columns, rows)
            rows, held = [], 0
        # A large member is read here, before the next one.
        rows.append((member.key, member.data, member.size) if transform is None else transform(member))
        held += member.size
    yield _block(columns, rows)


def _block(columns: tuple[str, ...], rows: list[Any]) -> Block:
    return _table(columns, rows) if columns else _transformed(rows)


def _schema(columns: tuple[str, ...]) -> pa.Schema | None:
    return pa.schema([(name, _TYPES[name]) for name in columns]) if columns else None


def _table(columns: tuple[str, ...], rows: list[tuple[str, memoryview, int]]) -> pa.Table:
    cells = dict(zip(_TYPES, zip(*rows, strict=True) if rows else ((), (), ()), strict=True))
    return pa.table({name: pa.array(cells[name], _TYPES[name]) for name in columns})


def _transformed(rows: list[Mapping[str, object]]) -> Block:
    names: tuple[str, ...] = ()
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"transform must return a mapping of columns, not {type(row).__name__}")
        if not number:
            names = tuple(row)
        elif row.keys() != dict.fromkeys(names).keys():
            raise ValueError(f"transform must return the same columns for each object: {[*names]}, then {[*row]}")
    return BlockAccessor.batch_to_block({name: [row[name] for row in rows] for name in names})


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
    transform: Transform | None = None,
    on_missing: Literal["raise", "drop"] = "raise",
) -> ray.data.Dataset:
    """Return a dataset with a row for each object. Reads when the dataset is used.

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
            `"key"` (string), `"bytes"` (large_binary) or both. The objects are read in any case.
        include_size:
            True adds `"size"` (int64).
        override_num_blocks:
            Most read tasks. None: as many as hold at most 128 MiB and one object each.
        transform:
            A function of a `BundleMember`, run in the worker. It returns the row, as a mapping of columns.
        on_missing:
            `"raise"` `BundleError`, or `"drop"` the row with a `RuntimeWarning` in the worker.
    """
    source = BundleDatasource(
        bucket,
        keys,
        prefix=prefix,
        client_options=client_options,
        snapshot_version=snapshot_version,
        snapshot_via=snapshot_via,
        columns=columns,
        include_size=include_size,
        override_num_blocks=override_num_blocks,
        transform=transform,
        on_missing=on_missing,
    )
    return ray.data.read_datasource(source, override_num_blocks=source.num_blocks)
