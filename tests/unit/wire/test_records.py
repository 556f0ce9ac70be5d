"""Many values are made at a time, and each is what its class would make."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http._wire.documents.records import maker

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: str = "b"
    c: object = field(default=None, kw_only=True, repr=False, compare=False)


@dataclass(frozen=True)
class Plain:
    a: int
    b: str = "b"


@dataclass(frozen=True, slots=True)
class Checked:
    a: int
    b: str = "b"

    def __post_init__(self) -> None:
        object.__setattr__(self, "b", self.b.upper())


@dataclass(frozen=True, slots=True)
class Grown(Slotted):
    d: list[int] = field(default_factory=list[int])


def function(a: int, b: str = "b") -> tuple[int, str]:
    return a, b


A, B = list(range(3)), list("xyz")
KINDS: list[Callable[..., Any]] = [Slotted, Plain, Checked, Grown, function]


@pytest.mark.parametrize(
    ("made", "columns"),
    [
        *((kind, {"b": B, "a": A}) for kind in KINDS),
        *((kind, {"a": A}) for kind in KINDS),
        *((partial(kind, b="given"), {"a": A}) for kind in KINDS),
        *((partial(kind, b="given"), {"a": A, "b": B}) for kind in KINDS),
        *((partial(kind, 1), {"b": B}) for kind in KINDS),
        (Slotted, {"c": A, "a": B}),
    ],
)
def test_each_row_makes_what_a_call_makes(made: Callable[..., Any], columns: dict[str, list[Any]]) -> None:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    found = maker(made)(columns, 3)
    assert [made(**row) for row in rows] == found
    assert [made(**row).c for row in rows if made is Slotted] == [each.c for each in found if made is Slotted]


@pytest.mark.parametrize("made", [*KINDS, partial(Slotted, b="given")])
@pytest.mark.parametrize("columns", [{}, {"b": B}, {"a": A, "other": B}])
def test_a_missing_or_unknown_field_is_a_type_error(made: Callable[..., Any], columns: dict[str, list[Any]]) -> None:
    with pytest.raises(TypeError):
        maker(made)(columns, 3)


def test_values_without_any_field_given_are_made_from_defaults() -> None:
    assert [Slotted(1), Slotted(1)] == maker(partial(Slotted, a=1))({}, 2)
    assert [function(1), function(1)] == maker(partial(function, 1))({}, 2)
