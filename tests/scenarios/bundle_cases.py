"""Read one bundle while the emulator misbehaves, and compare results, account and leaks."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

import anyio
import pytest

from tigris_http import (
    AccessDenied,
    AsyncTigrisHTTP,
    BundleSkipped,
    BundleStats,
    ConnectionFailed,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
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
    rows = [line.split() for line in table.read_text("ascii").splitlines()[1:]]
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
    return list(client._transport.senders.get()._transport.pools.get().slots.in_use)


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


TIMES = {"once": 1, "thrice": 3, "always": FOR_EVER}
HOW = {"once": "views", "thrice": "readinto", "always": "read"}


def has_no_large(mode: str, size: str, compression: str, place: str, times: str) -> bool:
    return "large member" in place and size == "small"


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


# -- single GETs instead of bundles -----------------------------------------------------------------------------------

NO_BUNDLES = Fault("cut_body", "BundleObjects", after=0, times=FOR_EVER)


# -- large objects that resume ----------------------------------------------------------------------------------------

IN_A_LARGE_ONE = Fault("cut_body", "BundleObjects", after=1_000_000)


def keys_of(credentials: Any) -> tuple[str, str]:
    return credentials.access_key_id, credentials.secret_access_key
