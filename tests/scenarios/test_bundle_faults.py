"""Bundles under every fault of the emulator: all results are right, or a right beginning and one named error.

Each case is one bundle of one client, read to its end while the service misbehaves. The results must equal the stored
objects, and the account the requests that the emulator saw. Then nothing may be left: no thread, no task, no connection
in use, and none open once the client is closed. The client must answer a plain GET at once.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import os
import random
import subprocess
import sys
import tarfile
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import anyio
import pytest

from tests.rawserver import Answer, RawServer, cut, reply
from tigris_http import (
    AccessDenied,
    AsyncTigrisHTTP,
    BundleError,
    BundleKey,
    BundleSkipped,
    BundleStats,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    ObjectChanged,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Emulator, Fault

Compression: TypeAlias = Literal["none", "gzip", "zstd"]
COMPRESSIONS: tuple[Compression, ...] = ("none", "gzip", "zstd")
BOTH = ("blocking", "asyncio")
MODES = (*BOTH, "trio")
BUCKET = "atlas"
MANIFEST = "__bundle_errors.json"
QUICK = RetryPolicy(base=0.001, cap=0.002)
"""As many attempts as by default, with almost no waiting."""
SOON = Timeouts(connect=5, read=0.12, write=5, pool=5)
PATIENT = Timeouts(connect=5, read=5, write=5, pool=5)
"""For cases without stalls: on a busy machine 0.12 seconds may pass by accident."""
FOR_EVER = 10_000
DEADLINE = 10.0

RANDOM = random.Random(11)
SMALL = {
    f"{name}/{number:02}": RANDOM.randbytes(size)
    for number, (name, size) in enumerate(
        zip(["s", "s", "é \U0001f600", "s", "long" * 45] * 3, [700, 0, 512, 1, 2048, 3001, 513] * 3, strict=False)
    )
}
LARGE = {"large/a": RANDOM.randbytes(1_100_003), "large/b": RANDOM.randbytes(1_048_577)}
CONTENTS = SMALL | LARGE
S, L = list(SMALL), list(LARGE)
KEYS = {
    "small": ["gone/0", "gone/1", *S[:6], "gone/2", S[2], *S[6:], S[0], "gone/2", "gone/3"],
    "large": ["gone/0", L[0], "gone/1", L[1], "gone/2"],
    "mixed": ["gone/0", *S[:4], L[0], S[1], "gone/1", *S[4:9], L[1], S[9], "gone/1", S[0], "gone/2"],
}
"""Missing keys at the start, in the middle and at the end; repeated keys, missing ones among them."""


def truth(keys: list[str]) -> list[tuple[str, int, bytes | str]]:
    """Return the results that a bundle of these keys must give, with their positions as tags."""
    return [(key, place, CONTENTS.get(key, "NoSuchKey")) for place, key in enumerate(keys)]


# -- the service ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulator whose objects were written ten minutes ago, by its own clock."""
    data = tmp_path_factory.mktemp("bundle-faults")
    with (
        Emulator(data=data, clock_skew=-600) as past,
        TigrisHTTP(past.endpoint, past.credentials) as client,
    ):
        client.create_bucket(BUCKET, snapshot_enabled=True)
        for key, content in CONTENTS.items():
            client.put_object(BUCKET, key, content)
    with Emulator(data=data) as present:
        yield present


@pytest.fixture
def tigris(service: Emulator) -> Iterator[Emulator]:
    """The emulator, without faults and recorded requests."""
    service.clear_faults()
    service.clear_requests()
    yield service
    service.clear_faults()


def open_connections(port: int) -> int:
    """Return the number of connections to this port that a client holds open."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return 0
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    # A closed socket has no inode, however long the system lists it.
    return sum(int(row[2].partition(":")[2], 16) == port and row[9] != "0" for row in rows)


# -- one case ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A bundle to read, and the way to read it."""

    keys: list[str]
    compression: Compression = "none"
    how: str = "views"
    min_bundle: int = 8
    on_skipped: Any = "yield"
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    client: dict[str, Any] = field(default_factory=dict[str, Any])
    halfway: Callable[[str], None] | None = None
    """Called with a key once a first chunk of this large member was read."""
    stop_behind: int | None = None
    """The number of results after which the reader leaves."""

    def opened(self, client: Any) -> Any:
        options = {"min_bundle": self.min_bundle, "on_skipped": self.on_skipped, **self.options}
        items = [(key, place) for place, key in enumerate(self.keys)]
        return client.bundle_objects(BUCKET, items, compression=self.compression, **options)

    def half(self, member: Any) -> None:
        if self.halfway is not None and member.size > 1 << 20:
            self.halfway(member.key)


@dataclass
class Outcome:
    """The outcome of a case."""

    results: list[tuple[str, int, Any]] = field(default_factory=list[tuple[str, int, Any]])
    """Key, tag, and bytes or the `BundleSkipped` itself, whose reason arrives late."""
    error: TigrisError | None = None
    stats: BundleStats | None = None
    position: int | None = None
    seen: Counter[str] = field(default_factory=Counter[str])
    """Requests that the emulator saw, by operation."""

    @property
    def found(self) -> list[tuple[str, int, bytes | str | None]]:
        return [
            (key, tag, content.reason if isinstance(content, BundleSkipped) else content)
            for key, tag, content in self.results
        ]


def was_skipped(item: Any) -> bool:
    return isinstance(item, BundleSkipped)


def read(member: Any, case: Case) -> bytes:
    if case.how == "read":
        return bytes(member.read())
    if case.how == "readinto":
        target, filled = memoryview(bytearray(member.size)), 0
        while count := member.readinto(target[filled : filled + 400_000]):
            if not filled:
                case.half(member)
            filled += count
        assert not member.readinto(bytearray(1))
        return bytes(target[:filled])
    content = bytearray()
    for view in member.views():
        if not content:
            case.half(member)
        content += view
    return bytes(content)


async def aread(member: Any, case: Case) -> bytes:
    if case.how == "read":
        return bytes(await member.read())
    if case.how == "readinto":
        target, filled = memoryview(bytearray(member.size)), 0
        while count := await member.readinto(target[filled : filled + 400_000]):
            if not filled:
                case.half(member)
            filled += count
        assert not await member.readinto(bytearray(1))
        return bytes(target[:filled])
    content = bytearray()
    async for view in member.views():
        if not content:
            case.half(member)
        content += view
    return bytes(content)


def connections(client: Any) -> list[Any]:
    """Return the connections of a client's pool that are in use."""
    return list(client._transport.senders.get().pool.in_use)


def assert_idle(client: Any) -> None:
    assert [] == connections(client), "connections still in use"


def jobs() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "tigris_http job"]


def eventually(nothing: Callable[[], Any]) -> Any:
    """Return the count once it is zero, or after two seconds."""
    until = time.monotonic() + 2
    while (left := nothing()) and time.monotonic() < until:
        time.sleep(0.002)
    return left


def blocking(tigris: Emulator, case: Case, outcome: Outcome) -> None:
    stalls = any(fault.kind in ("stall_body", "slow_body") for fault in tigris.faults)
    options: dict[str, Any] = {"retry": QUICK, "timeouts": SOON if stalls else PATIENT, **case.client}
    with TigrisHTTP(tigris.endpoint, tigris.credentials, **options) as client:
        bundle = None
        try:
            with case.opened(client) as bundle:
                for number, item in enumerate(bundle, 1):
                    content: Any = item if was_skipped(item) else read(item, case)
                    outcome.results.append((item.key, item.tag, content))
                    if number == case.stop_behind:
                        break
        except TigrisError as error:
            outcome.error = error
        if bundle is not None:
            outcome.stats, outcome.position = bundle.stats, bundle.position
            del bundle
        assert_idle(client)
        tigris.clear_faults()
        with client.get_object(BUCKET, S[0]) as body:
            assert SMALL[S[0]] == body.read()
        assert [] == eventually(jobs), "threads left"


def living_tasks() -> set[Any]:
    try:
        return {task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()}
    except RuntimeError:
        import trio

        found: list[Any] = [trio.lowlevel.current_root_task()]
        for task in found:
            found += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
        return {task.name for task in found if task is not None and task.name == "tigris_http job"}


async def awaited(tigris: Emulator, case: Case, outcome: Outcome) -> None:
    stalls = any(fault.kind in ("stall_body", "slow_body") for fault in tigris.faults)
    options: dict[str, Any] = {"retry": QUICK, "timeouts": SOON if stalls else PATIENT, **case.client}
    async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, **options) as client:
        bundle = None
        try:
            async with case.opened(client) as bundle:
                number = 0
                async for item in bundle:
                    content: Any = item if was_skipped(item) else await aread(item, case)
                    outcome.results.append((item.key, item.tag, content))
                    number += 1
                    if number == case.stop_behind:
                        break
        except TigrisError as error:
            outcome.error = error
        if bundle is not None:
            outcome.stats, outcome.position = bundle.stats, bundle.position
            del bundle
        assert_idle(client)
        tigris.clear_faults()
        async with client.get_object(BUCKET, S[0]) as body:
            assert SMALL[S[0]] == await body.read()
        for _ in range(20):
            if living_tasks():
                await anyio.sleep(0.001)
        assert set() == living_tasks(), "tasks left"


def tried(mode: str, tigris: Emulator, case: Case, *faults: Fault) -> Outcome:
    """Read a bundle while the service misbehaves; check that nothing is left behind."""
    outcome = Outcome()
    tigris.inject(*faults)
    begun = time.monotonic()
    if mode == "blocking":
        blocking(tigris, case, outcome)
    else:
        anyio.run(awaited, tigris, case, outcome, backend=mode)
    assert DEADLINE > time.monotonic() - begun
    assert 0 == eventually(lambda: open_connections(tigris.port)), "connections that outlive their client"
    assert [] == jobs()
    outcome.seen = Counter(request.operation for request in tigris.requests)
    outcome.seen["GetObject"] -= 1  # the GET that showed that the client works
    return outcome


def assert_account(case: Case, outcome: Outcome) -> None:
    """Compare the account with the results, and with the requests that the service saw."""
    stats = outcome.stats
    if stats is None:
        assert [] == outcome.results
        return
    members = [content for _, _, content in outcome.results if isinstance(content, bytes)]
    skipped = len(outcome.results) - len(members)
    if case.on_skipped == "drop":
        skipped = stats.skipped
    # A member that broke while it was read had been handed out, and was counted.
    broken = outcome.position - skipped - len(members) if outcome.position is not None else 0
    assert broken in ((0, 1) if outcome.error is not None else (0,))
    assert (len(members) + broken, skipped) == (stats.delivered, stats.skipped)
    assert len(case.keys) == stats.requested or outcome.error is not None
    assert len(case.keys) >= stats.requested
    if not broken:
        assert sum(map(len, members)) == stats.bytes
    assert 0 < stats.requests <= outcome.seen["BundleObjects"]
    if outcome.error is None:  # after an early end some requests that were begun may not have been sent
        assert stats.fallback_gets <= outcome.seen["GetObject"]


def assert_right(case: Case, outcome: Outcome) -> None:
    """All results are right, including the reasons of skipped keys."""
    if outcome.error is not None:
        raise AssertionError("this was to be healed") from outcome.error
    assert truth(case.keys) == outcome.found
    assert len(case.keys) == outcome.position
    assert_account(case, outcome)


def assert_error(case: Case, outcome: Outcome, *kinds: type[TigrisError]) -> None:
    """There is one error, it names its position, and the results before it are right."""
    assert isinstance(outcome.error, kinds)
    assert (True, BUCKET) == (outcome.error.operation is not None, outcome.error.bucket)
    expected = truth(case.keys)[: len(outcome.found)]
    known = [(k, t, c if f is not None else None) for (k, t, c), (_, _, f) in zip(expected, outcome.found, strict=True)]
    assert known == outcome.found
    assert_account(case, outcome)


# -- breaks of a stream -----------------------------------------------------------------------------------------------

_WIRE: dict[tuple[str, Compression], bytes] = {}


def wire(tigris: Emulator, size: str, compression: Compression) -> bytes:
    """Return the body that the service sends for the keys of this size."""
    from tigris_http.operations.bundles.bundles import BundleRequest

    if (size, compression) not in _WIRE:
        keys = tuple(dict.fromkeys(KEYS[size]))
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            source = client.stream(BundleRequest(BUCKET, keys, compression=compression)).source
            body, room = bytearray(), memoryview(bytearray(1 << 20))
            while count := source.readinto(room):
                body += room[:count]
        _WIRE[size, compression] = bytes(body)
    return _WIRE[size, compression]


def places(tigris: Emulator, size: str, compression: Compression) -> dict[str, int]:
    """Return offsets into the body at which to break it; of a compressed body, roughly."""
    plain = wire(tigris, size, "none")
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        members = tar.getmembers()
    *objects, manifest = members
    assert MANIFEST == manifest.name
    found = {
        "before the first member": 0,
        "in the first header": 100,
        "in the first member": objects[0].offset_data + 100,
        "in the last member": objects[-1].offset_data + objects[-1].size // 2,
        "behind the last member": manifest.offset,
        "in the manifest": manifest.offset_data + 20,
        "behind the manifest": len(plain) - 1000,
        "behind the end": len(plain),
    }
    middle = objects[len(objects) // 2]
    found["in the middle"] = middle.offset_data + middle.size // 2
    larges = [each for each in objects if each.size > 1 << 20]
    if larges:
        found["in a large member"] = larges[0].offset_data + 700_000
        found["at the end of a large member"] = larges[-1].offset_data + larges[-1].size
    whole = len(wire(tigris, size, compression))
    return {name: offset * whole // len(plain) for name, offset in found.items()}


PLACES = [
    "before the first member",
    "in the first header",
    "in the first member",
    "in the middle",
    "in a large member",
    "at the end of a large member",
    "in the last member",
    "behind the last member",
    "in the manifest",
    "behind the manifest",
    "behind the end",
]
TIMES = {"once": 1, "thrice": 3, "always": FOR_EVER}
HOW = {"once": "views", "thrice": "readinto", "always": "read"}


def has_no_large(mode: str, size: str, compression: str, place: str, times: str) -> bool:
    return "large member" in place and size == "small"


@pytest.mark.pairwise(mode=MODES, size=KEYS, compression=COMPRESSIONS, place=PLACES, times=TIMES, unless=has_no_large)
def test_a_stream_cut_anywhere_any_number_of_times_is_resumed(
    tigris: Emulator, mode: str, size: str, compression: Compression, place: str, times: str
) -> None:
    """A stream that never ends properly resumes too: in the end there are single GETs."""
    after = places(tigris, size, compression)[place]
    case = Case(KEYS[size], compression, HOW[times], min_bundle=1 if times == "thrice" else 8)
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert 0 < outcome.stats.resumed


@pytest.mark.pairwise(
    mode=MODES,
    compression=COMPRESSIONS,
    place=["before the first member", "in a large member", "in the last member", "behind the end"],
    times=TIMES,
)
def test_a_stream_that_is_reset_is_resumed(
    tigris: Emulator, mode: str, compression: Compression, place: str, times: str
) -> None:
    """A reset may overtake bytes sent before it: the stream breaks anywhere before the offset, and recovers alike."""
    after = places(tigris, "mixed", compression)[place]
    case = Case(KEYS["mixed"], compression, HOW[times])
    fault = Fault("cut_body", "BundleObjects", after=after, times=TIMES[times], abort=True)
    assert_right(case, tried(mode, tigris, case, fault))


@pytest.mark.parametrize(
    ("mode", "place", "times"),
    [
        *itertools.product(BOTH, PLACES, ["once"]),
        *itertools.product(MODES, ["in a large member"], ["always"]),
    ],
)
def test_a_stream_that_stalls_is_abandoned_and_resumed(tigris: Emulator, mode: str, place: str, times: str) -> None:
    """Only the read timeout detects silence, so each case takes that long."""
    after = places(tigris, "mixed", "none")[place]
    case = Case(KEYS["mixed"], how=HOW[times])
    fault = Fault("stall_body", "BundleObjects", after=after, seconds=1, times=TIMES[times])
    outcome = tried(mode, tigris, case, fault)
    assert_right(case, outcome)
    if place != "behind the end":
        assert outcome.stats is not None
        assert 0 < outcome.stats.resumed


# -- bundle requests without a proper answer --------------------------------------------------------------------------

REFUSALS: dict[str, tuple[Fault, type[TigrisError] | None, type[TigrisError] | None]] = {
    "no answer": (Fault("drop_request"), None, ConnectionFailed),
    "reset": (Fault("drop_request", abort=True), None, ConnectionFailed),
    "answer lost": (Fault("lose_answer"), None, ConnectionFailed),
    "head cut": (Fault("lose_answer", after=30), None, ConnectionFailed),
    "500": (Fault("status", status=500), None, Unavailable),
    "503": (Fault("status", status=503, retry_after=0), None, Unavailable),
    "503 of a proxy": (Fault("status", status=503, body="busy"), None, Unavailable),
    "429": (Fault("status", status=429), None, Unavailable),
    "error in 200": (Fault("error_in_200"), None, None),
    "clock skewed": (Fault("clock_skewed"), AccessDenied, AccessDenied),
    "closed behind it": (Fault("close_idle"), None, None),
    "length too long": (Fault("long_length", after=1000), None, None),
    "no end of tar": (Fault("truncate_tar"), None, None),
}
"""The faults of the first bundle request, and the errors that result from three of them, and from faults without end.
"""


@pytest.mark.pairwise(mode=MODES, refusal=REFUSALS, compression=COMPRESSIONS, times=TIMES)
def test_a_bundle_request_without_a_proper_answer_is_sent_again(
    tigris: Emulator, mode: str, refusal: str, compression: Compression, times: str
) -> None:
    fault, thrice, for_ever = REFUSALS[refusal]
    size = {"none": "mixed", "gzip": "small", "zstd": "large"}[compression]
    case = Case(KEYS[size], compression, HOW[times])
    fault = replace(fault, operation="BundleObjects", times=TIMES[times])
    outcome = tried(mode, tigris, case, fault)
    expected = {"once": None, "thrice": thrice, "always": for_ever}[times]
    if expected is None:
        assert_right(case, outcome)
    else:
        assert_error(case, outcome, expected)
        assert [] == outcome.found


@pytest.mark.parametrize(("mode", "compression"), [*zip(MODES, COMPRESSIONS, strict=True)])
def test_retry_after_is_respected(tigris: Emulator, mode: str, compression: Compression) -> None:
    """The client waits for `Retry-After` in full, even if the policy would wait less."""
    case = Case(KEYS["small"], compression)
    begun = time.monotonic()
    assert_right(case, tried(mode, tigris, case, Fault("status", "BundleObjects", status=503, retry_after=1)))
    assert 1 <= time.monotonic() - begun


@pytest.mark.parametrize(("mode", "compression"), [*zip(MODES, COMPRESSIONS, strict=True)])
def test_a_slow_stream_is_not_a_broken_one(tigris: Emulator, mode: str, compression: Compression) -> None:
    """It may take far longer than the read timeout, which applies to the next bytes, not to the whole."""
    case = Case(KEYS["small"], compression)
    rate = len(wire(tigris, "small", compression)) / 0.5
    outcome = tried(mode, tigris, case, Fault("slow_body", "BundleObjects", rate=rate))
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)


@pytest.mark.pairwise(mode=MODES, size=KEYS, compression=COMPRESSIONS)
def test_without_a_fault_nothing_is_resumed(tigris: Emulator, mode: str, size: str, compression: Compression) -> None:
    """The converse of these claims: `resumed` and `fallback_gets` count breaks and nothing else."""
    case = Case(KEYS[size], compression)
    outcome = tried(mode, tigris, case)
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)
    seen = {name: count for name, count in outcome.seen.items() if count}
    assert seen.pop("HeadObject", 0) <= 3  # HEADs of keys that the bundle skipped
    assert {"BundleObjects": 1} == seen


# -- single GETs instead of bundles -----------------------------------------------------------------------------------

NO_BUNDLES = Fault("cut_body", "BundleObjects", after=0, times=FOR_EVER)
GETS: dict[str, tuple[Fault, type[TigrisError] | None]] = {
    **{name: (fault, error) for name, (fault, _, error) in REFUSALS.items() if name != "no end of tar"},
    "error in 200": (Fault("error_in_200"), Unavailable),
    "cut at once": (Fault("cut_body"), IncompleteBody),
    "cut": (Fault("cut_body", after=300), IncompleteBody),
    "cut in a large one": (Fault("cut_body", after=600_000), None),
    "cut at its end": (Fault("cut_body", after=1_048_000), None),
    "reset in a large one": (Fault("cut_body", after=600_000, abort=True), None),
    "stalled": (Fault("stall_body", seconds=1), TimedOut),
    "slow": (Fault("slow_body", rate=20e6), None),
    "length too long": (Fault("long_length", after=1000), IncompleteBody),
}
"""The faults of GETs, and the error of a fault that never ends. A GET that gains bytes each time recovers."""


@pytest.mark.pairwise(mode=MODES, fault=GETS, times=TIMES)
def test_single_gets_that_break_are_sent_again(tigris: Emulator, mode: str, fault: str, times: str) -> None:
    """Each GET has its own attempts; three faults in all never take the last one."""
    case = Case(KEYS["mixed"], "none", HOW[times])
    got, error = GETS[fault]
    outcome = tried(mode, tigris, case, NO_BUNDLES, replace(got, operation="GetObject", times=TIMES[times]))
    if times == "always" and error is not None:
        assert_error(case, outcome, error)
    elif times == "thrice" and fault == "clock skewed" and outcome.error is not None:
        # One request may meet it twice, and corrects its clock once.
        assert_error(case, outcome, AccessDenied)
    elif fault == "length too long" and outcome.error is not None:
        # A GET that got a wrong size cannot be right any more.
        assert_error(case, outcome, ObjectChanged)
    else:
        assert_right(case, outcome)
        assert outcome.stats is not None
        assert 0 < outcome.stats.fallback_gets


# -- large objects that resume ----------------------------------------------------------------------------------------

IN_A_LARGE_ONE = Fault("cut_body", "BundleObjects", after=1_000_000)
REST = {name: got for name, got in GETS.items() if name not in ("reset", "503 of a proxy", "429", "head cut")}
HEADS = {name: (fault, error) for name, (fault, error) in REST.items() if fault.kind not in ("cut_body", "stall_body")}
HEADS["error in 200"] = (Fault("error_in_200"), CorruptBody)  # a HEAD has no body for it


@pytest.mark.pairwise(mode=BOTH, fault=HEADS, times=TIMES)
def test_the_head_that_identifies_an_object_may_break_too(tigris: Emulator, mode: str, fault: str, times: str) -> None:
    """A bundle does not identify the object that it streams: a HEAD does, before the client requests the rest."""
    case = Case(["gone/0", L[0], S[0]], "none", HOW[times])
    head_fault, error = HEADS[fault]
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, replace(head_fault, operation="HeadObject", times=TIMES[times]))
    assert 0 < outcome.seen["HeadObject"]
    if fault == "length too long":
        error = None  # a HEAD has no body for it
    elif fault == "clock skewed" and (times != "once" or outcome.error is not None):
        # Nor for the reason of a refusal: a right clock explains none. The HEAD for the missing key may meet the fault.
        times = "always"
    if error is not None and times == "always":
        assert_error(case, outcome, error)
        assert ["gone/0"] == [key for key, _, _ in outcome.found]
    else:
        assert_right(case, outcome)


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, fault=REST, times=TIMES)
def test_resumed_reads_may_break_too(
    tigris: Emulator, mode: str, compression: Compression, fault: str, times: str
) -> None:
    """The client requests the rest of a large object as often as the policy says, and never that of another object."""
    case = Case([L[0], "gone/0", L[1]], compression, HOW[times])
    got, error = GETS[fault]
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, replace(got, operation="GetObject", times=TIMES[times]))
    if fault == "length too long":
        # The range has another length than it announces: the client does not begin to read such an answer.
        assert_error(case, outcome, MalformedResponse)
    elif fault == "cut" and times == "always":
        # A few more bytes each time: whether they suffice depends on the number left.
        assert_error(case, outcome, IncompleteBody) if outcome.error else assert_right(case, outcome)
    elif error is not None and (times == "always" or (times == "thrice" and fault == "clock skewed")):
        assert_error(case, outcome, error)
    else:
        assert_right(case, outcome)
        assert outcome.stats is not None
        assert 0 < outcome.stats.fallback_gets


# -- objects that change ----------------------------------------------------------------------------------------------


@dataclass
class Aged:
    """A service of one test's own, whose objects were written ten minutes ago, and another client of it."""

    tigris: Emulator
    other: TigrisHTTP

    def changed(self, content: bytes | None, key: str) -> None:
        """Replace an object, or delete it; keep no connection."""
        if content is None:
            self.other.delete_object(BUCKET, key)
        else:
            self.other.put_object(BUCKET, key, content)
        self.other.close()


@pytest.fixture
def aged(tmp_path: Path) -> Iterator[Aged]:
    with (
        Emulator(data=tmp_path, clock_skew=-600) as past,
        TigrisHTTP(past.endpoint, past.credentials) as client,
    ):
        client.create_bucket(BUCKET)
        for key in (S[0], L[0]):
            client.put_object(BUCKET, key, CONTENTS[key])
    with Emulator(data=tmp_path) as present, TigrisHTTP(present.endpoint, present.credentials) as other:
        yield Aged(present, other)


OTHERS = {
    "by one of the same size": random.Random(5).randbytes(len(LARGE[L[0]])),
    "by a longer one": random.Random(5).randbytes(len(LARGE[L[0]]) + 1000),
    "by a shorter one": b"short",
    "by itself": LARGE[L[0]],
    "by nothing": None,
}


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, how=["views", "readinto"], other=OTHERS)
def test_a_large_object_that_was_replaced_while_it_was_read_is_never_a_mixture(
    aged: Aged, mode: str, compression: Compression, how: str, other: str
) -> None:
    """The bundle streams objects without entity tags. An object written since the bundle began may differ, even with an
    equal size, and equal bytes prove nothing.
    """
    content = OTHERS[other]
    case = Case([S[0], L[0]], compression, how, halfway=lambda key: aged.changed(content, key))
    outcome = tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000))
    assert_error(case, outcome, ObjectChanged)
    assert [S[0]] == [key for key, _, _ in outcome.found]
    assert L[0] == getattr(outcome.error, "key", None)
    assert 1 == outcome.seen["HeadObject"]
    assert 0 == outcome.seen["GetObject"]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("mode", BOTH)
def test_a_large_object_of_a_single_get_resumes_by_its_entity_tag(aged: Aged, mode: str, other: str) -> None:
    """A GET identifies its object: an equal tag means the same object, at any date."""
    content = OTHERS[other]
    case = Case([S[0], L[0]], halfway=lambda key: aged.changed(content, key))
    cut_get = Fault("cut_body", "GetObject", key=L[0], after=500_000)
    outcome = tried(mode, aged.tigris, case, NO_BUNDLES, cut_get)
    if other == "by itself":
        assert_right(case, outcome)
    else:
        assert_error(case, outcome, ObjectChanged)
        assert [S[0]] == [key for key, _, _ in outcome.found]


@pytest.mark.parametrize("mode", BOTH)
def test_an_object_written_just_before_its_bundle_does_not_resume(aged: Aged, mode: str) -> None:
    """Its Last-Modified has whole seconds, and so has the bundle's Date: their order is unknown."""
    with TigrisHTTP(aged.tigris.endpoint, aged.tigris.credentials) as client:
        client.put_object(BUCKET, L[0], LARGE[L[0]])
    aged.tigris.clear_requests()
    case = Case([S[0], L[0]])
    assert_error(case, tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000)), ObjectChanged)


@pytest.mark.parametrize("mode", BOTH)
def test_an_object_of_which_nothing_was_read_may_change(aged: Aged, mode: str) -> None:
    """There is nothing to mix it with; only its size was returned."""
    with TigrisHTTP(aged.tigris.endpoint, aged.tigris.credentials) as client:
        client.put_object(BUCKET, L[0], LARGE[L[0]])
    aged.tigris.clear_requests()
    case = Case([S[0], L[0]])
    with_header = Fault("cut_body", "BundleObjects", after=512 + 1024 + 512)
    assert_right(case, tried(mode, aged.tigris, case, with_header))


@pytest.mark.parametrize("mode", MODES)
def test_a_member_after_its_gap_is_an_error_if_the_reason_of_the_gap_is_lost(aged: Aged, mode: str) -> None:
    """A service that skips an existing object must be noticed; this case looks the same. All results arrived."""
    case = Case(["late", S[0], L[0], "gone"], halfway=lambda _: aged.changed(b"now it is here", "late"))
    outcome = tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000))
    assert_error(case, outcome, MalformedResponse)
    assert ("late", [("late", 0), (S[0], 1), (L[0], 2), ("gone", 3)]) == (
        getattr(outcome.error, "key", None),
        [(key, tag) for key, tag, _ in outcome.found],
    )


# -- a service that turns out not to be Tigris ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "span", "part"),
    [
        (200, None, slice(None)),
        (206, "bytes 0-{last}/{size}", slice(None)),
        (206, "bytes {at}-{last}/{size}", slice(-10, None)),
        (206, "bytes {at}-{near}/{size}", slice(-1000, -1)),
    ],
    ids=["whole", "from the front", "too short", "not to the end"],
)
def test_a_range_that_was_not_requested_is_not_appended(
    tigris: Emulator, status: int, span: str | None, part: slice
) -> None:
    """ "A server MAY ignore the Range header field" (RFC 9110 section 14.2): it then sends the whole object."""
    content, size = LARGE[L[0]], len(LARGE[L[0]])
    begun = size - 1000
    body = content if part == slice(None) else content[part]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        member = tarfile.TarInfo(L[0])
        member.size = size
        tar.addfile(member, io.BytesIO(content))
    date = "Date: Tue, 20 Oct 2026 10:57:30 GMT"
    fields = ['ETag: "e"', "Last-Modified: Tue, 20 Oct 2026 09:00:00 GMT", date]
    ranges = (
        [] if span is None else [f"Content-Range: {span.format(at=begun, last=size - 1, near=size - 2, size=size)}"]
    )
    stream = reply(200, archive.getvalue()[: 512 + begun], date, length=len(archive.getvalue()))
    head = Answer(reply(200, b"", *fields, length=size))
    with RawServer(cut(stream), head, reply(status, body, *fields, *ranges)) as server:
        target = bytearray()
        with (
            TigrisHTTP(server.endpoint, tigris.credentials, retry=QUICK, timeouts=PATIENT) as client,
            client.bundle_objects(BUCKET, [L[0]], on_skipped="drop") as bundle,
        ):
            views = next(bundle).views()
            with pytest.raises(MalformedResponse) as caught:
                any(map(target.extend, views))  # all of them: `extend` returns nothing
    assert content[:begun] == target
    assert ("GetObject", BUCKET, L[0]) == (caught.value.operation, caught.value.bucket, caught.value.key)
    assert server.requests[2].get("range") == f"bytes={begun}-"


# -- all at once ------------------------------------------------------------------------------------------------------

HOPELESS: dict[str, tuple[Fault, type[TigrisError]]] = {
    "no answer": (Fault("drop_request"), ConnectionFailed),
    "answer lost": (Fault("lose_answer", after=10), ConnectionFailed),
    "503": (Fault("status"), Unavailable),
    "429": (Fault("status", status=429), Unavailable),
    "error in 200": (Fault("error_in_200"), Unavailable),
    "clock skewed": (Fault("clock_skewed"), AccessDenied),
    "cut": (Fault("cut_body"), IncompleteBody),
    "stalled": (Fault("stall_body", seconds=1), TimedOut),
}


@pytest.mark.parametrize(("mode", "connections"), [("blocking", 1), ("blocking", 64), ("asyncio", 64), ("trio", 2)])
@pytest.mark.parametrize("fault", HOPELESS)
def test_a_service_that_always_fails_is_one_named_error(
    tigris: Emulator, mode: str, fault: str, connections: int
) -> None:
    broken, error = HOPELESS[fault]
    case = Case(KEYS["mixed"], client={"max_connections": connections})
    outcome = tried(mode, tigris, case, replace(broken, times=FOR_EVER))
    assert_error(case, outcome, error)
    assert [] == outcome.found


@pytest.mark.pairwise(mode=MODES, connections=[1, 2, 3, 8], size=KEYS)
def test_few_connections_are_enough_to_recover(tigris: Emulator, mode: str, connections: int, size: str) -> None:
    """An open answer never holds the connection that would end it: large bodies wait for their turn."""
    keys = [*KEYS[size], *KEYS[size]]
    case = Case(keys, client={"max_connections": connections, "timeouts": Timeouts(read=0.5, pool=1)})
    first = Fault("cut_body", "BundleObjects", after=places(tigris, size, "none")["in the middle"])
    gets = [Fault("status", "GetObject"), Fault("cut_body", "GetObject", after=400), Fault("drop_request", "GetObject")]
    assert_right(case, tried(mode, tigris, case, first, NO_BUNDLES, *gets))


@pytest.mark.pairwise(mode=BOTH, prefetch=[0, 3], fault=["no answer", "503", "cut", "error in 200"], times=TIMES)
def test_each_request_ahead_breaks_alone(tigris: Emulator, mode: str, prefetch: int, fault: str, times: str) -> None:
    """A batch has one or two keys: a break in one does not affect the others, and is raised at its position."""
    keys = KEYS["mixed"]
    options = {"prefetch": prefetch, "max_bytes": 1}
    case = Sized(keys, how=HOW[times], min_bundle=1, options=options)
    broken, error = HOPELESS[fault]
    spoiled = replace(broken, operation="BundleObjects", times=TIMES[times])
    outcome = tried(mode, tigris, case, spoiled)
    if times == "always" and fault in ("no answer", "503"):
        assert_error(case, outcome, error)
        assert [] == outcome.found
    else:
        assert_right(case, outcome)


class Sized(Case):
    """A bundle whose keys have the sizes of their objects, so that it is cut into many requests."""

    def opened(self, client: Any) -> Any:
        items = [BundleKey(key, place, len(CONTENTS.get(key, b"x"))) for place, key in enumerate(self.keys)]
        options = {"min_bundle": self.min_bundle, "on_skipped": self.on_skipped, **self.options}
        return client.bundle_objects(BUCKET, iter(items), compression=self.compression, **options)


# -- skipped keys -----------------------------------------------------------------------------------------------------


@pytest.mark.pairwise(
    mode=BOTH, place=["in the first member", "in a large member", "behind the last member", PLACES[-1]], times=TIMES
)
def test_with_drop_missing_keys_are_left_out_and_counted(tigris: Emulator, mode: str, place: str, times: str) -> None:
    after = places(tigris, "mixed", "none")[place]
    case = Case(KEYS["mixed"], how=HOW[times], on_skipped="drop")
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert outcome.error is None
    assert [entry for entry in truth(case.keys) if isinstance(entry[2], bytes)] == outcome.found
    assert len(case.keys) == outcome.position
    assert_account(case, outcome)


@pytest.mark.pairwise(
    mode=BOTH, place=["in the first member", "in a large member", "behind the last member", PLACES[-1]], times=TIMES
)
def test_with_raise_a_missing_key_is_an_error_after_all_results_before_it(
    tigris: Emulator, mode: str, place: str, times: str
) -> None:
    after = places(tigris, "mixed", "none")[place]
    keys = [*S[:4], L[0], S[5], L[1], "gone/1", *S[7:14]]
    case = Case(keys, how=HOW[times], on_skipped="raise")
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert_error(case, outcome, BundleError)
    assert ("gone/1",) == getattr(outcome.error, "missing_keys", None)
    assert truth(keys)[:7] == outcome.found
    assert 7 == outcome.position


@pytest.mark.parametrize("left", [1, 3, 6, 7])
@pytest.mark.parametrize("mode", MODES)
def test_a_bundle_left_early_reports_its_position_and_leaves_nothing(tigris: Emulator, mode: str, left: int) -> None:
    case = Case(KEYS["mixed"], stop_behind=left)
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, NO_BUNDLES)
    assert left == outcome.position
    assert [entry[:2] for entry in truth(case.keys)[:left]] == [entry[:2] for entry in outcome.found]


# -- without retries --------------------------------------------------------------------------------------------------


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, place=PLACES)
def test_without_retries_a_fault_is_raised_after_a_right_beginning(
    tigris: Emulator, mode: str, compression: Compression, place: str
) -> None:
    """Also if all members arrived, and only the reasons of skipped keys did not."""
    after = places(tigris, "mixed", compression)[place]
    case = Case(KEYS["mixed"], compression, client={"retry": RetryPolicy(max_attempts=1)})
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after))
    assert_error(case, outcome, IncompleteBody)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)


# -- memory -----------------------------------------------------------------------------------------------------------

STREAMED = """
    import resource, sys
    from tigris_http import RetryPolicy, TigrisHTTP

    endpoint, id_, secret, compression = sys.argv[1:]
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with TigrisHTTP(endpoint, (id_, secret), retry=RetryPolicy(base=0)) as client:
        client.get_object("atlas", "small").read()
        def read(keys):
            total = 0
            with client.bundle_objects("atlas", keys, compression=compression, on_skipped="drop") as bundle:
                for member in bundle:
                    total += sum(map(len, member.views()))
            return total, bundle.stats
        read(["small", *[f"large/{n}" for n in range(2)]])
        before = peak()
        total, stats = read([key for n in range(12) for key in (f"large/{n % 4}", f"small")])
        print(total, stats.resumed, peak() - before)
"""


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_memory_is_bounded_however_much_streams_and_breaks(tmp_path: Path, compression: Compression) -> None:
    """96 MB in twelve objects, repeated ones among them, broken five times: they arrive in chunks."""
    size = 8 << 20
    with (
        Emulator(data=tmp_path, clock_skew=-600) as past,
        TigrisHTTP(past.endpoint, past.credentials) as client,
    ):
        client.create_bucket(BUCKET)
        client.put_object(BUCKET, "small", b"small")
        for number in range(4):
            client.put_object(BUCKET, f"large/{number}", RANDOM.randbytes(1 << 16) * (size >> 16))
    with Emulator(data=tmp_path) as tigris:
        keys = tigris.credentials
        tigris.inject(Fault("close_idle", "BundleObjects"))
        for after in (3_000_000, 2_000_000):
            tigris.inject(Fault("cut_body", "BundleObjects", after=after if compression == "none" else after // 100))
        tigris.inject(*[Fault("cut_body", "GetObject", key=f"large/{n}", after=n * 1_000_000) for n in range(4)])
        child = subprocess.run(  # of the test's own script
            [sys.executable, "-c", textwrap.dedent(STREAMED), tigris.endpoint, *keys_of(keys), compression],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    total, resumed, grown = map(int, child.stdout.split())
    assert 12 * size + 12 * len(b"small") == total
    assert 0 < resumed
    assert 12 << 20 > grown


def keys_of(credentials: Any) -> tuple[str, str]:
    return credentials.access_key_id, credentials.secret_access_key
