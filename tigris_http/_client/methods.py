"""From an operation class to a typed client method: a signature is written once, on the operation.

Contract: `head_object = verb(lambda: HeadObject)` in a client gives a method with the parameters of `HeadObject` and
the result of its `parse`, for readers (`help`, `inspect.signature`) as well as for type checkers. The class is asked
for when the method is first used, so that a client costs what is used of it: a hundred dataclasses take longer to
make than all else of a start. There is one descriptor for each way an answer comes: whole (`verb`), page by page
(`paged`), in batches (`batched`), after several requests (`stepped`), open (`opened`), as a file that seeks
(`seekable`), and an async twin of each.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from types import MethodType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from types import TracebackType

    from tigris_http._client.bundle_signature import AsyncBundleCall, BundleCall
    from tigris_http._download.object_file import AsyncObjectFile, ObjectFile
    from tigris_http.operations._base import (
        BatchOperation,
        Operation,
        PagedOperation,
        StreamOperation,
    )
    from tigris_http.operations._steps import SteppedAction
    from tigris_http.operations.objects.objects import OpenObject

P = ParamSpec("P")
R = TypeVar("R")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")
StreamT = TypeVar("StreamT", bound="AsyncCloses")
AnyT = TypeVar("AnyT")

_OF_EVERY_CALL = ("extra_headers", "timeout", "consistent")
"""Parameters that all operations inherit; shown behind their own."""


class Sends(Protocol):
    """What a blocking client's verbs need of it."""

    def send(self, operation: Operation[AnyT] | SteppedAction[AnyT]) -> AnyT:
        """Do an operation and return its result."""
        ...

    def stream(self, operation: StreamOperation[AnyT, Any]) -> AnyT:
        """Do an operation and return its open reply."""
        ...


class AsyncSends(Protocol):
    """What an async client's verbs need of it."""

    async def send(self, operation: Operation[AnyT] | SteppedAction[AnyT]) -> AnyT:
        """Do an operation and return its result."""
        ...

    async def opening(self, operation: StreamOperation[Any, StreamT]) -> StreamT:
        """Do an operation and return its open reply."""
        ...


class AsyncCloses(Protocol):
    async def aclose(self) -> None: ...


class Pages(Generic[PageT, ItemT]):
    """A listing, asked for page by page as it is read: iterate over its entries, or over `pages()`.

    Each iteration begins anew. Nothing is sent before the first step.
    """

    def __init__(self, client: Sends, operation: PagedOperation[PageT, ItemT]) -> None:
        # What can never be right is refused here and not at the first step.
        operation.request()
        self._client, self._first = client, operation

    def pages(self) -> Iterator[PageT]:
        """Yield the pages, with all that they say beside their entries."""
        operation: PagedOperation[PageT, ItemT] | None = self._first
        while operation is not None:
            page = self._client.send(operation)
            yield page
            operation = operation.after(page)

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from self._first.items(page)

    def __repr__(self) -> str:
        return f"<Pages of {self._first!r}>"


class AsyncPages(Generic[PageT, ItemT]):
    """A listing, asked for page by page as it is read: `async for` over its entries, or over `pages()`."""

    def __init__(self, client: AsyncSends, operation: PagedOperation[PageT, ItemT]) -> None:
        operation.request()
        self._client, self._first = client, operation

    async def pages(self) -> AsyncIterator[PageT]:
        """Yield the pages, with all that they say beside their entries."""
        operation: PagedOperation[PageT, ItemT] | None = self._first
        while operation is not None:
            page = await self._client.send(operation)
            yield page
            operation = operation.after(page)

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in self._first.items(page):
                yield item

    def __repr__(self) -> str:
        return f"<AsyncPages of {self._first!r}>"


class Opening(Generic[StreamT]):
    """An open reply under way: `async with` it, or `await` it and close what it gives."""

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


class Method(Generic[P, R]):
    """A method made from an operation's class: `call(client, operation)` is what it does."""

    def __init__(self, operation: Callable[[], Callable[P, object]], call: Callable[[Any, Any], R]) -> None:
        self._get_operation, self._call = operation, call
        self._method: Callable[..., R] | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    @property
    def operation(self) -> Callable[P, object]:
        """The class of the operation."""
        return self._get_operation()

    def _made(self) -> Callable[..., R]:
        operation, call = self.operation, self._call

        def method(self: object, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return call(self, operation(*args, **kwargs))

        signature = inspect.signature(operation)
        own = [each for each in signature.parameters.values() if each.name not in _OF_EVERY_CALL]
        common = [signature.parameters[each] for each in _OF_EVERY_CALL if each in signature.parameters]
        client = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        method.__name__, method.__qualname__ = self._name, f"{self._owner.__qualname__}.{self._name}"
        method.__module__, method.__doc__ = self._owner.__module__, operation.__doc__
        shown = signature.replace(parameters=[client, *own, *common], return_annotation=inspect.Signature.empty)
        method.__signature__ = shown  # type: ignore[attr-defined]  # read by inspect.signature
        self._method = method
        return method

    def __get__(self, client: object, owner: type | None = None) -> Callable[P, R]:
        method = self._method or self._made()
        # Seen from the class it is a function that takes the client first, as any method is.
        bound: Callable[P, R] = MethodType(method, client) if client is not None else method
        return bound


class verb(Method[P, R]):  # noqa: N801  # these names read as words in the tables of the clients
    """Sends the operation and returns its result."""

    def __init__(self, operation: Callable[[], Callable[P, Operation[R]]]) -> None:
        super().__init__(operation, _send)


class paged(Method[P, Pages[PageT, ItemT]]):  # noqa: N801
    """Returns the listing, which sends as it is read."""

    def __init__(self, operation: Callable[[], Callable[P, PagedOperation[PageT, ItemT]]]) -> None:
        super().__init__(operation, Pages[PageT, ItemT])


class batched(Method[P, R]):  # noqa: N801
    """Sends all batches and returns their joined result."""

    def __init__(self, operation: Callable[[], Callable[P, BatchOperation[R]]]) -> None:
        super().__init__(operation, _send_batches)


class stepped(Method[P, R]):  # noqa: N801
    """Does the steps of the action and returns its result."""

    def __init__(self, action: Callable[[], Callable[P, SteppedAction[R]]]) -> None:
        super().__init__(action, _send)


class offline(Method[P, R]):  # noqa: N801
    """Makes something of a wish without sending anything, in both clients alike."""

    def __init__(self, wish: Callable[[], Callable[P, Any]], make: Callable[[Any, Any], R]) -> None:
        super().__init__(wish, make)


class opened(Method[P, R]):  # noqa: N801
    """Sends the operation and returns its open reply."""

    def __init__(self, operation: Callable[[], Callable[P, StreamOperation[R, Any]]]) -> None:
        super().__init__(operation, _stream)


class seekable(Method[P, Any]):  # noqa: N801
    """Opens the object as a file."""

    def __init__(self, wish: Callable[[], Callable[P, OpenObject]]) -> None:
        super().__init__(wish, _stream)

    def __get__(self, client: object, owner: type | None = None) -> Callable[P, ObjectFile]:
        return super().__get__(client, owner)


class bundled(Method[..., object]):  # noqa: N801
    """Opens the bundle. Its result's type depends on its arguments, which one signature cannot say."""

    def __init__(self, wish: Callable[[], Callable[..., object]]) -> None:
        super().__init__(wish, _stream)

    def __get__(self, client: object, owner: type | None = None) -> BundleCall:
        return cast("BundleCall", super().__get__(client, owner))


class averb(Method[P, Coroutine[None, None, R]]):  # noqa: N801
    """Sends the operation; awaited, it gives the result."""

    def __init__(self, operation: Callable[[], Callable[P, Operation[R]]]) -> None:
        super().__init__(operation, _asend)


class apaged(Method[P, AsyncPages[PageT, ItemT]]):  # noqa: N801
    """Returns the listing, which sends as it is read."""

    def __init__(self, operation: Callable[[], Callable[P, PagedOperation[PageT, ItemT]]]) -> None:
        super().__init__(operation, AsyncPages[PageT, ItemT])


class abatched(Method[P, Coroutine[None, None, R]]):  # noqa: N801
    """Sends all batches; awaited, it gives their joined result."""

    def __init__(self, operation: Callable[[], Callable[P, BatchOperation[R]]]) -> None:
        super().__init__(operation, _asend_batches)


class astepped(Method[P, Coroutine[None, None, R]]):  # noqa: N801
    """Does the steps of the action; awaited, it gives the result."""

    def __init__(self, action: Callable[[], Callable[P, SteppedAction[R]]]) -> None:
        super().__init__(action, _asend)


class aopened(Method[P, Opening[StreamT]]):  # noqa: N801
    """Opens the reply: `async with`, or `await`."""

    def __init__(self, operation: Callable[[], Callable[P, StreamOperation[Any, StreamT]]]) -> None:
        super().__init__(operation, _open)


class aseekable(Method[P, Any]):  # noqa: N801
    """Opens the object as a file: `async with`, or `await`."""

    def __init__(self, wish: Callable[[], Callable[P, OpenObject]]) -> None:
        super().__init__(wish, _stream)

    def __get__(self, client: object, owner: type | None = None) -> Callable[P, Opening[AsyncObjectFile]]:
        return super().__get__(client, owner)


class abundled(Method[..., object]):  # noqa: N801
    """Opens the bundle: `async with`, or `await`."""

    def __init__(self, wish: Callable[[], Callable[..., object]]) -> None:
        super().__init__(wish, _stream)

    def __get__(self, client: object, owner: type | None = None) -> AsyncBundleCall:
        return cast("AsyncBundleCall", super().__get__(client, owner))


def _send(client: Sends, operation: Operation[R] | SteppedAction[R]) -> R:
    return client.send(operation)


def _send_batches(client: Sends, operation: BatchOperation[R]) -> R:
    return operation.joined([client.send(batch) for batch in operation.batches()])


def _stream(client: Sends, operation: StreamOperation[R, Any]) -> R:
    return client.stream(operation)


async def _asend(client: AsyncSends, operation: Operation[R] | SteppedAction[R]) -> R:
    return await client.send(operation)


async def _asend_batches(client: AsyncSends, operation: BatchOperation[R]) -> R:
    return operation.joined([await client.send(batch) for batch in operation.batches()])


def _open(client: AsyncSends, operation: StreamOperation[Any, StreamT]) -> Opening[StreamT]:
    return Opening(lambda: client.opening(operation))
