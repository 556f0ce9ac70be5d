import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, ParamSpec, TypeVar

from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

P = ParamSpec("P")
R = TypeVar("R")

def get_loop() -> asyncio.AbstractEventLoop: ...
def reset_lock() -> None: ...
def sync(
    loop: asyncio.AbstractEventLoop | None, func: Callable[P, Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
) -> R: ...

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
    async def _put(self, lpath: Any, rpath: Any, **kwargs: Any) -> Any: ...
    async def _glob(self, path: str, maxdepth: int | None = None, **kwargs: Any) -> Any: ...

class AbstractAsyncStreamedFile(AbstractBufferedFile):
    async def __aenter__(self) -> Any: ...
    async def __aexit__(self, kind: object, error: object, trace: object, /) -> None: ...
    async def close(self) -> None: ...  # type: ignore[override]

def __getattr__(name: str) -> Any: ...
