import asyncio
import io
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, ParamSpec, TypeVar

from fsspec.spec import AbstractFileSystem

_P = ParamSpec("_P")
_R = TypeVar("_R")

def get_loop() -> asyncio.AbstractEventLoop: ...
def reset_lock() -> None: ...
def sync(
    loop: asyncio.AbstractEventLoop | None,
    func: Callable[_P, Coroutine[Any, Any, _R]],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _R: ...

class AsyncFileSystem(AbstractFileSystem):
    async_impl: ClassVar[bool]
    asynchronous: bool
    batch_size: int | None
    _loop: asyncio.AbstractEventLoop | None
    _pid: int
    def __init__(
        self,
        *,
        asynchronous: bool = False,
        loop: asyncio.AbstractEventLoop | None = None,
        batch_size: int | None = None,
        use_listings_cache: bool = True,
    ) -> None: ...
    @property
    def loop(self) -> asyncio.AbstractEventLoop | None: ...
    async def _expand_path(
        self, path: Any, recursive: bool = False, maxdepth: int | None = None, assume_literal: bool = False
    ) -> list[str]: ...
    async def _get(self, rpath: Any, lpath: Any, **kwargs: Any) -> Any: ...
    async def _copy(self, path1: Any, path2: Any, **kwargs: Any) -> Any: ...
    async def _put(self, lpath: Any, rpath: Any, **kwargs: Any) -> Any: ...
    async def _glob(self, path: str, maxdepth: int | None = None, **kwargs: Any) -> Any: ...

# At run time it is an `AbstractBufferedFile`, whose methods its coroutines replace.
class AbstractAsyncStreamedFile:
    fs: Any
    path: str
    mode: str
    blocksize: int
    loc: int
    size: int
    kwargs: dict[str, Any]
    buffer: io.BytesIO
    closed: bool
    details: dict[str, Any]
    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str,
        block_size: int,
        *,
        cache_type: str,
        size: int | None,
        **kwargs: Any,
    ) -> None: ...
    async def read(self, length: int | None = -1) -> bytes: ...
    async def __aenter__(self) -> Any: ...
    async def __aexit__(self, kind: object, error: object, trace: object, /) -> None: ...
    async def close(self) -> None: ...

def __getattr__(name: str) -> Any: ...
