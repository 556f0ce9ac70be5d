"""The methods that copy and move within the service."""

from __future__ import annotations

from functools import partial
from typing import Any

from fsspec.asyn import sync
from fsspec.utils import other_paths

from tigris_http.errors import FeatureNotSupported
from tigris_http.fsspec import paths
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.reads import is_pattern
from tigris_http.fsspec.writes import Writes, stored_with


class Moves(Writes):
    """Copies and moves objects."""

    @translated
    async def _cp_file(self, path1: str, path2: str, **options: Any) -> None:  # noqa: ANN401
        """Copy an object of any size within the service. The source may be at a snapshot."""
        source, target = self._file(path1), self._new_file(path2)
        await self._client.copy_file(
            target.bucket,
            target.key,
            source.bucket,
            source.key,
            snapshot_version=source.snapshot,
            transfer=self._transfer,
            **stored_with(options),
        )

    @translated
    async def _mv_file(self, path1: str, path2: str) -> None:
        """Rename an object within its bucket. Elsewhere copy it, then delete the source if it is the same still."""
        source, target = self._new_file(path1), self._new_file(path2)
        if (source.bucket, source.key) == (target.bucket, target.key):
            return
        client = self._client
        if source.bucket == target.bucket:
            try:
                await client.rename_object(source.bucket, source.key, target.key)
            except FeatureNotSupported:
                pass  # a store without renames: it is copied below
            else:
                return
        before = await client.head_object(source.bucket, source.key)
        await client.copy_file(
            target.bucket,
            target.key,
            source.bucket,
            source.key,
            source_if_match=before.etag,
            transfer=self._transfer,
        )
        await client.delete_object(source.bucket, source.key, if_match=before.etag)

    async def _mv(
        self,
        path1: Any,  # noqa: ANN401  # a path, a pattern, or a list
        path2: Any,  # noqa: ANN401
        recursive: bool = False,
        maxdepth: int | None = None,
        batch_size: int | None = None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Move files, to the names that a copy would give them."""
        if path1 == path2:
            return
        pairs = await self._pairs(path1, path2, recursive, maxdepth)
        await self._together((partial(self._mv_file, one, two) for one, two in pairs), batch_size)

    async def _pairs(
        self,
        path1: Any,
        path2: Any,
        recursive: bool,
        maxdepth: int | None,
    ) -> list[tuple[str, str]]:
        """Return the files and their new names, by the rules of fsspec for copies."""
        if isinstance(path1, list) and isinstance(path2, list):
            return list(zip(path1, path2, strict=True))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        is_text, literal = isinstance(path1, str), not is_pattern(path1)
        into = path2.endswith("/") or await self._isdir(path2)
        if is_text and literal and (await self._info(path1))["type"] == "directory":
            if not recursive:
                raise IsADirectoryError(21, "a directory moves with recursive=True", path1)
            root, new = paths.stripped(path1), paths.stripped(path2)
            if into and not path1.endswith("/"):
                new = f"{new}/{paths.last_name(root)}"
            names = await self._all_below(root) if maxdepth is None else await self._find(root, maxdepth=maxdepth)
            return [(name, new + name[len(root) :]) for name in names]
        names = await self._files(path1, recursive=recursive, maxdepth=maxdepth)
        exists = is_text and ((len(names) == 1) if not literal else (into and not path1.endswith("/")))
        return list(zip(names, other_paths(names, path2, exists=exists, flatten=not is_text), strict=True))

    @translated
    async def _all_below(self, path: str) -> list[str]:
        """Return the paths of all objects below a directory, with those that stand for directories."""
        place = self._place(path)
        return [place.file(each.key) async for page in self._pages(place, place.prefix) for each in page.objects]

    def mv(
        self,
        path1: Any,  # noqa: ANN401
        path2: Any,  # noqa: ANN401
        recursive: bool = False,
        maxdepth: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Move files. See `_mv`."""
        sync(self.loop, self._mv, path1, path2, recursive=recursive, maxdepth=maxdepth, **options)
