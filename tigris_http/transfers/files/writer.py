"""Objects that are being written: binary files for writing.

    with client.write_object("bucket", "backup.tar.gz") as file, tarfile.open(fileobj=file, mode="w|gz") as tar:
        tar.add("/srv")

Contract: the object appears when the file is closed, or not at all. A writer belongs to one thread or task at a time,
and to one process.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http._annotations import Buffer, Self
from tigris_http._concurrency.event_loop import shielded, sleep
from tigris_http._concurrency.per_process import OneProcess
from tigris_http._download.perform import AsyncStepClient, StepClient
from tigris_http._transport.request_body.upload import as_bytes
from tigris_http._unmade import shown
from tigris_http._wire import arguments
from tigris_http.errors import TigrisError, place
from tigris_http.transfers._work.base import in_time
from tigris_http.transfers._work.perform import AsyncTransferPerformer, TransferPerformer
from tigris_http.transfers.files.upload import UploadedFile
from tigris_http.transfers.files.writing import WriteObject, Writing

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps

T = TypeVar("T")


class _BlockingPerformer(TransferPerformer):
    def abandon(self) -> None:
        """End the parts under way. For finalisers: does not wait."""
        self._crew.abort()


class _AsyncPerformer(AsyncTransferPerformer):
    def abandon(self) -> None:
        """See `_BlockingPerformer.abandon`."""
        self._crew.abort()


PerformerT = TypeVar("PerformerT", _BlockingPerformer, _AsyncPerformer)


class _Writer(Generic[PerformerT]):
    """The state of a writer: open, stored, failed or aborted."""

    _performer: PerformerT

    def __init__(self, action: WriteObject, connections: int) -> None:
        self._work = Writing(action, connections)
        self._bucket, self._key = action.bucket, action.key
        self._process = OneProcess()
        self._over = self._busy = False
        self._stored: UploadedFile | None = None
        self._failure: BaseException | None = None

    @property
    def closed(self) -> bool:
        """True after the end, good or bad."""
        return self._over

    @property
    def name(self) -> str:
        """The key of the object. gzip notes it as the name of the file."""
        return self._key

    @property
    def mode(self) -> str:
        return "wb"

    @property
    def result(self) -> UploadedFile:
        """The stored object. Raises `ValueError` if it is not stored, or not yet."""
        if self._stored is None:
            raise ValueError(
                "nothing is stored" if self._over else "nothing is stored yet: ask after the with statement"
            )
        return self._stored

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """Return the number of bytes written."""
        self._check_open()
        return self._work.written

    def _check_open(self) -> None:
        self._process.check("this writer")
        self._check_failure()
        if self._over:
            raise ValueError("this writer is closed: write inside its with statement, or open the object again")

    def _check_failure(self) -> None:
        if isinstance(self._failure, Exception):
            raise self._failure
        if self._failure is not None:
            raise ValueError("writing was interrupted, and nothing is stored: write the object again")

    def _enter(self) -> None:
        """Begin to use the performer."""
        if self._busy:
            raise RuntimeError("this writer is in use: write from one thread or task, and not from its progress")
        self._busy = True

    def _end(self) -> None:
        self._over = True
        self._work.close()

    def _named(self, error: BaseException) -> None:
        """Name the upload that could not be aborted."""
        left = self._work.upload_id
        if left is None:
            return
        if isinstance(error, TigrisError):
            error.upload_id = left
        else:
            self._warn(f"{self!r} could not be aborted{self._left()}")

    def _left(self) -> str:
        left = self._work.upload_id
        return "" if left is None else f", and abort_multipart_upload drops the parts of its upload {left!r}"

    def _warn(self, message: str) -> None:
        warnings.warn(message, ResourceWarning, stacklevel=3, source=self)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open writer can be neither pickled nor copied: its parts are under way in this process")

    def __del__(self) -> None:
        # One whose __init__ failed has no performer.
        performer: PerformerT | None = getattr(self, "_performer", None)
        if performer is not None and self._process.is_here() and not self._over:
            performer.abandon()
            self._warn(f"unclosed {self!r}: nothing is stored{self._left()}")

    @shown
    def __repr__(self) -> str:
        return f"<{type(self).__name__}{place(self._bucket, self._key)}, {self._work.written} bytes>"


class ObjectWriter(_Writer[_BlockingPerformer], io.BufferedIOBase):
    """An object that is being written: a binary file, for `tarfile`, `zipfile`, `gzip`, `pickle`, `io.TextIOWrapper`.

        with client.write_object("bucket", "key") as file:
            file.write(b"...")
        print(file.result.etag)

    It neither reads nor seeks. `write` takes all bytes and copies them. `flush` does nothing: the object is stored as a
    whole, at the end of the `with` or by `close()`. A wrapper such as `io.TextIOWrapper` closes its file, and so stores
    it: leave the wrapper's `with` first.
    """

    def __init__(self, client: StepClient, action: WriteObject, *, connections: int) -> None:
        super().__init__(action, connections)
        self._client, self._performer = client, _BlockingPerformer(client)

    def write(self, data: Buffer, /) -> int:
        """Take bytes, and return their number. May wait until a part was sent."""
        self._check_open()
        with _view(data) as view:
            size = view.nbytes
            self._run(self._work.add(view))
        return size

    def flush(self) -> None:
        """Do nothing: the object is stored as a whole."""
        self._check_open()

    def close(self) -> None:
        """Store the object. Raises the error that ended the upload, each time. Does nothing after a good end."""
        if self._over:
            self._check_failure()
            return
        self._process.check("this writer")
        self._stored = self._run(self._work.steps())
        self._end()
        self._performer.close()

    def abort(self) -> None:
        """Store nothing, and drop the parts. Does nothing after the end."""
        if self._over:
            return
        self._process.check("this writer")
        self._enter()
        self._end()
        self._performer.close()
        for undo in self._work.undo():
            try:
                self._client.send(undo.operation)
            except TigrisError as error:
                self._named(error)
                raise
            undo.done()

    def _run(self, steps: Steps[T]) -> T:
        self._enter()
        try:
            return self._performer.run(steps)
        except BaseException as error:
            self._failure = error
            self._abandon(error)
            if isinstance(error, TigrisError):
                self._work.failed(error)
            raise
        finally:
            self._busy = False

    def _abandon(self, error: BaseException) -> None:
        self._end()
        self._performer.close()
        for operation, done in in_time(self._work.undo(), error):
            with suppress(TigrisError, OSError):
                self._client.send(operation)
                done()
        self._named(error)

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        elif not self._over and self._process.is_here():
            self._abandon(error)


class AsyncObjectWriter(_Writer[_AsyncPerformer]):
    """The async twin of `ObjectWriter`: `await` its `write` and `close`.

        async with client.write_object("bucket", "key") as file:
            await file.write(b"...")
        print(file.result.etag)

    `tell` is a plain method.
    """

    def __init__(self, client: AsyncStepClient, action: WriteObject, *, connections: int) -> None:
        super().__init__(action, connections)
        self._client, self._performer = client, _AsyncPerformer(client)

    async def write(self, data: Buffer, /) -> int:
        """See `ObjectWriter.write`."""
        self._check_open()
        with _view(data) as view:
            size = view.nbytes
            if self._work.running:
                await sleep(0)  # a writer that never waits would hold up its parts
            await self._run(self._work.add(view))
        return size

    async def flush(self) -> None:
        """Do nothing: the object is stored as a whole."""
        self._check_open()

    async def close(self) -> None:
        """See `ObjectWriter.close`."""
        if self._over:
            self._check_failure()
            return
        self._process.check("this writer")
        self._stored = await self._run(self._work.steps())
        self._end()
        await self._performer.aclose()

    async def aclose(self) -> None:
        """Store the object, as `close` does."""
        await self.close()

    async def abort(self) -> None:
        """See `ObjectWriter.abort`."""
        if self._over:
            return
        self._process.check("this writer")
        self._enter()
        self._end()
        await self._performer.aclose()
        for undo in self._work.undo():
            try:
                await self._client.send(undo.operation)
            except TigrisError as error:
                self._named(error)
                raise
            undo.done()

    async def _run(self, steps: Steps[T]) -> T:
        self._enter()
        try:
            return await self._performer.run(steps)
        except BaseException as error:
            self._failure = error
            await self._abandon(error)
            if isinstance(error, TigrisError):
                self._work.failed(error)
            raise
        finally:
            self._busy = False

    async def _abandon(self, error: BaseException) -> None:
        self._end()
        await self._performer.aclose()
        for operation, done in in_time(self._work.undo(), error):
            with suppress(TigrisError, OSError):
                await shielded(partial(self._client.send, operation))
                done()
        self._named(error)

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            await self.close()
        elif not self._over and self._process.is_here():
            await self._abandon(error)


def _view(data: Buffer) -> memoryview:
    found = as_bytes(data)
    if found is None:
        raise TypeError(
            f"write() takes bytes, not {arguments.kind_of(data)}: encode text, or wrap the file in io.TextIOWrapper"
        )
    return memoryview(found)
