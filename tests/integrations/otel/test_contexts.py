"""Spans are below the right ones, whichever thread or task sends."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import trio
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.emulator import Emulator, Fault

from .telescope import Telescope, attributes, is_below

if TYPE_CHECKING:
    from collections.abc import Iterator

TASKS = 8


@pytest.fixture
def plain(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "k", b"x" * 1000)
        yield client


def test_threads_have_spans_of_their_own(plain: TigrisHTTP, telescope: Telescope) -> None:
    """A thread has a context of its own. It is that of its maker if the caller copies it, as Python defines."""
    client, tracer = telescope.on(plain), telescope.tracers.get_tracer("test")

    def work(number: int) -> None:
        with tracer.start_as_current_span(f"thread {number}"):
            for _ in range(5):
                client.head_object("atlas", "k")

    with tracer.start_as_current_span("mine"), ThreadPoolExecutor(TASKS) as pool:
        list(pool.map(work, range(TASKS)))
        pool.submit(contextvars.copy_context().run, client.head_bucket, "atlas").result()
    for number in range(TASKS):
        parent = telescope.the(f"thread {number}")
        assert parent.parent is None
        assert 5 == len([span for span in telescope.spans if is_below(span, parent)])
    assert is_below(telescope.the("S3.HeadBucket"), telescope.the("mine"))


async def _work(client: AsyncTigrisHTTP, tracer: trace.Tracer, number: int) -> None:
    with tracer.start_as_current_span(f"task {number}") as mine:
        for _ in range(3):
            await client.head_object("atlas", "k")
            assert trace.get_current_span() is mine
        async with client.get_object("atlas", "k") as body:
            assert trace.get_current_span() is mine
            await body.read()


def _assert_sorted(telescope: Telescope) -> None:
    for number in range(TASKS):
        parent = telescope.the(f"task {number}")
        assert 4 == len([span for span in telescope.spans if is_below(span, parent)])
        assert is_below(parent, telescope.the("mine"))


def test_tasks_of_asyncio_have_their_spans_below_them(
    plain: TigrisHTTP, tigris: Emulator, telescope: Telescope
) -> None:
    tracer = telescope.tracers.get_tracer("test")

    async def main() -> None:
        async with telescope.on(AsyncTigrisHTTP(tigris.endpoint, tigris.credentials)) as client:
            with tracer.start_as_current_span("mine"):
                await asyncio.gather(*[_work(client, tracer, number) for number in range(TASKS)])

    asyncio.run(main())
    _assert_sorted(telescope)


def test_tasks_of_trio_have_their_spans_below_them(plain: TigrisHTTP, tigris: Emulator, telescope: Telescope) -> None:
    tracer = telescope.tracers.get_tracer("test")

    async def main() -> None:
        async with telescope.on(AsyncTigrisHTTP(tigris.endpoint, tigris.credentials)) as client:
            with tracer.start_as_current_span("mine"):
                async with trio.open_nursery() as nursery:
                    for number in range(TASKS):
                        nursery.start_soon(_work, client, tracer, number)

    trio.run(main)
    _assert_sorted(telescope)


def test_a_cancelled_task_ends_its_span(plain: TigrisHTTP, tigris: Emulator, telescope: Telescope) -> None:
    async def main() -> None:
        async with telescope.on(AsyncTigrisHTTP(tigris.endpoint, tigris.credentials)) as client:
            reading = asyncio.create_task(_read(client))
            while not tigris.requests:  # noqa: ASYNC110  # the service is in a thread
                await asyncio.sleep(0)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading

    tigris.clear_requests()
    tigris.inject(Fault("stall_body"))
    asyncio.run(main())
    (span,) = telescope.spans
    assert ("asyncio.exceptions.CancelledError", StatusCode.ERROR) == (
        attributes(span)["error.type"],
        span.status.status_code,
    )


async def _read(client: AsyncTigrisHTTP) -> bytes:
    async with client.get_object("atlas", "k") as body:
        return await body.read()


def test_an_unsampled_call_is_measured_but_not_described(tigris: Emulator, telescope: Telescope) -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

    from tigris_http.otel import instrument

    tracers = TracerProvider(sampler=ALWAYS_OFF)
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        client = instrument(plain, tracer_provider=tracers, meter_provider=telescope.meters)
        client.create_bucket("atlas")
        client.put_object("atlas", "k", b"12345")
        with client.get_object("atlas", "k") as body:
            body.read()
    assert (1, 5) == (
        telescope.measured("rpc.client.call.duration", rpc_method="GetObject")[0],
        telescope.measured("tigris.client.received", rpc_method="GetObject")[1],
    )
    assert [] == telescope.spans
    tracers.shutdown()


def test_without_providers_a_view_works_and_its_spans_go_nowhere(plain: TigrisHTTP, telescope: Telescope) -> None:
    from tigris_http.otel import instrument

    client = instrument(plain)
    assert 1000 == client.head_object("atlas", "k").size
    with client.bundle_objects("atlas", ["k", "gone"]) as bundle:
        assert 2 == len(list(bundle))
    assert [] == telescope.spans
