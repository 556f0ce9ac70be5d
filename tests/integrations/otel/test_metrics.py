"""The measures of calls, and the few values of their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, TigrisHTTP
from tigris_http.emulator import Emulator, Fault

from .telescope import Telescope

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

UNITS = {
    "rpc.client.call.duration": "s",
    "tigris.client.action.duration": "s",
    "tigris.client.attempt.duration": "s",
    "tigris.client.sent": "By",
    "tigris.client.received": "By",
    "tigris.client.retries": "{retry}",
    "tigris.client.resumptions": "{resumption}",
    "tigris.client.skipped": "{key}",
}
ATTRIBUTES = {"rpc.system", "rpc.service", "rpc.method", "server.address", "server.port", "error.type", "tigris.action"}


async def test_calls_are_measured(client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", times=2))
    await client.put_object("atlas", "k", b"x" * 3000)
    async with client.get_object("atlas", "k") as body:
        await body.read(1000)
    with pytest.raises(NotFound):
        await client.head_object("atlas", "gone")
    calls, seconds = telescope.measured("rpc.client.call.duration", rpc_method="PutObject")
    attempts, of_them = telescope.measured("tigris.client.attempt.duration", rpc_method="PutObject")
    assert (1, 3) == (calls, attempts)
    assert 0 < of_them <= seconds
    assert (
        2 == telescope.measured("tigris.client.attempt.duration", rpc_method="PutObject", error_type="Unavailable")[0]
    )
    assert 2 == telescope.measured("tigris.client.retries", rpc_method="PutObject")[1]
    # A refused attempt sent its body, too, but it was not accepted.
    assert 3000 == telescope.measured("tigris.client.sent", rpc_method="PutObject")[1]
    assert 1000 <= telescope.measured("tigris.client.received", rpc_method="GetObject")[1] <= 3000
    assert 1 == telescope.measured("rpc.client.call.duration", rpc_method="HeadObject", error_type="NotFound")[0]


async def test_a_metric_and_its_span_agree(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await client.create_bucket("atlas")
    span = telescope.the("S3.CreateBucket")
    assert span.start_time is not None
    assert span.end_time is not None
    seconds = telescope.measured("rpc.client.call.duration", rpc_method="CreateBucket")[1]
    (attempt,) = [event for event in span.events if event.name == "tigris.attempt"]
    least = float(str((attempt.attributes or {})["tigris.attempt.duration"]))
    assert least <= seconds <= (span.end_time - span.start_time) / 1e9 + 0.001, "two clocks"


def test_the_number_of_points_does_not_grow_with_buckets_and_keys(tigris: Emulator, telescope: Telescope) -> None:
    def work(bucket: str) -> None:
        client.create_bucket(bucket)
        for number in range(10):
            client.put_object(bucket, f"{bucket}/{number}", b"x")
            with client.get_object(bucket, f"{bucket}/{number}") as body:
                body.read()
            with pytest.raises(NotFound):
                client.head_object(bucket, f"gone {bucket} {number}")
        tigris.inject(Fault("cut_body", operation="BundleObjects", after=700))
        with client.bundle_objects(bucket, [f"{bucket}/{number}" for number in range(20)]) as bundle:
            assert 20 == len(list(bundle))
        assert client.exists(bucket, f"{bucket}/1")
        # A code that the service makes up is not a value either.
        tigris.inject(Fault("status", status=409, code=f"Odd{bucket}"))
        with pytest.raises(Exception, match="Odd"):
            client.delete_bucket(bucket)

    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        client = telescope.on(plain, record_keys=True)
        work("atlas")
        work("beta")
        first = len(telescope.points)
        for number in range(5):
            work(f"bucket-{number}")
    assert first == len(telescope.points)
    assert ATTRIBUTES >= {name for point in telescope.points for name in point.attributes}
    assert UNITS.items() >= {point.metric: point.unit for point in telescope.points}.items()
    texts = {str(value) for point in telescope.points for value in point.attributes.values()}
    assert not [text for text in texts if "atlas" in text or "bucket-" in text or text.startswith("Odd")]


def test_the_bounds_of_durations_are_in_seconds(tigris: Emulator, telescope: Telescope) -> None:
    """The SDK's own bounds are for milliseconds: all calls would be in the first bucket."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        telescope.on(plain).create_bucket("atlas")
    found = telescope.bounds("rpc.client.call.duration")
    assert (0.005, 0.01) == found[:2]
    assert 60 <= found[-1]
