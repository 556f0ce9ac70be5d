"""Members as rows.

Contract: a row has its own bytes, or those of the receive buffer as long as it is held. A transform and its arguments
never show in a `repr`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from tigris_http._unmade import shown

if TYPE_CHECKING:
    from tigris_http import BundleMember
    from tigris_http._readers.parts import Part

COLUMNS: Final = ("key", "bytes")


def columns_of(
    columns: Sequence[str], *, include_size: bool, transform: Callable[[BundleMember[None]], object] | None
) -> tuple[str, ...]:
    """Check the arguments of rows; return the names of the columns. With a transform there are none."""
    if isinstance(columns, str) or not set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns) or not columns:
        raise ValueError(f"columns must be one or both of {COLUMNS}, each once, not {columns!r}")
    if transform is None:
        return (*columns, "size") if include_size else tuple(columns)
    if not callable(transform):
        raise TypeError(f"transform must be a function of a member or None, not {type(transform).__name__}")
    if include_size or tuple(columns) != COLUMNS:
        raise ValueError("transform makes the whole row: give it without columns and include_size")
    return ()


@dataclass(frozen=True, slots=True, repr=False)
class Rows:
    """Makes the rows of a part."""

    columns: tuple[str, ...]
    transform: Callable[[BundleMember[None]], object] | None
    __name__: ClassVar[str] = "read_objects"
    """Of the tasks. Dask would name them after the `repr`."""

    def __call__(self, part: Part) -> Iterator[object]:
        """Return the rows of a part, read as they are taken."""
        if self.transform is not None:
            yield from map(self.transform, part.members())
            return
        for member in part.members():
            yield {name: self._value(name, member) for name in self.columns}

    def _value(self, name: str, member: BundleMember[None]) -> object:
        if name == "key":
            return member.key
        return member.size if name == "size" else member.read()

    @shown
    def __repr__(self) -> str:
        return "<rows of objects>" if self.transform is None else "<rows of objects, transformed>"
