from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

def sync(coro: Coroutine[Any, Any, _T]) -> _T: ...
