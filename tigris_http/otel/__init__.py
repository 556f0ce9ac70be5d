"""Traces and metrics of a client's calls, by OpenTelemetry.

    from tigris_http import TigrisHTTP
    from tigris_http.otel import instrument

    with instrument(TigrisHTTP.from_env()) as client:
        client.put_object("photos", "cat.jpg", b"...")      # a span `S3.PutObject`, and its measures

Needs `opentelemetry-api` (`pip install 'tigris-http[otel]'`), and nothing else. Without an SDK, which the application
sets up, spans and measures go nowhere.

- `_instrument`: the function `instrument`, the view of a client.
- `_clients`: the two traced clients, which begin a recorder for each call.
- `_views`: the part that both traced clients share.
- `_results`: bundles, items and files for writing that tell their recorder of their end.
- `_transports`: count the bytes of one call.
- `_recorder`: one call, its span and its measures.
- `_telemetry`: the tracer, the instruments and the attributes of one view.

Contract: requests are the same with and without it, byte for byte: no header is added. No attribute has a secret. Keys
are recorded if `record_keys` is set, and nowhere else. Attributes of metrics have few values: never a bucket, a key or
a text of the service.
"""

from __future__ import annotations

try:
    import opentelemetry.trace as _trace
except ImportError as error:
    raise ImportError("tigris_http.otel needs opentelemetry-api: pip install 'tigris-http[otel]'") from error

from tigris_http.otel._instrument import instrument

__all__ = ["instrument"]

del _trace
