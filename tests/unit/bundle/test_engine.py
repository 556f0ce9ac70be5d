"""The bundle engine with plain values: one result for each key, in order, for any break; blocking and async alike.

A service in memory answers, and breaks its answers on demand. No socket is opened here.
"""

from __future__ import annotations

import gc
import itertools
import pickle
import tarfile
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any
from unittest import mock

import anyio
import anyio.lowlevel
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings

from tests.bundles import (
    Service,
    Source,
    archive,
    closing,
    following,
    opened,
    told,
)
from tigris_http._bundle.reader import BundleReader
from tigris_http._bundle.response import BundleKey
from tigris_http.errors import (
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    TigrisError,
)
from tigris_http.operations.bundles import _bundle_keys as bundle_keys

from .engine_cases import (
    FEW,
    LARGE,
    MODES,
    SOME,
    STUBBORN,
    Case,
    answering,
    asked,
    broken_once,
    cases,
    check_told,
    failing,
    named_and_tagged,
    pause,
    reading,
    rest,
    until,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES)


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
