from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import pyarrow as pa
from ray.data.block import Block, BlockMetadata

_ReturnT = TypeVar("_ReturnT")

class ReadTask:
    metadata: BlockMetadata
    schema: pa.Schema | None
    def __init__(
        self, read_fn: Callable[[], Iterable[Block]], metadata: BlockMetadata, schema: pa.Schema | None = None
    ) -> None: ...
    def __call__(self) -> Iterable[Block]: ...

class Datasource:
    def __init__(self) -> None: ...

class WriteResult(Generic[_ReturnT]):
    num_rows: int
    size_bytes: int
    write_returns: list[_ReturnT]

class Datasink(Generic[_ReturnT]): ...
