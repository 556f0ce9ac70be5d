"""Replacement of credentials: the time, the caller that does it, and the callers that wait. Clocks and providers are
fakes.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import pickle
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._auth import expiry
from tigris_http._auth.keyring import Keyring
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http.credentials import Credentials, described
from tigris_http.errors import CredentialsError, TigrisError, TimedOut

START = datetime(2026, 11, 2, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
SECRET = "hidden"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def set(self, minutes: float) -> None:
        """Set it to so many minutes after the start."""
        self.now = START + timedelta(minutes=minutes)


class Mint:
    """A provider: each call returns other credentials that live for an hour, or raises `error`."""

    def __init__(self, clock: Clock, life: timedelta | None = HOUR) -> None:
        self.clock, self.life = clock, life
        self.calls = 0
        self.error: BaseException | None = None
        self.hold: threading.Event | None = None
        self.entered = threading.Event()

    def __call__(self) -> Credentials:
        self.calls += 1
        number = self.calls
        self.entered.set()
        if self.hold is not None:
            assert self.hold.wait(10)
        if self.error is not None:
            raise self.error
        return Credentials(f"tid_{number}", SECRET, "token", None if self.life is None else self.clock() + self.life)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mint(clock: Clock) -> Mint:
    return Mint(clock)


def key(keyring: Keyring[Any]) -> str | None:
    current = keyring.current()
    return None if current is None else described(current)


def signed_with(keyring: BlockingKeyring) -> str:
    """Do the steps of an exchange before it signs; return the key that it would use."""
    for _ in range(3):
        current = keyring.current()
        if current is not None:
            return described(current)
        error = keyring.refresh(Refresh())
        if error is not None:
            raise error
    raise AssertionError("a refresh that went well left a refresh due")


# -- the time of a refresh -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "soon", "must"),
    [
        (timedelta(hours=12), timedelta(minutes=15), timedelta(minutes=1)),
        (timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=1)),
        (timedelta(minutes=20), timedelta(minutes=5), timedelta(minutes=1)),
        (timedelta(minutes=4), timedelta(minutes=1), timedelta(seconds=12)),
        (timedelta(seconds=20), timedelta(seconds=5), timedelta(seconds=1)),
    ],
)
def test_the_windows_are_short_for_short_lives(life: timedelta, soon: timedelta, must: timedelta) -> None:
    end = START + life
    held = expiry.held(Credentials("a", "b", expires_at=end), START)
    assert (end - soon, end - must) == (held.advisory_from, held.mandatory_from)


@given(st.timedeltas(min_value=timedelta(microseconds=40), max_value=timedelta(days=900)))
def test_new_credentials_are_in_no_window(life: timedelta) -> None:
    held = expiry.held(Credentials("a", "b", expires_at=START + life), START)
    assert held.advisory_from is not None
    assert held.mandatory_from is not None
    assert START < held.advisory_from <= held.mandatory_from <= START + life


def test_fixed_credentials_are_always_current_and_no_provider_is_called(clock: Clock) -> None:
    keyring = BlockingKeyring(Credentials("tid_a", SECRET, "t", START), clock)
    clock.set(1e6)
    assert "tid_a" == key(keyring)
    assert not keyring.may_have_others(Credentials("tid_a", SECRET), "ExpiredToken", has_no_body=False)


def test_a_provider_is_called_when_credentials_are_first_needed_and_then_in_the_window(
    clock: Clock, mint: Mint
) -> None:
    keyring = BlockingKeyring(mint, clock)
    assert 0 == mint.calls
    assert key(keyring) is None
    assert "tid_1" == signed_with(keyring)
    clock.set(44.9)
    assert ("tid_1", 1) == (signed_with(keyring), mint.calls)
    clock.set(45)
    assert key(keyring) is None
    assert ("tid_2", 2) == (signed_with(keyring), mint.calls)
    clock.set(89.9)
    assert "tid_2" == signed_with(keyring)


def test_credentials_without_an_end_are_never_refreshed(clock: Clock) -> None:
    mint = Mint(clock, life=None)
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(1e6)
    assert ("tid_1", 1) == (signed_with(keyring), mint.calls)


# -- failures ---------------------------------------------------------------------------------------------------------


def test_an_early_failure_keeps_the_old_credentials_is_logged_and_retried(
    clock: Clock, mint: Mint, caplog: pytest.LogCaptureFixture
) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(50)
    mint.error = OSError(SECRET)
    with caplog.at_level(logging.DEBUG, "tigris_http"):
        assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    assert ["no new credentials: the provider Mint failed with OSError"] == [each.message for each in caplog.records]
    assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    clock.set(50 + 9.9 / 60)
    assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    clock.set(50 + 10 / 60)
    mint.error = None
    assert ("tid_3", 3) == (signed_with(keyring), mint.calls)


@pytest.mark.parametrize("minutes", [59, 60, 1000])
def test_a_failure_at_the_end_is_an_error_with_its_cause_and_without_its_text(
    clock: Clock, mint: Mint, minutes: float
) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(minutes)
    mint.error = OSError(SECRET)
    with pytest.raises(CredentialsError, match=r"^the provider Mint failed with OSError$") as caught:
        signed_with(keyring)
    assert mint.error is caught.value.__cause__
    assert SECRET.encode() not in pickle.dumps(caught.value)
    mint.error = None
    assert "tid_3" == signed_with(keyring)


@pytest.mark.parametrize(
    ("why", "returned"),
    [
        ("returned no credentials: credentials must be Credentials or alike, but NoneType has no access_key_id", None),
        ("returned no credentials: credentials must be .* not a tuple of 1", (SECRET,)),
        ("returned no credentials: secret_access_key must not", ("tid_a", SECRET + "\n")),
    ],
)
def test_a_provider_must_return_usable_credentials(clock: Clock, why: str, returned: Any) -> None:
    keyring = BlockingKeyring(lambda: returned, clock)
    with pytest.raises(CredentialsError, match=why) as caught:
        signed_with(keyring)
    assert SECRET not in str(caught.value)


def test_a_provider_that_repeats_itself_is_not_called_for_every_request(clock: Clock) -> None:
    calls = []
    cached = Credentials("tid_a", SECRET, None, START + HOUR)

    def provider() -> Credentials:
        calls.append(clock())
        return cached

    keyring = BlockingKeyring(provider, clock)
    for second in range(3599):
        clock.set(second / 60)
        assert "tid_a" == signed_with(keyring)
    assert len(calls) < 30
    clock.set(60)
    assert "tid_a" == signed_with(keyring)
    with pytest.raises(CredentialsError, match="returned credentials that expired at"):
        keyring.for_presigning()


# -- credentials that have expired by a clock that may be wrong ------------------------------------------------------

OVER = Credentials("tid_over", SECRET, "token", START - HOUR)


def test_credentials_that_arrive_expired_are_used_for_a_moment_before_a_refresh(clock: Clock) -> None:
    calls: list[str] = []

    def provider() -> Credentials:
        calls.append("asked")
        return OVER

    keyring = BlockingKeyring(provider, clock)
    for minutes, call_count in ((0, 1), (0.16, 1), (0.17, 2), (0.3, 2), (5, 3)):
        clock.set(minutes)
        assert ("tid_over", True, call_count) == (signed_with(keyring), keyring.in_doubt, len(calls))


def test_the_time_of_the_service_removes_the_doubt_about_credentials(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(lambda: Credentials("tid_a", SECRET, "token", START + HOUR), clock)
    clock.set(90)
    assert ("tid_a", True) == (signed_with(keyring), keyring.in_doubt)
    clock.set(0)
    keyring.clock_was_set()
    clock.set(44)
    assert ("tid_a", False) == (key(keyring), keyring.in_doubt)
    clock.set(46)
    assert key(keyring) is None


def test_the_time_of_the_service_corrects_the_life_of_credentials(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(59.5)
    keyring.clock_was_set()
    assert "tid_1" == key(keyring)
    clock.set(0)
    keyring.clock_was_set()
    clock.set(46)
    assert key(keyring) is None
    given = BlockingKeyring(OVER, clock)
    given.clock_was_set()
    assert ("tid_over", False) == (key(given), given.in_doubt)


@pytest.mark.parametrize("code", ["ExpiredToken", "AccessDenied", "InvalidToken"])
def test_refused_expired_credentials_that_are_provided_again_are_an_error(clock: Clock, code: str) -> None:
    keyring = BlockingKeyring(lambda: OVER, clock)
    signed_with(keyring)
    assert keyring.may_have_others(OVER, code, has_no_body=False)
    error = keyring.refresh(Refresh(OVER))
    assert isinstance(error, CredentialsError)
    assert "returned credentials that expired at 2026-11-02 11:00:00 UTC; have it return new ones" in str(error)
    assert SECRET not in str(error)


def test_other_expired_credentials_than_those_refused_are_used(clock: Clock) -> None:
    left = [OVER, Credentials("tid_other", SECRET, "token", START)]
    keyring = BlockingKeyring(lambda: left.pop(0), clock)
    signed_with(keyring)
    assert keyring.refresh(Refresh(OVER)) is None
    assert ("tid_other", True) == (key(keyring), keyring.in_doubt)


def test_no_url_is_signed_with_credentials_that_arrived_expired(clock: Clock, run: Run) -> None:
    blocking = BlockingKeyring(lambda: OVER, clock)
    with pytest.raises(CredentialsError, match="returned credentials that expired at"):
        blocking.for_presigning()
    assert "tid_over" == blocking.access_key().access_key_id

    async def story() -> None:
        keyring = AsyncKeyring(lambda: OVER, clock)
        assert "tid_over" == (await keyring.access_key()).access_key_id
        with pytest.raises(CredentialsError, match="returned credentials that expired at"):
            keyring.for_presigning()

    run(story)


def test_the_blocking_client_refuses_an_async_provider(clock: Clock) -> None:
    async def provider() -> Credentials:
        raise AssertionError

    class Awaited:
        async def __call__(self) -> Credentials:
            raise AssertionError

    for wrong in (provider, functools.partial(provider), Awaited()):
        with pytest.raises(TypeError, match="must be awaited, which only AsyncTigrisHTTP does"):
            BlockingKeyring(wrong, clock)
    keyring = BlockingKeyring(lambda: provider(), clock)  # noqa: PLW0108  # one whose kind does not show
    with pytest.raises(CredentialsError, match="failed with TypeError"):
        signed_with(keyring)


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ExpiredToken", "TokenRefreshRequired"])
def test_a_refusal_for_expiry_always_calls_the_provider(clock: Clock, mint: Mint, code: str) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    for number in (2, 3):
        refused = keyring.current()
        assert refused is not None
        assert keyring.may_have_others(refused, code, has_no_body=False)
        assert keyring.refresh(Refresh(refused)) is None
        assert f"tid_{number}" == key(keyring)


@pytest.mark.parametrize(
    ("code", "has_no_body", "token", "expected"),
    [
        ("InvalidAccessKeyId", False, None, True),
        ("SignatureDoesNotMatch", False, None, True),
        ("InvalidToken", False, "t", True),
        ("AccessDenied", False, "t", False),
        ("NoSuchKey", False, "t", False),
        ("AccessDenied", True, None, False),
        ("AccessDenied", True, "t", True),
        ("BadRequest", True, "t", True),
    ],
)
def test_a_refusal_without_a_clear_reason_calls_the_provider_once_in_a_while(
    clock: Clock, code: str, has_no_body: bool, token: str | None, expected: bool
) -> None:
    wrong = Credentials("tid_x", SECRET, token)
    keyring = BlockingKeyring(lambda: wrong, clock)
    signed_with(keyring)
    assert expected == keyring.may_have_others(wrong, code, has_no_body=has_no_body)
    keyring.refresh(Refresh(wrong))
    assert not keyring.may_have_others(wrong, code, has_no_body=has_no_body)
    clock.set(0.2)
    assert expected == keyring.may_have_others(wrong, code, has_no_body=has_no_body)


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidAccessKeyId"])
def test_a_caller_refused_before_a_refresh_gets_its_result(clock: Clock, mint: Mint, code: str) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    old = keyring.current()
    assert old is not None
    keyring.refresh(Refresh(old))
    assert keyring.may_have_others(old, code, has_no_body=False)
    keyring.refresh(Refresh(old))
    assert 2 == mint.calls


def test_a_caller_refused_with_old_credentials_gets_the_new_ones(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    old = keyring.current()
    keyring.refresh(Refresh(old))
    keyring.refresh(Refresh(old))
    assert ("tid_2", 2) == (key(keyring), mint.calls)


def test_the_same_credentials_again_stay_the_same_object(clock: Clock) -> None:
    keyring = BlockingKeyring(lambda: ("tid_a", SECRET), clock)
    signed_with(keyring)
    old = keyring.current()
    assert keyring.refresh(Refresh(old)) is None
    assert old is keyring.current()


# -- threads ----------------------------------------------------------------------------------------------------------


def together(work: Callable[[], Any], count: int = 64) -> list[Any]:
    """Do work in so many threads at once; return results and errors."""
    barrier = threading.Barrier(count)

    def one() -> Any:
        barrier.wait(10)
        try:
            return work()
        except CredentialsError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return [done.result(20) for done in [pool.submit(one) for _ in range(count)]]


@pytest.mark.parametrize("minutes", [0, 59.5, 61])
def test_64_threads_that_need_new_credentials_call_the_provider_once(clock: Clock, mint: Mint, minutes: float) -> None:
    keyring = BlockingKeyring(mint, clock)
    if minutes:
        signed_with(keyring)
        clock.set(minutes)
    call_count = mint.calls
    mint.hold = threading.Event()
    release = threading.Timer(0.2, mint.hold.set)
    release.start()
    found = together(lambda: signed_with(keyring))
    assert ({f"tid_{call_count + 1}"}, call_count + 1) == (set(found), mint.calls)
    assert not keyring._refreshes


def test_one_thread_refreshes_early_and_all_others_use_the_old_credentials(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(50)
    mint.hold = threading.Event()
    mint.entered.clear()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(signed_with, keyring)
        assert mint.entered.wait(10)
        assert {"tid_1"} == set(together(lambda: signed_with(keyring), 16))
        # A thread that looked before the refresh began wants one too, and finds it under way.
        assert keyring.refresh(Refresh()) is None
        mint.hold.set()
        assert ("tid_2", 2) == (asking.result(10), mint.calls)


def test_threads_that_waited_for_a_failure_get_an_error_each(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    mint.error = OSError(SECRET)
    mint.hold = threading.Event()
    threading.Timer(0.3, mint.hold.set).start()
    found = together(lambda: signed_with(keyring), 16)
    assert 16 == len({id(error) for error in found})
    assert {"the provider Mint failed with OSError"} == {str(error) for error in found}
    assert all(mint.error is error.__cause__ for error in found)
    assert 1 == mint.calls


def test_a_thread_interrupted_during_a_refresh_leaves_it_to_the_next(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    mint.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        signed_with(keyring)
    mint.error = None
    assert "tid_2" == signed_with(keyring)


def test_a_wait_for_another_thread_ends_with_the_time_of_the_call(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    mint.hold = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(signed_with, keyring)
        assert mint.entered.wait(10)
        started = time.monotonic()
        assert isinstance(keyring.refresh(Refresh(ends=started + 0.1)), TimedOut)
        assert time.monotonic() - started < 5
        mint.hold.set()
        assert "tid_1" == asking.result(10)


def test_a_wait_for_another_thread_ends_when_it_is_cancelled(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    mint.hold = threading.Event()
    token = Token()

    def wait() -> None:
        with token, pytest.raises(Aborted):
            keyring.refresh(Refresh())

    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(signed_with, keyring)
        assert mint.entered.wait(10)
        waiting = pool.submit(wait)
        token.abort()
        waiting.result(10)
        mint.hold.set()
        asking.result(10)


def test_a_provider_that_waits_for_its_own_client_is_an_error(clock: Clock) -> None:
    def provider() -> Credentials:
        signed_with(keyring)
        raise AssertionError

    keyring = BlockingKeyring(provider, clock)
    with pytest.raises(CredentialsError, match="sends requests by the client that waits for its credentials"):
        signed_with(keyring)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_refresh_under_way_in_the_parent_does_not_keep_a_forked_child_waiting(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    mint.hold = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(signed_with, keyring)
        assert mint.entered.wait(10)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                mint.hold = None
                code = 0 if signed_with(keyring) == "tid_2" else 2
            finally:
                os._exit(code)
        end = time.monotonic() + 10
        status = 0
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            time.sleep(0.01)
        else:
            os.kill(child, 9)
            os.waitpid(child, 0)
            status = -1
        mint.hold.set()
        assert "tid_1" == asking.result(10)
    assert 0 == status


# -- tasks ------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], Awaitable[None]]], None]:
    def play(story: Callable[[], Awaitable[None]]) -> None:
        anyio.run(story, backend=request.param)

    return play


Run = Callable[[Callable[[], Awaitable[None]]], None]


async def asigned_with(keyring: AsyncKeyring) -> str:
    for _ in range(3):
        current = keyring.current()
        if current is not None:
            return described(current)
        error = await keyring.refresh(Refresh())
        if error is not None:
            raise error
    raise AssertionError("a refresh that went well left a refresh due")


class AsyncMint:
    """An async provider that waits until the test lets it go on."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls = 0
        self.cancelled = 0
        self.go = anyio.Event()

    async def __call__(self) -> Credentials:
        self.calls += 1
        number = self.calls
        try:
            await self.go.wait()
        except BaseException:
            self.cancelled += 1
            raise
        return Credentials(f"tid_{number}", SECRET, None, self.clock() + HOUR)


def test_tasks_that_need_new_credentials_call_either_kind_of_provider_once(clock: Clock, run: Run) -> None:
    async def story() -> None:
        awaited = AsyncMint(clock)
        awaited.go.set()
        blocking = Mint(clock)
        indirect = AsyncMint(clock)
        indirect.go.set()
        for provider, called in ((awaited, awaited), (blocking, blocking), (lambda: indirect(), indirect)):  # noqa: PLW0108
            keyring = AsyncKeyring(provider, clock)
            found: list[str] = []

            async def one(keyring: AsyncKeyring = keyring, found: list[str] = found) -> None:
                found.append(await asigned_with(keyring))

            async with anyio.create_task_group() as tasks:
                for _ in range(64):
                    tasks.start_soon(one)
            assert (["tid_1"] * 64, 1) == (found, called.calls)

    run(story)


def test_a_task_cancelled_during_a_refresh_leaves_it_to_a_waiter(clock: Clock, run: Run) -> None:
    async def story() -> None:
        mint = AsyncMint(clock)
        keyring = AsyncKeyring(mint, clock)
        found: list[str] = []

        async def one() -> None:
            found.append(await asigned_with(keyring))

        async with anyio.create_task_group() as tasks:
            first = anyio.CancelScope()

            async def cancelled() -> None:
                with first:
                    await one()

            tasks.start_soon(cancelled)
            await anyio.wait_all_tasks_blocked()
            for _ in range(8):
                tasks.start_soon(one)
            await anyio.wait_all_tasks_blocked()
            first.cancel()
            await anyio.wait_all_tasks_blocked()
            assert (2, 1) == (mint.calls, mint.cancelled)
            mint.go.set()
        assert ["tid_2"] * 8 == found

    run(story)


def test_a_task_that_waits_for_a_blocking_provider_is_cancelled_at_once(clock: Clock, mint: Mint, run: Run) -> None:
    async def story() -> None:
        keyring = AsyncKeyring(mint, clock)
        mint.hold = threading.Event()
        started = time.monotonic()
        with anyio.move_on_after(0.1):
            await keyring.refresh(Refresh())
        assert time.monotonic() - started < 5
        mint.hold.set()
        assert "tid_2" == await asigned_with(keyring)

    run(story)


def test_a_refresh_ends_with_the_time_of_the_call(clock: Clock, run: Run) -> None:
    async def story() -> None:
        mint = AsyncMint(clock)
        keyring = AsyncKeyring(mint, clock)
        assert isinstance(await keyring.refresh(Refresh(ends=time.monotonic() + 0.05)), TimedOut)
        mint.go.set()
        assert "tid_2" == await asigned_with(keyring)

    run(story)


def test_failures_reach_tasks_as_they_reach_threads(clock: Clock, mint: Mint, run: Run) -> None:
    async def story() -> None:
        keyring = AsyncKeyring(mint, clock)
        await asigned_with(keyring)
        mint.error = OSError(SECRET)
        clock.set(50)
        assert "tid_1" == await asigned_with(keyring)
        clock.set(60)
        with pytest.raises(CredentialsError, match=r"^the provider Mint failed with OSError$") as caught:
            await asigned_with(keyring)
        assert mint.error is caught.value.__cause__

    run(story)


def test_tasks_that_waited_for_a_failure_get_an_error_each(clock: Clock, mint: Mint, run: Run) -> None:
    async def story() -> None:
        keyring = AsyncKeyring(mint, clock)
        mint.error = OSError(SECRET)
        mint.hold = threading.Event()
        errors: list[TigrisError | None] = []

        async def one() -> None:
            errors.append(await keyring.refresh(Refresh()))

        async with anyio.create_task_group() as tasks:
            for _ in range(16):
                tasks.start_soon(one)
            await anyio.sleep(0.05)
            mint.hold.set()
        assert (1, 16) == (mint.calls, len({id(error) for error in errors}))
        assert {"the provider Mint failed with OSError"} == {str(error) for error in errors}

    run(story)


def test_one_task_refreshes_early_and_all_others_use_the_old_credentials(clock: Clock, run: Run) -> None:
    async def story() -> None:
        mint = AsyncMint(clock)
        mint.go.set()
        keyring = AsyncKeyring(mint, clock)
        await asigned_with(keyring)
        clock.set(50)
        mint.go = anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(asigned_with, keyring)
            await anyio.wait_all_tasks_blocked()
            with anyio.fail_after(10):
                assert ["tid_1"] * 8 == [await asigned_with(keyring) for _ in range(8)]
                assert await keyring.refresh(Refresh()) is None
            assert 2 == mint.calls
            mint.go.set()
        assert "tid_2" == await asigned_with(keyring)

    run(story)


def test_an_async_provider_that_waits_for_its_own_client_is_an_error(clock: Clock, run: Run) -> None:
    async def story() -> None:
        async def provider() -> Credentials:
            await asigned_with(keyring)
            raise AssertionError

        keyring = AsyncKeyring(provider, clock)
        with pytest.raises(CredentialsError, match="by the client that waits"):
            await asigned_with(keyring)

    run(story)


def test_an_event_loop_that_ended_during_a_refresh_blocks_no_caller(clock: Clock) -> None:
    keyring: AsyncKeyring | None = None

    async def broken_off() -> None:
        nonlocal keyring
        keyring = AsyncKeyring(AsyncMint(clock), clock)
        asyncio.get_running_loop().create_task(keyring.refresh(Refresh()))  # left behind on purpose
        await asyncio.sleep(0.01)

    asyncio.run(broken_off())
    assert keyring is not None
    assert not keyring._refreshes


def test_signing_a_url_never_waits_in_the_async_client(clock: Clock, mint: Mint, run: Run) -> None:
    async def story() -> None:
        keyring = AsyncKeyring(mint, clock)
        with pytest.raises(CredentialsError, match=r"await client\.refresh_credentials\(\) first"):
            keyring.for_presigning()
        await asigned_with(keyring)
        clock.set(59.9)
        assert "tid_1" == keyring.for_presigning().access_key_id
        clock.set(60)
        with pytest.raises(CredentialsError, match=r"await client\.refresh_credentials\(\) first"):
            keyring.for_presigning()

    run(story)


def test_signing_a_url_calls_the_provider_in_the_blocking_client(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    assert "tid_1" == keyring.for_presigning().access_key_id
    mint.error = OSError()
    clock.set(60)
    with pytest.raises(CredentialsError):
        keyring.for_presigning()
    assert "tid_a" == BlockingKeyring(Credentials("tid_a", SECRET), clock).for_presigning().access_key_id


# -- repr -------------------------------------------------------------------------------------------------------------


def test_no_repr_shows_the_arguments_of_a_provider(clock: Clock) -> None:
    def provider(secret: str) -> Credentials:
        return Credentials("tid_a", secret)

    keyring = BlockingKeyring(functools.partial(provider, SECRET), clock)
    assert "provider" in repr(keyring)
    assert SECRET not in repr(keyring)
    assert "<BlockingKeyring of tid_a>" == repr(BlockingKeyring(Credentials("tid_a", SECRET), clock))
