"""The one public function."""

from __future__ import annotations

from typing import TypeVar

from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

from tigris_http._client.asynchronous import AsyncTigrisHTTP
from tigris_http._client.sync import TigrisHTTP
from tigris_http._wire import arguments

ClientT = TypeVar("ClientT", TigrisHTTP, AsyncTigrisHTTP)


def instrument(
    client: ClientT,
    *,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
    record_keys: bool = False,
) -> ClientT:
    """Return a view of a client that records a span and measures for each call.

    The view shares the connections. The client, its other views and other threads see no difference. Views of the view
    record, too. If the client is such a view itself, the new settings replace its own.

    Parameters:
        client:
            A `TigrisHTTP` or an `AsyncTigrisHTTP`.
        tracer_provider, meter_provider:
            The providers of OpenTelemetry. None, the default, takes the global ones. A view with providers of its own
            does not pickle.
        record_keys:
            True records keys, in `aws.s3.key`, `aws.s3.copy_source` and the texts of errors. False, the default,
            leaves out all three.

    Raises `TypeError` for anything but a client, and for anything but providers.
    """
    from tigris_http.otel._clients import traced

    given: object = client
    if not isinstance(given, (TigrisHTTP, AsyncTigrisHTTP)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"client must be a TigrisHTTP or an AsyncTigrisHTTP, not {arguments.kind_of(given)}")
    _check("tracer_provider", tracer_provider, TracerProvider)
    _check("meter_provider", meter_provider, MeterProvider)
    arguments.flag("record_keys", record_keys)
    return traced(client, tracer_provider=tracer_provider, meter_provider=meter_provider, record_keys=record_keys)


def _check(name: str, provider: object, kind: type[object]) -> None:
    if provider is not None and not isinstance(provider, kind):
        raise TypeError(f"{name} must be a {kind.__name__} of OpenTelemetry, not {arguments.kind_of(provider)}")
