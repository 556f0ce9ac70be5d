"""The methods that read many objects, in one stream for each bucket."""

from __future__ import annotations

from functools import partial
from typing import Any

from tigris_http import BundleSkipped
from tigris_http._loops import all_of
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http.errors import TigrisError, service_error_class
from tigris_http.fsspec import failures, paths
from tigris_http.fsspec.failures import caused
from tigris_http.fsspec.methods.arguments import as_list, is_path, is_pattern
from tigris_http.fsspec.methods.reads import Reads


class Bundles(Reads):
    """Reads many objects."""

    async def _files(self, path: Any, *, recursive: bool, maxdepth: int | None = None) -> list[str]:  # noqa: ANN401
        """Return the files that a path, a pattern or a list of them names. Names that are no pattern are not looked at.

        Raises `FileNotFoundError` if there is none.
        """
        found: dict[str, None] = {}
        for each in as_list(path):
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
        single = is_path(path) and not is_pattern(path)
        if single and not recursive:
            return await self._cat_file(as_list(path)[0], **options)
        names = await self._files(path, recursive=recursive)
        if any(value is not None for value in options.values()):
            calls = (partial(self._cat_or_error, name, options) for name in names)
            found: dict[str, Any] = dict(zip(names, await self._together(calls, batch_size), strict=True))
        else:
            found = await self._bundled(names)
        for each in found.values() if on_error == "raise" else ():
            if isinstance(each, Exception):
                raise each
        if single and names == [paths.stripped(path)]:
            return found[names[0]]
        return {name: each for name, each in found.items() if on_error != "omit" or not isinstance(each, Exception)}

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
                check_bucket_name(place.bucket)
                check_key(place.key)
            except (IsADirectoryError, ValueError) as error:
                found[name] = error
                continue
            groups.setdefault((place.bucket, place.snapshot), {})[name] = place.key
        await all_of(self._bundle(bucket, snapshot, keys, found) for (bucket, snapshot), keys in groups.items())
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
                found[name] = caused(error, name)
        for name in keys:
            if isinstance(found[name], BundleSkipped):
                found[name] = _skipped(bucket, found[name])


def _skipped(bucket: str, skipped: BundleSkipped[str]) -> OSError:
    """Return the error of an object that a bundle left out."""
    code = skipped.reason or "NoSuchKey"
    status = 403 if code == "AccessDenied" else 404
    cause = service_error_class(status)("the bundle left this object out", status=status, code=code)
    cause.located("BundleObjects", bucket, skipped.key, 1)
    return caused(cause, skipped.tag)
