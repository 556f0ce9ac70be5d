"""The traced clients: each call of the caller's begins a recorder, and runs on a view that reports to it.

Contract: a traced client is a view of a client and shares its connections. Its views are traced, too. Three kinds of
view exist. The caller's begins a span for each call. A view with a `_recorder` reports to it and begins none: it sends
the requests of one call, also those that resume its body or serve a bundle. A view with a `_parent` begins spans below
that of an action of several calls, in whichever thread.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from opentelemetry import context as _context

from tigris_http import operations as ops
from tigris_http import transfers
from tigris_http._annotations import Self
from tigris_http._client.asynchronous import AsyncTigrisHTTP
from tigris_http._client.base import reply_of
from tigris_http._client.results import Opening
from tigris_http._client.sync import TigrisHTTP
from tigris_http.operations._base import Operation, StreamOperation
from tigris_http.operations._steps import SteppedAction
from tigris_http.operations.bundles._archive_body import ArchiveBody, AsyncArchiveBody
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.otel._telemetry import Telemetry
from tigris_http.otel._transports import AsyncCountingTransport, CountingTransport
from tigris_http.otel._views import Traced
from tigris_http.transfers._work.base import Transfer

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from tigris_http._client.config.config import Config
    from tigris_http._download.object_file import AsyncObjectFile, ObjectFile
    from tigris_http.otel._recorder import Recorder
    from tigris_http.transfers._work.items import AsyncItems, ItemAction, Items
    from tigris_http.transfers.files.writer import AsyncObjectWriter

R = TypeVar("R")
ItemT = TypeVar("ItemT")
StreamT = TypeVar("StreamT", bound=Any)
_Opens: TypeAlias = StreamOperation[Any, Any] | ops.BundleObjects[Any] | ops.OpenObject | transfers.WriteObject
ClientT = TypeVar("ClientT", TigrisHTTP, AsyncTigrisHTTP)


def _tell(opened: object, recorder: Recorder) -> None:
    """Let an open reply tell of its end."""
    if isinstance(opened, (ObjectBody, AsyncObjectBody)):
        opened.tell_end(recorder.end)
    elif isinstance(opened, (ArchiveBody, AsyncArchiveBody)):
        opened.tell_failure(recorder.end)
    recorder.opened(is_told=isinstance(opened, (ObjectBody, AsyncObjectBody)))


class TracedTigrisHTTP(Traced, TigrisHTTP):
    """A blocking client whose calls are traced."""

    def _reporting(self, recorder: Recorder) -> Self:
        """Return a view for the requests of one call."""
        return self._changed(
            _recorder=recorder,
            _transport=CountingTransport(self._transport, recorder),
            _plan=self._reported(recorder),
        )

    def send(self, operation: Operation[R] | SteppedAction[R] | Transfer[R]) -> R:
        if self._recorder is not None:
            return super().send(operation)
        if reply_of(operation) == "whole":
            one = self._config.scoped(cast("Operation[R]", operation))
            recorder = self._new(one)
            view, action = self._reporting(recorder), cast("Operation[R] | SteppedAction[R] | Transfer[R]", one)
        elif isinstance(operation, (SteppedAction, Transfer)):
            recorder = self._new(operation, requests=False)
            view, action = self._below(recorder), operation
        else:
            return super().send(operation)
        with self._entered(recorder):
            result = super(TracedTigrisHTTP, view).send(action)
        if isinstance(operation, Transfer):
            recorder.count(result)
        recorder.end()
        return result

    def stream(self, operation: _Opens) -> Any:  # noqa: ANN401  # typed by its overloads in `TigrisHTTP`
        if self._recorder is not None or reply_of(operation) != "open":
            return super().stream(operation)
        operation = self._config.scoped(cast("StreamOperation[Any, object]", operation))
        recorder = self._new(operation)
        view = self._reporting(recorder)
        with self._entered(recorder):
            opened = super(TracedTigrisHTTP, view).stream(operation)
        _tell(opened, recorder)
        return opened

    def _open_other(self, operation: _Opens) -> object:
        from tigris_http.otel._results import TracedBundle, TracedWriter

        if self._recorder is not None:
            return super()._open_other(operation)
        most = self._config.max_connections
        if isinstance(operation, ops.BundleObjects):
            bundle = self._config.scoped(operation)
            recorder = self._new(bundle)
            view = self._reporting(recorder)
            connections = min(bundle.connections or most, most)
            plan = self._reported(recorder)
            with self._entered(recorder):
                return TracedBundle[Any](view, bundle, plan, recorder, connections=connections)
        if isinstance(operation, ops.OpenObject):
            view = self._changed(_origin=_context.get_current())
            return cast("ObjectFile", super(TracedTigrisHTTP, view)._open_other(operation))
        if isinstance(operation, transfers.WriteObject):
            action = self._config.scoped(operation)
            recorder = self._new(action, requests=False)
            view = self._below(recorder)
            with self._entered(recorder):
                return TracedWriter(view, action, recorder, connections=most)
        return super()._open_other(operation)

    def _items(self, action: ItemAction[ItemT]) -> Items[ItemT]:
        from tigris_http.otel._results import TracedItems

        recorder = self._new(action, requests=False)
        begin = self._begin_once(recorder)
        return TracedItems(self._below(recorder), action, self._config.max_connections, recorder, begin)


class TracedAsyncTigrisHTTP(Traced, AsyncTigrisHTTP):
    """An async client whose calls are traced."""

    def _reporting(self, recorder: Recorder) -> Self:
        return self._changed(
            _recorder=recorder,
            _transport=AsyncCountingTransport(self._transport, recorder),
            _plan=self._reported(recorder),
        )

    async def send(self, operation: Operation[R] | SteppedAction[R] | Transfer[R]) -> R:
        if self._recorder is not None:
            return await super().send(operation)
        if reply_of(operation) == "whole":
            one = self._config.scoped(cast("Operation[R]", operation))
            recorder = self._new(one)
            view, action = self._reporting(recorder), cast("Operation[R] | SteppedAction[R] | Transfer[R]", one)
        elif isinstance(operation, (SteppedAction, Transfer)):
            recorder = self._new(operation, requests=False)
            view, action = self._below(recorder), operation
        else:
            return await super().send(operation)
        with self._entered(recorder):
            result = await super(TracedAsyncTigrisHTTP, view).send(action)
        if isinstance(operation, Transfer):
            recorder.count(result)
        recorder.end()
        return result

    async def opening(self, operation: StreamOperation[object, StreamT]) -> StreamT:
        if self._recorder is not None or reply_of(operation) != "open":
            return await super().opening(operation)
        operation = self._config.scoped(operation)
        recorder = self._new(operation)
        view = self._reporting(recorder)
        with self._entered(recorder):
            opened: StreamT = await super(TracedAsyncTigrisHTTP, view).opening(operation)
        _tell(opened, recorder)
        return opened

    def stream(self, operation: _Opens) -> Any:  # noqa: ANN401  # typed by its overloads in `AsyncTigrisHTTP`
        from tigris_http.otel._results import TracedAsyncBundle

        if self._recorder is not None or not isinstance(operation, ops.BundleObjects):
            return super().stream(operation)
        bundle, most = self._config.scoped(operation), self._config.max_connections
        recorder = self._new(bundle)
        view = self._reporting(recorder)
        connections = min(bundle.connections or most, most)
        response = TracedAsyncBundle[Any](
            view,
            bundle,
            self._reported(recorder),
            recorder,
            connections=connections,
            begin=lambda: self._enter(recorder),
        )
        return Opening(response.opened)

    async def _opening_file(self, operation: ops.OpenObject) -> AsyncObjectFile:
        view = self._changed(_origin=_context.get_current())
        return await super(TracedAsyncTigrisHTTP, view)._opening_file(operation)

    async def _opening_writer(self, operation: transfers.WriteObject) -> AsyncObjectWriter:
        from tigris_http.otel._results import TracedAsyncWriter

        action = self._config.scoped(operation)
        recorder = self._new(action, requests=False)
        with self._entered(recorder):
            return TracedAsyncWriter(self._below(recorder), action, recorder, connections=self._config.max_connections)

    def _items(self, action: ItemAction[ItemT]) -> AsyncItems[ItemT]:
        from tigris_http.otel._results import TracedAsyncItems

        recorder = self._new(action, requests=False)
        begin = self._begin_once(recorder)
        return TracedAsyncItems(self._below(recorder), action, self._config.max_connections, recorder, begin)


@cache
def _traced(kind: type[object]) -> type[object]:
    """Return the traced class of a client's class, which may be the caller's own."""
    ours: type[object] = TracedTigrisHTTP if issubclass(kind, TigrisHTTP) else TracedAsyncTigrisHTTP
    # With `send` among its own names it is the home of its methods: see `_client.table`.
    return type(f"Traced{kind.__name__}", (ours, kind), {"send": vars(ours)["send"], "__module__": ours.__module__})


def traced(
    client: ClientT,
    *,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
    record_keys: bool = False,
) -> ClientT:
    """Return a traced view of a client."""
    plain: object = client.untraced() if isinstance(client, Traced) else client
    config = cast("Config", vars(plain)["_config"])
    telemetry = Telemetry(config.endpoint, tracer_provider, meter_provider, record_keys=record_keys)
    return cast("ClientT", _by(plain, telemetry))


def _by(plain: object, telemetry: Telemetry) -> object:
    view = object.__new__(_traced(type(plain)))  # type: ignore[arg-type]  # a class has a hash
    cast("dict[str, object]", vars(view)).update(vars(plain), _telemetry=telemetry)
    return view


def _again(client: Any, record_keys: bool) -> object:  # noqa: ANN401
    return traced(client, record_keys=record_keys)


Traced.again, Traced.traced = staticmethod(_again), staticmethod(_by)
