"""The caller's body as the HTTP layer wants it: small pieces of bytes, and its own errors kept apart."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from tigris_http._transport.request_body.upload import PIECE, Piece, Upload


def small(piece: Piece) -> Iterator[bytes]:
    """Yield a piece as the HTTP layer wants it: it takes bytes alone, and copies what is left of them at each write."""
    if isinstance(piece, bytes) and len(piece) <= PIECE:
        yield piece
        return
    with memoryview(piece) as view:
        for start in range(0, len(view), PIECE):
            yield bytes(view[start : start + PIECE])


class Pieces:
    """An upload for one attempt."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._upload.pieces():
                yield from small(piece)
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise


class AsyncPieces:
    """The async twin of `Pieces`."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._begun: AsyncGenerator[bytes, None] | None = None
        self.failed: BaseException | None = None
        """What the caller's own body raised: no fault of the exchange, whatever class it has."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = self._all()
        return self._begun

    async def _all(self) -> AsyncGenerator[bytes, None]:
        pieces = self._upload.apieces()
        try:
            async for piece in pieces:
                for part in small(piece):
                    yield part
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed = error
            raise
        finally:
            await pieces.aclose()

    async def aclose(self) -> None:
        """End a body that was not sent to its end: event loops complain of generators left to the collector."""
        if self._begun is not None:
            await self._begun.aclose()
