from collections.abc import Iterator
from typing import Any, Generic, TypeVar

_T_co = TypeVar("_T_co", covariant=True)

class Dataset(Generic[_T_co]):
    def __getitem__(self, index: Any) -> _T_co: ...

class IterableDataset(Dataset[_T_co]):
    def __iter__(self) -> Iterator[_T_co]: ...

class DataLoader(Generic[_T_co]):
    def __init__(self, dataset: Dataset[Any], batch_size: int | None = 1, **options: Any) -> None: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...

class WorkerInfo:
    id: int
    num_workers: int

def get_worker_info() -> WorkerInfo | None: ...
