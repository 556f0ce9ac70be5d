"""The methods that write and delete: whole objects, local files and trees. A snapshot refuses them."""

from __future__ import annotations

import asyncio
import mimetypes
import os
import re
from typing import TYPE_CHECKING, Any

from fsspec.callbacks import DEFAULT_CALLBACK

from tigris_http.errors import PreconditionFailed
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.failures import exists_already, translated
from tigris_http.fsspec.reads import Reads, counting, is_pattern, reporting

if TYPE_CHECKING:
    from tigris_http.fsspec.paths import Place

_IN_PARTS = 32 << 20
"""Bytes from which a value goes in parts."""
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document carries, so that such a key is deleted by its own request."""
_HEADERS = {
    "ContentType": "content_type",
    "ContentEncoding": "content_encoding",
    "ContentDisposition": "content_disposition",
    "ContentLanguage": "content_language",
    "CacheControl": "cache_control",
    "Metadata": "metadata",
    "StorageClass": "storage_class",
    "ACL": "acl",
}
"""Options of a stored object, by their names in s3fs."""
_OPTIONS = frozenset({*_HEADERS.values(), "tagging", "expires", "checksums", "server_side_encryption"})


def stored_with(options: dict[str, Any]) -> dict[str, Any]:
    """Return those options that a stored object takes. Libraries pass others."""
    named = {_HEADERS.get(name, name): value for name, value in options.items()}
    return {name: value for name, value in named.items() if name in _OPTIONS and value is not None}


def condition_of(mode: str) -> str | None:
    """Return `if_none_match` of a mode of writing."""
    if mode not in {"overwrite", "create"}:
        raise ValueError(f"mode must be 'overwrite' or 'create', not {mode!r}")
    return "*" if mode == "create" else None


class Writes(Reads):
    """Writes and deletes objects."""

    # -- objects -----------------------------------------------------------------------------------------------------

    def _new_file(self, path: str) -> Place:
        place = self._writable(path)
        if not place.key:
            raise IsADirectoryError(21, "a bucket is a directory: name an object in it", path)
        return place

    @translated
    async def _pipe_file(
        self,
        path: str,
        value: Any,
        mode: str = "overwrite",
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Store bytes, large ones in parts. `mode="create"` stores only if there is no object: one condition."""
        place = self._new_file(path)
        condition, stored = condition_of(mode), stored_with(options)
        try:
            if len(value) < _IN_PARTS:
                await self._client.put_object(place.bucket, place.key, value, if_none_match=condition, **stored)
            else:
                await self._client.upload_file(
                    place.bucket, place.key, value, if_none_match=condition, transfer=self._transfer, **stored
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
            await self._client.upload_file(
                place.bucket,
                place.key,
                lpath,
                if_none_match=condition,
                keep_mtime=False,
                transfer=self._transfer,
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
        whole = recursive and isinstance(rpath, str) and isinstance(lpath, (str, os.PathLike)) and maxdepth is None
        if whole and not options and not is_pattern(os.fspath(lpath)) and os.path.isdir(lpath):  # noqa: ASYNC240, PTH112
            return await self._put_tree(rpath, os.fspath(lpath), callback)
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
        if into and not lpath.endswith(("/", os.sep)):
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

    # -- deletion ----------------------------------------------------------------------------------------------------

    @translated
    async def _rm_file(self, path: str, version_id: str | None = None, **_: Any) -> None:  # noqa: ANN401
        """Delete one object, by one request. No error if there is none, as in S3."""
        place = self._new_file(path)
        await self._client.delete_object(place.bucket, place.key, version_id=version_id)

    async def _rm(
        self,
        path: Any,  # noqa: ANN401  # a path, a pattern, or a list
        recursive: bool = False,
        batch_size: int | None = None,
        maxdepth: int | None = None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Delete files, 1,000 a request; with `recursive` directories too, and buckets that are empty then."""
        given: list[str] = [os.fspath(path)] if isinstance(path, (str, os.PathLike)) else list(path)
        if not recursive or maxdepth is not None:
            await self._delete(await self._files(given, recursive=recursive, maxdepth=maxdepth))
            return
        trees: dict[str, None] = {}
        for each in given:
            trees.update(dict.fromkeys(await self._glob(each)) if is_pattern(each) else {paths.stripped(each): None})
        if not trees:
            raise failures.missing(path)
        for each in trees:
            await self._rm_tree(each)

    @translated
    async def _rm_tree(self, path: str) -> None:
        place = self._writable(path)
        if not place.bucket:
            raise PermissionError(1, "all buckets at once are not deleted: name them", path)
        found = False
        keys = [place.key] if place.key else []
        async for page in self._pages(place, place.prefix):
            found = found or bool(page.objects)
            keys += [each.key for each in page.objects]
            if len(keys) >= 1000:
                batch, keys = keys[:1000], keys[1000:]
                await self._delete_keys(place.bucket, batch)
        if place.key and not found and not await self._isfile(path):
            raise failures.missing(path)
        if keys:
            await self._delete_keys(place.bucket, keys)
        if not place.key:
            await self._client.delete_bucket(place.bucket)

    async def _delete(self, names: list[str]) -> None:
        groups: dict[str, list[str]] = {}
        for name in names:
            place = self._new_file(name)
            groups.setdefault(place.bucket, []).append(place.key)
        await asyncio.gather(*(self._delete_keys_of(bucket, keys) for bucket, keys in groups.items()))

    @translated
    async def _delete_keys_of(self, bucket: str, keys: list[str]) -> None:
        await self._delete_keys(bucket, keys)

    async def _delete_keys(self, bucket: str, keys: list[str]) -> None:
        singly = [key for key in keys if _NOT_IN_XML.search(key)]
        for key in singly:
            await self._client.delete_object(bucket, key)
        if len(singly) == len(keys):
            return
        rest = [key for key in keys if key not in set(singly)] if singly else keys
        result = await self._client.delete_objects(bucket, rest)
        if result.errors:
            first = result.errors[0]
            kind = PermissionError if first.code == "AccessDenied" else OSError
            raise kind(
                13 if first.code == "AccessDenied" else 5,
                f"{len(result.errors)} of {len(keys)} objects were not deleted; the first: {first.code} "
                f"{first.message}",
                f"{bucket}/{first.key}",
            )
