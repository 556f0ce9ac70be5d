"""The async client, twin of the blocking one: it runs the I/O of calls."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from tigris_http import operations as ops
from tigris_http import transfers
from tigris_http._annotations import Self
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._client.base import Client, TimeOfCall, check_operation, has_long_body, reply_of
from tigris_http._client.methods import AsyncMethods
from tigris_http._client.results import AsyncCloses, AsyncPages, Opening, OpeningToWrite
from tigris_http._concurrency.event_loop import OutOfTime, in_thread_left_behind, within
from tigris_http._core import exchange as _exchange
from tigris_http._core.messages import Reply, Send
from tigris_http._core.presigning.presigned import PresignedURL
from tigris_http._download.perform import AsyncPerformer
from tigris_http._transport.request_body.upload import NO_UPLOAD
from tigris_http._transport.transport import (
    AsyncTransport,
)
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Operation, StreamOperation
from tigris_http.operations._steps import SteppedAction
from tigris_http.transfers._work.base import Transfer

if TYPE_CHECKING:
    from tigris_http._bundle.response import AsyncBundleMember, AsyncBundleResponse, BundleSkipped
    from tigris_http._client.scopes import OperationT
    from tigris_http._core.exchange import Exchange
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Step
    from tigris_http._download.object_file import AsyncObjectFile
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._wire.http import AsyncByteSource, Head, Request
    from tigris_http.operations._base import BatchOperation, PagedOperation
    from tigris_http.operations.bundles._bundle_keys import TagT
    from tigris_http.transfers._work.items import AsyncItems, ItemAction
    from tigris_http.transfers.files.writer import AsyncObjectWriter

R = TypeVar("R")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")
StreamT = TypeVar("StreamT", bound=AsyncCloses)


async def _prepared(plan: CallContext, operation: OperationT, request: Request) -> tuple[OperationT, Upload]:
    """Return the body, ready to send, and the operation with the time that is left."""
    # Most requests have no body. Preparing one costs more than this check.
    if isinstance(request.body, bytes) and not request.body and request.length is None and request.sha256 is None:
        return operation, NO_UPLOAD
    from tigris_http._transport.request_body.prepare import prepare_async

    try:
        if not has_long_body(request):
            return operation, await prepare_async(request, in_thread_left_behind)
        time = TimeOfCall(plan, operation)
        try:
            upload = await within(time.total, lambda: prepare_async(request, in_thread_left_behind))
        except OutOfTime:
            raise time.over() from None
        try:
            return time.rest(operation), upload
        except TigrisError:
            upload.close()
            raise
    except TigrisError as error:
        error.located(operation.action, request.bucket, request.key, 0)
        raise


class _CallPerformer(AsyncPerformer):
    __slots__ = ("_keys", "_transport", "_upload")

    def __init__(self, client: AsyncTigrisHTTP, transport: AsyncTransport, keys: AsyncKeyring, upload: Upload) -> None:
        super().__init__(client)
        self._transport, self._keys, self._upload = transport, keys, upload

    async def perform(self, step: Step) -> object:
        if isinstance(step, Send):
            # The other requests of a call, such as those that settle a lost answer, have no body.
            upload = self._upload if step.payload is self._upload.payload else NO_UPLOAD
            reply = await self._transport.perform(step, upload)
            if isinstance(reply, Reply) and reply.source is not None:
                self.opened.add(reply.source)
            return reply
        if isinstance(step, Refresh):
            return await self._keys.refresh(step)
        return await super().perform(step)


class AsyncTigrisHTTP(AsyncMethods, Client[AsyncTransport, AsyncKeyring]):
    """An async client of Tigris object storage, for one event loop of asyncio or trio.

    Parameters, methods and results are those of `TigrisHTTP`, awaited:

        async with AsyncTigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
            await client.put_object("bucket", "key", b"value")
            async with client.get_object("bucket", "key") as body:
                data = await body.read()
            async for listed in client.list_objects_v2("bucket"):
                print(listed.key, listed.size)
    """

    _transport_type = AsyncTransport
    _keyring_type = AsyncKeyring

    # -- sending ----------------------------------------------------------------------------------------------------

    async def send(self, operation: Operation[R] | SteppedAction[R] | Transfer[R]) -> R:
        """Send an operation with a reply read whole, or an action of several requests. Return the result."""
        if reply_of(operation) != "whole":
            if isinstance(operation, SteppedAction):
                action = self._config.scoped(operation)
                return await AsyncPerformer(self).run(TimeOfCall(self._plan, action).steps(action))
            if isinstance(operation, Transfer):
                self._config.check(operation)
                return await operation.run_async(self, self._config.max_connections)
            check_operation(operation, Operation, "send", "HeadObject")
        operation = self._config.scoped(cast("Operation[R]", operation))
        if operation.needs_key:
            operation = operation.with_key((await self._keys.access_key()).access_key_id)
        request = operation.request()
        timed, upload = await _prepared(self._plan, operation, request)
        try:
            exchange: Exchange[AsyncByteSource, R] = _exchange.ask(self._plan, timed, request, upload.payload)
            return await _CallPerformer(self, self._transport, self._keys, upload).run(exchange)
        finally:
            upload.close()

    def _pages(self, operation: PagedOperation[PageT, ItemT]) -> AsyncPages[PageT, ItemT]:
        return AsyncPages(self, operation)

    def _items(self, action: ItemAction[ItemT]) -> AsyncItems[ItemT]:
        from tigris_http.transfers._work.items import AsyncItems

        return AsyncItems(self, action, self._config.max_connections)

    async def _send_batches(self, operation: BatchOperation[R]) -> R:
        return operation.joined([await self.send(batch) for batch in operation.batches()])

    @overload
    def stream(self, operation: StreamOperation[object, StreamT]) -> Opening[StreamT]: ...
    @overload
    def stream(
        self, operation: ops.BundleObjects[TagT]
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]: ...
    @overload
    def stream(self, operation: ops.OpenObject) -> Opening[AsyncObjectFile]: ...
    @overload
    def stream(self, operation: transfers.WriteObject) -> Opening[AsyncObjectWriter]: ...
    def stream(
        self, operation: StreamOperation[object, Any] | ops.BundleObjects[Any] | ops.OpenObject | transfers.WriteObject
    ) -> Opening[Any]:
        """Send an operation with a streamed reply. Use `async with`, or await the open reply and close it."""
        if reply_of(operation) == "open":
            return Opening(lambda: self.opening(cast("StreamOperation[object, Any]", operation)))
        if isinstance(operation, ops.BundleObjects):
            from tigris_http._bundle.response import AsyncBundleResponse

            bundle, most = self._config.scoped(operation), self._config.max_connections
            connections = min(bundle.connections or most, most)
            return Opening(AsyncBundleResponse[Any](self, bundle, self._plan, connections=connections).opened)
        if isinstance(operation, ops.OpenObject):
            return Opening(lambda: self._opening_file(operation))
        if isinstance(operation, transfers.WriteObject):
            return OpeningToWrite(lambda: self._opening_writer(operation))
        check_operation(operation, StreamOperation, "stream", "GetObject")
        raise RuntimeError(f"{type(operation).__name__} has an open reply, but does not say so")

    async def _opening_file(self, operation: ops.OpenObject) -> AsyncObjectFile:
        from tigris_http._download.object_file import AsyncObjectFile

        return await AsyncObjectFile.of(self, self._config.scoped(operation))

    async def _opening_writer(self, operation: transfers.WriteObject) -> AsyncObjectWriter:
        from tigris_http.transfers.files.writer import AsyncObjectWriter

        return AsyncObjectWriter(self, self._config.scoped(operation), connections=self._config.max_connections)

    async def opening(self, operation: StreamOperation[object, StreamT]) -> StreamT:
        """Send the operation of `stream` and return its open reply."""
        if reply_of(operation) != "open":
            return await self.stream(operation)
        from tigris_http._download.resumption import resume_async

        operation = self._config.scoped(operation)
        head, source = await self._reply(operation)
        try:
            opened = operation.open_async(head, source)
        except BaseException as error:
            await source.aclose()
            if isinstance(error, TigrisError):
                request = operation.request()
                error.located(operation.action, request.bucket, request.key, 1)
            raise
        resume_async(opened, operation, self._plan, self)
        return opened

    async def _reply(self, operation: StreamOperation[Any, Any]) -> tuple[Head, AsyncByteSource]:
        request = operation.request()
        operation, upload = await _prepared(self._plan, operation, request)
        try:
            exchange: Exchange[AsyncByteSource, Reply[AsyncByteSource]] = _exchange.ask_open(
                self._plan, operation, request, upload.payload
            )
            reply = await _CallPerformer(self, self._transport, self._keys, upload).run(exchange)
        finally:
            upload.close()
        if reply.source is None:
            raise RuntimeError("an open reply came without its source")
        return reply.head, reply.source

    async def pinned_url(
        self,
        operation: ops.GetObject | ops.HeadObject,
        *,
        expires: int = 3600,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedURL:
        """Return a URL that reads an object as it was at a snapshot. A browser can use it: it needs no headers.

        The operation or the view has a `snapshot_version`. A HEAD asks for the object's version then, which becomes
        `versionId` in the URL. Parameters as in `presigned_url`. Raises `NotFound` if there was no such object.
        """
        from tigris_http._core.presigning.presign import pinned, version_question

        check_operation(operation, (ops.GetObject, ops.HeadObject), "pinned_url", "GetObject")
        operation = self._config.scoped(operation)
        info = await self.send(version_question(operation))
        pinned_operation = pinned(operation, info)
        return self.presigned_url(pinned_operation, expires=expires, endpoint=endpoint, custom_domain=custom_domain)

    async def refresh_credentials(self) -> None:
        """Ask the provider or the profile for new credentials now.

        Requests do this by themselves. Use it after the credentials were replaced, or before `presigned_url` of an
        async client that has sent nothing. Does nothing for fixed credentials. Raises `CredentialsError` if there are
        no new ones; the old ones stay.
        """
        if self._keys.has_provider:
            error = await self._keys.refresh(Refresh(self._keys.known()))
            if error is not None:
                raise error

    async def aclose(self) -> None:
        """Close the connections of the client and its views. Open replies end with an error. Repeatable."""
        if hasattr(self, "_transport"):
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
