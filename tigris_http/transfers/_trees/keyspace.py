"""Guesses at keys some distance ahead in a listing, from the keys read so far.

Contract: pure. A guess may be wrong, and need not be a key. It lies above the key it starts from, begins with the
prefix, and can be sent: UTF-8, at most 1,024 bytes, no control characters.

A key is read as a number with one digit for each character. The digits of a place are the characters seen there, and
their kin: all digits for a digit, all small letters for one of them. The span that the last N keys covered is added to
a key for a guess N keys ahead. A sum that is too large carries into the places before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_KEY: Final = 1024
"""Bytes of the longest key."""
_SAMPLE: Final = 100
"""Keys of each page whose characters are noted."""
_HISTORY: Final = 128
"""Pages whose ends are kept."""
_NEAR: Final = 4
"""Places that tell whether digits and letters share a place, and which letters."""
_HEXADECIMAL_LETTERS: Final = "abcdef"
_HEXADECIMAL: Final = frozenset(digits + _HEXADECIMAL_LETTERS)
_ALPHANUMERIC: Final = frozenset(digits + ascii_lowercase)
_PLACES: Final = 48
_PRECISION: Final = 1 << 64
"""Digits are added up to this many values, or this many places."""


class Keyspace:
    """The keys of a listing, page by page, in order."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: list[set[str]] = []
        self._ends: deque[tuple[str, int]] = deque(maxlen=_HISTORY)
        self._count = 0
        self._first = ""
        self._shared = 0
        """Length of the text that all keys share. A digit more than one place behind it has taken all its values."""

    def learn(self, keys: Sequence[str]) -> None:
        """Note the next page of keys."""
        if not self._ends:
            self._first = keys[-1]
            self._ends.append((keys[0], 1))
        self._count += len(keys)
        self._ends.append((keys[-1], self._count))
        self._shared = _common(self._first, keys[-1])
        self._note(keys[0], 0)
        alike = _common(keys[0], keys[-1])
        for key in (*keys[:: max(len(keys) // _SAMPLE, 1)], keys[-1]):
            self._note(key, alike)

    def _note(self, key: str, place: int) -> None:
        seen = self._seen
        while len(seen) < len(key):
            seen.append(set())
        for characters, character in zip(seen[place:], key[place:], strict=False):
            characters.add(character)

    def ahead(self, key: str, distance: int) -> str | None:
        """Return a guess at the key `distance` keys after `key`; None if the keys seen do not tell."""
        if not self._ends:
            return None
        first, last, count = self._span(distance)
        place = _common(first, last)
        if count < 1 or place >= len(last):
            return None
        window = list(self._window(place))
        step = (_value(last, place, window) - _value(first, place, window)) * distance // count
        if step <= 0:
            return None
        guess = self._sum(key, place, window, step)
        if guess is None or guess <= key or not guess.startswith(self._prefix) or not _can_be_sent(guess):
            return None
        return guess

    def _span(self, distance: int) -> tuple[str, str, int]:
        """Return the ends of a span of about `distance` keys, and its length: the longest there is if all are short."""
        last, end = self._ends[-1]
        first, start = self._ends[0]
        for key, place in reversed(self._ends):
            if end - place >= distance:
                first, start = key, place
                break
        return first, last, end - start

    def _window(self, place: int) -> Iterator[list[str]]:
        """Yield the characters of each place from `place` on, as far as they matter."""
        values = 1
        for number in range(place, min(len(self._seen), place + _PLACES)):
            characters = self._characters(number)
            values *= len(characters)
            yield characters
            if values >= _PRECISION:
                return

    def _characters(self, place: int) -> list[str]:
        """Return the digits of a place: the characters seen there, and their kin until all values have come."""
        seen = self._seen[place]
        if place > self._shared:
            return sorted(seen)
        near = self._seen[place : place + _NEAR]
        letters = _HEXADECIMAL_LETTERS if all(each <= _HEXADECIMAL for each in near) else ascii_lowercase
        full = set(seen)
        if not seen.isdisjoint(digits):
            full.update(digits, letters if any(map(_is_mixed, near)) else "")
        if not seen.isdisjoint(ascii_lowercase):
            full.update(letters)
        if not seen.isdisjoint(ascii_uppercase):
            full.update(ascii_uppercase)
        return sorted(full)

    def _sum(self, key: str, place: int, window: list[list[str]], step: int) -> str | None:
        """Add to the number of a key. None if the sum does not fit below the prefix."""
        if len(key) < place:
            return None
        total = _value(key, place, window) + step
        tail: list[str] = []
        for characters in reversed(window):
            total, digit = divmod(total, len(characters))
            tail.append(characters[digit])
        carry = total
        head = list(key[:place])
        number = place
        while carry:
            number -= 1
            if number < len(self._prefix):
                return None
            characters = self._characters(number)
            carry, digit = divmod(_digit(head[number], characters) + carry, len(characters))
            head[number] = characters[digit]
        return "".join(head) + "".join(reversed(tail))


def _is_mixed(seen: set[str]) -> bool:
    return seen <= _ALPHANUMERIC and not seen.isdisjoint(digits) and not seen.isdisjoint(ascii_lowercase)


def _common(first: str, last: str) -> int:
    """Return the length of the text that two keys share."""
    low, high = 0, min(len(first), len(last))
    while low < high:
        middle = (low + high + 1) // 2
        if first[:middle] == last[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _digit(character: str, characters: list[str]) -> int:
    return min(bisect_left(characters, character), len(characters) - 1)


def _value(key: str, place: int, window: list[list[str]]) -> int:
    value = 0
    for number, characters in enumerate(window, place):
        value = value * len(characters) + (_digit(key[number], characters) if number < len(key) else 0)
    return value


def _can_be_sent(guess: str) -> bool:
    try:
        size = len(guess.encode())
    except UnicodeEncodeError:
        return False
    return size <= MAX_KEY and not any(
        character < " " or "\x7f" <= character <= "\x9f" or character in "\ufffe\uffff" for character in guess
    )
