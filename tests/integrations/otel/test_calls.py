"""One call is one span, with its attempts as events."""

from __future__ import annotations

import pickle
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import opentelemetry.semconv._incubating.attributes as incubating
import opentelemetry.semconv.attributes as stable
import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from tests.scenarios.harness import AsyncFacade
from tigris_http import (
    AsyncTigrisHTTP,
    Attempt,
    ConnectionFailed,
    NotFound,
    NotModified,
    RetryPolicy,
    TigrisHTTP,
    TigrisRename,
    TigrisSnapshot,
    Unavailable,
    otel,
)
from tigris_http.emulator import Emulator, Fault
from tigris_http.otel import instrument

from .telescope import Telescope, attributes, events, is_below

if TYPE_CHECKING:
    from tests.scenarios.harness import Harness

SECRETIVE = "patients/jane-doe.txt"


async def test_a_call_is_a_client_span_by_the_conventions(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    telescope.forget()
    await client.put_object("atlas", "k", b"12345")
    (span,) = telescope.spans
    found = attributes(span)
    assert ("S3.PutObject", SpanKind.CLIENT, StatusCode.UNSET) == (span.name, span.kind, span.status.status_code)
    host, port = tigris.endpoint.removeprefix("http://").rsplit(":", 1)
    assert found.pop("aws.request_id")
    assert {
        "rpc.system": "aws-api",
        "rpc.service": "S3",
        "rpc.method": "PutObject",
        "aws.s3.bucket": "atlas",
        "server.address": host,
        "server.port": int(port),
        "http.request.method": "PUT",
        "http.response.status_code": 200,
        "tigris.sent": 5,
    } == found
    (attempt,) = span.events
    assert "tigris.attempt" == attempt.name
    assert span.instrumentation_scope is not None
    assert "tigris_http" == span.instrumentation_scope.name


def _conventional() -> set[str]:
    from importlib import import_module
    from pkgutil import iter_modules

    modules = [
        import_module(f"{package.__name__}.{each.name}")
        for package in (incubating, stable)
        for each in iter_modules(package.__path__)
    ]
    return {value for module in modules for value in vars(module).values() if isinstance(value, str)}


async def test_each_name_is_of_the_conventions_or_begins_with_tigris(
    harness: Harness, telescope: Telescope, tigris: Emulator
) -> None:
    client = telescope.of(harness, record_keys=True)
    await client.create_bucket("atlas")
    upload = await client.create_multipart_upload("atlas", "k")
    tigris.inject(Fault("status"))
    await client.upload_part("atlas", "k", upload.upload_id, 7, b"part")
    with pytest.raises(NotFound):
        await client.copy_object("atlas", "copy", "atlas", "gone")
    names = {name for span in telescope.spans for name in attributes(span)}
    names |= {name for span in telescope.spans for event in span.events for name in event.attributes or {}}
    part = attributes(telescope.the("S3.UploadPart"))
    assert (upload.upload_id, 7, "k") == (part["aws.s3.upload_id"], part["aws.s3.part_number"], part["aws.s3.key"])
    assert "atlas/gone" == attributes(telescope.the("S3.CopyObject"))["aws.s3.copy_source"]
    assert {"aws.s3.key", "aws.request_id", "error.type", "exception.type", "http.request.resend_count"} <= names
    assert set() == {name for name in names if not name.startswith("tigris.")} - _conventional()


async def test_each_attempt_is_an_event_and_retries_are_counted(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    telescope.forget()
    tigris.inject(Fault("status", status=503), Fault("drop_request"))
    await client.put_object("atlas", "k", b"x")
    (span,) = telescope.spans
    assert ["tigris.attempt", "tigris.retry"] * 2 + ["tigris.attempt"] == events(span)
    attempts = [dict(event.attributes or {}) for event in span.events if event.name == "tigris.attempt"]
    assert [1, 2, 3] == [attempt["tigris.attempt.number"] for attempt in attempts]
    assert [503, None, 200] == [attempt.get("http.response.status_code") for attempt in attempts]
    assert ["Unavailable", "ConnectionFailed", None] == [attempt.get("error.type") for attempt in attempts]
    assert 2 == attributes(span)["http.request.resend_count"]
    assert StatusCode.UNSET == span.status.status_code
    assert "error.type" not in attributes(span)
    times = [event.timestamp for event in span.events]
    assert sorted([span.start_time or 0, *times, span.end_time or 0]) == [span.start_time, *times, span.end_time]


async def test_an_error_ends_the_span_with_its_type_and_without_the_key(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    telescope.forget()
    with pytest.raises(NotFound):
        await client.get_object("atlas", SECRETIVE)
    tigris.inject(Fault("status", times=100))
    with pytest.raises(Unavailable):
        await client.head_object("atlas", SECRETIVE)
    tigris.clear_faults()
    tigris.inject(Fault("drop_request", times=100))
    with pytest.raises(ConnectionFailed):
        await client.delete_object("atlas", SECRETIVE)
    missing, unavailable, broken = telescope.spans
    assert ["NotFound", "Unavailable", "ConnectionFailed"] == [
        attributes(span)["error.type"] for span in telescope.spans
    ]
    assert {StatusCode.ERROR} == {span.status.status_code for span in telescope.spans}
    assert (404, "NoSuchKey") == (
        attributes(missing)["http.response.status_code"],
        attributes(missing)["tigris.error.code"],
    )
    assert "NotFound: 404 NoSuchKey" == missing.status.description
    assert {"exception.type": "NotFound", "exception.message": "404 NoSuchKey"} == missing.events[-1].attributes
    assert 4 == attributes(unavailable)["http.request.resend_count"]
    assert "ConnectionFailed" == (broken.status.description or "").partition(":")[0]
    assert not [text for text in telescope.texts() if "jane" in text]


async def test_an_object_that_did_not_change_is_no_error(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await client.create_bucket("atlas")
    stored = await client.put_object("atlas", "k", b"x")
    telescope.forget()
    with pytest.raises(NotModified):
        await client.get_object("atlas", "k", if_none_match=stored.etag)
    (span,) = telescope.spans
    assert (StatusCode.UNSET, 304) == (span.status.status_code, attributes(span)["http.response.status_code"])
    assert "error.type" not in attributes(span)


async def test_keys_are_recorded_on_request_alone(harness: Harness, telescope: Telescope) -> None:
    silent, open_ = telescope.of(harness), telescope.of(harness, record_keys=True)
    await silent.create_bucket("atlas")
    await silent.put_object("atlas", SECRETIVE, b"x")
    await silent.copy_object("atlas", f"copy of {SECRETIVE}", "atlas", SECRETIVE)
    await silent.delete_objects("atlas", [SECRETIVE])
    async with silent.bundle_objects("atlas", [SECRETIVE]) as bundle:
        assert 1 == len([item async for item in bundle])
    assert [] == [entry.key async for entry in silent.list_objects_v2("atlas", prefix=SECRETIVE)]
    assert not [text for text in telescope.texts() if "jane" in text]
    telescope.forget()
    with pytest.raises(NotFound):
        await open_.get_object("atlas", SECRETIVE)
    (span,) = telescope.spans
    assert SECRETIVE == attributes(span)["aws.s3.key"]
    assert SECRETIVE in (span.status.description or "")
    assert SECRETIVE in str((span.events[-1].attributes or {})["exception.message"])


async def test_a_refused_argument_is_an_error_of_the_call(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    with pytest.raises(ValueError, match="bucket"):
        await client.head_object("NOT A BUCKET", "k")
    span = telescope.the("S3.HeadObject")
    assert ("ValueError", StatusCode.ERROR) == (attributes(span)["error.type"], span.status.status_code)
    assert [] == [event for event in span.events if event.name != "exception"]
    assert {"exception.type": "ValueError", "exception.message": "ValueError"} == span.events[-1].attributes


async def test_a_span_is_below_the_current_one_and_current_itself(
    harness: Harness, telescope: Telescope, tigris: Emulator
) -> None:
    seen: list[Any] = []

    def note(_: Attempt) -> None:
        seen.append(trace.get_current_span())

    client = telescope.of(harness, on_request=note)
    with telescope.tracers.get_tracer("test").start_as_current_span("mine") as mine:
        await client.create_bucket("atlas")
        assert trace.get_current_span() is mine
        with pytest.raises(NotFound):
            await client.head_object("atlas", "gone")
        assert trace.get_current_span() is mine
    created, missing = telescope.the("S3.CreateBucket"), telescope.the("S3.HeadObject")
    assert is_below(created, telescope.the("mine"))
    assert is_below(missing, telescope.the("mine"))
    assert {created.context.span_id, missing.context.span_id} == {span.get_span_context().span_id for span in seen}
    await client.head_bucket("atlas")
    assert telescope.the("S3.HeadBucket").parent is None


async def test_pages_and_batches_are_calls(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await client.create_bucket("atlas")
    for number in range(5):
        await client.put_object("atlas", f"{number}", b"")
    telescope.forget()
    assert 5 == len([entry async for entry in client.list_objects_v2("atlas", max_keys=2)])
    await client.delete_objects("atlas", [f"{number}" for number in range(1500)])
    assert ["S3.ListObjectsV2"] * 3 + ["S3.DeleteObjects"] * 2 == telescope.names


async def test_questions_of_a_call_are_its_events(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    """A copy is not repeated blindly: HEADs find out if the lost one was carried out."""
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    telescope.forget()
    tigris.inject(Fault("lose_answer", operation="RenameObject"), Fault("lose_answer", operation="CopyObject"))
    await client.rename_object("atlas", "k", "other")
    (span,) = telescope.spans
    methods = [str((event.attributes or {})["rpc.method"]) for event in span.events]
    assert {"HeadObject", "RenameObject"} == set(methods)
    assert "S3.RenameObject" == span.name


# -- views ------------------------------------------------------------------------------------------------------------


async def test_the_client_and_its_other_views_record_nothing(harness: Harness, telescope: Telescope) -> None:
    plain = harness.client()
    inner: Any = plain._inner if isinstance(plain, AsyncFacade) else plain
    other = plain.with_options(consistent=False)
    traced = harness.own(telescope.on(inner))
    await plain.create_bucket("atlas")
    await other.put_object("atlas", "k", b"x")
    assert [] == telescope.spans
    await traced.head_object("atlas", "k")
    await plain.head_object("atlas", "k")
    assert ["S3.HeadObject"] == telescope.names
    assert repr(telescope.on(inner)).startswith(f"<Traced{type(inner).__name__} http://")
    assert isinstance(telescope.on(inner), type(inner))


async def test_views_of_a_view_are_traced_by_what_they_send(harness: Harness, telescope: Telescope) -> None:
    client = telescope.of(harness)
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"old")
    version = (await client.create_snapshot("atlas")).version
    telescope.forget()
    past = TigrisSnapshot(client, "atlas", version)
    async with past as view, view.with_options(consistent=True).get_object("atlas", "k") as body:
        assert b"old" == await body.read()
    async with TigrisRename(client) as view:
        await view.copy_object("atlas", "new", "atlas", "k")
    assert ["S3.GetObject", "S3.RenameObject"] == telescope.names
    assert version == attributes(telescope.the("S3.GetObject"))["tigris.snapshot_version"]


async def test_an_instrumented_view_is_instrumented_again_with_the_new_settings(
    harness: Harness, telescope: Telescope
) -> None:
    client = telescope.of(harness)
    inner: Any = client._inner if isinstance(client, AsyncFacade) else client
    again = harness.own(telescope.on(inner, record_keys=True))
    with pytest.raises(NotFound):
        await again.head_object("nowhere", "k")
    (span,) = telescope.spans
    assert "k" == attributes(span)["aws.s3.key"]


async def test_hooks_of_the_caller_are_called_as_before(
    harness: Harness, telescope: Telescope, tigris: Emulator
) -> None:
    numbers: list[tuple[str, int]] = []
    client = telescope.of(
        harness,
        on_request=lambda attempt: numbers.append(("request", attempt.number)),
        on_response=lambda attempt: numbers.append(("response", attempt.number)),
        on_retry=lambda attempt: numbers.append(("retry", attempt.number)),
    )
    tigris.inject(Fault("status"))
    with pytest.raises(NotFound):
        await client.head_bucket("nowhere")
    assert [("request", 1), ("response", 1), ("retry", 1), ("request", 2), ("response", 2)] == numbers
    assert ["S3.HeadBucket"] == telescope.names


class Own(TigrisHTTP):
    """A caller's own class."""

    def head_bucket_twice(self, bucket: str) -> None:
        self.head_bucket(bucket)
        self.head_bucket(bucket)


def test_a_class_of_the_caller_stays_one(tigris: Emulator, telescope: Telescope) -> None:
    with Own(tigris.endpoint, tigris.credentials) as plain:
        client: Own = telescope.on(plain)
        client.create_bucket("atlas")
        client.head_bucket_twice("atlas")
    assert ["S3.CreateBucket", "S3.HeadBucket", "S3.HeadBucket"] == telescope.names
    assert isinstance(client, Own)


def test_a_view_pickles_with_the_global_providers_alone(tigris: Emulator, telescope: Telescope) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials, retry=RetryPolicy(max_attempts=2)) as plain:
        with pytest.raises(TypeError, match="global"):
            pickle.dumps(telescope.on(plain))
        with pickle.loads(pickle.dumps(instrument(plain, record_keys=True))) as copy:
            assert "TracedTigrisHTTP" == type(copy).__name__
            copy.create_bucket("atlas")
            assert copy._telemetry.record_keys


@pytest.mark.parametrize("given", [None, TigrisHTTP, "https://t3.storage.dev"])
def test_only_a_client_is_instrumented(given: Any) -> None:
    with pytest.raises(TypeError, match="client must be a TigrisHTTP or an AsyncTigrisHTTP"):
        instrument(given)


@pytest.mark.parametrize("name", ["tracer_provider", "meter_provider"])
def test_providers_are_those_of_opentelemetry(tigris: Emulator, telescope: Telescope, name: str) -> None:
    wrong: Any = {name: telescope.meters if name == "tracer_provider" else telescope.tracers}
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        for given in (wrong, {name: "console"}):
            with pytest.raises(TypeError, match=f"{name} must be a"):
                instrument(plain, **given)


def test_the_example_of_the_module_runs(tigris: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", tigris.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", tigris.credentials.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", tigris.credentials.secret_access_key)
    with TigrisHTTP.from_env() as plain:
        plain.create_bucket("photos")
        page = otel.__doc__ or ""
        exec(textwrap.dedent(page.partition("\n\n")[2].partition("\n\nNeeds")[0]), {})
        assert 3 == plain.head_object("photos", "cat.jpg").size


def test_without_the_library_the_error_names_the_extra() -> None:
    program = "import sys; sys.modules['opentelemetry'] = None; import tigris_http.otel"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert 1 == done.returncode
    assert "ImportError: tigris_http.otel needs opentelemetry-api: pip install 'tigris-http[otel]'" in done.stderr


def test_record_keys_is_a_flag(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain, pytest.raises(TypeError, match="record_keys"):
        instrument(plain, record_keys="yes")  # type: ignore[arg-type]


def test_requests_are_the_same_byte_for_byte(tigris: Emulator, telescope: Telescope) -> None:
    """No `traceparent` is added: the headers of both clients differ in time and signature alone."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        plain.create_bucket("atlas")
        tigris.clear_requests()
        with telescope.tracers.get_tracer("test").start_as_current_span("mine"):
            for client in (plain, telescope.on(plain)):
                client.put_object("atlas", "k", b"x")
                client.head_object("atlas", "k")
        seen = [(each.method, each.target, [*each.headers]) for each in tigris.requests]
    moving = {"authorization", "x-amz-date"}
    still = [
        (method, target, [(name, value) for name, value in headers if name.lower() not in moving])
        for method, target, headers in seen
    ]
    assert 4 == len(still)
    assert still[:2] == still[2:]
    assert "traceparent" not in repr(seen).lower()
