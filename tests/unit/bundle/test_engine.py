"""The bundle engine with plain values: one result for each key, in order, whatever breaks; blocking and async alike.

A model of the service answers in memory, and breaks its answers as told. No socket is opened here.
"""

from __future__ import annotations

import gc
import itertools
import pickle
import random
import tarfile
import time
import tracemalloc
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from unittest import mock

import anyio
import anyio.lowlevel
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles import (
    MANIFEST,
    Answers,
    AsyncAnswers,
    Break,
    Service,
    Source,
    archive,
    closing,
    following,
    manifest,
    opened,
    plan,
    told,
)
from tigris_http._bundle.reader import BundleReader
from tigris_http._bundle.response import AsyncBundleMember, BundleKey, BundleMember, BundleSkipped
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import (
    AccessDenied,
    BundleError,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    ObjectChanged,
    TigrisError,
    TimedOut,
)
from tigris_http.operations import GetObject, HeadObject
from tigris_http.operations.bundles import _bundle_keys as bundle_keys
from tigris_http.operations.bundles.bundles import BundleRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

MODES = ("blocking", "asyncio", "trio")
STUBBORN = RetryPolicy(max_attempts=50, base=0, deadline=None)
"""More attempts than a model breaks answers."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES)


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
    # Who waits for a connection of the pool that itself keeps occupied waits for ever.
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


@given(cases())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_wish_gets_one_right_result_a_key_or_a_right_beginning_and_one_named_error(case: Case) -> None:
    """Whatever is asked of whichever service, and wherever its answers break."""
    with mock.patch.object(bundle_keys, "MAX_BUNDLE_KEYS", case.most):
        first = told("blocking", reading(case, "blocking"))
        second = told("asyncio" if case.seed % 2 else "trio", reading(case, "async"))
    keys = [key for key, _ in map(named_and_tagged, case.items)]
    if len(keys) == len({*keys}):
        # Else the same question may be asked twice at once, and which of them breaks is a matter of luck.
        assert first == second
    check_told(case, first)
    check_told(case, second)


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


# -- the account --------------------------------------------------------------------------------------------------

TEN = {f"k{number}": b"x" * number for number in range(10)}


@pytest.mark.parametrize("leave", range(11))
def test_the_account_of_a_bundle_left_early_is_that_of_what_was_taken(mode: str, leave: int) -> None:
    """Whoever goes on from `position` later must not miss what lay in the buffer when the bundle was closed."""

    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, Service(TEN), [*TEN])
        for key in [*TEN][:leave]:
            assert key == (yield following(found)).key
        before = (leave, leave, sum(range(leave)))
        assert before == (found.position, found.stats.delivered, found.stats.bytes)
        yield closing(found)
        assert before == (found.position, found.stats.delivered, found.stats.bytes)

    told(mode, story())


# -- large members ------------------------------------------------------------------------------------------------

LARGE = random.Random(5).randbytes(9000)


def broken_once(kind: str, at: float, error: type[TigrisError] = ConnectionFailed) -> Callable[[str, int], Break]:
    """Return where answers break: the first of each name that begins so."""

    def breaks(name: str, time: int) -> Break:
        return (at, error) if name.startswith(kind) and time == 1 else None

    return breaks


def test_memory_of_the_callers_is_let_go_although_reading_into_it_was_taken_up(mode: str) -> None:
    """What broke is remembered until the member ends; where it broke, the caller's memory was at hand."""

    def story() -> Generator[Any, Any, None]:
        service = Service({"large": LARGE, "b": b"2"}, broken_once("bundle", 0.2))
        found = yield opened(mode, service, ["large", "b"], policy=STUBBORN, buffer_size=2048)
        target = bytearray(len(LARGE))
        assert len(LARGE) == (yield (yield following(found)).readinto(target))
        target.append(1)
        yield closing(found)

    gc.disable()
    try:
        told(mode, story())
    finally:
        gc.enable()


def test_errors_that_are_each_others_context_are_taken_up_too(mode: str) -> None:
    """As those of an HTTP stack are, which translates errors while it handles others."""

    def circular(message: str) -> TigrisError:
        error, cause = ConnectionFailed(message), OSError(message)
        error.__cause__, cause.__context__ = cause, error
        return error

    def story() -> Generator[Any, Any, None]:
        made: Any = circular
        service = Service({"large": LARGE, "b": b"2"}, broken_once("bundle", 0.2, made))
        found = yield opened(mode, service, ["large", "b"], policy=STUBBORN, buffer_size=2048)
        assert LARGE == (yield (yield following(found)).read())
        yield closing(found)

    told(mode, story())


@pytest.mark.parametrize("keys", [["large"], ["large", "b"]])
def test_a_large_member_taken_up_after_corruption_ends_well_also_as_the_last(mode: str, keys: list[str]) -> None:
    """Damage in the middle of the stream is as curable as a cut; what is behind the last member is not missed."""

    def story() -> Generator[Any, Any, None]:
        service = Service({"large": LARGE, "b": b"2"}, broken_once("bundle", 0.2, CorruptBody))
        found = yield opened(mode, service, keys, policy=STUBBORN, buffer_size=2048)
        assert LARGE == (yield (yield following(found)).read())
        assert len(keys) == 1 + (yield from rest(found))
        assert len(keys) == found.stats.delivered

    told(mode, story())


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


def test_requests_have_5000_keys(mode: str) -> None:
    results, client, stats = whole(mode, Service(SOME), iter(SOME))
    assert [*SOME.items()] == results
    assert [5000, 5000, 2000] == [len(keys) for keys in asked(client)]
    assert (12_000, 3, 3) == (stats.requested, stats.requests, stats.trailers)


def test_requests_have_5_mb(mode: str) -> None:
    """Keys of 1,024 bytes each, of which 5,000 are too many."""
    keys = [f"{number:01024}" for number in range(5000)]
    results, client, _ = whole(mode, Service({}), keys)
    assert [(key, "NoSuchKey") for key in keys] == results
    assert [4868, 132] == [len(part) for part in asked(client)]


@pytest.mark.parametrize(("prefetch", "counts"), [(0, [10, 10, 5]), (1, [5] * 5), (4, [2] * 12 + [1])])
def test_all_requests_under_way_have_max_bytes_together(mode: str, prefetch: int, counts: list[int]) -> None:
    keys = [BundleKey(key, size=100) for key in [*SOME][:25]]
    results, client, _ = whole(mode, Service(SOME), keys, max_bytes=1000, prefetch=prefetch)
    assert [*SOME.items()][:25] == results
    assert counts == [len(part) for part in asked(client)]


def test_what_is_larger_than_max_bytes_is_asked_for_alone(mode: str) -> None:
    keys = [BundleKey("a", size=5000), BundleKey("b", size=1), BundleKey("c", size=5000)]
    _, client, _ = whole(mode, Service({}), keys, max_bytes=1000)
    assert [("a",), ("b",), ("c",)] == asked(client)


@pytest.mark.parametrize("prefetch", [0, 1, 3])
def test_the_next_requests_are_begun_while_the_first_is_read_and_no_more_of_them(mode: str, prefetch: int) -> None:
    client = answering(mode, Service(SOME))
    keys = [BundleKey(key, size=100) for key in [*SOME][:50]]

    def story() -> Generator[Any, Any, None]:
        found = yield opened(
            mode, client.answer, keys, client=client, prefetch=prefetch, max_bytes=500 * (1 + prefetch)
        )
        assert 1 == len(asked(client))
        for taken in range(30):
            assert [*SOME][taken] == (yield following(found)).key
            begun = taken // 5 + 1 + prefetch
            yield from until(mode, lambda: len(asked(client)) == begun)  # noqa: B023  # called at once
            yield pause(mode, 0.001)
            assert begun == len(asked(client))
        yield closing(found)

    told(mode, story())


def test_keys_are_pulled_as_they_are_needed_also_without_end(mode: str) -> None:
    pulled = 0

    def endless() -> Iterator[str]:
        nonlocal pulled
        for pulled in itertools.count(1):
            yield f"key/{pulled % 9:05}"

    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, Service(SOME), endless(), max_bytes=1 << 40)
        assert 5000 == pulled
        for number in range(12_000):
            yield following(found)
            # What is read, and the one request ahead of it.
            assert pulled <= (number // 5000 + 2) * 5000
        yield closing(found)

    told(mode, story())


@pytest.mark.parametrize("count", [0, 1, 4999, 5000, 5001, 7000])
def test_an_error_of_the_keys_comes_behind_what_was_asked_for_and_unchanged(mode: str, count: int) -> None:
    own = LookupError("the catalogue is out of order")

    def keys() -> Iterator[str]:
        yield from [*SOME][:count]
        raise own

    results, error, client = failing(mode, Service(SOME), keys())
    assert error is own
    assert [*SOME][:count] == results
    assert count == sum(map(len, asked(client)))


def test_a_listing_that_fails_keeps_its_own_words(mode: str) -> None:
    """An error of this package's that the keys raise is not one of the bundle's, and nothing is asked again for it."""
    own = ConnectionFailed("reset").located("ListObjectsV2", "elsewhere", None, 5)

    def keys() -> Iterator[str]:
        yield "key/00001"
        raise own

    results, error, client = failing(mode, Service(SOME), keys(), policy=STUBBORN)
    assert (own, "ListObjectsV2", ["key/00001"], 1) == (error, own.operation, results, len(client.operations))


@pytest.mark.parametrize(("wrong", "kind"), [("", ValueError), (5, TypeError), ("x" * 1025, ValueError)])
@pytest.mark.parametrize("place", [0, 1, 4999, 5000, 9000])
def test_a_wrong_key_is_refused_before_all_or_behind_what_came_before_it(
    mode: str, place: int, wrong: Any, kind: type[Exception]
) -> None:
    results, error, client = failing(mode, Service(SOME), iter([*[*SOME][:place], wrong, *SOME]))
    assert kind is type(error)
    before = place if place >= 5000 else 0
    assert [*SOME][:before] == results
    assert before == sum(map(len, asked(client)))


def test_no_keys_at_all_are_refused(mode: str) -> None:
    nothings: list[Any] = [iter(()), (), set[str](), map(str, ())]
    for nothing in nothings:
        results, error, client = failing(mode, Service(SOME), nothing)
        assert (ValueError, [], []) == (type(error), results, client.operations)
        assert "must not be empty" in str(error)


@pytest.mark.parametrize("loop", MODES[1:])
def test_an_async_client_takes_keys_that_come_async(loop: str) -> None:
    class Keys:
        def __init__(self) -> None:
            self.left = iter(SOME)

        def __aiter__(self) -> Keys:
            return self

        async def __anext__(self) -> tuple[str, int]:
            await anyio.lowlevel.checkpoint()
            for key in self.left:
                return key, int(key[4:])
            raise StopAsyncIteration

    results, client, _ = whole(loop, Service(SOME), Keys())
    assert [*SOME.items()] == results
    assert [5000, 5000, 2000] == [len(keys) for keys in asked(client)]


def test_a_blocking_client_refuses_keys_that_come_async() -> None:
    async def keys() -> Any:
        yield "a"

    _, error, client = failing("blocking", Service(SOME), keys())
    assert (TypeError, "a blocking client takes no async iterable of keys") == (type(error), str(error))
    assert [] == client.operations


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

    monkeypatch.setattr("tigris_http._bundle.drivers.sleep", waits.append)
    monkeypatch.setattr("tigris_http._bundle.drivers.asleep", asleep)
    return waits


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", ["bundle", "GetObject"])
def test_one_attempt_is_all_that_is_made_where_one_is_allowed(mode: str, kind: str, error: type[TigrisError]) -> None:
    options = {} if kind == "bundle" else {"snapshot_version": "1"}
    _, met, client = failing(mode, Service(FEW, always(kind, 0.01, error)), [*FEW][:1], **options)
    assert (error, 1) == (type(met), len(client.operations))


def test_an_empty_budget_ends_healing(mode: str) -> None:
    """Retries of all calls of a client share it, so that nobody multiplies the load of a service that is down."""
    poor = replace(plan(STUBBORN), budget=RetryBudget(0))
    _, met, client = failing(mode, Service(FEW, always("bundle", 0.1)), [*FEW], plan_of=poor)
    assert (ConnectionFailed, 1) == (type(met), len(client.operations))


def test_what_healing_cost_comes_back_when_it_was_worth_it(mode: str) -> None:
    shared = replace(plan(STUBBORN), budget=RetryBudget(100))
    for _ in range(30):
        results, _, stats = whole(mode, Service(FEW, broken_once(FIRST, 0.3)), [*FEW], plan_of=shared)
        assert ([*FEW.items()], 1) == (results, stats.resumed)
    assert 100 == shared.budget.left


def test_waits_follow_the_policy(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the upper bound each, as drawn; it doubles with each stream that gave nothing, and begins anew."""
    waits = slept(monkeypatch)
    policy = RetryPolicy(max_attempts=9, base=8, cap=1000)
    drawn = replace(plan(policy), random=lambda: 0.5, budget=RetryBudget(1000))
    whole(mode, Service(FEW, broken_once(FIRST, 0.3)), [*FEW], plan_of=drawn)
    assert [4] == waits
    waits.clear()
    _, met, _ = failing(mode, Service(FEW, always("", 0.0)), [*FEW][:1], plan_of=drawn, snapshot_version="1")
    assert (ConnectionFailed, [4, 8, 16]) == (type(met), waits[:3])


def test_nothing_is_begun_behind_the_deadline(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slept(monkeypatch)
    clock = itertools.count(0, 25)
    policy = RetryPolicy(max_attempts=50, base=0, deadline=60)
    late = replace(plan(policy), monotonic=lambda: float(next(clock)), budget=RetryBudget(1000))
    _, met, client = failing(mode, Service(FEW, always("Get", 0.0)), [*FEW][:1], plan_of=late, snapshot_version="1")
    # Broken at 0, 25 and 50 seconds, and at 75.
    assert (ConnectionFailed, 4) == (type(met), len(client.operations))


def test_what_is_left_is_asked_for_in_a_new_bundle(mode: str) -> None:
    results, client, stats = whole(mode, Service(FEW, broken_once(FIRST, 0.5)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    first, second = asked(client)
    assert 8 < len(second) < 40
    assert tuple(FEW) == first
    assert second == first[-len(second) :]
    assert (2, 1, 0, 1) == (stats.requests, stats.resumed, stats.fallback_gets, stats.trailers)


def test_after_two_streams_without_a_member_objects_are_read_one_by_one(mode: str) -> None:
    results, client, stats = whole(mode, Service(FEW, always("bundle", 0.0)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    assert [tuple(FEW)] * 2 == asked(client)
    assert [(key, None) for key in FEW] == sorted(singly_asked(client))
    assert (2, 2, 40, 0) == (stats.requests, stats.resumed, stats.fallback_gets, stats.trailers)


@pytest.mark.parametrize(("left", "gets"), [(8, 0), (7, 7)])
def test_fewer_keys_than_min_bundle_are_read_one_by_one(mode: str, left: int, gets: int) -> None:
    body = archive([*FEW.items()])
    cut = (40 - left) * 1024 / len(body)
    results, _, stats = whole(mode, Service(FEW, broken_once(FIRST, cut)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    assert (gets, 1 if gets else 2) == (stats.fallback_gets, stats.requests)


def test_few_keys_are_asked_for_in_a_bundle_at_first(mode: str) -> None:
    """`min_bundle` is about what is left of a broken one."""
    _, _, stats = whole(mode, Service(FEW), [*FEW][:1], min_bundle=8)
    assert (1, 0) == (stats.requests, stats.fallback_gets)


@pytest.mark.parametrize("loop", MODES[1:])
@pytest.mark.parametrize(("connections", "most"), [(64, 8), (9, 8), (4, 3), (2, 1), (1, 1)])
def test_single_gets_are_8_at_once_or_as_many_as_there_is_room_for(loop: str, connections: int, most: int) -> None:
    """One request ahead may be kept open meanwhile."""
    service = Service(FEW, always("bundle", 0.0))
    results, _, _ = whole(loop, service, [*FEW], policy=STUBBORN, connections=connections)
    assert [*FEW.items()] == results
    assert most == service.most_open


@pytest.mark.parametrize(("min_bundle", "again"), [(1, "bundle"), (8, "get")])
def test_a_gap_whose_reason_was_lost_is_asked_for_again_for_that_alone(mode: str, min_bundle: int, again: str) -> None:
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "X"))]))
    service = Service(there, broken_once("bundle a", cut), reason="AccessDenied")
    results, client, stats = whole(mode, service, ["a", "b", "c"], policy=STUBBORN, min_bundle=min_bundle)
    assert [("a", b"1"), ("b", "AccessDenied"), ("c", b"3")] == results
    assert ([("a", "b", "c"), ("b",)] if again == "bundle" else [("a", "b", "c")]) == asked(client)
    assert ([] if again == "bundle" else [("b", (0, 0))]) == singly_asked(client)
    assert (2, 1, 1) == (stats.delivered, stats.skipped, stats.resumed)


def test_reasons_are_asked_for_behind_what_wants_an_answer(mode: str) -> None:
    there = dict.fromkeys("acdefgh", b"1")
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "NoSuchKey"))]))
    service = Service(there, broken_once("bundle a", cut))
    results, client, _ = whole(mode, service, [*"abcdefgh"], policy=STUBBORN, min_bundle=1)
    assert [(key, "NoSuchKey" if key == "b" else b"1") for key in "abcdefgh"] == results
    assert [(*"abcdefgh",), (*"defgh", "b")] == asked(client)


def test_reasons_that_nobody_sees_are_not_asked_for(mode: str) -> None:
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "X"))]))
    service = Service(there, broken_once("bundle", cut))
    results, client, _ = whole(mode, service, ["a", "b", "c"], policy=STUBBORN, on_skipped="drop")
    assert [("a", b"1"), ("c", b"3")] == results
    assert ([("a", "b", "c")], []) == (asked(client), singly_asked(client))


@pytest.mark.parametrize("min_bundle", [1, 8])
def test_an_object_that_turns_up_although_it_was_passed_over_is_an_error(mode: str, min_bundle: int) -> None:
    """It was handed out as missing: neither that nor the object can be right any more."""
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "NoSuchKey"))]))
    service = Service(there, broken_once("bundle a", cut))

    def answer(operation: Any) -> Any:
        found = service(operation)
        if isinstance(operation, HeadObject):
            service.objects["b"] = b"late"
        return found

    results, met, _ = failing(mode, answer, ["a", "b", "c"], policy=STUBBORN, min_bundle=min_bundle)
    assert (MalformedResponse, ["a", "b", "c"]) == (type(met), results)
    assert "passed" in str(met)


def test_a_reason_is_filled_in_when_its_request_has_been_read(mode: str) -> None:
    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, Service({"a": b"1", "c": b"3"}), ["a", "b", "c", "d"])
        assert "a" == (yield following(found)).key
        gap = yield following(found)
        assert ("b", None) == (gap.key, gap.reason)
        assert "c" == (yield following(found)).key
        assert None is gap.reason
        assert BundleSkipped("d", "NoSuchKey") == (yield following(found))
        assert 0 == (yield from rest(found))
        assert "NoSuchKey" == gap.reason

    told(mode, story())


@pytest.mark.parametrize("field_", ["X-Tigris-Bundle-Count", "X-Tigris-Bundle-Bytes", "X-Tigris-Bundle-Skipped"])
def test_counts_that_disagree_are_an_error_at_once_where_all_was_handed_out(mode: str, field_: str) -> None:
    """Something of what was handed out may be wrong: that cannot be asked for again."""
    service = Service(FEW)

    def answer(operation: Any) -> Any:
        source = service(operation)
        source.end_trailers = tuple([(name, "77" if name == field_ else value) for name, value in source.end_trailers])
        return source

    results, met, client = failing(mode, answer, [*FEW], policy=STUBBORN)
    assert (CorruptBody, [*FEW], 1) == (type(met), results, len(client.operations))
    assert field_.lower() in str(met)


def test_an_error_of_the_service_on_the_way_is_raised_in_its_place(mode: str) -> None:
    """Prefetched or not: what came before it is handed out first."""
    service = Service(SOME)

    def answer(operation: Any) -> Any:
        if "key/00007" in operation.keys:
            return AccessDenied("not yours any more", status=403, code="AccessDenied")
        return service(operation)

    keys = [BundleKey(key, size=100) for key in [*SOME][:20]]
    for prefetch in (0, 1, 3):
        results, met, _ = failing(mode, answer, keys, prefetch=prefetch, max_bytes=500 * (1 + prefetch))
        assert ([*SOME][:5], AccessDenied) == (results, type(met))


def test_a_request_ahead_that_failed_is_asked_for_anew_when_its_turn_comes(mode: str) -> None:
    refused = broken_once("bundle key/00005", -1.0, TimedOut)
    keys = [BundleKey(key, size=100) for key in [*SOME][:20]]
    results, client, stats = whole(mode, Service(SOME, refused), keys, max_bytes=1000, policy=STUBBORN)
    assert [*SOME.items()][:20] == results
    assert (5, 2) == (stats.requests, asked(client).count(tuple([*SOME][5:10])))


# -- large members that may have changed -----------------------------------------------------------------------------


def changing(mode: str, change: Callable[[Service], object], *, begun: int = 1, **options: Any) -> Any:
    """Read a large member of a stream that breaks while `change` happens; return its bytes or the error."""
    service = Service({"large": LARGE}, broken_once("bundle", 0.2))
    client = answering(mode, service)

    def story() -> Generator[Any, Any, Any]:
        found = yield opened(
            mode, client.answer, ["large"], client=client, policy=STUBBORN, buffer_size=1024, **options
        )
        member = yield following(found)
        if begun:
            target = bytearray(begun)
            yield member.readinto(target)
        change(service)
        try:
            rest = bytearray(len(LARGE))
            count = yield member.readinto(rest)
        except TigrisError as error:
            return error
        yield closing(found)
        return bytes(rest[:count])

    return told(mode, story())


CHANGES: dict[str, tuple[Callable[[Service], object], str]] = {
    "deleted": (lambda service: service.objects.clear(), "gone"),
    "of another size": (lambda service: service.objects.update(large=b"new"), "3 bytes now"),
    "written while the bundle began": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 10:57:30 GMT"),
        "may have been replaced",
    ),
    "written later by the service's clock": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 11:57:30 GMT"),
        "may have been replaced",
    ),
    "written a second before": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 10:57:29 GMT"),
        "may have been replaced",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_large_member_is_not_read_on_from_another_object(mode: str, change: str) -> None:
    do, why = CHANGES[change]
    error = changing(mode, do)
    assert (ObjectChanged, "BundleObjects", "bucket", "large") == (
        type(error),
        error.operation,
        error.bucket,
        error.key,
    )
    assert why in str(error)


def test_an_object_written_well_before_the_bundle_is_read_on(mode: str) -> None:
    before: Callable[[Service], object] = lambda service: service.modified.update(  # noqa: E731
        large="Tue, 20 Oct 2026 10:57:28 GMT"
    )
    assert LARGE[1:] == changing(mode, before)


def test_nothing_is_mixed_where_nothing_was_handed_out_yet(mode: str) -> None:
    """A large member of which no byte was read may come from whichever object of its size is there now."""
    new = LARGE[::-1]

    def replaced(service: Service) -> None:
        service.objects["large"] = new
        service.modified["large"] = "Tue, 20 Oct 2026 11:57:30 GMT"

    error = changing(mode, replaced)
    assert ObjectChanged is type(error)
    body = archive([("large", LARGE)])
    service = Service({"large": new}, broken_once("bundle", 100 / len(body)))
    results, _, _ = whole(mode, service, ["large"], policy=STUBBORN, buffer_size=1024)
    assert [("large", new)] == results


def test_an_object_replaced_between_two_gets_is_not_mixed(mode: str) -> None:
    """The first GET names the object, `If-Match` holds the second to it."""

    def breaks(name: str, _time: int) -> Break:
        return (0.2 if name.startswith("bundle") else 0.3, ConnectionFailed)

    service = Service({"large": LARGE}, breaks)
    client = answering(mode, service)

    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, service, ["large"], client=client, policy=STUBBORN, buffer_size=1024)
        member = yield following(found)
        yield member.readinto(bytearray(5000))
        service.objects["large"] = LARGE[::-1]
        with pytest.raises(ObjectChanged, match="replaced or deleted"):
            yield member.readinto(bytearray(9000))

    told(mode, story())
    conditions = [operation.if_match for operation in client.operations if isinstance(operation, GetObject)]
    assert len(conditions) >= 2
    assert [conditions[0]] * len(conditions) == conditions != [None] * len(conditions)


def test_at_a_snapshot_no_date_matters(mode: str) -> None:
    """What was stored then does not change, whenever it is looked at."""

    def recent(service: Service) -> None:
        service.modified["large"] = "Tue, 20 Oct 2026 11:57:30 GMT"

    assert LARGE[1:] == changing(mode, recent, snapshot_version="1", snapshot_via="bundle")


# -- snapshots ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("via", ["get", "bundle"])
def test_everything_that_is_asked_at_a_snapshot_says_so(mode: str, via: str) -> None:
    service = Service({**FEW, "large": LARGE}, broken_once("", 0.3))
    results, client, _ = whole(
        mode,
        service,
        [*FEW, "large", "gone"],
        snapshot_version="1700",
        snapshot_via=via,
        policy=STUBBORN,
        buffer_size=2048,
    )
    assert [*FEW.items(), ("large", LARGE), ("gone", "NoSuchKey")] == results
    assert {"1700"} == {operation.snapshot_version for operation in client.operations}
    assert (via == "bundle") == bool(asked(client))
    for operation in client.operations:
        assert ("x-tigris-snapshot-version", "1700") in operation.request().headers


def test_gaps_at_a_snapshot_have_their_reasons_at_once(mode: str) -> None:
    def story() -> Generator[Any, Any, None]:
        service = Service({"a": b"1"}, reason="AccessDenied")
        found = yield opened(mode, service, ["gone", "a"], snapshot_version="1700")
        assert BundleSkipped("gone", "AccessDenied") == (yield following(found))
        assert b"1" == (yield (yield following(found)).read())
        yield closing(found)

    told(mode, story())


# -- what travels ------------------------------------------------------------------------------------------------------


def test_results_and_errors_pickle_and_an_open_bundle_refuses_to(mode: str) -> None:
    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, Service(FEW), [("key/00001", 7), ("gone", 8)])
        with pytest.raises(TypeError, match="keep the client, the keys and `position`"):
            pickle.dumps(found)
        yield following(found)
        gone = yield following(found)
        assert gone == pickle.loads(pickle.dumps(gone))
        assert (8, "NoSuchKey") == (gone.tag, pickle.loads(pickle.dumps(gone)).reason)
        assert 0 == (yield from rest(found))
        assert found.stats == pickle.loads(pickle.dumps(found.stats))

    told(mode, story())
    for item in (BundleKey("a", tag=("x", 1), size=3), BundleKey("a")):
        assert item == pickle.loads(pickle.dumps(item))
    _, met, _ = failing(mode, Service({}), ["a"], on_skipped="raise")
    again = pickle.loads(pickle.dumps(met))
    assert (str(met), ("a",), "NoSuchKey") == (str(again), again.missing_keys, again.code)


# -- what never ends -----------------------------------------------------------------------------------------------


class Endless(Source):
    """A body with a beginning, and then the same again and again."""

    def __init__(self, beginning: bytes, again: bytes) -> None:
        super().__init__(beginning)
        self._again = memoryview(again)
        self.received = 0

    def readinto(self, buffer: memoryview, /) -> int:
        count = super().readinto(buffer)
        if not count:
            count = min(len(buffer), len(self._again))
            buffer[:count] = self._again[:count]
            self._again = memoryview(bytes(self._again[count:]) + bytes(self._again[:count]))
        self.received += count
        return count


def without_end(beginning: bytes, again: bytes, compression: str) -> Endless:
    if compression == "none":
        return Endless(beginning, again)
    repeated = again * max(1, (1 << 20) // len(again))
    if compression == "zstd":
        return Endless(zstandard.compress(beginning), zstandard.compress(repeated))
    packer = zlib.compressobj(9, wbits=31)
    first = packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    return Endless(first, packer.compress(repeated) + packer.flush(zlib.Z_FULL_FLUSH))


def header(name: str, kind: bytes, size: int = 0) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    return info.tobuf(tarfile.USTAR_FORMAT)


NEVER_ENDING = {
    "padding": bytes(512),
    "directories": header("d/", tarfile.DIRTYPE),
    "pax headers": header("p", tarfile.XHDTYPE, 512) + b"512 x=".ljust(511, b"y") + b"\n",
    "global pax headers": header("p", tarfile.XGLTYPE, 512) + b"512 x=".ljust(511, b"y") + b"\n",
    "long names": header("././@LongLink", b"L", 512) + b"n" * 511 + b"\0",
    "links": header("l", tarfile.SYMTYPE),
}


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("what", NEVER_ENDING)
def test_what_never_ends_is_an_error_soon_and_takes_no_memory(what: str, compression: str) -> None:
    """However small it is on the wire: no more is decoded than the members' sizes and their headers explain."""
    beginning = archive([("a", b"1")]).rstrip(b"\0").ljust(1024, b"\0")
    source = without_end(beginning, NEVER_ENDING[what], compression)
    decoded = 0
    count = BundleReader._into_tar

    def counted(reader: BundleReader, nbytes: int) -> None:
        nonlocal decoded
        decoded += nbytes
        count(reader, nbytes)

    tracemalloc.start()
    try:
        with mock.patch.object(BundleReader, "_into_tar", counted):
            results, met, _ = failing("blocking", lambda _: source, ["a", "b"], compression=compression)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (["a"], True) == (results, isinstance(met, MalformedResponse))
    assert not isinstance(met, IncompleteBody)
    assert decoded < 6 << 20
    assert peak < 24 << 20
    assert source.closes == 1
