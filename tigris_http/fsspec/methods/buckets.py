"""The methods of buckets, links and metadata."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from tigris_http.errors import NotFound
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.calls import sync
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.methods.arguments import kept_of
from tigris_http.fsspec.methods.moves import Moves
from tigris_http.operations import GetObject, PutObject

if TYPE_CHECKING:
    from tigris_http.operations import HeadObject


class Buckets(Moves):
    """Makes and deletes buckets. A directory below a bucket needs no making."""

    # -- buckets -----------------------------------------------------------------------------------------------------

    @translated
    async def _mkdir(self, path: str, create_parents: bool = True, **options: Any) -> None:  # noqa: ANN401
        """Create a bucket with the options of `create_bucket`. For a path in it: only the bucket, if it is missing."""
        place = self._writable(paths.stripped(path))
        if not place.bucket:
            raise FileExistsError(errno.EEXIST, "the root is there", path)
        if place.key:
            try:
                await self._client.head_bucket(place.bucket)
            except NotFound:
                if not create_parents:
                    raise
            else:
                return
        await self._client.create_bucket(place.bucket, **options)

    async def _makedirs(self, path: str, exist_ok: bool = False) -> None:
        try:
            await self._mkdir(path)
        except FileExistsError:
            if not exist_ok:
                raise

    @translated
    async def _rmdir(self, path: str) -> None:
        """Delete an empty bucket, or the object that stands for an empty directory."""
        place = self._writable(paths.stripped(path))
        if not place.key:
            await self._client.delete_bucket(place.bucket)
            return
        below = await self._level(place)
        if below is None:
            raise failures.missing(path)
        if below:
            raise OSError(errno.ENOTEMPTY, "the directory is not empty: rm deletes it with recursive=True", path)
        await self._client.delete_object(place.bucket, place.prefix)

    def rmdir(self, path: str) -> None:
        """Delete an empty bucket or directory. See `_rmdir`."""
        sync(self.loop, self._rmdir, path)

    def touch(self, path: str, truncate: bool = True, **options: Any) -> None:  # noqa: ANN401
        """Store an empty object. See `_touch`."""
        sync(self.loop, self._touch, path, truncate=truncate, **options)

    # -- links -------------------------------------------------------------------------------------------------------

    @translated
    async def _url(self, path: str, expires: int = 3600, client_method: str = "get_object", **_: Any) -> str:  # noqa: ANN401
        """Return a URL that reads an object without credentials, or stores one (`client_method="put_object"`).

        Sends nothing, except for a snapshot: a HEAD asks for the object's version.
        """
        if client_method == "put_object":
            target = self._new_file(path)
            await self._client.refresh_credentials()
            return self._client.presigned_url(PutObject(target.bucket, target.key, b""), expires=expires).url
        if client_method != "get_object":
            raise ValueError(f"client_method must be 'get_object' or 'put_object', not {client_method!r}")
        place = self._file(path)
        get: GetObject | HeadObject = GetObject(place.bucket, place.key, snapshot_version=place.snapshot)
        if place.snapshot is not None:
            return (await self._client.pinned_url(get, expires=expires)).url
        await self._client.refresh_credentials()
        return self._client.presigned_url(get, expires=expires).url

    def url(self, path: str, expires: int = 3600, client_method: str = "get_object", **options: Any) -> str:  # noqa: ANN401
        """Return a presigned URL, good for `expires` seconds. See `_url`."""
        return sync(self.loop, self._url, path, expires=expires, client_method=client_method, **options)

    def sign(self, path: str, expiration: int = 100, **options: Any) -> str:  # noqa: ANN401
        """Return a presigned URL, good for `expiration` seconds. See `_url`."""
        return self.url(path, expires=expiration, **options)

    # -- metadata ----------------------------------------------------------------------------------------------------

    @translated
    async def _metadata(self, path: str) -> dict[str, str]:
        place = self._file(path)
        info = await self._client.head_object(place.bucket, place.key, snapshot_version=place.snapshot)
        return dict(info.metadata)

    @translated
    async def _setxattr(self, path: str, copy_kwargs: dict[str, Any] | None = None, **changes: str | None) -> None:
        """Change metadata, by a copy of the object onto itself that its other properties survive. None removes."""
        place = self._new_file(path)
        old = await self._client.head_object(place.bucket, place.key)
        metadata = {**old.metadata, **changes}
        kept = {**kept_of(old), **(copy_kwargs or {})}
        kept["metadata"] = {name: value for name, value in metadata.items() if value is not None}
        await self._client.copy_file(
            place.bucket,
            place.key,
            place.bucket,
            place.key,
            source_if_match=old.etag,
            transfer=self._transfer,
            **kept,
        )

    def metadata(self, path: str) -> dict[str, str]:
        """Return the user metadata of an object, by one HEAD."""
        return sync(self.loop, self._metadata, path)

    def getxattr(self, path: str, attr_name: str) -> str | None:
        """Return one value of the user metadata; None if there is none."""
        return self.metadata(path).get(attr_name)

    def setxattr(self, path: str, copy_kwargs: dict[str, Any] | None = None, **changes: str | None) -> None:
        """Change user metadata; None removes a name. See `_setxattr`."""
        sync(self.loop, self._setxattr, path, copy_kwargs, **changes)
