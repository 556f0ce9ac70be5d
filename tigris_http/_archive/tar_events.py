"""The events of the tar reader."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias


class Signal(Enum):
    NEED_DATA = "need data"
    END = "end"


NEED_DATA: Final = Signal.NEED_DATA
END: Final = Signal.END


class TarMember:
    """A regular file in the archive; `data` is None if it does not fit the buffer."""

    __slots__ = ("data", "name", "size")

    def __init__(self, name: str, size: int, data: memoryview | None) -> None:
        self.name = name
        self.size = size
        self.data = data


Event: TypeAlias = "TarMember | memoryview | Literal[Signal.NEED_DATA, Signal.END]"
