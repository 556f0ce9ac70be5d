"""Calls with an open result: bodies, archives, bundles, items and files for writing."""

from __future__ import annotations

import gc
import warnings
from inspect import isawaitable
from typing import TYPE_CHECKING

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from tests.rawserver import RawServer, reply
from tests.scenarios.harness import AT_ONCE
from tigris_http import BundleError, BundleSkipped, IncompleteBody, TigrisError, TigrisHTTP, Timeouts
from tigris_http.emulator import Emulator, Fault
from tigris_http.transfers import TransferOptions

from .telescope import Telescope, attributes, events, is_below

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

LARGE = b"0123456789abcdef" * 40_000
KEYS = [f"k{number:02}" for number in range(20)]


async def filled(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "large", LARGE)
    for key in KEYS:
        await client.put_object("atlas", key, b"y" * 4096)
    telescope.forget()


async def sought(position: object) -> None:
    """Await what the harness makes of a plain method's result."""
    if isawaitable(position):
        await position


# -- bodies -----------------------------------------------------------------------------------------------------------


async def test_the_span_of_a_body_ends_with_its_last_byte(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await filled(client, telescope)
    body = await client.get_object("atlas", "large")
    assert not trace.get_current_span().get_span_context().is_valid
    assert [] == telescope.spans
    assert LARGE[:1000] == await body.read(1000)
    assert [] == telescope.spans
    assert LARGE[1000:] == await body.read()
    (span,) = telescope.spans
    assert len(LARGE) == attributes(span)["tigris.received"]
    (head,) = span.events
    assert (span.end_time or 0) > head.timestamp
    await body.aclose()
    assert 1 == len(telescope.spans)
    assert (1, len(LARGE)) == (
        telescope.measured("rpc.client.call.duration", rpc_method="GetObject")[0],
        telescope.measured("tigris.client.received", rpc_method="GetObject")[1],
    )


@pytest.mark.parametrize("key", ["large", "empty"])
async def test_closing_a_body_ends_its_span_without_an_error(
    client: AsyncTigrisHTTP, telescope: Telescope, key: str
) -> None:
    await filled(client, telescope)
    await client.put_object("atlas", "empty", b"")
    telescope.forget()
    async with client.get_object("atlas", key):
        pass
    (span,) = telescope.spans
    assert StatusCode.UNSET == span.status.status_code
    assert attributes(span).get("tigris.received", 0) < len(LARGE)


async def test_a_body_that_breaks_and_resumes_is_one_span(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await filled(client, telescope)
    tigris.inject(Fault("cut_body", after=5000), Fault("status"), Fault("cut_body", after=9000))
    async with client.get_object("atlas", "large") as body:
        assert LARGE == await body.read()
        assert 2 == body.resumed
    (span,) = telescope.spans
    found = attributes(span)
    assert (2, 1, len(LARGE)) == (
        found["tigris.resumptions"],
        found["http.request.resend_count"],
        found["tigris.received"],
    )
    assert (206, StatusCode.UNSET) == (found["http.response.status_code"], span.status.status_code)
    assert [
        "tigris.attempt",
        "tigris.resume",
        "tigris.attempt",
        "tigris.retry",
        "tigris.attempt",
        "tigris.resume",
        "tigris.attempt",
    ] == events(span)


async def test_a_body_that_breaks_for_good_is_an_error(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await filled(client, telescope)
    tigris.inject(Fault("cut_body", after=5000))
    async with client.get_object("atlas", "large", resume=False) as body:
        with pytest.raises(IncompleteBody):
            await body.read()
    tigris.inject(Fault("cut_body", after=5000), Fault("status", times=100))
    async with client.get_object("atlas", "large") as body:
        with pytest.raises(TigrisError) as caught:
            await body.read()
    first, second = telescope.spans
    assert "IncompleteBody" == attributes(first)["error.type"]
    assert type(caught.value).__name__ == attributes(second)["error.type"]
    assert {StatusCode.ERROR} == {span.status.status_code for span in (first, second)}


async def test_a_wrong_checksum_at_the_end_is_an_error(harness: Harness, telescope: Telescope) -> None:
    answer = reply(200, b"hello", 'ETag: "a"', "x-amz-checksum-crc32: AAAAAA==")
    with RawServer(answer) as server:
        client = telescope.of(harness, endpoint=server.endpoint)
        async with client.get_object("atlas", "k", checksum_mode=True) as body:
            with pytest.raises(TigrisError, match="not the object"):
                await body.read()
    (span,) = telescope.spans
    assert ("CorruptBody", StatusCode.ERROR) == (attributes(span)["error.type"], span.status.status_code)


def test_a_dropped_body_ends_at_its_last_read_with_the_next_call(tigris: Emulator, telescope: Telescope) -> None:
    """Not in the finaliser: it may run while the SDK holds a lock."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        client = telescope.on(plain)
        client.create_bucket("atlas")
        client.put_object("atlas", "large", LARGE)
        telescope.forget()
        body = client.get_object("atlas", "large")
        body.read(10)
        head = telescope.tracers.get_tracer("test").start_span("after the last read")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del body
            gc.collect()
        assert [] == telescope.spans
        client.head_object("atlas", "large")
        head.end()
    dropped = telescope.the("S3.GetObject")
    after = telescope.the("after the last read")
    assert dropped.start_time is not None
    assert dropped.end_time is not None
    assert after.start_time is not None
    assert dropped.start_time < dropped.end_time <= after.start_time + 1_000_000  # two clocks


def test_a_dropped_bundle_and_dropped_items_end_with_the_next_call(tigris: Emulator, telescope: Telescope) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        client = telescope.on(plain)
        client.create_bucket("atlas", snapshot_enabled=True)
        version = client.create_snapshot("atlas").version
        for key in KEYS:
            client.put_object("atlas", key, b"y" * 4096)
        telescope.forget()
        bundle, changes = client.bundle_objects("atlas", KEYS), client.diff("atlas", old=version)
        assert ["k00", "k00"] == [next(bundle).key, next(changes).key]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del bundle, changes
            gc.collect()
        assert not {"S3.BundleObjects", "Diff"} & set(telescope.names)
        client.head_object("atlas", "k00")
    assert "error.type" not in attributes(telescope.the("S3.BundleObjects"))
    assert "error.type" not in attributes(telescope.the("Diff"))


async def test_an_archive_ends_as_a_body_does(client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator) -> None:
    await filled(client, telescope)
    async with client.bundle_archive("atlas", KEYS) as archive:
        size = len(await archive.read())
    tigris.inject(Fault("truncate_tar"))
    async with client.bundle_archive("atlas", KEYS) as archive:
        with pytest.raises(IncompleteBody):
            await archive.read()
    whole, broken = telescope.spans
    assert (size, StatusCode.UNSET) == (attributes(whole)["tigris.received"], whole.status.status_code)
    assert ("IncompleteBody", StatusCode.ERROR) == (attributes(broken)["error.type"], broken.status.status_code)


async def test_a_file_that_seeks_is_the_calls_it_makes(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await filled(client, telescope)
    tracer = telescope.tracers.get_tracer("test")
    with tracer.start_as_current_span("opening"):
        file = await client.open_object("atlas", "large")
    await sought(file.seek(-10, 2))
    assert LARGE[-10:] == await file.read(10)
    with tracer.start_as_current_span("parsing"):
        await sought(file.seek(300_000))
        assert LARGE[300_000:300_016] == await file.read(16)
    await file.aclose()
    *_, tail, middle = [span for span in telescope.spans if span.name == "S3.GetObject"]
    assert is_below(tail, telescope.the("opening")), "without a current span it is that of the opening"
    assert is_below(middle, telescope.the("parsing"))


# -- bundles ----------------------------------------------------------------------------------------------------------


async def test_a_bundle_is_one_span_with_its_counts(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await filled(client, telescope)
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=30_000))
    async with client.bundle_objects("atlas", ["gone", *KEYS, "gone too"]) as bundle:
        found = [item async for item in bundle]
        stats = bundle.stats
    assert 22 == len(found)
    (span,) = telescope.spans
    assert "S3.BundleObjects" == span.name
    counts = {name: value for name, value in attributes(span).items() if name.startswith("tigris.bundle.")}
    assert {
        "tigris.bundle.requested": 22,
        "tigris.bundle.delivered": 20,
        "tigris.bundle.skipped": 2,
        "tigris.bundle.bytes": 20 * 4096,
        "tigris.bundle.requests": stats.requests,
        "tigris.bundle.fallback_gets": stats.fallback_gets,
    } == counts
    assert 1 == attributes(span)["tigris.resumptions"] == stats.resumed
    assert 1 == events(span).count("tigris.resume")
    assert 2 == telescope.measured("tigris.client.skipped", rpc_method="BundleObjects")[1]
    assert 1 == telescope.measured("tigris.client.resumptions", rpc_method="BundleObjects")[1]


async def test_a_bundle_by_single_gets_is_one_span_that_says_so(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await filled(client, telescope)
    tigris.inject(Fault("status", operation="BundleObjects", status=405, code="MethodNotAllowed", times=100))
    async with client.bundle_objects("atlas", ["gone", *KEYS]) as bundle:
        assert 20 == len([item async for item in bundle if not isinstance(item, BundleSkipped)])
    (span,) = telescope.spans
    assert 1 == events(span).count("tigris.bundle.fallback")
    assert attributes(span)["tigris.bundle.fallback_gets"] >= 20
    assert (20, 1) == (attributes(span)["tigris.bundle.delivered"], attributes(span)["tigris.bundle.skipped"])
    assert StatusCode.UNSET == span.status.status_code


async def test_a_bundle_ends_with_its_error_or_when_it_is_closed(
    client: AsyncTigrisHTTP, telescope: Telescope, tigris: Emulator
) -> None:
    await filled(client, telescope)
    with pytest.raises(BundleError):
        await client.bundle_objects("atlas", ["gone", *KEYS], on_error="fail")
    async with client.bundle_objects("atlas", KEYS) as bundle:
        async for _ in bundle:
            break
        assert 1 == len(telescope.spans)
    with pytest.raises(BundleError):
        async with client.bundle_objects("atlas", ["gone", *KEYS], on_skipped="raise") as bundle:
            assert 0 < len([item async for item in bundle])
    failed, closed, later = telescope.spans
    assert ["BundleError", None, "BundleError"] == [
        attributes(span).get("error.type") for span in (failed, closed, later)
    ]
    assert 1 == attributes(closed)["tigris.bundle.delivered"]


# -- actions of several calls -----------------------------------------------------------------------------------------


async def test_a_tree_is_one_span_with_its_calls_below(
    client: AsyncTigrisHTTP, telescope: Telescope, tmp_path: Path, tigris: Emulator
) -> None:
    await filled(client, telescope)
    for number in range(12):
        (tmp_path / f"f{number}").write_bytes(b"x" * 100)
    tigris.inject(Fault("status", operation="PutObject", times=3))
    with telescope.tracers.get_tracer("test").start_as_current_span("mine"):
        result = await client.upload_tree(tmp_path, "atlas", "tree/")
    assert result.ok
    tree = telescope.the("UploadTree")
    assert (SpanKind.INTERNAL, "UploadTree") == (tree.kind, attributes(tree)["tigris.action"])
    assert (12, 0, 1200) == tuple(attributes(tree)[f"tigris.tree.{name}"] for name in ("sent", "failed", "bytes"))
    assert is_below(tree, telescope.the("mine"))
    puts = [span for span in telescope.spans if span.name == "S3.PutObject"]
    assert 12 == len(puts)
    below = [span for span in telescope.spans if span.name not in ("mine", "UploadTree")]
    assert all(is_below(span, tree) for span in below), "also in its threads"
    assert 3 == telescope.measured("tigris.client.retries", rpc_method="PutObject")[1]
    assert 1 == telescope.measured("tigris.client.action.duration", tigris_action="UploadTree")[0]


async def test_a_tree_down_has_its_bundle_below(client: AsyncTigrisHTTP, telescope: Telescope, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    for key in KEYS:
        await client.put_object("atlas", f"tree/{key}", b"y" * 4096)
    telescope.forget()
    assert (await client.download_tree("atlas", "tree/", tmp_path)).ok
    tree = telescope.the("DownloadTree")
    below = [span for span in telescope.spans if span is not tree]
    assert "S3.BundleObjects" in {span.name for span in below}
    assert all(span.parent is not None and span.parent.span_id == tree.context.span_id for span in below)


async def test_parts_are_below_their_upload(client: AsyncTigrisHTTP, telescope: Telescope, tmp_path: Path) -> None:
    await filled(client, telescope)
    path = tmp_path / "large"
    path.write_bytes(b"z" * (11 << 20))
    await client.upload_file("atlas", "up", path, transfer=TransferOptions(part_size=5 << 20, threshold=5 << 20))
    upload = telescope.the("UploadFile")
    parts = [span for span in telescope.spans if span.name == "S3.UploadPart"]
    assert {1, 2, 3} == {attributes(span)["aws.s3.part_number"] for span in parts}
    assert all(is_below(span, upload) for span in telescope.spans if span.name != "UploadFile")
    assert 11 << 20 == telescope.measured("tigris.client.sent", rpc_method="UploadPart")[1]


async def test_an_update_has_its_requests_below(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await filled(client, telescope)
    await client.update_object("atlas", "k00", lambda _: b"new")
    update = telescope.the("UpdateObject")
    assert ["S3.GetObject", "S3.PutObject", "UpdateObject"] == telescope.names
    assert all(is_below(span, update) for span in telescope.spans[:-1])


async def test_a_failed_action_has_its_error(client: AsyncTigrisHTTP, telescope: Telescope, tmp_path: Path) -> None:
    await filled(client, telescope)
    with pytest.raises(TigrisError):
        await client.download_file("atlas", "patients/jane", tmp_path / "file")
    span = telescope.the("DownloadFile")
    assert ("NotFound", StatusCode.ERROR) == (attributes(span)["error.type"], span.status.status_code)
    assert not [text for text in telescope.texts() if "jane" in text]


async def test_a_file_for_writing_is_a_span_until_it_is_stored_or_not(
    client: AsyncTigrisHTTP, telescope: Telescope
) -> None:
    await filled(client, telescope)
    async with client.write_object("atlas", "w") as file:
        await file.write(b"abc")
        assert [] == telescope.spans
    file = await client.write_object("atlas", "w2")
    await file.write(b"abc")
    await file.__aexit__(LookupError, LookupError(), None)
    put, stored, failed = telescope.spans
    assert is_below(put, stored)
    assert ["WriteObject", "WriteObject"] == [stored.name, failed.name]
    assert [None, "LookupError"] == [attributes(span).get("error.type") for span in (stored, failed)]


async def test_items_are_a_span_from_the_first_to_the_end(client: AsyncTigrisHTTP, telescope: Telescope) -> None:
    await filled(client, telescope)
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k00", b"changed")
    telescope.forget()
    changes = client.diff("atlas", old=version)
    assert ["k00"] == [change.key async for change in changes]
    async with client.diff("atlas", old=version) as closed:
        async for _ in closed:
            break
    diffs = [span for span in telescope.spans if span.name == "Diff"]
    assert 2 == len(diffs)
    ids = {span.context.span_id for span in diffs}
    assert all(span.parent is not None and span.parent.span_id in ids for span in telescope.spans if span not in diffs)


async def test_a_body_that_stalls_is_a_timeout(harness: Harness, telescope: Telescope, tigris: Emulator) -> None:
    client = telescope.of(harness, retry=AT_ONCE)
    await filled(client, telescope)
    tigris.inject(Fault("stall_body", after=1000, times=9))
    hasty = client.with_options(timeouts=Timeouts(read=0.5))
    async with hasty.get_object("atlas", "large", resume=False) as body:
        with pytest.raises(TigrisError):
            await body.read()
    (span,) = telescope.spans
    assert "TimedOut" == attributes(span)["error.type"]
