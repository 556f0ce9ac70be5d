"""The methods that delete objects, 1,000 a request."""

from __future__ import annotations

import errno
import re
from typing import Any

from tigris_http._loops import all_of
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.arguments import as_list, is_pattern
from tigris_http.fsspec.methods.writes import Writes

MAX_KEYS = 1000
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document carries, so that such a key is deleted by its own request."""


class Deletions(Writes):
    """Deletes objects."""

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
        given = as_list(path)
        if not recursive or maxdepth is not None:
            await self._delete(await self._files(given, recursive=recursive, maxdepth=maxdepth))
            return
        trees: dict[str, None] = {}
        for each in given:
            trees.update(dict.fromkeys(await self._glob(each)) if is_pattern(each) else {paths.stripped(each): None})
        if not trees:
            raise failures.missing(path)
        for each in trees:
            if trees.keys().isdisjoint(paths.above(each)):  # else it goes with another tree
                await self._rm_tree(each)

    @translated
    async def _rm_tree(self, path: str) -> None:
        place = self._writable(path)
        if not place.bucket:
            raise PermissionError(errno.EPERM, "all buckets at once are not deleted: name them", path)
        # A deletion of what is not there would leave a delete marker in a snapshot bucket.
        keys = [place.key] if await self._isfile(path) else []
        found = bool(keys)
        async for page in self._pages(place, place.prefix):
            found = found or bool(page.objects)
            keys += [each.key for each in page.objects]
            if len(keys) >= MAX_KEYS:
                batch, keys = keys[:MAX_KEYS], keys[MAX_KEYS:]
                await self._delete_keys(place.bucket, batch)
        if keys:
            await self._delete_keys(place.bucket, keys)
        if not place.key:
            await self._client.delete_bucket(place.bucket)
        elif not found:
            raise failures.missing(path)

    async def _delete(self, names: list[str]) -> None:
        groups: dict[str, list[str]] = {}
        for name in names:
            place = self._new_file(name)
            groups.setdefault(place.bucket, []).append(place.key)
        await all_of(self._delete_keys_of(bucket, keys) for bucket, keys in groups.items())

    @translated
    async def _delete_keys_of(self, bucket: str, keys: list[str]) -> None:
        await self._delete_keys(bucket, keys)

    async def _delete_keys(self, bucket: str, keys: list[str]) -> None:
        for key in keys:
            if _NOT_IN_XML.search(key):
                await self._client.delete_object(bucket, key)
        rest = [key for key in keys if not _NOT_IN_XML.search(key)]
        if not rest:
            return
        result = await self._client.delete_objects(bucket, rest)
        if result.errors:
            first = result.errors[0]
            text = f"{len(result.errors)} of {len(keys)} objects were not deleted: {first.code} {first.message}"
            # With EACCES it is a PermissionError.
            number = errno.EACCES if first.code == "AccessDenied" else errno.EIO
            raise OSError(number, text, f"{bucket}/{first.key}")
