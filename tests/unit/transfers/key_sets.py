"""Sets of keys that make listings hard to split."""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _hashes(count: int) -> Iterable[str]:
    return (hashlib.sha256(b"%d" % number).hexdigest() for number in range(count))


def _hashed_directories(count: int) -> Iterable[str]:
    return (f"{each[:2]}/{each[2:4]}/{each}" for each in _hashes(count))


def _unicode(count: int) -> Iterable[str]:
    random = Random(2)
    return ("".join(random.choices("aZ0/é漢字😀\ufffd\U0010ffff", k=7)) for _ in range(count))


def _control_characters(count: int) -> Iterable[str]:
    random = Random(3)
    return ("".join(random.choices("\x01\n\r\x7f\x85 +%&a", k=7)) for _ in range(count))


def _mixed(count: int) -> Iterable[str]:
    random = Random(4)
    yield from (f"dense/{number:06}" for number in range(count // 2))
    yield from (f"sparse/{random.random():.17f}/{random.randrange(9)}" for _ in range(count // 4))
    yield from (f"tail{random.randrange(10**9)}" for _ in range(count // 4))


def _days(count: int) -> Iterable[str]:
    return (
        f"logs/2026-{1 + number // 4200 % 12:02}-{1 + number // 150 % 28:02}/{number % 150:04}.gz"
        for number in range(count)
    )


def _few_then_many(count: int) -> Iterable[str]:
    return (f"{int(1.001**number) % 10**18:018}" for number in range(count))


def _words(count: int) -> Iterable[str]:
    random = Random(5)
    words = ("alpha", "beta", "photo", "video", "zeta", "kilo")
    return ("/".join(random.choices(words, k=4)) + f"/{random.randrange(10**6)}" for _ in range(count))


KEY_SETS: Final[dict[str, Callable[[int], Iterable[str]]]] = {
    "numbers": lambda count: (f"{number:08}" for number in range(count)),
    "numbers of any length": lambda count: map(str, range(count)),
    "below one long prefix": lambda count: (f"{'deep/' * 40}{number:07}.parquet" for number in range(count)),
    "equal in 900 characters": lambda count: ("x" * 900 + f"{number:06}" for number in range(count)),
    "as long as a key may be": lambda count: ("\U0010ffff" * 252 + f"{number:016x}" for number in range(count)),
    "hashes": _hashes,
    "hashed directories": _hashed_directories,
    "one to a directory": lambda count: (f"directory{number:06}/file" for number in range(count)),
    "days": _days,
    "words": _words,
    "prefixes of each other": lambda count: ("a" * number for number in range(1, min(count, 1024) + 1)),
    "Unicode": _unicode,
    "control characters": _control_characters,
    "dense and sparse": _mixed,
    "few, then many": _few_then_many,
    "two crowds": lambda count: (f"{'az'[number % 2]}{number:07}" for number in range(count)),
}


def key_set(name: str, count: int) -> list[str]:
    """Return the keys, sorted as the service sorts them."""
    return sorted(set(KEY_SETS[name](count)), key=str.encode)
