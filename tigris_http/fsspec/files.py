"""Open files: blocking ones in threads, and async ones.

Contract: a file that is read is of one state of its object. A file that is written appears as a whole when it is
closed, or not at all: an error in its `with`, however it is wrapped, stores nothing.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

from fsspec.asyn import AbstractAsyncStreamedFile, sync
from fsspec.caching import BaseCache
from fsspec.spec import AbstractBufferedFile

from tigris_http.errors import PreconditionFailed, TigrisError
from tigris_http.fsspec.failures import as_os_error, exists_already

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from tigris_http.fsspec.listings import Info
    from tigris_http.transfers import AsyncObjectWriter

_FIRST = 128 << 10
"""Bytes of a read at an unforeseen position."""
_DEPTH = 16
"""Frames in which an `__exit__` is looked for."""


class ReadAhead(BaseCache):
    """Holds the last bytes that were read. A read that follows the last one fetches twice as much, up to a block."""

    name = "tigris"

    def __init__(self, blocksize: int, fetcher: Callable[[int, int], bytes], size: int, data: bytes = b"") -> None:
        super().__init__(blocksize, fetcher, size)
        self._start, self._held = 0, data
        self._ahead = min(_FIRST, blocksize)

    def _fetch(self, start: int | None, stop: int | None) -> bytes:
        first = start or 0
        last = self.size if stop is None else min(stop, self.size)
        if first >= last:
            return b""
        held_to = self._start + len(self._held)
        if self._start <= first and last <= held_to:
            self.hit_count += 1
            return self._held[first - self._start : last - self._start]
        self.miss_count += 1
        # A part that is held comes before the bytes to fetch, as in a read that goes on.
        begun = self._held[first - self._start :] if self._start <= first < held_to else b""
        goes_on = bool(begun) or first == held_to
        self._ahead = min(2 * self._ahead, self.blocksize) if goes_on else min(_FIRST, self.blocksize)
        at = first + len(begun)
        end = min(max(last, at + self._ahead), self.size)
        data = self.fetcher(at, end)
        self.total_requested_bytes += end - at
        wanted = begun + data[: last - at] if begun else data[: last - at] if end > last else data
        if last - first <= self.blocksize:
            self._start, self._held = at, data
        else:
            self._start, self._held = last, data[last - at :]  # what the caller has is not held, too
        return wanted


class TigrisFile(AbstractBufferedFile):
    """A blocking file of an object, as `TigrisFileSystem.open` returns it."""

    def __init__(
        self,
        fs: Any,  # noqa: ANN401  # a TigrisFileSystem
        path: str,
        mode: str = "rb",
        block_size: int | str | None = None,
        autocommit: bool = True,
        cache_type: str | None = None,
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self._pid = os.getpid()
        self._writer: AsyncObjectWriter | None = None
        self._is_discarded = False
        self._in_flight = sys.exc_info()[1]
        block = fs.default_block_size if block_size in {None, "default"} else int(block_size or 0)
        data = b""
        if mode == "rb":
            info, data = sync(fs.loop, fs.begin_reading, path, block, options.get("version_id"))
            self.details = info
        else:
            self._base: Info | None = sync(fs.loop, fs.begin_writing, path, mode)
        ours = cache_type is None or cache_type == ReadAhead.name
        super().__init__(
            fs,
            path,
            mode,
            block,
            autocommit,
            cache_type="none" if ours or cache_type is None else cache_type,
            cache_options=None if ours else cache_options,
            size=self.size if mode == "rb" else None,
            **options,
        )
        if mode == "rb":
            if ours:
                self.cache = ReadAhead(block, self._fetch_range, self.size, data)
        elif self._base is not None:
            self.loc = self._base["size"]

    # -- reading -----------------------------------------------------------------------------------------------------

    def _fetch_range(self, start: int, end: int) -> bytes:
        etag = (self.details.get("ETag") or "").strip('"') or None
        found: bytes = sync(self.fs.loop, self.fs.read_span, self.path, start, end, etag, self.kwargs.get("version_id"))
        return found

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line with its end, or at most `size` bytes of it."""
        limit = self.size - self.loc if size is None or size < 0 else size
        line, step = b"", 256
        while len(line) < limit:
            piece = self.read(min(step, limit - len(line)))
            end = piece.find(b"\n") + 1
            if end:
                self.loc -= len(piece) - end
                return line + piece[:end]
            if not piece:
                break
            line, step = line + piece, 2 * step
        return line

    # -- writing -----------------------------------------------------------------------------------------------------

    def _initiate_upload(self) -> None:
        self._writer = sync(self.fs.loop, self.fs.writer, self.path, self.mode, self._base, self.kwargs)

    def _upload_chunk(self, final: bool = False) -> bool:
        if self._writer is None:
            raise ValueError("this file has no upload")
        with self.buffer.getbuffer() as data:
            sync(self.fs.loop, _written, self._writer, data, self.path)
        if final and self.autocommit:
            self._store()
        return True

    def _store(self) -> None:
        if self._writer is not None:
            sync(self.fs.loop, _stored, self._writer, self.path, self.mode)

    def close(self) -> None:
        """Store a written file, unless an error ends its `with`: then nothing is stored."""
        if self.closed:
            return
        if self.mode == "rb":
            super().close()
        elif self._is_unwinding():
            self.discard()
        elif self.mode == "ab" and self._base is not None and self.offset is None and not self.buffer.tell():
            self.closed = True  # nothing was appended
        else:
            super().close()

    def commit(self) -> None:
        """Store the file, at the end of a transaction."""
        if self._is_discarded:
            return
        if not self.closed:
            self.close()
        if not self.autocommit:
            self._store()

    def discard(self) -> None:
        """Store nothing, and drop what was uploaded."""
        self.closed = self._is_discarded = True
        if self._writer is not None:
            sync(self.fs.loop, _aborted, self._writer, self.path)

    def _is_unwinding(self) -> bool:
        """Return whether this call comes from an `__exit__` that was given an error.

        fsspec and the libraries on it wrap files, and close them without saying why.
        """
        error = sys.exc_info()[1]
        if error is None or error is self._in_flight:
            return False
        frame, left = sys._getframe(1), _DEPTH  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        while frame.f_back is not None and left:
            if frame.f_code.co_name == "__exit__":
                for value in frame.f_locals.values():
                    if value is error or (isinstance(value, tuple) and any(each is error for each in value)):  # pyright: ignore[reportUnknownVariableType]
                        return True
            frame, left = frame.f_back, left - 1
        return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self.mode != "rb" and not self.closed:
            self.discard()
        self.close()

    def __del__(self) -> None:
        if self.closed or self.mode == "rb" or self._pid != os.getpid():
            return
        self.closed = self._is_discarded = True
        warnings.warn(f"unclosed {self!r}: nothing is stored", ResourceWarning, stacklevel=2, source=self)
        loop: asyncio.AbstractEventLoop | None = self.fs.loop
        if self._writer is not None and loop is not None and loop.is_running():
            # Finalisers run anywhere, so nobody waits.
            asyncio.run_coroutine_threadsafe(self._writer.abort(), loop)


async def _written(writer: AsyncObjectWriter, data: memoryview, path: str) -> None:
    try:
        await writer.write(data)
    except TigrisError as error:
        raise as_os_error(error, path) from error


async def _stored(writer: AsyncObjectWriter, path: str, mode: str) -> None:
    try:
        await writer.close()
    except PreconditionFailed as error:
        if mode == "xb":
            raise exists_already(error, path) from error
        raise as_os_error(error, path) from error
    except TigrisError as error:
        raise as_os_error(error, path) from error


async def _aborted(writer: AsyncObjectWriter, path: str) -> None:
    try:
        await writer.abort()
    except TigrisError as error:
        raise as_os_error(error, path) from error


class TextFile(io.TextIOWrapper):
    """A text file. Its `with` tells the file below of an error."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class CompressedFile(io.BufferedIOBase):
    """A file that is compressed while it is written. It closes the compressor, then the file below."""

    def __init__(self, compressor: Any, below: TigrisFile) -> None:  # noqa: ANN401  # any file
        self._compressor, self._below = compressor, below

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401  # bytes-like
        """Compress bytes; return their number."""
        count = self._compressor.write(data)
        return count if isinstance(count, int) else len(data)

    def flush(self) -> None:
        """Pass on the bytes that the compressor holds."""
        if not self.closed:
            self._compressor.flush()

    def close(self) -> None:
        """Store the file, unless an error ends its `with`."""
        if self.closed:
            return
        try:
            self._compressor.close()
        except BaseException:
            self._below.discard()
            raise
        finally:
            super().close()
            self._below.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncTigrisFile(AbstractAsyncStreamedFile):
    """An async file of an object, as `TigrisFileSystem.open_async` returns it. It reads ahead nothing."""

    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str,
        block_size: int,
        info: Info | None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        size = None if info is None else info["size"]
        self._info = info
        self._writer: AsyncObjectWriter | None = None
        if mode == "rb" and info is not None:
            self.details = info
        super().__init__(fs, path, mode, block_size, cache_type="none", size=size, **options)
        if mode == "ab" and size is not None:
            self.loc = size

    async def _fetch_range(self, start: int, end: int) -> bytes:
        etag = (self.details.get("ETag") or "").strip('"') or None
        end = min(end, self.size)
        if start >= end:
            return b""
        found: bytes = await self.fs.read_span(self.path, start, end, etag, self.kwargs.get("version_id"))
        return found

    async def _initiate_upload(self) -> None:
        self._writer = await self.fs.writer(self.path, self.mode, self._info, self.kwargs)

    async def _upload_chunk(self, final: bool = False) -> bool:
        if self._writer is None:
            raise ValueError("this file has no upload")
        with self.buffer.getbuffer() as data:
            await _written(self._writer, data, self.path)
        if final:
            await _stored(self._writer, self.path, self.mode)
        return True

    async def discard(self) -> None:  # type: ignore[override]  # fsspec's async files have no other
        """Store nothing, and drop what was uploaded."""
        self.closed = True
        if self._writer is not None:
            await _aborted(self._writer, self.path)

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None and self.mode != "rb" and not self.closed:
            await self.discard()
        await self.close()

    def __del__(self) -> None:
        if not self.closed and self.mode != "rb":
            self.closed = True
            warnings.warn(f"unclosed {self!r}: nothing is stored", ResourceWarning, stacklevel=2, source=self)
