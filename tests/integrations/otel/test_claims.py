"""Claims about any use: a span for each call, no secret, little overhead, the same from both clients."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.uses import USES
from tests.scenarios.harness import AT_ONCE, MODES, Harness
from tigris_http import Attempt, Credentials, TigrisError, TigrisHTTP
from tigris_http.emulator import Emulator, EmulatorCredentials, Fault

from .telescope import Telescope, attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "tsec_D1st1nct1veSecretOfTheTraces"
TOKEN = "D1st1nct1veSessionTokenOfTheTraces"
KEY = Credentials("tid_a", SECRET, TOKEN)
SIGNATURE = re.compile(r"Signature=([0-9a-f]{64})")


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    known = EmulatorCredentials(KEY.access_key_id, SECRET, session_token=TOKEN)
    with Emulator(credentials=[known], minimum_part_size=0) as emulator:
        with TigrisHTTP(emulator.endpoint, KEY) as client:
            client.create_bucket("atlas-data", snapshot_enabled=True)
            for key in ("k", "a.txt", "old name+1.txt", "img/1.jpg", "notes/ä b.txt", "empty"):
                client.put_object("atlas-data", key, b"" if key == "empty" else b"contents of " + key.encode() * 50)
        yield emulator


# -- as many spans as calls -------------------------------------------------------------------------------------------


async def _get(client: Any) -> None:
    async with client.get_object("atlas-data", "k") as body:
        await body.read()


async def _bundle(client: Any) -> None:
    async with client.bundle_objects("atlas-data", ["k", "gone", "a.txt"]) as bundle:
        assert 3 == len([item async for item in bundle])


async def _listed(client: Any) -> None:
    assert 1 == len([bucket async for bucket in client.list_buckets()])


CALLS: dict[str, Callable[[Any], Any]] = {
    "S3.PutObject": lambda client: client.put_object("atlas-data", "p", b"x" * 500),
    "S3.HeadObject": lambda client: client.head_object("atlas-data", "k"),
    "S3.DeleteObject": lambda client: client.delete_object("atlas-data", "p"),
    "S3.CopyObject": lambda client: client.copy_object("atlas-data", "copy", "atlas-data", "k"),
    "S3.GetObjectTagging": lambda client: client.get_object_tagging("atlas-data", "k"),
    "S3.ListBuckets": _listed,
    "S3.GetObject": _get,
    "S3.BundleObjects": _bundle,
}


FAULTS = st.sampled_from(
    [
        Fault("status"),
        Fault("status", times=9),
        Fault("drop_request"),
        Fault("lose_answer", after=10),
        Fault("cut_body", after=20),
        Fault("error_in_200"),
        Fault("clock_skewed"),
        Fault("long_length", after=100),
        Fault("status", status=403, code="AccessDenied"),
    ]
)
STEPS = st.lists(st.tuples(st.sampled_from(list(CALLS)), st.lists(FAULTS, max_size=2)), min_size=1, max_size=8)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_there_are_as_many_spans_as_calls(service: Emulator, mode: str, steps: list[tuple[str, list[Fault]]]) -> None:
    telescope, outcomes, answered = Telescope(), list[str | None](), list[Attempt]()
    harness = Harness(mode, service)

    async def story() -> None:
        client = telescope.of(harness, credentials=KEY, retry=AT_ONCE, on_response=answered.append)
        for name, faults in steps:
            service.clear_faults()
            service.inject(*faults)
            try:
                await CALLS[name](client)
            except TigrisError as error:
                outcomes.append(type(error).__name__)
            else:
                outcomes.append(None)
        service.clear_faults()

    try:
        service.clear_requests()
        harness.play(story)
        spans = telescope.spans
        assert [name for name, _ in steps] == [span.name for span in spans]
        assert outcomes == [attributes(span).get("error.type") for span in spans]
        attempts = [event for span in spans for event in span.events if event.name == "tigris.attempt"]
        assert len(answered) == len(attempts)
        # The service saw no request that came on a connection that it was closing.
        assert len(steps) <= len(service.requests) <= len(attempts)
        assert len(attempts) == telescope.measured("tigris.client.attempt.duration")[0]
        assert len(steps) == telescope.measured("rpc.client.call.duration")[0]
    finally:
        telescope.shutdown()


# -- no secret --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [None, Fault("status", times=1000), Fault("status", status=403, code="AccessDenied"), Fault("cut_body", after=2)],
    ids=["nothing", "unavailable", "denied", "cut"],
)
def test_no_attribute_has_a_secret(service: Emulator, telescope: Telescope, fault: Fault | None) -> None:
    harness = Harness("blocking", service)
    service.clear_requests()

    async def story() -> None:
        client = telescope.of(harness, credentials=KEY, record_keys=True)
        for each in USES:
            if each.verb in ("delete_bucket", "delete_prefix", "create_bucket"):
                continue
            service.clear_faults()
            if fault is not None:
                service.inject(fault)
            try:
                await each.do(client)
            except TigrisError:
                continue
        service.clear_faults()

    harness.play(story)
    signatures = {
        found for request in service.requests for _, text in request.headers for found in SIGNATURE.findall(text)
    }
    everything = "\0".join(telescope.texts())
    assert 50 < len(telescope.spans)
    assert 20 < len(signatures)
    assert not {SECRET, TOKEN} & {secret for secret in (SECRET, TOKEN) if secret in everything}
    assert not signatures & set(re.findall(r"(?=([0-9a-f]{64}))", everything))
    assert not re.search(r"X-Amz-(Signature|Credential|Security)", everything, re.IGNORECASE)


# -- the same from both clients ---------------------------------------------------------------------------------------

VARIES = {"aws.request_id", "tigris.attempt.duration", "tigris.wait", "server.port"}


def _told(telescope: Telescope) -> list[object]:
    return [
        (
            span.name,
            span.kind,
            span.status.status_code,
            span.status.description,
            {name: value for name, value in attributes(span).items() if name not in VARIES},
            [
                (each.name, {name: value for name, value in (each.attributes or {}).items() if name not in VARIES})
                for each in span.events
            ],
        )
        for span in telescope.spans
    ]


def test_both_clients_tell_the_same(telescope: Telescope) -> None:
    told: dict[str, list[object]] = {}
    points: dict[str, Counter[tuple[str, str]]] = {}
    for mode in MODES:
        with Emulator(minimum_part_size=0) as emulator:
            seen, harness = Telescope(), Harness(mode, emulator)

            async def story(seen: Telescope = seen, harness: Harness = harness, emulator: Emulator = emulator) -> None:
                client = seen.of(harness, record_keys=True)
                await client.create_bucket("atlas-data", snapshot_enabled=True)
                await client.put_object("atlas-data", "k", b"x" * 9000)
                for name, call in CALLS.items():
                    emulator.inject(Fault("status"), Fault("cut_body", operation="GetObject", after=300))
                    try:
                        await call(client)
                    except TigrisError as error:
                        assert name in str(error) or error.operation  # noqa: PT017
                    emulator.clear_faults()
                await client.update_object("atlas-data", "k", lambda _: b"new")
                async with client.write_object("atlas-data", "w") as file:
                    await file.write(b"abc")

            harness.play(story)
            told[mode] = _told(seen)
            points[mode] = Counter((point.metric, str(point.attributes.get("rpc.method"))) for point in seen.points)
            seen.shutdown()
    assert 12 <= len(told["blocking"])
    assert told["blocking"] == told["asyncio"] == told["trio"]
    assert points["blocking"] == points["asyncio"] == points["trio"]


# -- the cost ---------------------------------------------------------------------------------------------------------


def _calls(work: Callable[[], object]) -> int:
    """Return the number of Python functions that run."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    work()  # what is made once is made
    work()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_the_view_costs_few_calls_of_functions(service: Emulator) -> None:
    """Measured without an SDK: what remains is ours, with the API's own functions that do nothing."""
    from tigris_http.otel import instrument

    with TigrisHTTP(service.endpoint, KEY) as plain:
        client = instrument(plain)
        head = [_calls(lambda each=each: each.head_object("atlas-data", "k")) for each in (plain, client)]  # type: ignore[misc]
        put = [_calls(lambda each=each: each.put_object("atlas-data", "k", b"x")) for each in (plain, client)]  # type: ignore[misc]
    assert head[0] < head[1] <= head[0] + 75
    assert put[0] < put[1] <= put[0] + 75


def test_a_large_body_costs_a_few_functions_for_each_read(service: Emulator) -> None:
    from tigris_http.otel import instrument

    with TigrisHTTP(service.endpoint, KEY) as plain:
        plain.put_object("atlas-data", "large", bytes(4 << 20))
        buffer, reads = bytearray(64 << 10), 0

        def read(client: TigrisHTTP) -> int:
            nonlocal reads
            reads = 0
            with client.get_object("atlas-data", "large") as body:
                while body.readinto(buffer):
                    reads += 1
            return reads

        without, with_ = _calls(lambda: read(plain)), _calls(lambda: read(instrument(plain)))
    assert with_ - without <= 400 + 12 * reads
