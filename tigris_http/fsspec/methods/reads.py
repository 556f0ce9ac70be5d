"""The methods that read objects and ranges of them."""

from __future__ import annotations

import errno
from functools import partial
from typing import TYPE_CHECKING, Any

from tigris_http.errors import RangeNotSatisfiable, TigrisError
from tigris_http.fsspec.failures import caused, translated
from tigris_http.fsspec.methods.arguments import bound, each_of
from tigris_http.fsspec.methods.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http.fsspec.paths import Place

_GAP = 1 << 20
"""Ranges that lie this many bytes apart come in one request."""


class Reads(Trees):
    """Reads objects."""

    # -- one object --------------------------------------------------------------------------------------------------

    @translated
    async def _cat_file(
        self,
        path: str,
        start: int | None = None,
        end: int | None = None,
        version_id: str | None = None,
        **_: Any,  # noqa: ANN401
    ) -> bytes:
        """Return an object, or the bytes from `start` up to `end`, by one GET. Bounds are those of a slice."""
        place = self._file(path)
        start, end = bound(start), bound(end)
        span = _span(start, end)
        if span is None:
            size = (await self._object(place, version_id))["size"]
            first, stop, _step = slice(start, end).indices(size)
            if first >= stop:
                return b""
            span = (first, stop - 1)
        try:
            return await self._got(place, None if span == (0, None) else span, version_id)
        except RangeNotSatisfiable:
            if span[0] >= 0:
                return b""  # it begins at the end of the object, or after it
        # The object is empty, or the server refuses more last bytes than there are, as rclone does.
        return (await self._got(place, None, version_id))[span[0] :]

    async def _got(self, place: Place, wanted: tuple[int, int | None] | None, version_id: str | None) -> bytes:
        snapshot = place.snapshot if version_id is None else None
        async with (
            self._here.slots,
            self._client.get_object(
                place.bucket, place.key, range=wanted, version_id=version_id, snapshot_version=snapshot
            ) as body,
        ):
            return await body.read()

    def _file(self, path: str) -> Place:
        place = self._place(path)
        if not place.key:
            raise IsADirectoryError(errno.EISDIR, "a bucket is a directory", path)
        return place

    async def _read_span(self, place: Place, start: int, end: int, etag: str | None, version_id: str | None) -> bytes:
        """Return the bytes from `start` up to `end` of one state of an object, large spans by several GETs at once."""

        async def part(first: int) -> bytes:
            async with (
                self._here.slots,
                self._client.get_object(
                    place.bucket,
                    place.key,
                    range=(first, min(first + self.default_block_size, end) - 1),
                    if_match=etag,
                    version_id=version_id,
                    snapshot_version=place.snapshot if version_id is None else None,
                ) as body,
            ):
                return await body.read()

        firsts = range(start, end, self.default_block_size)
        if len(firsts) == 1:
            return await part(start)
        return b"".join(await self._together((partial(part, first) for first in firsts), self.max_concurrency))

    async def _cat_ranges(
        self,
        paths: list[str],
        starts: Any,  # noqa: ANN401  # a bound, or one for each path
        ends: Any,  # noqa: ANN401
        max_gap: int | None = None,
        batch_size: int | None = None,
        on_error: str = "return",
        **_: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Return ranges of files. Those of one file that lie close together come in one request."""
        if not isinstance(paths, list):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"paths must be a list, not {type(paths).__name__}")
        firsts, stops = each_of(starts, len(paths)), each_of(ends, len(paths))
        if not len(firsts) == len(stops) == len(paths):
            raise ValueError("paths, starts and ends must have the same length")
        found: list[Any] = [b""] * len(paths)
        together: dict[str, list[int]] = {}
        calls: list[Callable[[], Awaitable[None]]] = []
        for at, (path, first, stop) in enumerate(zip(paths, firsts, stops, strict=True)):
            if first is not None and stop is not None and 0 <= first < stop:
                together.setdefault(path, []).append(at)
            else:
                calls.append(partial(self._one_range, path, first, stop, at, found))
        for path, places in together.items():
            calls.append(partial(self._ranges, path, places, firsts, stops, max_gap, found))
        await self._together(calls, batch_size)
        for each in found if on_error != "return" else ():
            if isinstance(each, Exception):
                raise each
        return found

    async def _one_range(self, path: str, first: int | None, stop: int | None, at: int, found: list[Any]) -> None:
        try:
            found[at] = await self._cat_file(path, start=first, end=stop)
        except (OSError, ValueError) as error:
            found[at] = error

    async def _ranges(
        self, path: str, places: list[int], firsts: list[Any], stops: list[Any], max_gap: int | None, found: list[Any]
    ) -> None:
        if len(places) == 1:
            await self._one_range(path, firsts[places[0]], stops[places[0]], places[0], found)
            return
        error: Exception
        try:
            place = self._file(path)
            async with self._here.file(self._transfer) as transfer:
                pieces = await self._client.get_ranges(
                    place.bucket,
                    place.key,
                    [(firsts[at], stops[at] - 1) for at in places],
                    snapshot_version=place.snapshot,
                    transfer=transfer,
                    coalesce=_GAP if max_gap is None else max_gap,
                )
        except RangeNotSatisfiable:
            # One of them begins after the end, where a slice is empty.
            for at in places:
                await self._one_range(path, firsts[at], stops[at], at, found)
            return
        except TigrisError as failure:
            error = caused(failure, path)
        except (OSError, ValueError) as failure:
            error = failure
        else:
            for at, piece in zip(places, pieces, strict=True):
                found[at] = piece
            return
        for at in places:
            found[at] = error


def _span(start: int | None, end: int | None) -> tuple[int, int | None] | None:
    """Return the first and last byte, None if the size of the object decides."""
    if start is not None and start < 0:
        return (start, None) if end is None else None
    if end is None:
        return (start or 0, None)
    return ((start or 0), end - 1) if end > (start or 0) else None
