"""Threads and tasks that need new credentials: one calls the provider, the others wait."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from tests.systems import needs_posix
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http.credentials import Credentials
from tigris_http.errors import CredentialsError, TigrisError, TimedOut

from .providers import SECRET, AsyncMint, Clock, Mint, Run, asigned_with, clock, mint, run, signed_with, together

__all__ = ["clock", "mint", "run"]


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
        late = keyring.refresh(Refresh(ends=started + 0.1))
        assert isinstance(late, TimedOut)
        assert not late.sent
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


@needs_posix
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
        late = await keyring.refresh(Refresh(ends=time.monotonic() + 0.05))
        assert isinstance(late, TimedOut)
        assert not late.sent
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
