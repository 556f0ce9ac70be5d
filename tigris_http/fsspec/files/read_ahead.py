"""The bytes that a file holds, and how far it reads ahead."""

from __future__ import annotations

from collections.abc import Callable

from fsspec.caching import BaseCache, caches

_FIRST = 128 << 10
"""Bytes of a read at an unforeseen position."""


class ReadAhead(BaseCache):
    """Holds the last bytes that were read. A read that follows the last one fetches twice as much, up to a block."""

    name = "tigris"

    def __init__(self, blocksize: int, fetcher: Callable[[int, int], bytes], size: int, data: bytes = b"") -> None:
        super().__init__(blocksize, fetcher, size)
        self._start, self._held = 0, data
        self._ahead = min(_FIRST, blocksize)

    def _fetch(self, start: int | None, stop: int | None) -> bytes:
        first = start or 0
        last = self.size if stop is None else min(stop, self.size)
        if first >= last:
            return b""
        held_to = self._start + len(self._held)
        if self._start <= first and last <= held_to:
            self.hit_count += 1
            return self._held[first - self._start : last - self._start]
        self.miss_count += 1
        # A part that is held comes before the bytes to fetch, as in a read that goes on.
        begun = self._held[first - self._start :] if self._start <= first < held_to else b""
        goes_on = bool(begun) or first == held_to
        self._ahead = min(2 * self._ahead, self.blocksize) if goes_on else min(_FIRST, self.blocksize)
        at = first + len(begun)
        end = min(max(last, at + self._ahead), self.size)
        data = self.fetcher(at, end)
        self.total_requested_bytes += end - at
        wanted = begun + data[: last - at] if begun else data[: last - at] if end > last else data
        if last - first <= self.blocksize:
            self._start, self._held = at, data
        else:
            self._start, self._held = last, data[last - at :]  # what the caller has is not held, too
        return wanted


def check_cache_type(argument: str, name: str) -> str:
    """Raise `ValueError` unless there is a cache of this name. Return it."""
    known = sorted({ReadAhead.name, *(each for each in caches if each is not None)})
    if name not in known:
        raise ValueError(f"{argument} must be one of {', '.join(known)}, not {name!r}")
    return name
