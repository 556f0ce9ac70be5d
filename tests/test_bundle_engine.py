"""The bundle engine with plain values: one result for each key, in order, whatever breaks; blocking and async alike.

A model of the service answers in memory, and breaks its answers as told. No socket is opened here.
"""

from __future__ import annotations

import gc
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles import MANIFEST, Service, Source, closing, following, opened, told
from tigris_http import _bundle_keys
from tigris_http._retry import BROKEN, RetryPolicy
from tigris_http.bundle import BundleKey, BundleMember, BundleSkipped
from tigris_http.errors import (
    BundleError,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    TigrisError,
    TimedOut,
)

if TYPE_CHECKING:
    from collections.abc import Generator

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
        options = {"connections": case.connections, "buffer_size": case.buffer_size, **case.options}
        response = yield opened(mode, service, iter(case.items), policy=case.policy, **options)
        assert 0 == response.position
        while True:
            try:
                result = yield following(response)
            except (StopIteration, StopAsyncIteration):
                break
            place = response.position - 1
            passed = keys[: place + 1]
            there = [len(case.objects[key]) for key in passed if key in case.objects]
            stats = response.stats
            assert (len(there), sum(there), len(passed) - len(there)) == (stats.delivered, stats.bytes, stats.skipped)
            assert keys[place] == result.key
            if isinstance(result, BundleSkipped):
                skipped.append(result)
                found.results.append((result.key, result.tag, None))
                continue
            way = case.ways[place % len(case.ways)]
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
    return (item.key, item.tag) if isinstance(item, BundleKey) else item


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
    with mock.patch.object(_bundle_keys, "MAX_BUNDLE_KEYS", case.most):
        first = told("blocking", reading(case, "blocking"))
        second = told("asyncio" if case.seed % 2 else "trio", reading(case, "async"))
    expected = expected_of(case)
    assert first == second
    if first.error is None:
        assert expected == first
        return
    count = len(first.results)
    right = [*expected.results[:count]]
    if first.error is not BundleError and right and first.results[-1][2] == b"":
        right[-1] = first.results[-1]  # the large one whose reading broke
    assert right == first.results
    if first.error is BundleError:
        assert expected.error is BundleError
        assert not {key for key, _, content in expected.results if content} & {*first.missing_keys}
        return
    assert first.error in BROKEN
    # The model says of no error where it was met; the transport does.
    assert first.place in ((None, None), ("BundleObjects", "bucket"))
    assert case.breaking
    ended = not expected.error and (expected.position, expected.results) == (first.position, first.results)
    assert not ended or None in first.reasons or first.error is CorruptBody
    # Where it may be asked for again, it is; only what is corrupt behind the last result of a request is final.
    assert case.policy is not STUBBORN or case.refusing or first.error is CorruptBody


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


def broken_once(kind: str, at: float, error: type[TigrisError] = ConnectionFailed) -> Any:
    """Return where answers break: the first of each name that begins so."""
    return lambda name, time: (at, error) if name.startswith(kind) and time == 1 else None


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
