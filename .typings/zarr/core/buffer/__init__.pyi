from typing import Any

from typing_extensions import Self

from . import cpu as cpu

class Buffer:
    @classmethod
    def from_bytes(cls, bytes_like: bytes | bytearray | memoryview) -> Self: ...
    def as_numpy_array(self) -> Any: ...
    def to_bytes(self) -> bytes: ...
    def __len__(self) -> int: ...

class BufferPrototype:
    buffer: type[Buffer]

def default_buffer_prototype() -> BufferPrototype: ...
