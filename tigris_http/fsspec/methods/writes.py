"""The methods that write: whole objects, local files and trees. A snapshot refuses them."""

from __future__ import annotations

import errno
import mimetypes
import os
from typing import TYPE_CHECKING, Any

from fsspec.callbacks import DEFAULT_CALLBACK
from fsspec.implementations.local import LocalFileSystem, make_path_posix
from fsspec.utils import other_paths

from tigris_http.errors import PreconditionFailed
from tigris_http.fsspec import paths
from tigris_http.fsspec.failures import exists_already, translated
from tigris_http.fsspec.methods.arguments import condition_of, counting, is_path, is_pattern, reporting, stored_with
from tigris_http.fsspec.methods.downloads import Downloads

if TYPE_CHECKING:
    from tigris_http.fsspec.paths import Place

_IN_PARTS = 32 << 20
"""Bytes from which a value goes in parts."""


class Writes(Downloads):
    """Writes objects."""

    # -- objects -----------------------------------------------------------------------------------------------------

    def _new_file(self, path: str) -> Place:
        place = self._writable(path)
        if not place.key:
            raise IsADirectoryError(errno.EISDIR, "a bucket is a directory: name an object in it", path)
        return place

    @translated
    async def _pipe_file(
        self,
        path: str,
        value: Any,  # noqa: ANN401  # bytes-like
        mode: str = "overwrite",
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Store bytes, large ones in parts. `mode="create"` stores only if there is no object: one condition."""
        place = self._new_file(path)
        condition, stored = condition_of(mode), stored_with(options)
        try:
            if len(value) < _IN_PARTS:
                async with self._here.slots:
                    await self._client.put_object(place.bucket, place.key, value, if_none_match=condition, **stored)
                return
            async with self._here.file(self._transfer) as transfer:
                await self._client.upload_file(
                    place.bucket, place.key, value, if_none_match=condition, transfer=transfer, **stored
                )
        except PreconditionFailed as error:
            raise exists_already(error, path) from error

    @translated
    async def _touch(self, path: str, truncate: bool = True, **options: Any) -> None:  # noqa: ANN401
        """Store an empty object. Without `truncate` only if there is none: no time of an object can be changed."""
        place = self._new_file(path)
        try:
            await self._client.put_object(
                place.bucket, place.key, b"", if_none_match=None if truncate else "*", **stored_with(options)
            )
        except PreconditionFailed as error:
            raise exists_already(error, path) from error

    @translated
    async def _put_file(
        self,
        lpath: str,
        rpath: str,
        callback: Any = None,  # noqa: ANN401
        mode: str = "overwrite",
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Upload a file, a large one in parts. Its content type comes from its name if none is given."""
        if os.path.isdir(lpath):  # noqa: ASYNC240, PTH112
            return  # as fsspec has it: the directories of a tree are among its paths, and have no key
        place = self._new_file(rpath)
        condition, stored = condition_of(mode), stored_with(options)
        if "content_type" not in stored and (guessed := mimetypes.guess_type(lpath)[0]) is not None:
            stored["content_type"] = guessed
        try:
            async with self._here.file(self._transfer) as transfer:
                await self._client.upload_file(
                    place.bucket,
                    place.key,
                    lpath,
                    if_none_match=condition,
                    keep_mtime=False,
                    transfer=transfer,
                    progress=reporting(callback),
                    **stored,
                )
        except PreconditionFailed as error:
            raise exists_already(error, rpath) from error

    async def _put(
        self,
        lpath: Any,  # noqa: ANN401  # a path, a pattern, or a list
        rpath: Any,  # noqa: ANN401
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,  # noqa: ANN401
        batch_size: int | None = None,
        maxdepth: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Upload files. A whole directory goes by `upload_tree`."""
        if recursive and isinstance(rpath, str) and is_path(lpath):
            source: str = make_path_posix(os.fspath(lpath))
            if not is_pattern(source) and os.path.isdir(source):  # noqa: ASYNC240, PTH112
                if maxdepth is None and not options:
                    return await self._put_tree(rpath, source, callback)
                if maxdepth is not None:
                    # Named before directories are left out: a single file would get the name of the target.
                    names = LocalFileSystem().expand_path(source, recursive=True, maxdepth=maxdepth)
                    into = (rpath.endswith("/") or await self._isdir(rpath)) and not source.endswith("/")
                    others = other_paths(names, rpath, exists=into)
                    pairs = [pair for pair in zip(names, others, strict=True) if os.path.isfile(pair[0])]  # noqa: ASYNC240, PTH113
                    lpath, rpath = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return await super()._put(
            lpath,
            rpath,
            recursive=recursive,
            callback=callback,
            batch_size=batch_size,
            maxdepth=maxdepth,
            **options,
        )

    @translated
    async def _put_tree(self, rpath: str, lpath: str, callback: Any) -> None:  # noqa: ANN401
        into = rpath.endswith("/") or await self._isdir(rpath)
        target = paths.stripped(rpath)
        if into and not lpath.endswith("/"):
            target = f"{target}/{os.path.basename(lpath)}"  # noqa: PTH119
        place = self._writable(target)
        await self._makedirs(target, exist_ok=True)
        result = await self._client.upload_tree(
            lpath,
            place.bucket,
            place.prefix,
            compare="always",
            on_error="raise",
            keep_mtime=False,
            transfer=self._transfer,
            progress=counting(callback),
        )
        result.raise_for_failures()
