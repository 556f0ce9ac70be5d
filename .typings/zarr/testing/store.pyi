from typing import Any, Generic, TypeVar

_S = TypeVar("_S")
_B = TypeVar("_B")

class StoreTests(Generic[_S, _B]):
    store_cls: type[_S]
    buffer_cls: type[_B]
    def __getattr__(self, name: str) -> Any: ...
