"""The methods that look: properties, listings, sizes. Nothing is remembered between two calls."""

from __future__ import annotations

import errno
import hashlib
from typing import TYPE_CHECKING, Any

from tigris_http.errors import NotFound
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.calls import sync
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.base import Base
from tigris_http.operations import ListObjectsV2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from tigris_http import ObjectInfo
    from tigris_http.fsspec.paths import Place
    from tigris_http.operations import ListedObject, ObjectPage

Info = dict[str, Any]


def directory(name: str) -> Info:
    """Return the properties of a directory."""
    return {"name": name, "size": 0, "type": "directory", "StorageClass": "DIRECTORY"}


def file(name: str, found: ListedObject | ObjectInfo) -> Info:
    """Return the properties of an object. Those in capitals have the names of s3fs."""
    changed = found.last_modified
    info: Info = {
        "name": name,
        "size": found.size,
        "type": "file",
        "ETag": None if found.etag is None else f'"{found.etag}"',
        "LastModified": changed,
        "mtime": None if changed is None else changed.timestamp(),
        "StorageClass": found.storage_class,
    }
    return info


def opened_file(name: str, found: ObjectInfo) -> Info:
    """Return the properties of an object that a HEAD or a GET told."""
    info = file(name, found)
    info.update(ContentType=found.content_type, VersionId=found.version_id, Metadata=dict(found.metadata))
    return info


def is_marker(key: str, size: int) -> bool:
    """Return whether an object stands for a directory, as consoles make them."""
    return size == 0 and key.endswith("/")


class Listings(Base):
    """Looks at paths."""

    # -- one path ----------------------------------------------------------------------------------------------------

    @translated
    async def _info(self, path: str, version_id: str | None = None, **_: Any) -> Info:  # noqa: ANN401
        """Return the properties of a path: one HEAD, and for a directory a listing of one."""
        place = self._place(path)
        if not place.bucket:
            return directory("")
        if not place.key:
            await self._client.head_bucket(place.bucket)
            return directory(place.head)
        try:
            return await self._object(place, version_id)
        except NotFound as error:
            if not await self._has_keys(place):
                raise failures.missing(path) from error
            return directory(place.directory(place.prefix))

    async def _object(self, place: Place, version_id: str | None = None) -> Info:
        snapshot = place.snapshot if version_id is None else None
        found = await self._client.head_object(
            place.bucket, place.key, version_id=version_id, snapshot_version=snapshot
        )
        if is_marker(place.key, found.size):
            return directory(place.directory(place.key))
        return opened_file(place.file(place.key), found)

    async def _has_keys(self, place: Place) -> bool:
        first = ListObjectsV2(place.bucket, prefix=place.prefix, max_keys=1, snapshot_version=place.snapshot)
        page = await self._client.send(first)
        return bool(page.objects or page.common_prefixes)

    async def _exists(self, path: str, **options: Any) -> bool:  # noqa: ANN401
        try:
            await self._info(path, **options)
        except FileNotFoundError:
            return False
        return True

    async def _isdir(self, path: str) -> bool:
        try:
            return bool((await self._info(path))["type"] == "directory")
        except FileNotFoundError:
            return False

    @translated
    async def _isfile(self, path: str) -> bool:
        place = self._place(path)
        if not place.key:
            return False
        try:
            return bool((await self._object(place))["type"] == "file")
        except NotFound:
            return False

    async def _file_info(self, path: str) -> Info:
        info = await self._info(path)
        if info["type"] == "directory":
            raise IsADirectoryError(errno.EISDIR, "a directory has no time and no contents", path)
        return info

    def modified(self, path: str) -> datetime:
        """Return the time of the last write."""
        info: Info = sync(self.loop, self._file_info, path)
        changed: datetime = info["LastModified"]
        return changed

    def created(self, path: str) -> datetime:
        """Return the time of the last write: an object is made as a whole."""
        return self.modified(path)

    def checksum(self, path: str) -> int:
        """Return a number that changes with the object. It comes from entity tag and size: one HEAD."""
        return int(self.ukey(path)[:32], 16)

    def ukey(self, path: str) -> str:
        """Return a text that changes with the object. It comes from entity tag and size: one HEAD."""
        info: Info = sync(self.loop, self._info, path)
        state = (info["name"], info.get("ETag"), info["size"])
        return hashlib.sha256(repr(state).encode("utf-8", "surrogatepass")).hexdigest()

    # -- directories -------------------------------------------------------------------------------------------------

    def _pages(self, place: Place, prefix: str, delimiter: str | None = None) -> AsyncIterator[ObjectPage]:
        listing = self._client.list_objects_v2(
            place.bucket, prefix=prefix or None, delimiter=delimiter, snapshot_version=place.snapshot
        )
        return listing.pages()

    async def _buckets(self) -> list[Info]:
        return [{**directory(each.name), "created": each.created_at} async for each in self._client.list_buckets()]

    async def _level(self, place: Place, start: str = "") -> list[Info] | None:
        """Return the entries of one directory whose names begin with `start`, None if there is no directory."""
        found: list[Info] = []
        is_there = not place.key
        prefix = place.prefix
        async with self._here.slots:
            async for page in self._pages(place, prefix + start, "/"):
                found += [directory(place.directory(each)) for each in page.common_prefixes]
                for each in page.objects:
                    if each.key == prefix and each.size == 0:
                        is_there = True  # the marker of this directory
                    else:
                        found.append(file(place.file(each.key), each))
        return found if found or is_there else None

    @translated
    async def _ls(self, path: str, detail: bool = True, versions: bool = False, **_: Any) -> list[Any]:  # noqa: ANN401
        """List a directory: one request for each 1,000 names. A file is a listing of itself."""
        place = self._place(paths.stripped(path))
        if not place.bucket:
            found = await self._buckets()
        elif versions:
            found = await self._versions(place)
        else:
            level = await self._level(place)
            if level is None:
                try:
                    level = [await self._object(place)]
                except NotFound as error:
                    raise failures.missing(path) from error
            found = sorted(level, key=_name)
        return found if detail else [each["name"] for each in found]

    async def _versions(self, place: Place) -> list[Info]:
        if place.snapshot is not None:
            raise ValueError("versions=True lists those of the bucket itself: leave out the snapshot")
        listing = self._client.list_object_versions(place.bucket, prefix=place.prefix or None, delimiter="/")
        found: list[Info] = []
        async for page in listing.pages():
            found += [directory(place.directory(each)) for each in page.common_prefixes]
            found += [_version(place.file(each.key), each) for each in page.versions if not each.is_delete_marker]
        return found if found or not place.key else await self._versions_of_file(place)

    async def _versions_of_file(self, place: Place) -> list[Info]:
        found: list[Info] = []
        async for page in self._client.list_object_versions(place.bucket, prefix=place.key, delimiter="/").pages():
            found += [
                _version(place.file(each.key), each)
                for each in page.versions
                if each.key == place.key and not each.is_delete_marker
            ]
            if any(each.key != place.key for each in page.versions):
                break  # its own come first
        if not found:
            raise failures.missing(place.file(place.key))
        return found


def _name(info: Info) -> str:
    name: str = info["name"]
    return name


def _version(name: str, each: Any) -> Info:  # noqa: ANN401
    return {**file(name, each), "VersionId": each.version_id, "IsLatest": each.is_latest}
