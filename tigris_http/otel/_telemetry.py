"""The tracer, the instruments and the attributes of one instrumented view.

Contract: shared by threads. The names follow the semantic conventions of OpenTelemetry for the AWS SDK, S3 and RPC
(https://opentelemetry.io/docs/specs/semconv/object-stores/s3/). Names without a convention begin with `tigris.`.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from opentelemetry import metrics, trace

from tigris_http._version import __version__
from tigris_http.errors import ServiceError, TigrisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from tigris_http._wire.address import Endpoint
    from tigris_http.operations._base import Action

Attributes = dict[str, str | int | float]

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300)
"""Bounds of the histograms: those of the conventions up to 10 seconds, and some for long bodies."""
_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 200
"""Characters of a text of the service that an attribute takes."""


class Telemetry:
    def __init__(
        self,
        endpoint: Endpoint,
        tracer_provider: TracerProvider | None,
        meter_provider: MeterProvider | None,
        *,
        record_keys: bool,
    ) -> None:
        self.record_keys = record_keys
        self.has_providers = tracer_provider is not None or meter_provider is not None
        self.tracer = trace.get_tracer("tigris_http", __version__, tracer_provider)
        meter = metrics.get_meter("tigris_http", __version__, meter_provider)
        self.calls = meter.create_histogram(
            "rpc.client.call.duration",
            "s",
            "Duration of a call with all its attempts, to its result or to the end of its body.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self.actions = meter.create_histogram(
            "tigris.client.action.duration",
            "s",
            "Duration of an action of several calls, such as a transfer.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self.attempts = meter.create_histogram(
            "tigris.client.attempt.duration",
            "s",
            "Duration of one request, to the end of its response or to the head of a streamed one.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self.sent = meter.create_counter("tigris.client.sent", "By", "Bytes of the bodies of accepted requests.")
        self.received = meter.create_counter("tigris.client.received", "By", "Bytes of the bodies of successes.")
        self.retries = meter.create_counter("tigris.client.retries", "{retry}", "Requests that were sent again.")
        self.resumptions = meter.create_counter(
            "tigris.client.resumptions", "{resumption}", "Bodies that were resumed."
        )
        self.skipped = meter.create_counter("tigris.client.skipped", "{key}", "Keys that bundles left out.")
        self._server: Attributes = {
            "server.address": endpoint.host,
            "server.port": endpoint.port or _PORTS[endpoint.scheme],
        }
        self._of_methods: dict[str, Attributes] = {}
        self.dropped: deque[Callable[[], None]] = deque()
        """Functions that end the spans of results that were dropped unclosed. A finaliser must not: the SDK takes
        locks."""

    def of_method(self, method: str) -> Attributes:
        """Return the attributes of a request. Do not change them."""
        found = self._of_methods.get(method)
        if found is None:
            rpc: Attributes = {"rpc.system": "aws-api", "rpc.service": "S3", "rpc.method": method}
            found = self._of_methods[method] = rpc | self._server
        return found

    def of_action(self, action: str) -> Attributes:
        """Return the attributes of an action of several calls."""
        return {"tigris.action": action} | self._server

    def of_operation(self, operation: Action) -> Attributes:
        """Return the attributes that an operation's parameters give."""
        found: Attributes = {}
        for attribute, name in _PARAMETERS:
            value = getattr(operation, name, None)
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                found[attribute] = value
        if self.record_keys:
            key = getattr(operation, "key", None)
            if isinstance(key, str):
                found["aws.s3.key"] = key
            source = getattr(operation, "source_bucket", None), getattr(operation, "source_key", None)
            if isinstance(source[0], str) and isinstance(source[1], str):
                found["aws.s3.copy_source"] = "/".join(source)  # type: ignore[arg-type]
        return found

    def described(self, error: BaseException) -> str:
        """Return the text of an error for spans. Without `record_keys` it has no text of a caller or of the service."""
        if self.record_keys and isinstance(error, TigrisError):
            return str(error)
        if isinstance(error, ServiceError):
            return f"{error.status} {code_of(error) or ''}".strip()
        cause = error.__cause__
        return "" if cause is None else f"caused by {error_type(cause)}"

    def end_dropped(self) -> None:
        """End the spans of results that were dropped."""
        while self.dropped:
            try:
                end = self.dropped.popleft()
            except IndexError:  # another thread was faster
                return
            end()


_PARAMETERS: Final = (
    ("aws.s3.bucket", "bucket"),
    ("aws.s3.upload_id", "upload_id"),
    ("aws.s3.part_number", "part_number"),
    ("tigris.snapshot_version", "snapshot_version"),
)


def error_type(error: BaseException) -> str:
    """Return the class's name, with its module if it is not ours."""
    kind = type(error)
    if isinstance(error, TigrisError) or kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def code_of(error: BaseException | None) -> str | None:
    """Return the S3 code of an error response, if it is a word."""
    code = error.code if isinstance(error, ServiceError) else ""
    return code if code.isascii() and code.isalnum() and len(code) <= _LONGEST else None


def cut(text: str) -> str:
    return text[:_LONGEST]
