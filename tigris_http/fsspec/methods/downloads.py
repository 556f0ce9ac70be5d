"""The methods that copy objects to the local disk."""

from __future__ import annotations

import errno
import os
from typing import Any

from fsspec.callbacks import DEFAULT_CALLBACK
from fsspec.implementations.local import make_path_posix
from fsspec.utils import other_paths

from tigris_http.errors import NotFound
from tigris_http.fsspec import paths
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.arguments import counting, is_path, is_pattern, reporting
from tigris_http.fsspec.methods.bundles import Bundles


class Downloads(Bundles):
    """Downloads objects."""

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
        if not is_path(target):
            await self._into(rpath, target, version_id, callback or DEFAULT_CALLBACK)
            return
        _check_inside(paths.placed(rpath).key, os.fspath(target))
        if os.path.isdir(target):  # noqa: ASYNC240, PTH112  # a str
            # As fsspec has it, the directories of a tree are among its paths.
            if await self._isfile(rpath):
                raise IsADirectoryError(errno.EISDIR, f"the target is a directory: {rpath} is not downloaded", target)
            return
        place = self._file(rpath)
        above: str = os.path.dirname(os.fspath(target))  # noqa: PTH120
        if above:
            os.makedirs(above, exist_ok=True)  # noqa: PTH103
        try:
            async with self._here.file(self._transfer) as transfer:
                await self._client.download_file(
                    place.bucket,
                    place.key,
                    target,
                    version_id=version_id,
                    snapshot_version=place.snapshot if version_id is None else None,
                    keep_mtime=False,
                    transfer=transfer,
                    progress=reporting(callback),
                )
        except NotFound:
            if not await self._has_keys(place):
                raise
            os.makedirs(target, exist_ok=True)  # noqa: PTH103

    async def _into(self, path: str, target: Any, version_id: str | None, callback: Any) -> None:  # noqa: ANN401
        place = self._file(path)
        snapshot = place.snapshot if version_id is None else None
        async with (
            self._here.slots,
            self._client.get_object(place.bucket, place.key, version_id=version_id, snapshot_version=snapshot) as body,
        ):
            callback.set_size(body.info.size)
            while piece := await body.read(1 << 20):
                target.write(piece)
                callback.relative_update(len(piece))

    async def _get(
        self,
        rpath: Any,  # noqa: ANN401  # a path, a pattern, or a list
        lpath: Any,  # noqa: ANN401  # a path, or a list
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,  # noqa: ANN401
        maxdepth: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Download files. A whole directory comes by `download_tree`: small objects in bundles."""
        whole = recursive and isinstance(rpath, str) and isinstance(lpath, str) and not is_pattern(rpath)
        if whole and (await self._info(paths.stripped(rpath)))["type"] == "directory":
            if maxdepth is None:
                return await self._get_tree(rpath, lpath, callback)
            # Named before directories are left out: a single file would get the name of the target.
            names = await self._expand_path(rpath, recursive=True, maxdepth=maxdepth)
            into = (lpath.endswith("/") or os.path.isdir(lpath)) and not rpath.endswith("/")  # noqa: ASYNC240, PTH112
            others = other_paths(names, make_path_posix(lpath), exists=into)
            files = set(await self._find(rpath, maxdepth=maxdepth))
            pairs = [pair for pair in zip(names, others, strict=True) if pair[0] in files]
            rpath, lpath = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return await super()._get(rpath, lpath, recursive=recursive, callback=callback, maxdepth=maxdepth, **options)

    @translated
    async def _get_tree(self, rpath: str, lpath: str, callback: Any) -> None:  # noqa: ANN401
        place = self._place(paths.stripped(rpath))
        target: str = make_path_posix(lpath)
        # As fsspec has it, a bucket is no directory in the target.
        if place.key and (target.endswith("/") or os.path.isdir(target)) and not rpath.endswith("/"):  # noqa: ASYNC240, PTH112
            target = f"{target.rstrip('/')}/{paths.last_name(place.file(place.key).rstrip('/'))}"
        result = await self._client.download_tree(
            place.bucket,
            place.prefix,
            target,
            compare="always",
            on_error="raise",
            keep_mtime=False,
            snapshot_version=place.snapshot,
            transfer=self._transfer,
            progress=counting(callback),
        )
        result.raise_for_failures()


def _check_inside(key: str, target: str) -> None:
    """Raise `ValueError` if a `..` of the key leads out of the target. Some versions of fsspec make such paths."""
    parts, path = key.replace(os.sep, "/").split("/"), target.replace(os.sep, "/")
    for place, part in enumerate(parts):
        if part == ".." and f"/{path}".endswith("/".join(("", *parts[place:]))):
            raise ValueError(f"the part '..' of the key {key!r} leads out of the target: get_file it to another path")
