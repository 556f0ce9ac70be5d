"""Results that send requests themselves: listings, and the async client's open replies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from tigris_http._unmade import shown
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Operation, PagedOperation

PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")
StreamT = TypeVar("StreamT", bound="AsyncCloses")
ExitT = TypeVar("ExitT", bound="AsyncExits")
AnyT = TypeVar("AnyT")


_OF_A_LISTING = ": use `for entry in listing`, or `for page in listing.pages()`"
_OF_AN_ASYNC_LISTING = ": use `async for entry in listing`, or `async for page in listing.pages()`"
_OF_AN_OPENING = ": await it, or use async with"


def _missing(result: object, name: str, right: str) -> AttributeError:
    # Libraries ask for private names that may be missing, to copy or to show an object.
    end = "" if name.startswith("_") else right
    return AttributeError(f"{type(result).__name__!r} object has no attribute {name!r}{end}")


class PageClient(Protocol):
    def send(self, operation: Operation[AnyT]) -> AnyT: ...


class AsyncPageClient(Protocol):
    async def send(self, operation: Operation[AnyT]) -> AnyT: ...


class AsyncCloses(Protocol):
    async def aclose(self) -> None: ...


class AsyncExits(AsyncCloses, Protocol):
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class Pages(Generic[PageT, ItemT]):
    """A listing, one request a page. Iterate over its entries, or over `pages()`.

    Each iteration starts at the first page. The first step sends the first request.
    """

    def __init__(self, client: PageClient, operation: PagedOperation[PageT, ItemT]) -> None:
        # Raises for wrong arguments here, not at the first step.
        operation.request()
        self._client, self._first = client, operation

    def pages(self) -> Iterator[PageT]:
        """Yield the pages, with their prefixes, tokens and other fields."""
        operation: PagedOperation[PageT, ItemT] | None = self._first
        while operation is not None:
            page = self._client.send(operation)
            yield page
            operation = _following(operation, page)

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from self._first.items(page)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise _missing(self, name, _OF_A_LISTING)

        def __getitem__(self, index: object) -> object:
            raise TypeError(f"a listing has no index{_OF_A_LISTING}")

    @shown
    def __repr__(self) -> str:
        return f"<Pages of {self._first!r}>"


class AsyncPages(Generic[PageT, ItemT]):
    """The async twin of `Pages`: use `async for`."""

    def __init__(self, client: AsyncPageClient, operation: PagedOperation[PageT, ItemT]) -> None:
        operation.request()
        self._client, self._first = client, operation

    async def pages(self) -> AsyncIterator[PageT]:
        """See `Pages.pages`."""
        operation: PagedOperation[PageT, ItemT] | None = self._first
        while operation is not None:
            page = await self._client.send(operation)
            yield page
            operation = _following(operation, page)

    def __aiter__(self) -> AsyncIterator[ItemT]:
        return self._items()

    async def _items(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in self._first.items(page):
                yield item

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise _missing(self, name, _OF_AN_ASYNC_LISTING)

        def __getitem__(self, index: object) -> object:
            # `for` asks for the first index.
            raise TypeError(f"an async listing has neither index nor `for`{_OF_AN_ASYNC_LISTING}")

    @shown
    def __repr__(self) -> str:
        return f"<AsyncPages of {self._first!r}>"


def _following(operation: PagedOperation[PageT, ItemT], page: PageT) -> PagedOperation[PageT, ItemT] | None:
    try:
        return operation.after(page)
    except TigrisError as error:
        request = operation.request()
        error.located(operation.action, request.bucket, request.key, 1)
        raise


class Opening(Generic[StreamT]):
    """An open reply in progress. Use it in `async with`, or `await` it and close the result."""

    def __init__(self, opening: Callable[[], Coroutine[None, None, StreamT]]) -> None:
        self._opening = opening
        self._open: StreamT | None = None

    def __await__(self) -> Generator[Any, None, StreamT]:
        return self._opening().__await__()

    async def __aenter__(self) -> StreamT:
        self._open = opened = await self._opening()
        return opened

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.aclose()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise _missing(self, name, _OF_AN_OPENING)

        def __enter__(self) -> object:
            raise TypeError(f"an open reply of the async client has no `with`{_OF_AN_OPENING}")

        def __exit__(self, *error: object) -> None:
            """Do nothing: Python looks for it before it enters."""

        def __getitem__(self, index: object) -> object:
            # `for` asks for the first index.
            raise TypeError(f"an open reply of the async client has no `for`{_OF_AN_OPENING}")

        def __aiter__(self) -> object:
            raise TypeError(f"an open reply has no `async for` yet{_OF_AN_OPENING}")


class OpeningToWrite(Opening[ExitT]):
    """Tells the open file of an error in its `async with`, after which nothing is stored."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.__aexit__(kind, error, trace)
