"""The methods that read: whole objects, ranges, many objects in one stream, files and trees to the local disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from fsspec.callbacks import DEFAULT_CALLBACK
from fsspec.utils import is_exception

from tigris_http import BundleSkipped
from tigris_http.errors import NotFound, RangeNotSatisfiable, TigrisError, service_error_class
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.failures import as_os_error, translated
from tigris_http.fsspec.listings import Listings
from tigris_http.transfers import Progress

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http.fsspec.paths import Place

_GAP = 1 << 20
"""Ranges that lie this many bytes apart come in one request."""
_SPECIAL = frozenset("*?[")


def is_pattern(path: object) -> bool:
    """Return whether fsspec takes a path for a pattern."""
    return isinstance(path, str) and not _SPECIAL.isdisjoint(path)


def reporting(callback: Any) -> Callable[[Progress], None] | None:  # noqa: ANN401  # a callback of fsspec
    """Return the function that tells a callback how far one file is."""
    if callback is None or callback is DEFAULT_CALLBACK:
        return None
    sizes: list[int | None] = []

    def report(progress: Progress) -> None:
        if not sizes and progress.total is not None:
            sizes.append(progress.total)
            callback.set_size(progress.total)
        callback.relative_update(progress.advanced)

    return report


def counting(callback: Any) -> Callable[[Progress], None] | None:  # noqa: ANN401
    """Return the function that tells a callback how many files of a tree are done."""
    if callback is None or callback is DEFAULT_CALLBACK:
        return None

    def report(progress: Progress) -> None:
        callback.set_size(progress.files_total)
        callback.absolute_update(progress.files_done)

    return report


class Reads(Listings):
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
        span = _span(start, end)
        if span is None:
            size = (await self._object(place, version_id))["size"]
            first, stop, _step = slice(start, end).indices(size)
            if first >= stop:
                return b""
            span = (first, stop - 1)
        snapshot = place.snapshot if version_id is None else None
        wanted = None if span == (0, None) else span
        try:
            async with self._client.get_object(
                place.bucket, place.key, range=wanted, version_id=version_id, snapshot_version=snapshot
            ) as body:
                return await body.read()
        except RangeNotSatisfiable:
            return b""  # it begins at the end of the object, or after it

    def _file(self, path: str) -> Place:
        place = self._place(path)
        if not place.key:
            raise IsADirectoryError(21, "a bucket is a directory", path)
        return place

    async def _read_span(self, place: Place, start: int, end: int, etag: str | None, version_id: str | None) -> bytes:
        """Return the bytes from `start` up to `end` of one state of an object, large spans by several GETs at once."""
        step = max(self.default_block_size, 1)
        ranges = [(at, min(at + step, end) - 1) for at in range(start, end, step)]
        pieces = await self._client.get_ranges(
            place.bucket,
            place.key,
            ranges,
            coalesce=0,
            if_match=etag,
            version_id=version_id,
            snapshot_version=place.snapshot if version_id is None else None,
            transfer=self._transfer,
        )
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    # -- many objects ------------------------------------------------------------------------------------------------

    async def _files(self, path: Any, *, recursive: bool, maxdepth: int | None = None) -> list[str]:  # noqa: ANN401
        """Return the files that a path, a pattern or a list of them names. Names that are no pattern are not looked at.

        Raises `FileNotFoundError` if there is none.
        """
        found: dict[str, None] = {}
        given: list[str] = [os.fspath(path)] if isinstance(path, (str, os.PathLike)) else list(path)
        for each in given:
            if is_pattern(each):
                matches: dict[str, Any] = await self._glob(each, detail=True)
                for name, info in matches.items():
                    if info["type"] != "directory":
                        found[name] = None
                    elif recursive and maxdepth != 1:
                        depth = None if maxdepth is None else maxdepth - 1
                        found.update(dict.fromkeys(await self._find(name, maxdepth=depth)))
            elif recursive:
                found.update(dict.fromkeys(await self._find(each, maxdepth=maxdepth)))
            else:
                found[paths.without_protocol(each)] = None
        if not found:
            raise failures.missing(path)
        return list(found)

    async def _cat(
        self,
        path: Any,  # noqa: ANN401  # one path, or a list
        recursive: bool = False,
        on_error: str = "raise",
        batch_size: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401  # bytes, or a dictionary of them
        """Return one object, or a dictionary of many, which come in bundles. Directories are left out."""
        single = isinstance(path, (str, os.PathLike)) and not is_pattern(path)
        if single and not recursive:
            try:
                return await self._cat_file(os.fspath(path), **options)
            except OSError as error:
                if on_error == "raise":
                    raise
                return error
        names = await self._files(path, recursive=recursive)
        if any(value is not None for value in options.values()):
            values = await self._together((partial(self._cat_or_error, name, options) for name in names), batch_size)
            found = dict(zip(names, values, strict=True))
        else:
            found = await self._bundled(names)
        failed = next(filter(is_exception, found.values()), None)
        if failed is not None and on_error == "raise":
            raise failed
        if single and names == [paths.stripped(path)]:
            return found[names[0]]
        return {name: each for name, each in found.items() if on_error != "omit" or not is_exception(each)}

    async def _cat_or_error(self, name: str, options: dict[str, Any]) -> bytes | Exception:
        try:
            return await self._cat_file(name, **options)
        except (OSError, ValueError) as error:
            return error

    async def _bundled(self, names: list[str]) -> dict[str, Any]:
        """Return the contents of files, or their errors, by one bundle for each bucket."""
        groups: dict[tuple[str, str | None], dict[str, str]] = {}
        found: dict[str, Any] = dict.fromkeys(names)
        for name in names:
            try:
                place = self._file(name)
            except IsADirectoryError as error:
                found[name] = error
                continue
            groups.setdefault((place.bucket, place.snapshot), {})[name] = place.key
        await asyncio.gather(
            *(self._bundle(bucket, snapshot, keys, found) for (bucket, snapshot), keys in groups.items())
        )
        return found

    async def _bundle(self, bucket: str, snapshot: str | None, keys: dict[str, str], found: dict[str, Any]) -> None:
        tagged = [(key, name) for name, key in keys.items()]
        left = set(keys)
        try:
            async with self._client.bundle_objects(bucket, tagged, snapshot_version=snapshot) as bundle:
                while results := await bundle.next_results():
                    for each in results:
                        if isinstance(each, BundleSkipped):
                            found[each.tag] = each  # its reason may come at the end of the stream
                        else:
                            found[each.tag] = await each.read()
                        left.discard(each.tag)
        except TigrisError as error:
            for name in left:
                found[name] = _caused(as_os_error(error, name), error)
        for name in keys:
            if isinstance(found[name], BundleSkipped):
                found[name] = _skipped(bucket, found[name])

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
        firsts = list(starts) if isinstance(starts, Iterable) else [starts] * len(paths)
        stops = list(ends) if isinstance(ends, Iterable) else [ends] * len(paths)
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
        failed = next(filter(is_exception, found), None)
        if failed is not None and on_error != "return":
            raise failed
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
            pieces = await self._client.get_ranges(
                place.bucket,
                place.key,
                [(firsts[at], stops[at] - 1) for at in places],
                snapshot_version=place.snapshot,
                transfer=self._transfer,
                coalesce=_GAP if max_gap is None else max_gap,
            )
        except RangeNotSatisfiable:
            # One of them begins after the end, where a slice is empty.
            for at in places:
                await self._one_range(path, firsts[at], stops[at], at, found)
            return
        except TigrisError as failure:
            error = _caused(as_os_error(failure, path), failure)
        except (OSError, ValueError) as failure:
            error = failure
        else:
            for at, piece in zip(places, pieces, strict=True):
                found[at] = piece
            return
        for at in places:
            found[at] = error

    # -- to the local disk -------------------------------------------------------------------------------------------

    @translated
    async def _get_file(
        self,
        rpath: str,
        lpath: Any,  # noqa: ANN401  # a path, or an open file
        callback: Any = None,  # noqa: ANN401
        outfile: Any = None,  # noqa: ANN401
        version_id: str | None = None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Download an object, a large one in ranges at once. The file is in its place only when it is whole."""
        target = lpath if outfile is None else outfile
        if not isinstance(target, (str, os.PathLike)):
            await self._into(rpath, target, version_id)
            return
        if os.path.isdir(target):  # noqa: ASYNC240, PTH112  # a str
            return  # as fsspec has it: the directories of a tree are among its paths
        place = self._file(rpath)
        above = os.path.dirname(os.fspath(target))  # noqa: PTH120
        if above:
            os.makedirs(above, exist_ok=True)  # noqa: PTH103
        try:
            await self._client.download_file(
                place.bucket,
                place.key,
                target,
                version_id=version_id,
                snapshot_version=place.snapshot if version_id is None else None,
                keep_mtime=False,
                transfer=self._transfer,
                progress=reporting(callback),
            )
        except NotFound:
            if not await self._has_keys(place):
                raise
            os.makedirs(target, exist_ok=True)  # noqa: PTH103

    async def _into(self, path: str, target: Any, version_id: str | None) -> None:  # noqa: ANN401
        place = self._file(path)
        snapshot = place.snapshot if version_id is None else None
        async with self._client.get_object(
            place.bucket, place.key, version_id=version_id, snapshot_version=snapshot
        ) as body:
            while piece := await body.read(1 << 20):
                target.write(piece)

    async def _get(
        self,
        rpath: Any,  # noqa: ANN401  # a path, a pattern, or a list
        lpath: Any,  # noqa: ANN401
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,  # noqa: ANN401
        maxdepth: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Download files. A whole directory comes by `download_tree`: small objects in bundles."""
        whole = recursive and isinstance(rpath, str) and isinstance(lpath, str) and maxdepth is None
        if whole and not is_pattern(rpath) and (await self._info(paths.stripped(rpath)))["type"] == "directory":
            return await self._get_tree(rpath, lpath, callback)
        return await super()._get(rpath, lpath, recursive=recursive, callback=callback, maxdepth=maxdepth, **options)

    @translated
    async def _get_tree(self, rpath: str, lpath: str, callback: Any) -> None:  # noqa: ANN401
        place = self._place(paths.stripped(rpath))
        into = lpath.endswith(("/", os.sep)) or os.path.isdir(lpath)  # noqa: ASYNC240, PTH112
        if into and not rpath.endswith("/"):
            lpath = os.path.join(lpath, paths.last_name(place.file(place.key).rstrip("/")))  # noqa: PTH118
        result = await self._client.download_tree(
            place.bucket,
            place.prefix,
            lpath,
            compare="always",
            on_error="raise",
            keep_mtime=False,
            snapshot_version=place.snapshot,
            transfer=self._transfer,
            progress=counting(callback),
        )
        result.raise_for_failures()


def _span(start: int | None, end: int | None) -> tuple[int, int | None] | None:
    """Return the first and last byte, None if the size of the object decides."""
    if start is not None and start < 0:
        return (start, None) if end is None else None
    if end is None:
        return (start or 0, None)
    return ((start or 0), end - 1) if end > (start or 0) else None


def _caused(error: OSError, cause: TigrisError) -> OSError:
    error.__cause__ = cause
    return error


def _skipped(bucket: str, skipped: BundleSkipped[str]) -> OSError:
    """Return the error of an object that a bundle left out."""
    code = skipped.reason or "NoSuchKey"
    status = 403 if code == "AccessDenied" else 404
    cause = service_error_class(status)("the bundle left this object out", status=status, code=code)
    cause.located("BundleObjects", bucket, skipped.key, 1)
    return _caused(as_os_error(cause, skipped.tag), cause)
