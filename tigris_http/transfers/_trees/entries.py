"""Streams of entries in order of their keys' UTF-8 bytes: local files, or objects of a listing.

Contract: Python compares text by code points, which is the order of the UTF-8 bytes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from tigris_http._core.steps import call
from tigris_http._wire import arguments
from tigris_http.transfers._local.walk import MOST_KEY, LocalFile, LocalProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.operations.listings.listings import ListedObject
    from tigris_http.transfers._local.walk import Walk

_PAGE: Final = 1_000


class Entry(Protocol):
    @property
    def key(self) -> str: ...


EntryT_co = TypeVar("EntryT_co", bound=Entry, covariant=True)


class Entries(Protocol[EntryT_co]):
    def page(self) -> Steps[Sequence[EntryT_co]]:
        """Return the next entries; none at the end."""
        ...


class LocalEntries:
    """The files below a directory, as `Entries`."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.unnamed: list[LocalProblem] = []
        """Problems with names that no key can have. They have no place in the order."""

    def page(self) -> Steps[Sequence[LocalFile | LocalProblem]]:
        found = yield from call(partial(self._walk.take, _PAGE))
        while found:
            named = [each for each in found if _is_named(each)]
            if len(named) < len(found):
                self.unnamed += [each for each in found if isinstance(each, LocalProblem) and not _is_named(each)]
            if named:
                return named
            found = yield from call(partial(self._walk.take, _PAGE))
        return ()


def _is_named(entry: LocalFile | LocalProblem) -> bool:
    if isinstance(entry, LocalFile) or entry.path.isascii():
        return True
    return not any("\ud800" <= each <= "\udfff" for each in entry.path)


@dataclass(frozen=True, slots=True)
class ObjectBelow:
    """An object by its key after a prefix."""

    key: str
    object: ListedObject


class Below:
    """The objects of a listing by their keys after its prefix, as `Entries`."""

    def __init__(self, listing: Entries[ListedObject], prefix: str) -> None:
        self._listing, self._length = listing, len(prefix)

    def page(self) -> Steps[Sequence[ObjectBelow]]:
        length = self._length
        return [ObjectBelow(each.key[length:], each) for each in (yield from self._listing.page())]


def folder(name: str, prefix: str) -> str:
    """Return a prefix that is empty or ends with `/`, so that `photos` does not take `photos-old/1.jpg`."""
    text = arguments.text(name, prefix)
    text = text if not text or text.endswith("/") else f"{text}/"
    if len(text) * 4 >= MOST_KEY and (size := len(text.encode("utf-8", "surrogatepass"))) >= MOST_KEY:
        raise ValueError(f"{name} has {size:,} bytes, and a key has at most {MOST_KEY:,}")
    return text


def path_of(name: str, path: object) -> str:
    """Return the path of a directory as text."""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"{name} must be the path of a directory, not {arguments.kind_of(path)}")
    found: str | bytes = os.fspath(cast("str | os.PathLike[str] | os.PathLike[bytes]", path))
    if not isinstance(found, str):
        raise TypeError(f"{name} must be a path of text, not of bytes: use os.fsdecode")
    if not found or "\0" in found:
        raise ValueError(f"{name} must be the path of a directory, not {found!r}")
    return found
