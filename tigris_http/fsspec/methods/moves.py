"""The methods that copy and move within the service."""

from __future__ import annotations

import errno
from contextlib import suppress
from functools import partial
from typing import Any

from fsspec.utils import other_paths

from tigris_http.errors import FeatureNotSupported
from tigris_http.fsspec import paths
from tigris_http.fsspec.calls import sync
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.arguments import as_given, is_pattern, stored_with
from tigris_http.fsspec.methods.deletions import Deletions


class Moves(Deletions):
    """Copies and moves objects."""

    @translated
    async def _cp_file(self, path1: str, path2: str, **options: Any) -> None:  # noqa: ANN401
        """Copy an object of any size within the service. The source may be at a snapshot."""
        source, target = self._file(path1), self._new_file(path2)
        async with self._here.file(self._transfer) as transfer:
            await self._client.copy_file(
                target.bucket,
                target.key,
                source.bucket,
                source.key,
                snapshot_version=source.snapshot,
                transfer=transfer,
                **stored_with(options),
            )

    async def _copy(
        self,
        path1: Any,  # noqa: ANN401  # a path, a pattern, or a list
        path2: Any,  # noqa: ANN401
        recursive: bool = False,
        on_error: str | None = None,
        maxdepth: int | None = None,
        batch_size: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Copy files. A directory is listed once. `on_error="ignore"` leaves out files that are gone."""
        source, target = as_given(path1), as_given(path2)
        if recursive and isinstance(source, str) and isinstance(target, str) and not is_pattern(source):
            pairs = await self._pairs(source, target, recursive, maxdepth)
            copy = self._cp_if_there if on_error == "ignore" else self._cp_file
            await self._together((partial(copy, *pair, **options) for pair in pairs), batch_size)
            return
        await super()._copy(
            path1, path2, recursive=recursive, on_error=on_error, maxdepth=maxdepth, batch_size=batch_size, **options
        )

    async def _cp_if_there(self, path1: str, path2: str, **options: Any) -> None:  # noqa: ANN401
        with suppress(FileNotFoundError):
            await self._cp_file(path1, path2, **options)

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
                pass  # a store without renames
            else:
                return
        before = await client.head_object(source.bucket, source.key)
        async with self._here.file(self._transfer) as transfer:
            await client.copy_file(
                target.bucket,
                target.key,
                source.bucket,
                source.key,
                source_if_match=before.etag,
                transfer=transfer,
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
        """Move files, to the names that a copy would give them. Each is in one of two places at any time."""
        if path1 != path2:
            pairs = await self._pairs(as_given(path1), as_given(path2), recursive, maxdepth)
            _check_apart(pairs)
            await self._together((partial(self._mv_file, *pair) for pair in pairs), batch_size)

    async def _pairs(
        self,
        path1: str | list[str],
        path2: str | list[str],
        recursive: bool,
        maxdepth: int | None,
    ) -> list[tuple[str, str]]:
        """Return files and their new names."""
        if not isinstance(path2, str):
            return list(zip([path1] if isinstance(path1, str) else path1, path2, strict=True))
        literal, whole = not is_pattern(path1), False
        into = path2.endswith("/") or await self._isdir(path2)
        if isinstance(path1, str) and literal:
            whole = (await self._info(paths.stripped(path1)))["type"] == "directory"
            if whole and not recursive:
                raise IsADirectoryError(errno.EISDIR, "a directory moves with recursive=True", path1)
            if whole and maxdepth is None:
                return await self._tree_pairs(path1, path2)
        names: list[str] = await self._expand_path(path1, recursive=recursive, maxdepth=maxdepth)
        if isinstance(path1, str) and literal and recursive:
            files = set(await self._find(path1, maxdepth=maxdepth))
            if not whole:
                files.add(paths.stripped(path1))  # it may have the name of a directory
        else:
            files = set(await self._files(path1, recursive=recursive, maxdepth=maxdepth))
        if isinstance(path1, str) and not whole and (not recursive or maxdepth is not None):
            names = [name for name in names if name in files]
        exists = False
        if isinstance(path1, str):
            exists = into and not path1.endswith("/") if literal else len(names) == 1
        others: list[str] = other_paths(names, path2, exists=exists, flatten=not isinstance(path1, str))
        return [(name, other) for name, other in zip(names, others, strict=True) if name in files]

    @translated
    async def _tree_pairs(self, path1: str, path2: str) -> list[tuple[str, str]]:
        """Return the objects of a directory, with those that stand for directories, and their new names."""
        root, new = paths.stripped(path1), paths.stripped(path2)
        place = self._place(root)
        # As fsspec has it, a bucket is no directory in another one.
        if place.key and not path1.endswith("/") and (path2.endswith("/") or await self._isdir(path2)):
            new = f"{new}/{paths.last_name(root)}"
        found = [each.key async for page in self._pages(place, place.prefix) for each in page.objects]
        return [(place.file(key), f"{new}/{key[len(place.prefix) :]}") for key in found]

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


def _check_apart(pairs: list[tuple[str, str]]) -> None:
    """Raise `ValueError` if a file would take the place of another one that moves, which would be lost."""
    moves = {paths.without_protocol(source): paths.without_protocol(target) for source, target in pairs}
    sources: dict[str, str] = {}
    for source, target in moves.items():
        other = sources.setdefault(target, source)
        if other != source:
            raise ValueError(f"{other!r} and {source!r} would both become {target!r}, and one would be lost")
        if target != source and target in moves:
            raise ValueError(f"{source!r} may replace {target!r} before that one moves: move it first, by another call")
