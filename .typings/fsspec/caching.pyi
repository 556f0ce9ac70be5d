from collections.abc import Callable
from typing import Any, ClassVar

class BaseCache:
    name: ClassVar[str]
    blocksize: int
    fetcher: Callable[[int, int], bytes]
    size: int
    hit_count: int
    miss_count: int
    total_requested_bytes: int
    def __init__(self, blocksize: int, fetcher: Callable[[int, int], bytes], size: int) -> None: ...

caches: dict[str | None, Any]
