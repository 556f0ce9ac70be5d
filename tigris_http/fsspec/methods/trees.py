"""The methods that look at whole trees."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tigris_http.errors import NotFound
from tigris_http.fsspec import paths
from tigris_http.fsspec.calls import sync
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.listings import Info, Listings, directory, file, is_marker

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

    from tigris_http.fsspec.paths import Place
    from tigris_http.operations import ListedObject


class Trees(Listings):
    """Looks at trees."""

    async def _find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        prefix: str = "",
        **_: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401  # names, or a dictionary of names
        """Find the files below a directory, by one flat listing, or a listing of each directory down to `maxdepth`."""
        if maxdepth is not None and maxdepth < 1:
            raise ValueError("maxdepth must be at least 1")
        try:
            found = await self._found(path, maxdepth, withdirs, prefix)
        except FileNotFoundError:
            found = {}  # no such bucket: nothing is in it
        names = sorted(found)
        return {name: found[name] for name in names} if detail else names

    @translated
    async def _found(self, path: str, maxdepth: int | None, withdirs: bool, start: str) -> dict[str, Info]:
        place = self._place(paths.stripped(path))
        found: dict[str, Info] = {}
        if not place.bucket:
            return await self._found_in_buckets(maxdepth, withdirs, start)
        is_there = False
        if maxdepth is None:
            async for page in self._pages(place, place.prefix + start):
                is_there = is_there or bool(page.objects)
                for each in page.objects:
                    self._add(found, place, each, withdirs=withdirs)
        else:
            is_there = await self._down(found, place, maxdepth, withdirs, start)
        if is_there or not place.key:
            if withdirs:
                itself = directory(place.directory(place.prefix))
                found[itself["name"]] = itself
        elif not start:
            try:
                info = await self._object(place)
            except NotFound:
                return found
            found[info["name"]] = info
        return found

    async def _found_in_buckets(self, maxdepth: int | None, withdirs: bool, start: str) -> dict[str, Info]:
        found: dict[str, Info] = {}
        for bucket in await self._buckets():
            if not bucket["name"].startswith(start):
                continue
            if maxdepth is None or maxdepth > 1:
                found.update(await self._found(bucket["name"], maxdepth and maxdepth - 1, withdirs, ""))
            if withdirs:
                found[bucket["name"]] = bucket
        return found

    def _add(self, found: dict[str, Info], place: Place, each: ListedObject, *, withdirs: bool) -> None:
        key = each.key
        marker = is_marker(key, each.size)
        if not marker:
            name = place.file(key)
            found[name] = file(name, each)
        if not withdirs:
            return
        end = len(key)
        while (end := key.rfind("/", 0, end)) >= len(place.prefix):
            name = place.directory(key[: end + 1])
            if name in found and found[name]["type"] == "directory":
                break
            found.setdefault(name, directory(name))

    async def _down(self, found: dict[str, Info], place: Place, maxdepth: int, withdirs: bool, start: str) -> bool:
        """Add the entries of a directory and those below it. Return whether it is there."""
        level = await self._level(place, start)
        below: list[Info] = []
        for each in level or ():
            if each["type"] == "directory":
                below.append(each)
            if withdirs or each["type"] == "file":
                found[each["name"]] = each
        if maxdepth > 1:
            await self._together(
                partial(self._down, found, self._place(each["name"]), maxdepth - 1, withdirs, "") for each in below
            )
        return level is not None

    async def _du(
        self,
        path: str,
        total: bool = True,
        maxdepth: int | None = None,
        withdirs: bool = False,
        **_: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401  # a sum, or sizes by name
        """Return sizes, from listings alone."""
        found = await self._find(path, maxdepth=maxdepth, withdirs=withdirs, detail=True)
        sizes = {name: each["size"] for name, each in found.items()}
        return sum(sizes.values()) if total else sizes

    async def _walk(
        self,
        path: str,
        maxdepth: int | None = None,
        topdown: bool = True,
        on_error: str | Callable[[OSError], object] = "omit",
        detail: bool = False,
        **_: Any,  # noqa: ANN401
    ) -> AsyncGenerator[tuple[str, Any, Any], None]:
        """Walk down a tree, by a listing of each directory."""
        if maxdepth is not None and maxdepth < 1:
            raise ValueError("maxdepth must be at least 1")
        path = paths.stripped(path)
        try:
            level = await self._ls(path)
        except OSError as error:
            if on_error == "raise":
                raise
            if callable(on_error):
                on_error(error)
            yield (path, {}, {}) if detail else (path, [], [])
            return
        below = {_last(each, path): each for each in level if each["type"] == "directory"}
        files = {_last(each, path): each for each in level if each["type"] != "directory"}
        dirs: Any = below if detail else list(below)
        if topdown:
            yield path, dirs, files if detail else list(files)
        if maxdepth is None or maxdepth > 1:
            # As in `os.walk`, the caller may have taken some out.
            for name in list(dirs):
                deeper = self._walk(
                    below[name]["name"], None if maxdepth is None else maxdepth - 1, topdown, on_error, detail
                )
                async for each in deeper:
                    yield each
        if not topdown:
            yield path, dirs, files if detail else list(files)

    def walk(self, path: str, maxdepth: int | None = None, **options: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
        """Walk down a tree. See `_walk`."""
        steps = self._walk(path, maxdepth, **options)
        while True:
            try:
                yield sync(self.loop, steps.__anext__)
            except StopAsyncIteration:
                return


def _last(info: Info, path: str) -> str:
    return "" if info["name"] == path else paths.last_name(info["name"])
