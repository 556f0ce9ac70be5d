"""The keys of a bundle, from any iterable to batches for one request.

Contract: no I/O. A batch has at most 5,000 places, 5 MB of encoded body, and `max_bytes` of objects of known sizes. It
names each key once, since bundles with a repeated key are not documented; `Batch.places` repeats it. Keys are checked
all at once, at the speed of C. Only after a failure is each checked, to name the wrong one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, cast

from tigris_http._wire import arguments
from tigris_http._wire.address import MAX_KEY_BYTES, check_key

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    TagT = TypeVar("TagT", default=None)
else:
    from typing import TypeVar

    TagT = TypeVar("TagT")

MAX_BUNDLE_KEYS: Final = 5000
"""The most keys that one request may name."""
MAX_BUNDLE_BODY: Final = 5_000_000
"""The most bytes that the list of keys may have as JSON: 5 MB."""

_FRAME: Final = len('{"keys":[]}')
_ESCAPED: Final = 6  # bytes of JSON that one character may take, as \u001f


@dataclass(frozen=True)  # no slots: with them Python refuses to make a `BundleKey[...]`
class BundleKey(Generic[TagT]):
    """A key with a tag of the caller's and the size of its object."""

    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    tag: TagT = cast("TagT", None)  # noqa: RUF009  # None itself
    """Any value. The result carries it."""
    size: int | None = None
    """Bytes, as a hint: requests are cut so that at most `max_bytes` are under way. None: unknown."""

    def __post_init__(self) -> None:
        check_key(self.key)
        if self.size is None:
            return
        if isinstance(self.size, bool) or not isinstance(self.size, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"size must be an int, not {type(self.size).__name__}")
        if self.size < 0:
            raise ValueError(f"size must not be negative: {self.size}")


def check_keys(keys: Sequence[str]) -> None:
    """Raise `ValueError` or `TypeError` for the first wrong key."""
    try:
        longest = max(map(len, keys), default=0)
        joined = "".join(keys)
        fits = longest <= MAX_KEY_BYTES if joined.isascii() else longest <= MAX_KEY_BYTES // 4
        joined.encode()
        if fits and "" not in keys:
            return
    except (TypeError, UnicodeEncodeError):
        pass
    for key in keys:
        check_key(key)


def check_items(items: Collection[object]) -> None:
    """Raise `ValueError` or `TypeError` for no items or the first wrong key."""
    if not items:
        raise ValueError("keys must not be empty: there is nothing to ask for")
    left = iter(items)
    while part := list(islice(left, MAX_BUNDLE_KEYS)):
        _columns(part)


def _columns(items: Sequence[object]) -> tuple[list[str], list[object] | None, list[int | None] | None]:
    try:
        keys = list(cast("Sequence[str]", items))
        "".join(keys)
    except TypeError:
        pass
    else:
        check_keys(keys)
        return keys, None, None
    rows = [_row(item) for item in items]
    keys = [row[0] for row in rows]
    check_keys(keys)
    sizes = [row[2] for row in rows]
    return keys, [row[1] for row in rows], None if set(sizes) == {None} else sizes


def _row(item: object) -> tuple[str, object, int | None]:
    if isinstance(item, str):
        return item, None, None
    row: Any = item
    if isinstance(item, BundleKey):
        return row.key, row.tag, row.size
    if isinstance(item, tuple) and len(row) == 2:
        return check_key(row[0]), row[1], None
    right = arguments.instead_of_entry(row, "key")
    raise TypeError(f"keys must be keys, (key, tag) pairs or BundleKeys; one is {type(row).__name__}{right}")


class Batch:
    """The keys of one request and their places among the results."""

    __slots__ = ("count", "keys", "places", "tags")

    def __init__(self, keys: list[str], tags: list[object] | None) -> None:
        self.count = len(keys)
        """Number of results."""
        self.tags = tags
        """The tag of each place, or None without tags."""
        unique = dict.fromkeys(keys)
        self.keys: tuple[str, ...] = tuple(unique)
        """The keys, each once, in the order of their first places."""
        self.places: list[int] | None = None
        """The number of the key at each place, or None if every key has one place."""
        if len(unique) < len(keys):
            number = {key: number for number, key in enumerate(unique)}
            self.places = [number[key] for key in keys]


class Batches:
    def __init__(self, max_bytes: int, *, repeats: bool = True) -> None:
        self._max_bytes = max_bytes
        self._repeats = repeats
        self._keys: list[str] = []
        self._tags: list[object] | None = None
        self._sizes: list[int | None] | None = None
        self.error: Exception | None = None
        """The error that ended the keys early. Raise it after the last batch."""
        self.faulty = False
        """True if a key was wrong: the error is ours, not that of the caller's iterable."""
        self.ended = False

    @property
    def wanted(self) -> int:
        """Number of items to feed before the next cut."""
        return 0 if self.ended else MAX_BUNDLE_KEYS - len(self._keys)

    def feed(self, items: list[object], error: Exception | None, *, ended: bool) -> None:
        """Take the next items, and the error that ended them."""
        self.error = error
        try:
            columns = _columns(items)
        except (ValueError, TypeError) as wrong:
            columns = _columns(items[: _first_wrong(items)])
            self.error, self.faulty = wrong, True
        self.ended = ended or self.error is not None
        keys, tags, sizes = columns
        before = len(self._keys)
        self._keys += keys
        self._tags = _joined(self._tags, tags, before, len(keys))
        self._sizes = _joined(self._sizes, sizes, before, len(keys))

    def cut(self) -> Batch | None:
        """Return the next batch; None if nothing is left."""
        if not self._keys:
            return None
        count = min(self._small_enough(), self._short_enough(), self._varied_enough())
        tags = None if self._tags is None else self._tags[:count]
        batch = Batch(self._keys[:count], tags)
        del self._keys[:count]
        for column in (self._tags, self._sizes):
            if column is not None:
                del column[:count]
        return batch

    def _small_enough(self) -> int:
        """Count the first keys whose objects fit in `max_bytes`; at least one."""
        total = 0
        for number, size in enumerate(self._sizes or ()):
            total += size or 0
            if total > self._max_bytes:
                return max(number, 1)
        return len(self._keys)

    def _varied_enough(self) -> int:
        """Count the first keys without a repetition, if none is allowed."""
        if self._repeats or len(set(self._keys)) == len(self._keys):
            return len(self._keys)
        seen: set[str] = set()
        for key in self._keys:
            if key in seen:
                break
            seen.add(key)
        return len(seen)

    def _short_enough(self) -> int:
        if _FRAME + _ESCAPED * sum(map(len, self._keys)) + 3 * len(self._keys) <= MAX_BUNDLE_BODY:
            return len(self._keys)
        total = _FRAME
        for number, key in enumerate(self._keys):
            total += len(json.dumps(key, ensure_ascii=False).encode()) + 1
            if total > MAX_BUNDLE_BODY + 1:  # the last key has no comma
                return number
        return len(self._keys)


def _first_wrong(items: Iterable[object]) -> int:
    for number, item in enumerate(items):
        try:
            _columns([item])
        except (ValueError, TypeError):
            return number
    raise RuntimeError("items are wrong together, but each is right")


def _joined(column: list[TagT] | None, more: list[TagT] | None, before: int, count: int) -> list[TagT] | None:
    if column is None and more is None:
        return None
    nothing: list[TagT] = [cast("TagT", None)]
    return (nothing * before if column is None else column) + (nothing * count if more is None else more)
