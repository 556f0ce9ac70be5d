"""The headers and the query of a request, and percent-encoding.

Query values in raw calls have `%20` for a space; other clients write `+`. Both are decoded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_TOKEN: Final = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")


def check_field(name: str, value: str) -> None:
    """Raise InvalidArgument for a header that no answer can carry. `value` is latin-1 text."""
    if not _TOKEN.fullmatch(name):
        raise ErrorResponse("InvalidArgument", f"{name} is not the name of a header")
    if _UNSENDABLE.search(value):
        raise ErrorResponse("InvalidArgument", f"{name} has a control character, which a header cannot carry")


class Headers:
    """The headers of a request: lower-case names, text values, repeated ones kept apart."""

    def __init__(self, items: Sequence[tuple[str, str]]) -> None:
        self.items: Final = tuple(items)
        self._first: dict[str, str] = {}
        for name, value in self.items:
            self._first.setdefault(name, value)

    def get(self, name: str) -> str | None:
        """Return the first value of `name` (in lower case), or None."""
        return self._first.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def flag(self, name: str) -> bool:
        """Return whether the header is `true`, in any case."""
        return self._first.get(name, "").strip().lower() == "true"

    def starting_with(self, prefix: str) -> dict[str, str]:
        """Return the headers with this prefix, without it; repeats joined by a comma."""
        found: dict[str, str] = {}
        for name, value in self.items:
            if name.startswith(prefix):
                rest = name[len(prefix) :]
                found[rest] = f"{found[rest]},{value}" if rest in found else value
        return found


class Query:
    """The query of a target, decoded; a bare `?flag` has the value ""."""

    def __init__(self, raw: str) -> None:
        self.pairs: Final = tuple(_pairs(raw))
        self._first: dict[str, bytes] = {}
        for name, value in self.pairs:
            self._first.setdefault(name.decode("utf-8", "replace"), value)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def names(self) -> frozenset[str]:
        """Return all names."""
        return frozenset(self._first)

    def raw(self, name: str) -> bytes | None:
        """Return the bytes of the first value, or None."""
        return self._first.get(name)

    def get(self, name: str) -> str | None:
        """Return the first value as text, or None."""
        value = self._first.get(name)
        return None if value is None else value.decode("utf-8", "replace")

    def number(self, name: str, default: int, most: int) -> int:
        """Return a count of at most `most`: larger ones are lowered to it, as in S3."""
        value = self.get(name)
        if value is None or value == "":
            return default
        # str.isdigit accepts digits of other scripts
        if not (value.isascii() and value.isdigit()) or len(value) > 10:
            raise ErrorResponse("InvalidArgument", f"{name} must be an integer between 0 and 2147483647")
        return min(int(value), most)


def _pairs(raw: str) -> Iterator[tuple[bytes, bytes]]:
    for piece in raw.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            yield unquote_to_bytes(name.replace("+", " ")), unquote_to_bytes(value.replace("+", " "))


def percent(value: bytes) -> str:
    """Percent-encode for `encoding-type=url`. Space is `%20` and `+` is `%2B`, which every decoder understands."""
    return "".join(_PERCENT[byte] for byte in value)


_PERCENT: Final = tuple(
    chr(byte) if chr(byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/" else f"%{byte:02X}"
    for byte in range(256)
)
