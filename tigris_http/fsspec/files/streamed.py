"""Async files."""

from __future__ import annotations

import asyncio
import os
import warnings
from typing import Any

from fsspec.asyn import AbstractAsyncStreamedFile

from tigris_http.fsspec.files.access import Access, Info, Target, base_mode, etag_of


class AsyncTigrisFile(AbstractAsyncStreamedFile):
    """An async file of an object, as `TigrisFileSystem.open_async` returns it. Each read is a request."""

    def __init__(
        self,
        fs: Any,  # noqa: ANN401  # a TigrisFileSystem
        access: Access,
        path: str,
        mode: str,
        block_size: int,
        info: Info | None,
        **options: Any,  # noqa: ANN401  # of the stored object, and others
    ) -> None:
        self._access, self._mode, self._known = access, mode, info
        self._target: Target | None = None
        self._loop, self._pid = asyncio.get_running_loop(), os.getpid()
        size: int | None = None if info is None else info["size"]
        super().__init__(fs, path, base_mode(mode), block_size, cache_type="none", size=size, **options)
        if mode == "rb" and info is not None:
            self.details = info
        elif size is not None:
            self.loc = size

    async def _fetch_range(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        if start >= end:
            return b""
        version_id: str | None = self.kwargs.get("version_id")
        return await self._access.read_span(self.path, start, end, etag_of(self.details), version_id)

    async def write(self, data: Any) -> int:  # noqa: ANN401  # bytes-like
        """Take bytes, and return their number."""
        if self.mode == "rb" or self.closed:
            raise ValueError("this file is not open for writing")
        count = self.buffer.write(data)
        self.loc += count
        if self.buffer.tell() >= self.blocksize:
            await self.flush()
        return count

    async def flush(self, force: bool = False) -> None:
        """Upload a whole block. `force` uploads the rest and stores the object: `close` does that."""
        if self.mode == "rb" or not (force or self.buffer.tell() >= self.blocksize):
            return
        if self._target is None:
            self._target = await self._access.target(self.path, self._mode, self._known, self.kwargs)
        await self._target.write(self.buffer.getvalue())
        self.buffer.seek(0)
        self.buffer.truncate()
        if force:
            await self._target.store()

    async def close(self) -> None:
        """Store a written file."""
        if self.closed:
            return
        self.closed = True
        appended = self._known is None or self._target is not None or self.buffer.tell() if self.mode != "rb" else False
        if appended:
            await self.flush(force=True)

    async def discard(self) -> None:
        """Store nothing, and drop what was uploaded."""
        self.closed = True
        if self._target is not None:
            await self._target.abort()

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None and self.mode != "rb" and not self.closed:
            await self.discard()
        await self.close()

    def __del__(self) -> None:
        if self.closed or self.mode == "rb" or self._pid != os.getpid():
            return
        self.closed = True
        warnings.warn(f"unclosed {self!r}: nothing is stored", ResourceWarning, stacklevel=2, source=self)
        if self._target is not None and self._loop.is_running():
            asyncio.run_coroutine_threadsafe(self._target.abort(), self._loop)
