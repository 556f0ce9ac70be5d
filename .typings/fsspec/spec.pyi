import io
from typing import Any, ClassVar

class _Cached(type):
    def __call__(cls, *args: Any, **kwargs: Any) -> Any: ...

class AbstractFileSystem(metaclass=_Cached):
    protocol: ClassVar[str | tuple[str, ...]]
    root_marker: ClassVar[str]
    storage_args: tuple[Any, ...]
    storage_options: dict[str, Any]
    transaction: Any
    _fs_token: str
    _intrans: bool
    # The blocking methods, made of the coroutines.
    def __getattr__(self, name: str) -> Any: ...
    @classmethod
    def clear_instance_cache(cls) -> None: ...
    @classmethod
    def current(cls) -> Any: ...
    def to_dict(self, *, include_password: bool = True) -> dict[str, Any]: ...

class AbstractBufferedFile(io.IOBase):
    fs: Any
    path: str
    mode: str
    blocksize: int
    loc: int
    size: int
    autocommit: bool
    kwargs: dict[str, Any]
    buffer: io.BytesIO
    offset: int | None
    forced: bool
    cache: Any
    closed: Any
    details: dict[str, Any]
    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str = "rb",
        block_size: int | str | None = "default",
        autocommit: bool = True,
        cache_type: str = "readahead",
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        **kwargs: Any,
    ) -> None: ...
    def commit(self) -> None: ...
    def discard(self) -> None: ...
    def read(self, length: int | None = -1) -> bytes: ...
    def readinto(self, b: Any) -> int: ...
    def write(self, data: Any) -> int: ...
    def flush(self, force: bool = False) -> None: ...
    def close(self) -> Any: ...
    def __reduce__(self) -> Any: ...

def __getattr__(name: str) -> Any: ...
