"""An SDK of OpenTelemetry in memory, and questions to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.scenarios.harness import AT_ONCE
from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.otel import instrument

if TYPE_CHECKING:
    from tests.scenarios.harness import Harness


class Point(NamedTuple):
    metric: str
    unit: str
    attributes: dict[str, Any]
    values: float
    """Of a histogram: their number. Of a counter: its value."""
    total: float


class Telescope:
    def __init__(self) -> None:
        self._exporter, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers, self.meters = TracerProvider(), MeterProvider([self._reader])
        self.tracers.add_span_processor(SimpleSpanProcessor(self._exporter))

    def of(
        self, harness: Harness, *, endpoint: str | None = None, record_keys: bool = False, **options: Any
    ) -> AsyncTigrisHTTP:
        kind: Any = TigrisHTTP if harness.mode == "blocking" else AsyncTigrisHTTP
        tigris = harness.tigris
        plain = kind(endpoint or tigris.endpoint, **{"credentials": tigris.credentials, "retry": AT_ONCE, **options})
        return harness.own(self.on(plain, record_keys=record_keys))

    def on(self, plain: Any, *, record_keys: bool = False) -> Any:
        return instrument(plain, tracer_provider=self.tracers, meter_provider=self.meters, record_keys=record_keys)

    def shutdown(self) -> None:
        self.tracers.shutdown()
        self.meters.shutdown()

    # -- spans --

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that ended, in this order."""
        return list(self._exporter.get_finished_spans())

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]

    def forget(self) -> None:
        self._exporter.clear()

    def the(self, name: str) -> ReadableSpan:
        """Return the only span of this name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def texts(self) -> Iterator[str]:
        """Yield each text that was recorded anywhere."""
        for span in self.spans:
            yield span.to_json()
            yield repr([(event.name, dict(event.attributes or {})) for event in span.events])
        yield repr(self._reader.get_metrics_data())

    # -- metrics --

    @property
    def points(self) -> list[Point]:
        found = self._reader.get_metrics_data()
        return [
            _point(metric.name, metric.unit, point)
            for resource in ([] if found is None else found.resource_metrics)
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        ]

    def bounds(self, metric: str) -> tuple[float, ...]:
        """Return the bounds of a histogram."""
        found = self._reader.get_metrics_data()
        assert found is not None
        (points,) = [
            each.data.data_points
            for resource in found.resource_metrics
            for scope in resource.scope_metrics
            for each in scope.metrics
            if each.name == metric
        ]
        first: Any = points[0]
        return tuple(first.explicit_bounds)

    def measured(self, metric: str, **attributes: object) -> tuple[float, float]:
        """Return count and total of a metric, of points with these attributes; names have `_` for `.`."""
        wanted = {name.replace("_", "."): value for name, value in attributes.items()}
        found = [
            point
            for point in self.points
            if point.metric == metric and all(point.attributes.get(name) == value for name, value in wanted.items())
        ]
        return sum(point.values for point in found), sum(point.total for point in found)


def _point(name: str, unit: str | None, point: Any) -> Point:
    attributes = dict(point.attributes or {})
    if isinstance(point, HistogramDataPoint):
        return Point(name, unit or "", attributes, point.count, point.sum)
    assert isinstance(point, NumberDataPoint)
    return Point(name, unit or "", attributes, point.value, point.value)


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def events(span: ReadableSpan) -> list[str]:
    return [event.name for event in span.events]


def is_below(child: ReadableSpan, parent: ReadableSpan) -> bool:
    return (
        child.parent is not None
        and child.parent.span_id == parent.context.span_id
        and child.context.trace_id == parent.context.trace_id
    )
