"""The caller's body as the HTTP layer wants it: small chunks of bytes, and its own errors kept apart."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from tigris_http._transport.request_body.upload import UPLOAD_CHUNK, Chunk, Upload


def split_chunk(chunk: Chunk) -> Iterator[bytes]:
    """Yield a chunk as the HTTP layer wants it: it takes bytes alone, and copies what is left of them at each write."""
    if isinstance(chunk, bytes) and len(chunk) <= UPLOAD_CHUNK:
        yield chunk
        return
    with memoryview(chunk) as view:
        for start in range(0, len(view), UPLOAD_CHUNK):
            yield bytes(view[start : start + UPLOAD_CHUNK])


class UploadChunks:
    """An upload for one attempt."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

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
    """The async twin of `UploadChunks`."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._begun: AsyncGenerator[bytes, None] | None = None
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = self._all()
        return self._begun

    async def _all(self) -> AsyncGenerator[bytes, None]:
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
        """End a body that was not sent to its end: event loops complain of generators left to the collector."""
        if self._begun is not None:
            await self._begun.aclose()
