"""An upload in the form of the HTTP layer: small chunks of bytes, with the caller's errors kept apart."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator

from tigris_http._transport.request_body.upload import UPLOAD_CHUNK, Chunk, Upload


def split_chunk(chunk: Chunk) -> Iterable[bytes]:
    """Return a chunk in small `bytes`: the HTTP layer copies the unsent rest at each write."""
    return (chunk,) if isinstance(chunk, bytes) and len(chunk) <= UPLOAD_CHUNK else _split(chunk)


def _split(chunk: Chunk) -> Iterator[bytes]:
    with memoryview(chunk) as view:
        for start in range(0, len(view), UPLOAD_CHUNK):
            yield bytes(view[start : start + UPLOAD_CHUNK])


class UploadChunks:
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self.failed: BaseException | None = None
        """The error that the caller's body raised. It is no network error, even if its class says so."""

    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._upload.chunks():
                yield from split_chunk(chunk)
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise


class AsyncUploadChunks:
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._iterator: AsyncGenerator[bytes, None] | None = None
        self.failed: BaseException | None = None
        """The error that the caller's body raised. It is no network error, even if its class says so."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._iterator = self._iterate()
        return self._iterator

    async def _iterate(self) -> AsyncGenerator[bytes, None]:
        chunks = self._upload.achunks()
        try:
            async for chunk in chunks:
                for part in split_chunk(chunk):
                    yield part
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise
        finally:
            await chunks.aclose()

    async def aclose(self) -> None:
        """Close a body that was sent in part: event loops warn about generators left to the collector."""
        if self._iterator is not None:
            await self._iterator.aclose()
