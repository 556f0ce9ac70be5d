"""Memory stays bounded for any answer; `tracemalloc` counts it, one use after the other."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from tigris_http import MalformedResponse, OutcomeUnknown, ServiceError, TigrisError, Timeouts

from .good import Good, good
from .running import MODES, SENT_ONCE, Outcome, run_all
from .server import Endless, HostileServer, Move, Script
from .uses import USES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MEBI = 1 << 20
ZEROS = bytes(65536)


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


def peak(
    hostile: HostileServer, mode: str, names: Iterable[str], spoil: Callable[[Good], Iterable[Move]]
) -> tuple[int, list[Outcome]]:
    """Return the peak of memory while these uses run one by one, and their outcomes."""
    hostile.behave(Script(spoil))
    hostile.forget()
    uses = [use for use in USES if use.name in set(names)]
    timeouts = Timeouts(connect=5, read=5, write=5, pool=5, total=15)
    # Imports and first uses do not count.
    run_all(mode, hostile.endpoint, uses, together=False, timeouts=timeouts)
    tracemalloc.start()
    try:
        outcomes = run_all(mode, hostile.endpoint, uses, together=False, timeouts=timeouts).outcomes
        return tracemalloc.get_traced_memory()[1], [*outcomes.values()]
    finally:
        tracemalloc.stop()


ALL_BUT_LARGE = [use.name for use in USES if use.name != "put_object large"]


@pytest.mark.parametrize("mode", MODES)
def test_an_endless_reason_is_read_up_to_a_mebibyte(hostile: HostileServer, mode: str) -> None:
    size, outcomes = peak(
        hostile,
        mode,
        ALL_BUT_LARGE,
        lambda answer: (answer.head(b"X-A: b", line=b"HTTP/1.1 500 Reason") + b"x", Endless(b"x" * 65536)),
    )
    errors = [outcome.error for outcome in outcomes]
    unknown = [error for error in errors if isinstance(error, OutcomeUnknown)]
    assert len(SENT_ONCE) >= len(unknown)
    causes = [error.__cause__ if isinstance(error, OutcomeUnknown) else error for error in errors]
    assert {True} == {isinstance(error, ServiceError) for error in causes}
    assert size < 8 * MEBI


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("length", [b"X-A: b", b"Content-Length: 9223372036854775807"])
def test_endless_heads_bodies_and_archives_are_bounded(hostile: HostileServer, mode: str, length: bytes) -> None:
    """An endless listing fails at 64 MiB, which may be in memory twice; an archive is never held."""
    uses = ("list_buckets", "bundle_objects")
    size, outcomes = peak(hostile, mode, uses, lambda answer: (answer.head(length) + ZEROS, Endless(ZEROS)))
    assert {True} == {isinstance(outcome.error, MalformedResponse) for outcome in outcomes}
    assert size < 160 * MEBI
    size, outcomes = peak(hostile, mode, uses[1:], lambda answer: (answer.head(length) + ZEROS, Endless(ZEROS)))
    assert {True} == {isinstance(outcome.error, MalformedResponse) for outcome in outcomes}
    assert size < 16 * MEBI


@pytest.mark.parametrize("mode", MODES)
def test_a_head_that_never_ends_fails_soon(hostile: HostileServer, mode: str) -> None:
    size, outcomes = peak(hostile, mode, ALL_BUT_LARGE, lambda _: (b"HTTP/1.1 200 OK\r\n", Endless(b"A: b\r\n" * 5000)))
    assert {True} == {isinstance(outcome.error, TigrisError) for outcome in outcomes}
    assert size < 8 * MEBI


@pytest.mark.parametrize("mode", MODES)
def test_an_announced_size_reserves_no_memory(hostile: HostileServer, mode: str) -> None:
    """An object, a part of one and the header of an archive announce 4 EiB; a few bytes follow."""
    huge = b"4611686018427387904"

    def spoil(answer: Good) -> Iterable[Move]:
        last = b"4611686018427387903"
        fields = [b"Content-Length: " + huge]
        if answer.status == 206:
            kept = tuple(field for field in answer.fields if not field.startswith(b"Content-Range"))
            answer = Good(206, kept, answer.length, answer.body)
            fields.append(b"Content-Range: bytes 0-%s/%s" % (last, huge))
        return (answer.head(*fields) + b"abc", "close")

    size, outcomes = peak(hostile, mode, ("get_object", "get_object streamed", "open_object", "list_forks"), spoil)
    assert {True} == {isinstance(outcome.error, TigrisError) for outcome in outcomes}
    assert size < 16 * MEBI


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [200, 500])
def test_an_error_that_is_kept_does_not_keep_the_answer(hostile: HostileServer, mode: str, status: int) -> None:
    hostile.behave(Script(lambda answer: (answer.instead(b"<a>" + b"x" * 1_000_000, status=status), "keep")))
    uses = [use for use in USES if use.kind == "document"]
    run_all(mode, hostile.endpoint, uses, together=False)
    gc.collect()
    tracemalloc.start()
    try:
        outcomes = [*run_all(mode, hostile.endpoint, uses, together=False).outcomes.values()]
        assert {True} == {isinstance(outcome.error, TigrisError) for outcome in outcomes}
        assert len(outcomes) == len({id(outcome.error) for outcome in outcomes})
        gc.collect()
        # An error and its frames take some 25 KiB, an answer a million bytes.
        assert tracemalloc.get_traced_memory()[0] < len(uses) * 64 * 1024
    finally:
        tracemalloc.stop()
