"""The blocking client: it runs the I/O of calls."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from tigris_http import operations as ops
from tigris_http import transfers
from tigris_http._annotations import Self
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._client.base import Client, TimeOfCall, check_operation, has_long_body, reply_of
from tigris_http._client.methods import BlockingMethods
from tigris_http._client.results import Pages
from tigris_http._core import exchange as _exchange
from tigris_http._core.messages import Reply, Send
from tigris_http._core.presigning.presigned import PresignedURL
from tigris_http._download.perform import Performer
from tigris_http._transport.request_body.upload import NO_UPLOAD
from tigris_http._transport.transport import Transport
from tigris_http.errors import TigrisError
from tigris_http.operations._base import Operation, StreamOperation
from tigris_http.operations._steps import SteppedAction
from tigris_http.transfers._work.base import Transfer

if TYPE_CHECKING:
    from tigris_http._bundle.response import BundleMember, BundleResponse, BundleSkipped
    from tigris_http._client.scopes import OperationT
    from tigris_http._core.exchange import Exchange
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Step
    from tigris_http._download.object_file import ObjectFile
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._wire.http import ByteSource, Head, Request
    from tigris_http.operations._base import BatchOperation, PagedOperation
    from tigris_http.operations.bundles._bundle_keys import TagT
    from tigris_http.transfers._work.items import ItemAction, Items
    from tigris_http.transfers.files.writer import ObjectWriter

R = TypeVar("R")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")


def _prepared(plan: CallContext, operation: OperationT, request: Request) -> tuple[OperationT, Upload]:
    """Return the body, ready to send, and the operation with the time that is left."""
    # Most requests have no body. Preparing one costs more than this check.
    if isinstance(request.body, bytes) and not request.body and request.length is None and request.sha256 is None:
        return operation, NO_UPLOAD
    from tigris_http._transport.request_body.prepare import prepare

    try:
        if not has_long_body(request):
            return operation, prepare(request)
        time = TimeOfCall(plan, operation)
        upload = prepare(request, time.check)
        try:
            return time.rest(operation), upload
        except TigrisError:
            upload.close()
            raise
    except TigrisError as error:
        error.located(operation.action, request.bucket, request.key, 0)
        raise


class _CallPerformer(Performer):
    __slots__ = ("_keys", "_transport", "_upload")

    def __init__(self, client: TigrisHTTP, transport: Transport, keys: BlockingKeyring, upload: Upload) -> None:
        super().__init__(client)
        self._transport, self._keys, self._upload = transport, keys, upload

    def perform(self, step: Step) -> object:
        if isinstance(step, Send):
            # The other requests of a call, such as those that settle a lost answer, have no body.
            upload = self._upload if step.payload is self._upload.payload else NO_UPLOAD
            reply = self._transport.perform(step, upload)
            if isinstance(reply, Reply) and reply.source is not None:
                self.opened.add(reply.source)
            return reply
        if isinstance(step, Refresh):
            return self._keys.refresh(step)
        return super().perform(step)


class TigrisHTTP(BlockingMethods, Client[Transport, BlockingKeyring]):
    """A blocking client of Tigris object storage. Thread-safe.

        with TigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
            client.put_object("bucket", "key", b"value")
            version = client.create_snapshot("bucket").version

    Methods raise `ValueError` or `TypeError` for bad arguments before they send anything, and errors of
    `tigris_http.errors` for everything else. `__init__` documents the parameters.
    """

    _transport_type = Transport
    _keyring_type = BlockingKeyring

    # -- sending ----------------------------------------------------------------------------------------------------

    def send(self, operation: Operation[R] | SteppedAction[R] | Transfer[R]) -> R:
        """Send an operation with a reply read whole, or an action of several requests. Return the result."""
        if reply_of(operation) != "whole":
            if isinstance(operation, SteppedAction):
                action = self._config.scoped(operation)
                return Performer(self).run(TimeOfCall(self._plan, action).steps(action))
            if isinstance(operation, Transfer):
                self._config.check(operation)
                return operation.run(self, self._config.max_connections)
            check_operation(operation, Operation, "send", "HeadObject")
        operation = self._config.scoped(cast("Operation[R]", operation))
        if operation.needs_key:
            operation = operation.with_key(self._keys.access_key().access_key_id)
        request = operation.request()
        timed, upload = _prepared(self._plan, operation, request)
        try:
            exchange: Exchange[ByteSource, R] = _exchange.ask(self._plan, timed, request, upload.payload)
            return _CallPerformer(self, self._transport, self._keys, upload).run(exchange)
        finally:
            upload.close()

    def _pages(self, operation: PagedOperation[PageT, ItemT]) -> Pages[PageT, ItemT]:
        return Pages(self, operation)

    def _items(self, action: ItemAction[ItemT]) -> Items[ItemT]:
        from tigris_http.transfers._work.items import Items

        return Items(self, action, self._config.max_connections)

    def _send_batches(self, operation: BatchOperation[R]) -> R:
        return operation.joined([self.send(batch) for batch in operation.batches()])

    @overload
    def stream(self, operation: StreamOperation[R, object]) -> R: ...
    @overload
    def stream(
        self, operation: ops.BundleObjects[TagT]
    ) -> BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]: ...
    @overload
    def stream(self, operation: ops.OpenObject) -> ObjectFile: ...
    @overload
    def stream(self, operation: transfers.WriteObject) -> ObjectWriter: ...
    def stream(
        self, operation: StreamOperation[Any, object] | ops.BundleObjects[Any] | ops.OpenObject | transfers.WriteObject
    ) -> Any:
        """Send an operation with a streamed reply and return it open. Close it, or use it in a `with` statement."""
        if reply_of(operation) != "open":
            return self._open_other(operation)
        from tigris_http._download.resumption import resume

        operation = self._config.scoped(cast("StreamOperation[Any, object]", operation))
        head, source = self._reply(operation)
        try:
            opened = operation.open(head, source)
        except BaseException as error:
            source.close()
            if isinstance(error, TigrisError):
                request = operation.request()
                error.located(operation.action, request.bucket, request.key, 1)
            raise
        resume(opened, operation, self._plan, self)
        return opened

    def _open_other(
        self, operation: StreamOperation[Any, object] | ops.BundleObjects[Any] | ops.OpenObject | transfers.WriteObject
    ) -> object:
        if isinstance(operation, ops.BundleObjects):
            from tigris_http._bundle.response import BundleResponse

            bundle = self._config.scoped(operation)
            most = self._config.max_connections
            connections = min(bundle.connections or most, most)
            return BundleResponse[Any](self, bundle, self._plan, connections=connections)
        if isinstance(operation, ops.OpenObject):
            from tigris_http._download.object_file import ObjectFile

            return ObjectFile.of(self, self._config.scoped(operation))
        if isinstance(operation, transfers.WriteObject):
            from tigris_http.transfers.files.writer import ObjectWriter

            return ObjectWriter(self, self._config.scoped(operation), connections=self._config.max_connections)
        check_operation(operation, StreamOperation, "stream", "GetObject")
        raise RuntimeError(f"{type(operation).__name__} has an open reply, but does not say so")

    def _reply(self, operation: StreamOperation[Any, Any]) -> tuple[Head, ByteSource]:
        request = operation.request()
        operation, upload = _prepared(self._plan, operation, request)
        try:
            exchange: Exchange[ByteSource, Reply[ByteSource]] = _exchange.ask_open(
                self._plan, operation, request, upload.payload
            )
            reply = _CallPerformer(self, self._transport, self._keys, upload).run(exchange)
        finally:
            upload.close()
        if reply.source is None:
            raise RuntimeError("an open reply came without its source")
        return reply.head, reply.source

    def pinned_url(
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
        info = self.send(version_question(operation))
        pinned_operation = pinned(operation, info)
        return self.presigned_url(pinned_operation, expires=expires, endpoint=endpoint, custom_domain=custom_domain)

    def refresh_credentials(self) -> None:
        """Ask the provider or the profile for new credentials now.

        Requests do this by themselves. Use it after the credentials were replaced, or before `presigned_url` of an
        async client that has sent nothing. Does nothing for fixed credentials. Raises `CredentialsError` if there are
        no new ones; the old ones stay.
        """
        if self._keys.has_provider:
            error = self._keys.refresh(Refresh(self._keys.known()))
            if error is not None:
                raise error

    def close(self) -> None:
        """Close the connections of the client and its views. Open replies end with an error. Repeatable."""
        if hasattr(self, "_transport"):
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
