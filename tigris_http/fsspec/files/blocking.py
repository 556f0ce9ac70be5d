"""Blocking files.

Contract: a file that is read is of one state of its object. A file that is written appears as a whole when it is
closed, or not at all: an error in its `with`, however it is wrapped, stores nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

from fsspec.spec import AbstractBufferedFile

from tigris_http.errors import ObjectChanged
from tigris_http.fsspec.calls import sync
from tigris_http.fsspec.failures import caused
from tigris_http.fsspec.files.access import Access, Info, Target, base_mode, etag_of
from tigris_http.fsspec.files.read_ahead import ReadAhead

if TYPE_CHECKING:
    from types import TracebackType

_DEPTH = 16
"""Frames in which an `__exit__` is looked for."""


class TigrisFile(AbstractBufferedFile):
    """A file of an object, as `TigrisFileSystem.open` returns it."""

    def __init__(
        self,
        fs: Any,  # noqa: ANN401  # a TigrisFileSystem
        access: Access,
        path: str,
        mode: str,
        block_size: int,
        *,
        autocommit: bool = True,
        cache_type: str | None = None,
        cache_options: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401  # of the stored object, and others
    ) -> None:
        self._access, self._mode = access, mode
        self._pid = os.getpid()
        self._target: Target | None = None
        self._base: Info | None = None
        self._is_discarded = False
        self._in_flight = sys.exc_info()[1]
        data = b""
        size: int | None = None
        if mode == "rb":
            self.details, data = sync(fs.loop, access.begin_reading, path, block_size, options.get("version_id"))
            size = self.details["size"]
        else:
            self._base = sync(fs.loop, access.begin_writing, path, mode)
        ours = cache_type is None or cache_type == ReadAhead.name
        super().__init__(
            fs,
            path,
            base_mode(mode),
            block_size,
            autocommit,
            cache_type="none" if ours or cache_type is None else cache_type,
            cache_options=None if ours else cache_options,
            size=size,
            **options,
        )
        if size is not None and ours:
            self.cache = ReadAhead(block_size, self._fetch_range, size, data)
        if self._base is not None:
            self.loc = self._base["size"]

    # -- reading -----------------------------------------------------------------------------------------------------

    def _fetch_range(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        if start >= end:  # some caches ask for it
            return b""
        version_id: str | None = self.kwargs.get("version_id")
        return sync(self.fs.loop, self._access.read_span, self.path, start, end, etag_of(self.details), version_id)

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

    def __reduce__(self) -> tuple[Any, ...]:
        if self.mode != "rb":
            raise RuntimeError(f"{self.path} has no pickle as a writeable file: close it, and open it where it is read")
        cache_type = self.cache.name if self.cache else None
        etag = etag_of(self.details)
        return _reopened, (self.fs, self.path, self.blocksize, cache_type, self.kwargs, self.loc, etag)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _initiate_upload(self) -> None:
        self._target = sync(self.fs.loop, self._access.target, self.path, self._mode, self._base, self.kwargs)

    def _upload_chunk(self, final: bool = False) -> bool:
        if self._target is None:
            raise ValueError("this file has no upload: it is open for reading")
        try:
            sync(self.fs.loop, self._target.write, self.buffer.getvalue())
            if final and self.autocommit:
                self._store()
        except BaseException:
            # It is unknown how much was taken: to go on would leave bytes out, or store them twice.
            self.discard()
            raise
        return True

    def _store(self) -> None:
        if self._target is not None:
            sync(self.fs.loop, self._target.store)

    def close(self) -> None:
        """Store a written file, unless an error ends its `with`: then nothing is stored."""
        if self.closed:
            return
        if self.mode != "rb" and self._is_unwinding():
            self.discard()
        elif self._base is not None and self.offset is None and not self.buffer.tell():
            self.closed = True  # nothing was appended
        else:
            try:
                super().close()
            except BaseException:
                self.discard()  # of an interrupt: other errors have ended the upload
                raise
            finally:
                self.closed = True

    def commit(self) -> None:
        """Store the file, at the end of a transaction."""
        if self._is_discarded:
            return
        self.close()
        if not self.autocommit:
            self._store()

    def discard(self) -> None:
        """Store nothing, and drop what was uploaded."""
        self.closed = self._is_discarded = True
        if self._target is not None:
            sync(self.fs.loop, self._target.abort)

    def _is_unwinding(self) -> bool:
        """Return whether this call comes from an `__exit__` that was given an error.

        fsspec and the libraries on it wrap files, and close them without saying why.
        """
        error = sys.exc_info()[1]
        if error is None or error is self._in_flight:
            return False
        frame, left = sys._getframe(1), _DEPTH  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        while frame.f_back is not None and left:
            if frame.f_code.co_name == "__exit__" and _holds(frame.f_locals, error):
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
        if self._target is not None and loop is not None and loop.is_running():
            # A finaliser runs anywhere: it does not wait.
            asyncio.run_coroutine_threadsafe(self._target.abort(), loop)


def _reopened(
    fs: Any,  # noqa: ANN401  # a TigrisFileSystem
    path: str,
    block: int,
    cache_type: str | None,
    options: dict[str, Any],
    at: int,
    etag: str | None,
) -> TigrisFile:
    file: TigrisFile = fs.open(path, block_size=block, cache_type=cache_type, **options)
    if etag_of(file.details) != etag:
        raise caused(ObjectChanged(f"{path} was replaced after the file was opened: open it again"), path)
    file.seek(at)
    return file


def _holds(local: dict[str, Any], error: BaseException) -> bool:
    """Return whether an error is among the arguments of a function, also in `*args`."""
    flat = (each for value in local.values() for each in (value if isinstance(value, tuple) else (value,)))  # pyright: ignore[reportUnknownVariableType]
    return any(each is error for each in flat)  # pyright: ignore[reportUnknownVariableType]
