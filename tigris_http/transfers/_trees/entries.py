"""Streams of entries in order of their keys' UTF-8 bytes: local files, or objects of a listing.

Contract: Python compares text by code points, which is the order of the UTF-8 bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http._core.steps import Steps


class Entry(Protocol):
    @property
    def key(self) -> str: ...


EntryT_co = TypeVar("EntryT_co", bound=Entry, covariant=True)


class Entries(Protocol[EntryT_co]):
    def page(self) -> Steps[Sequence[EntryT_co]]:
        """Return the next entries; none at the end."""
        ...
