"""Checks of the emulator's arguments.

Contract: each function returns the value, or raises `TypeError` or `ValueError` that begins with the argument's name.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def integer(name: str, value: object, *, least: int, most: int | None = None) -> int:
    """Check a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name}: must be an int, not {type(value).__name__}")
    if most is not None and not least <= value <= most:
        raise ValueError(f"{name}: must be between {least} and {most}, not {value}")
    if value < least:
        raise ValueError(f"{name}: must be at least {least}, not {value}")
    return value


def port(name: str, value: object) -> int:
    """Check a port. It is the first argument, in which a directory is a common mistake."""
    if isinstance(value, (str, Path)):
        raise TypeError(f"{name}: must be an int, not {type(value).__name__}: name a directory by data=")
    return integer(name, value, least=0, most=65535)


def seconds(name: str, value: object) -> float:
    """Check a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name}: must be a number of seconds, not {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"{name}: must be finite, not {value}")
    return value


def flag(name: str, value: object) -> bool:
    """Check a bool."""
    if not isinstance(value, bool):
        raise TypeError(f"{name}: must be a bool, not {type(value).__name__}")
    return value


def text(name: str, value: object) -> str:
    """Check a str."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: must be a str, not {type(value).__name__}")
    return value


def path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return the path of a directory."""
    try:
        return Path(value)
    except TypeError:
        raise TypeError(f"{name}: must be the path of a directory, not {type(value).__name__}") from None


def several(name: str, values: Iterable[T], kind: type[T]) -> tuple[T, ...]:
    """Return a tuple of values of one type. A single one, such as a str, is refused."""
    if isinstance(values, (str, kind)) or not isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        end = ": put it into a list" if isinstance(values, kind) else ""
        raise TypeError(f"{name}: must be several {kind.__name__}, not one {type(values).__name__}{end}")
    found = tuple(values)
    for each in found:
        if not isinstance(each, kind):
            raise TypeError(f"{name}: must be several {kind.__name__}, and one is of type {type(each).__name__}")
    return found
