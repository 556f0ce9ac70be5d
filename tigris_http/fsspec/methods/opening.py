"""The methods that open files."""

from __future__ import annotations

import errno
from typing import Any

from tigris_http.errors import NotFound, ObjectChanged, PreconditionFailed
from tigris_http.fsspec import paths
from tigris_http.fsspec.failures import translated
from tigris_http.fsspec.files.access import Access, Target
from tigris_http.fsspec.files.blocking import TigrisFile
from tigris_http.fsspec.files.read_ahead import check_cache_type
from tigris_http.fsspec.files.streamed import AsyncTigrisFile
from tigris_http.fsspec.files.wrappers import CompressedFile, TextFile
from tigris_http.fsspec.methods.arguments import kept_of, stored_with
from tigris_http.fsspec.methods.buckets import Buckets
from tigris_http.fsspec.methods.listings import Info, opened_file

_MODES = ("rb", "wb", "xb", "ab")
_TEXT = ("encoding", "errors", "newline")
_KEPT, _TAGS = "kept", "tag_count"
"""Properties of an object to append to."""
_HELD = 128 << 10
"""Bytes of an object that opening it brings along."""


class Opening(Buckets):
    """Opens files."""

    def open(
        self,
        path: str,
        mode: str = "rb",
        block_size: int | None = None,
        cache_options: dict[str, Any] | None = None,
        compression: str | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401  # a binary or a text file
        """Open an object as a file: `r`, `w`, `x` or `a`, binary with `b`. An error in its `with` stores nothing."""
        path = paths.without_protocol(path)
        is_text = "b" not in mode
        text = {name: options.pop(name) for name in _TEXT if name in options} if is_text else {}
        binary = mode.replace("t", "") + "b" if is_text else mode
        autocommit = options.pop("autocommit", not self._intrans)
        file: Any = self._open(
            path, mode=binary, block_size=block_size, autocommit=autocommit, cache_options=cache_options, **options
        )
        if compression is not None:
            file = _compressed(file, path, binary, compression)
        if is_text:
            file = TextFile(file, **text)
        if not autocommit and binary != "rb":
            # The outermost one: it holds bytes that the others do not have yet.
            self.transaction.files.append(file)
        return file

    def _open(
        self,
        path: str,
        mode: str = "rb",
        block_size: int | str | None = None,
        autocommit: bool = True,
        cache_type: str | None = None,
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,  # fsspec gives it; the first answer tells it, too
        **options: Any,  # noqa: ANN401
    ) -> TigrisFile:
        return TigrisFile(
            self,
            self._access,
            path,
            _checked(mode),
            self._block(block_size),
            autocommit=autocommit,
            cache_type=check_cache_type("cache_type", cache_type) if cache_type else self.default_cache_type,
            cache_options=cache_options,
            **options,
        )

    async def open_async(
        self,
        path: str,
        mode: str = "rb",
        block_size: int | str | None = None,
        **options: Any,  # noqa: ANN401
    ) -> AsyncTigrisFile:
        """Open an object as an async file: `rb`, `wb`, `xb` or `ab`."""
        if options.pop("compression", None):
            raise ValueError("an async file is not compressed: compress the bytes that you write")
        path = paths.without_protocol(path)
        block = self._block(block_size)
        info: Info | None
        if _checked(mode) == "rb":
            info, _ = await self._begin_reading(path, 0, options.get("version_id"))
        else:
            info = await self._begin_writing(path, mode)
        return AsyncTigrisFile(self, self._access, path, mode, block, info, **options)

    def _block(self, block_size: int | str | None) -> int:
        return self.default_block_size if block_size in {None, "default"} else max(1, int(block_size or 1))

    @property
    def _access(self) -> Access:
        return Access(self._begin_reading, self._read_state, self._begin_writing, self._target)

    # -- what open files ask for -------------------------------------------------------------------------------------

    @translated
    async def _begin_reading(self, path: str, block: int, version_id: str | None = None) -> tuple[Info, bytes]:
        """Return the properties of an object, and its bytes if they are few: one GET."""
        place = self._file(path)
        try:
            async with self._client.open_object(
                place.bucket,
                place.key,
                read_ahead=max(1, min(block, _HELD)),
                version_id=version_id,
                snapshot_version=place.snapshot if version_id is None else None,
            ) as remote:
                data = await remote.read() if remote.size <= min(block, _HELD) else b""
                return opened_file(path, remote.info), data
        except NotFound as error:
            if await self._has_keys(place):
                raise IsADirectoryError(errno.EISDIR, "a directory has no contents", path) from error
            raise

    @translated
    async def _read_state(
        self, path: str, start: int, end: int, etag: str | None, version_id: str | None = None
    ) -> bytes:
        """Return a part of an object that is in the state of its opening."""
        try:
            return await self._read_span(self._file(path), start, end, etag, version_id)
        except PreconditionFailed as error:
            raise ObjectChanged(f"{path} was replaced while it was being read: open it again") from error

    @translated
    async def _begin_writing(self, path: str, mode: str) -> Info | None:
        """Check that a file can be written. Return the object to append to."""
        place = self._new_file(path)
        if mode == "wb":
            return None
        try:
            found = await self._client.head_object(place.bucket, place.key)
        except NotFound:
            return None
        if mode == "xb":
            raise FileExistsError(errno.EEXIST, "there is an object already", path)
        return {**opened_file(path, found), _KEPT: kept_of(found), _TAGS: found.tag_count}

    @translated
    async def _target(self, path: str, mode: str, base: Info | None, options: dict[str, Any]) -> Target:
        """Begin to write an object, with the contents of `base` in it."""
        place = self._new_file(path)
        etag = None if base is None else (base["ETag"] or "").strip('"') or None
        exclusive = mode == "xb" or (mode == "ab" and base is None)
        stored: dict[str, Any] = stored_with(options)
        if base is not None:
            kept: dict[str, Any] = base[_KEPT]
            if "expires" in stored:
                kept.pop("extra_headers", None)
            stored = {**kept, **stored}
            if base[_TAGS] and "tagging" not in stored:
                stored["tagging"] = (await self._client.get_object_tagging(place.bucket, place.key)).tags
        writer = await self._client.write_object(
            place.bucket,
            place.key,
            if_none_match="*" if exclusive else None,
            if_match=etag,
            transfer=self._transfer,
            **stored,
        )
        target = Target(writer, path, mode)
        if base is None or not base["size"]:
            return target
        try:
            async with self._client.get_object(place.bucket, place.key, if_match=etag) as body:
                while piece := await body.read(1 << 20):
                    await writer.write(piece)
        except BaseException:
            await writer.abort()
            raise
        return target


def _compressed(file: TigrisFile, path: str, mode: str, compression: str) -> Any:  # noqa: ANN401  # a binary file
    from fsspec.compression import compr
    from fsspec.core import get_compression

    kind = get_compression(path, compression)
    if kind is None:
        return file
    outer = compr[kind](file, mode=mode[0])
    return outer if mode == "rb" else CompressedFile(outer, file)


def _checked(mode: str) -> str:
    if mode not in _MODES:
        raise ValueError(f"mode must be one of {', '.join(_MODES)}, or text such as 'r' and 'w', not {mode!r}")
    return mode
