r"""Which items of a tree take part: shell patterns of their keys.

    *.tmp      a last part, at any depth
    a/*.tmp    the same below a directory `a`, at any depth
    /a/*.tmp   the same at the top only
    a/         everything below a directory `a`, at any depth
    *          any characters but `/`
    **         any characters; between two `/` any number of parts, also none
    ?          one character but `/`
    [a-z]      one of these characters; `[!a-z]` and `[^a-z]` one of the others but `/`
    \*         the character itself

Contract: pure. Case counts. As in rclone, with these exceptions: an exclude wins over each include. `a/**/b` also
matches `a/b`. `a/` is everything below the directory, not a rule for the directory. Alternatives in braces, named
classes and regular expressions are refused. A lone `]` is a plain character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tigris_http._wire import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

_STAR: Final = "*"
_STARS: Final = "**"
_SLASH: Final = "/"
"""Tokens. Each other token is a regular expression of one character."""


class Patterns:
    """Thread-safe."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._include = [_compiled("include", each) for each in arguments.several("include", include, str)]
        self._exclude = [_compiled("exclude", each) for each in arguments.several("exclude", exclude, str)]

    def allows(self, relative_key: str) -> bool:
        """Return whether a key matches an include, or there is none, and no exclude."""
        if self._include and not any(each.fullmatch(relative_key) for each in self._include):
            return False
        return not any(each.fullmatch(relative_key) for each in self._exclude)


def _compiled(name: str, pattern: str) -> re.Pattern[str]:
    tokens = _tokens(name, arguments.text(name, pattern))
    anchored = tokens[:1] == [_SLASH]
    if anchored:
        del tokens[0]
    if not tokens:
        raise ValueError(f"{name} must have patterns such as '*.tmp' or 'logs/', not {pattern!r}")
    if tokens[-1] == _SLASH:
        tokens.append(_STARS)
    return re.compile(("" if anchored else "(?:.*/)?") + _expression(tokens), re.DOTALL)


def _tokens(name: str, pattern: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    while place < len(pattern):
        character = pattern[place]
        place += 1
        if character == "*":
            stars = len(pattern) - len(pattern[place:].lstrip("*")) - place + 1
            if stars > 2:
                raise ValueError(f"{name} has {pattern!r}, with {stars} stars in a row: at most two mean something")
            tokens.append("*" * stars)
            place += stars - 1
        elif character == "?":
            tokens.append("[^/]")
        elif character == "[":
            token, place = _class(name, pattern, place)
            tokens.append(token)
        elif character == "{":
            raise ValueError(
                f"{name} has {pattern!r}, with alternatives: give a pattern for each, or write \\{{ for a brace"
            )
        elif character == "\\":
            if place == len(pattern):
                raise ValueError(f"{name} has {pattern!r}, with nothing after the last backslash: double it")
            tokens.append(re.escape(pattern[place]))
            place += 1
        else:
            tokens.append(re.escape(character))
    return tokens


def _class(name: str, pattern: str, place: int) -> tuple[str, int]:
    """Return the regular expression of a class whose `[` is before `place`, and the end of the class."""
    negated = pattern[place : place + 1] in {"!", "^"}
    first = place = place + negated
    members: list[tuple[str, bool]] = []
    """Characters, each with whether it was escaped."""
    while place < len(pattern) and (pattern[place] != "]" or place == first):
        if pattern.startswith("[:", place):
            raise ValueError(f"{name} has {pattern!r}, with a named class: write its characters")
        escaped = pattern[place] == "\\"
        place += escaped
        members.append((pattern[place : place + 1], escaped))
        place += 1
    if place >= len(pattern):
        raise ValueError(f"{name} has {pattern!r}, without the ']' of a '[': write \\[ for the character itself")
    written = "(?!/)[^" if negated else "(?!/)["
    index = 0
    while index < len(members):
        low = members[index][0]
        if members[index + 1 : index + 2] == [("-", False)] and index + 2 < len(members):
            high = members[index + 2][0]
            if low > high:
                raise ValueError(f"{name} has {pattern!r}, with a range that ends before it begins: {low}-{high}")
            written += f"{re.escape(low)}-{re.escape(high)}"
            index += 3
        else:
            written += re.escape(low)
            index += 1
    return written + "]", place + 1


def _expression(tokens: list[str]) -> str:
    written = ""
    pieces = [""]
    """Of one part of a key: the expressions between its single stars."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token == _STAR:
            pieces.append("")
        elif token == _SLASH:
            written, pieces = written + _part(pieces, written) + "/", [""]
        elif token == _STARS:
            written, pieces = written + _part(pieces, written), [""]
            if (place == 0 or tokens[place - 1] == _SLASH) and tokens[place + 1 : place + 2] == [_SLASH]:
                written += "(?:.*/)?"
                place += 1
            else:
                written += ".*"
        else:
            pieces[-1] += token
        place += 1
    return written + _part(pieces, written)


def _part(pieces: list[str], before: str) -> str:
    """Join the pieces. All but the last have their first match for good, which keeps the time short."""
    written = pieces[0]
    number = before.count("(?P<")
    for piece in pieces[1:-1]:
        written += f"(?=(?P<_{number}>[^/]*?{piece}))(?P=_{number})"
        number += 1
    return written + (f"[^/]*{pieces[-1]}" if len(pieces) > 1 else "")
