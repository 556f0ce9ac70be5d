"""Bundles with any options, services and breaks, and the results expected of them."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest
from hypothesis import strategies as st

from tests.bundles import (
    MANIFEST,
    Answers,
    AsyncAnswers,
    Break,
    Service,
    Source,
    closing,
    following,
    opened,
    told,
)
from tigris_http._bundle.response import AsyncBundleMember, BundleKey, BundleMember, BundleSkipped
from tigris_http._core.retry import RetryPolicy
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import (
    BundleError,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    TigrisError,
    TimedOut,
)
from tigris_http.operations import GetObject
from tigris_http.operations.bundles.bundles import BundleRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


MODES = ("blocking", "asyncio", "trio")
STUBBORN = RetryPolicy(max_attempts=50, base=0, deadline=None)
"""More attempts than a model breaks answers."""


# -- any wish, any service, any break -------------------------------------------------------------------------------

ODD = [
    MANIFEST, "x" * 1024, "long/" * 30, "é" * 60, "\U0001f600", "a\0b", "\n", "../x//.", "dir/", " ", "a%2Fb", "\x7f",
]  # fmt: skip
NAMES = st.sampled_from([*[f"k{number}" for number in range(12)], *ODD])
SIZES = st.sampled_from([0, 1, 511, 512, 513, 1000, 2047, 2048, 2049, 3000, 9000])
WAYS = ("data", "read", "views", "readinto", "part", "one view", "not at all")
ERRORS = [ConnectionFailed, TimedOut, IncompleteBody, CorruptBody]


@dataclass
class Case:
    """A wish, and the service it meets."""

    items: list[Any]
    objects: dict[str, bytes]
    options: dict[str, Any]
    seed: int
    breaking: int
    """In how many of a hundred answers; at most twice for the same question."""
    refusing: bool
    chunk: int
    connections: int
    buffer_size: int
    most: int
    """Keys in one request."""
    policy: RetryPolicy
    ways: list[str]
    service: Service = field(init=False)

    def breaks(self, name: str, time: int) -> tuple[float, type[TigrisError]] | None:
        """Whatever order questions come in, the same one breaks in the same way."""
        drawn = random.Random(f"{self.seed} {name} {time}")
        if time > 2 or drawn.randrange(100) >= self.breaking:
            return None
        place = drawn.choice([0.0, 1.0, drawn.random(), drawn.random(), -1.0 if self.refusing else 0.5])
        return place, drawn.choice(ERRORS)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=20))
    objects = {
        name: random.Random(name).randbytes(draw(SIZES)) for name in names if draw(st.integers(0, 3), label="there")
    }
    keys = draw(st.permutations(names)) + draw(st.lists(st.sampled_from(names), max_size=6))
    if draw(st.booleans()):
        keys = draw(st.permutations(keys))
    kind = draw(st.sampled_from(["keys", "pairs", "sizes", "mixed"]))
    items: list[Any] = []
    for place, key in enumerate(keys):
        form = draw(st.sampled_from(["keys", "pairs", "sizes"])) if kind == "mixed" else kind
        size = draw(st.sampled_from([None, len(objects.get(key, b"")), 5]))
        items.append({"keys": key, "pairs": (key, place), "sizes": BundleKey(key, tag=place, size=size)}[form])
    snapshot = draw(st.sampled_from([None, None, None, "get", "bundle"]))
    options = {
        "compression": draw(st.sampled_from(["none", "none", "gzip", "zstd"])),
        "on_error": draw(st.sampled_from(["skip", "skip", "skip", "fail"])),
        "on_skipped": draw(st.sampled_from(["yield", "yield", "drop", "raise"])),
        "prefetch": draw(st.integers(0, 3)),
        "min_bundle": draw(st.integers(1, 10)),
        "max_bytes": draw(st.sampled_from([1 << 30, 1, 5000])),
    }
    if snapshot:
        options |= {"snapshot_version": "1700000000000000000", "snapshot_via": snapshot}
    return Case(
        items=items,
        objects=objects,
        options=options,
        seed=draw(st.integers(0, 1 << 32)),
        breaking=draw(st.sampled_from([0, 30, 60, 100])),
        refusing=draw(st.booleans()),
        chunk=draw(st.sampled_from([1 << 30, 1 << 30, 1000, 100])),
        connections=draw(st.sampled_from([64, 64, 1, 2, 3, 8, 9])),
        buffer_size=draw(st.sampled_from([512, 2048, 4096])),
        most=draw(st.sampled_from([1, 2, 5, 5000])),
        policy=draw(st.sampled_from([STUBBORN, STUBBORN, RetryPolicy(max_attempts=2), RetryPolicy(max_attempts=1)])),
        ways=draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=5)),
    )


@dataclass
class Told:
    """What came of a case: what blocking and async clients must agree about."""

    results: list[tuple[str, object, bytes | None]] = field(default_factory=list[tuple[str, object, bytes | None]])
    reasons: list[str | None] = field(default_factory=list[str | None])
    error: type[Exception] | None = None
    position: int = 0
    missing_keys: tuple[str, ...] = ()
    place: tuple[str | None, str | None] = (None, None)


def pieces(member: Any, way: str, buffer_size: int) -> Generator[Any, Any, bytes]:
    """Read a member in some way; return its bytes, or the first of them."""
    if way == "data" and (member.size <= buffer_size or isinstance(member, BundleMember)):
        return bytes(member.data)
    if way in ("read", "data"):
        return bytes((yield member.read()))
    if way in ("views", "one view"):
        views = member.views()
        content = b""
        while True:
            try:
                content += bytes((yield following(views)))
            except (StopIteration, StopAsyncIteration):
                return content
            if way == "one view":
                return content
    if way == "not at all":
        return b""
    target = bytearray(member.size + 1 if way == "readinto" else member.size // 2)
    count = yield member.readinto(target)
    assert count == min(len(target), member.size)
    del target[count:]
    return bytes(target)


def reading(case: Case, mode: str) -> Generator[Any, Any, Told]:
    found = Told()
    service = case.service = Service(case.objects, case.breaks, chunk=case.chunk)
    keys = [key for key, _ in map(named_and_tagged, case.items)]
    skipped: list[BundleSkipped[Any]] = []
    response: Any = None
    try:
        options: dict[str, Any] = {"connections": case.connections, "buffer_size": case.buffer_size, **case.options}
        response = yield opened(mode, service, iter(case.items), policy=case.policy, **options)
        assert 0 == response.position
        while True:
            try:
                result: Any = yield following(response)
            except (StopIteration, StopAsyncIteration):
                break
            place = response.position - 1
            passed = keys[: place + 1]
            there = [len(case.objects[key]) for key in passed if key in case.objects]
            stats = response.stats
            assert (len(there), sum(there), len(passed) - len(there)) == (stats.delivered, stats.bytes, stats.skipped)
            assert keys[place] == result.key
            if not isinstance(result, (BundleMember, AsyncBundleMember)):
                skipped.append(result)
                found.results.append((result.key, result.tag, None))
                continue
            way: str = case.ways[place % len(case.ways)]
            found.results.append((result.key, result.tag, b""))
            content = yield from pieces(result, way, case.buffer_size)
            whole = case.objects[result.key]
            assert whole[: len(content)] == content
            assert way in ("part", "one view", "not at all") or whole == content
            assert len(whole) == result.size
            found.results[-1] = (result.key, result.tag, whole)
    except TigrisError as error:
        found.error, found.missing_keys = type(error), getattr(error, "missing_keys", ())
        found.place = (error.operation, error.bucket)
    if response is not None:
        found.position = response.position
        yield closing(response)
        assert found.position == response.position
    found.reasons = [entry.reason for entry in skipped]
    for source in service.sources:
        check_closed(source)
    # A caller that waits for a connection that it holds itself never gets one.
    assert service.most_open <= case.connections
    return found


def check_closed(source: Source) -> None:
    # The open body of a GET closes its source at its end, and again when it is closed itself.
    assert source.closes, f"{source.body[:600]!r} was left open at {source.at}"


def named_and_tagged(item: Any) -> tuple[str, object]:
    if isinstance(item, str):
        return item, None
    return (item[0], item[1]) if isinstance(item, tuple) else (item.key, item.tag)


def expected_of(case: Case) -> Told:
    """Return what comes of a case where nothing breaks."""
    told = Told()
    for item in case.items:
        key, tag = named_and_tagged(item)
        content = case.objects.get(key)
        if content is None and (case.options["on_skipped"] == "raise" or case.options["on_error"] == "fail"):
            told.error = BundleError
            return told
        if content is not None or case.options["on_skipped"] == "yield":
            told.results.append((key, tag, content))
            told.reasons += [] if content is not None else ["NoSuchKey"]
        told.position += 1
    return told


def check_told(case: Case, found: Told) -> None:
    expected = expected_of(case)
    if found.error is None:
        assert expected == found
        return
    right = expected.results[: len(found.results)]
    if found.error is not BundleError and right and found.results[-1][2] == b"":
        right[-1] = found.results[-1]  # the large one whose reading broke
    assert right == found.results
    if found.error is BundleError:
        assert expected.error is BundleError
        assert not {key for key, _, content in expected.results if content} & {*found.missing_keys}
        return
    assert found.error in BROKEN_BODY
    # The model says of no error where it was met; the transport does.
    assert found.place in ((None, None), *((kind, "bucket") for kind in ("BundleObjects", "GetObject", "HeadObject")))
    assert case.breaking
    ended = not expected.error and (expected.position, expected.results) == (found.position, found.results)
    assert not ended or None in found.reasons or found.error is CorruptBody
    # Where it may be asked for again, it is; only what is corrupt behind the last result of a request is final.
    assert case.policy is not STUBBORN or case.refusing or found.error is CorruptBody


# -- large members ------------------------------------------------------------------------------------------------

LARGE = random.Random(5).randbytes(9000)


def broken_once(kind: str, at: float, error: type[TigrisError] = ConnectionFailed) -> Callable[[str, int], Break]:
    """Return where answers break: the first of each name that begins so."""

    def breaks(name: str, time: int) -> Break:
        return (at, error) if name.startswith(kind) and time == 1 else None

    return breaks


def rest(found: Any) -> Generator[Any, Any, int]:
    """Read to the end; return how many results there were."""
    count = 0
    while True:
        try:
            yield following(found)
        except (StopIteration, StopAsyncIteration):
            return count
        count += 1


# -- requests -----------------------------------------------------------------------------------------------------

SOME = {f"key/{number:05}": b"%d" % number for number in range(12_000)}


def asked(client: Answers) -> list[tuple[str, ...]]:
    """Return the keys of each bundle asked for."""
    return [operation.keys for operation in client.operations if isinstance(operation, BundleRequest)]


def singly_asked(client: Answers) -> list[tuple[str, Any]]:
    """Return the key and range of each single GET."""
    return [(operation.key, operation.range) for operation in client.operations if isinstance(operation, GetObject)]


def answering(mode: str, answer: Any) -> Answers:
    return Answers(answer) if mode == "blocking" else AsyncAnswers(answer)


def pause(mode: str, seconds: float = 0.02) -> Any:
    """Let what is under way in the background go on; to be awaited where it is async."""
    return time.sleep(seconds) if mode == "blocking" else anyio.sleep(seconds)


def until(mode: str, holds: Callable[[], bool]) -> Generator[Any, Any, None]:
    for _ in range(500):
        if holds():
            return
        yield pause(mode, 0.01)
    raise AssertionError("it never came to that")


def whole(mode: str, answer: Any, keys: Any, **options: Any) -> tuple[list[Any], Answers, Any]:
    """Read a bundle to its end; return (key, content or reason) for each, the client, and the account."""
    client = answering(mode, answer)

    def story() -> Generator[Any, Any, tuple[list[Any], Any]]:
        found = yield opened(mode, answer, keys, client=client, **options)
        results: list[Any] = []
        while True:
            try:
                result = yield following(found)
            except (StopIteration, StopAsyncIteration):
                break
            results.append(result if isinstance(result, BundleSkipped) else (result.key, (yield result.read())))
        return results, found.stats

    results, stats = told(mode, story())
    seen = [(result.key, result.reason) if isinstance(result, BundleSkipped) else result for result in results]
    return seen, client, stats


def failing(mode: str, answer: Any, keys: Any, **options: Any) -> tuple[list[str], BaseException, Answers]:
    """Read a bundle until it fails; return the keys of the results, the error and the client."""
    client = answering(mode, answer)

    def story() -> Generator[Any, Any, tuple[list[str], BaseException]]:
        results: list[str] = []
        try:
            found = yield opened(mode, answer, keys, client=client, **options)
            while True:
                result = yield following(found)
                results.append(result.key)
                if not isinstance(result, BundleSkipped):
                    yield result.read()
        except (StopIteration, StopAsyncIteration):
            raise AssertionError("it did not fail") from None
        except Exception as error:  # noqa: BLE001  # of whichever kind
            return results, error

    results, error = told(mode, story())
    return results, error, client


# -- what broke ---------------------------------------------------------------------------------------------------

FEW = {key: SOME[key] for key in [*SOME][:40]}
FIRST = "bundle key/00000"
"""How the first request is named, and none for what is left of it."""


def always(kind: str, at: float, error: type[TigrisError] = ConnectionFailed) -> Callable[[str, int], Break]:
    """Return where answers break: all whose names begin so."""

    def breaks(name: str, _time: int) -> Break:
        return (at, error) if name.startswith(kind) else None

    return breaks


def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no time pass; return the list of what would have been slept."""
    waits: list[float] = []

    async def asleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("tigris_http._concurrency.cancel.sleep", waits.append)
    monkeypatch.setattr("tigris_http._download.perform.asleep", asleep)
    return waits
