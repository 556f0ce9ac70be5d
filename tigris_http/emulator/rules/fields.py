"""Reads the keys of a JSON object, one at a time.

Contract: a value of the wrong type, a missing key and an unknown key raise 400 InvalidArgument with the name: ignoring
a misspelt setting would hide the mistake. `None` counts as absent, as in Go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Fields:
    """An object of a document; messages call it `what`."""

    def __init__(self, value: object, what: str) -> None:
        if not isinstance(value, dict):
            raise ErrorResponse("InvalidArgument", f"{what} must be an object")
        self._what = what
        self._left = {key: entry for key, entry in cast("dict[str, object]", value).items() if entry is not None}

    def _take(self, name: str, kind: type[T], words: str) -> T | None:
        value = self._left.pop(name, None)
        # bool is an int in Python, not on the wire
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise ErrorResponse("InvalidArgument", f"{self._what}.{name} must be {words}")
        return value

    def text(self, name: str) -> str | None:
        """Take a string, or None if absent."""
        return self._take(name, str, "a string")

    def flag(self, name: str) -> bool | None:
        """Take a boolean, or None if absent."""
        return self._take(name, bool, "true or false")

    def number(self, name: str) -> int | None:
        """Take an integer, or None if absent."""
        return self._take(name, int, "an integer")

    def entries(self, name: str) -> list[object]:
        """Take a list, by default empty."""
        return self._take(name, cast("type[list[object]]", list), "a list") or []

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of strings, by default empty."""
        entries = self.entries(name)
        if not all(isinstance(entry, str) for entry in entries):
            raise ErrorResponse("InvalidArgument", f"{self._what}.{name} must be a list of strings")
        return tuple(cast("list[str]", entries))

    def inner(self, name: str) -> Fields | None:
        """Take an object, or None if absent."""
        value = self._left.pop(name, None)
        return None if value is None else Fields(value, f"{self._what}.{name}")

    def need(self, name: str, take: Callable[[str], T | None]) -> T:
        """Take a required value; an empty string counts as absent."""
        value = take(name)
        if value is None or value == "":
            raise ErrorResponse("InvalidArgument", f"{self._what} needs {name}")
        return value

    def end(self) -> None:
        """Raise an error for keys that were not taken."""
        for name in self._left:
            raise ErrorResponse("InvalidArgument", f"{self._what} has no {name}")
