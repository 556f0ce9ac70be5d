from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

Block: TypeAlias = pa.Table | Any

class BlockMetadata:
    num_rows: int | None
    size_bytes: int | None
    def __init__(
        self, num_rows: int | None, size_bytes: int | None, *, input_files: list[str] | None, exec_stats: object
    ) -> None: ...

class BlockAccessor:
    @classmethod
    def for_block(cls, block: Block) -> BlockAccessor: ...
    @classmethod
    def batch_to_block(cls, batch: Mapping[str, Sequence[Any]]) -> Block: ...
    def to_arrow(self) -> pa.Table: ...
