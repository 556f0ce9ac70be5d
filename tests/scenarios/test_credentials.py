"""Credentials that a provider replaces, also by a wrong clock."""

from __future__ import annotations

import asyncio
import pickle
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from tigris_http import (
    AccessDenied,
    AsyncTigrisHTTP,
    Credentials,
    CredentialsError,
    RetryPolicy,
    ServiceError,
    TigrisHTTP,
    TimedOut,
)
from tigris_http.emulator import Emulator, EmulatorCredentials

from .harness import Harness
from .vaults import Vault, VaultElsewhere, client, statuses, vault

__all__ = ["client", "vault"]


async def test_a_provider_is_called_once_and_its_token_is_sent(
    client: AsyncTigrisHTTP, vault: Vault, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    async with client.get_object("atlas", "k") as body:
        assert b"x" == await body.read()
    assert 1 == len(vault.given)
    assert {vault.given[0]} == {each.access_key_id for each in tigris.requests}


async def test_a_request_with_expired_credentials_is_sent_once_more_with_new_ones(
    client: AsyncTigrisHTTP, vault: Vault, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    vault.expire()
    tigris.clear_requests()
    await client.put_object("atlas", "k", b"x")
    assert [("PutObject", 400, "ExpiredToken"), ("PutObject", 200, "")] == statuses(tigris)
    vault.expire()
    async with client.get_object("atlas", "k") as body:
        assert b"x" == await body.read()
    vault.expire()
    async with client.bundle_objects("atlas", ["k"], on_skipped="raise") as bundle:
        assert [b"x"] == [bytes(found.data) async for found in bundle]
    vault.expire()
    assert ["k"] == [entry.key async for entry in client.list_objects_v2("atlas")]
    assert 5 == len(vault.given)


async def test_a_refused_head_is_sent_again_with_new_credentials(
    client: AsyncTigrisHTTP, vault: Vault, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    vault.expire()
    assert 1 == (await client.head_object("atlas", "k")).size
    assert 2 == len(vault.given)


async def test_a_refused_request_that_must_not_repeat_is_sent_again_since_nothing_was_done(
    client: AsyncTigrisHTTP, vault: Vault
) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    vault.expire()
    await client.create_snapshot("atlas", "only")
    assert ["only"] == [found.name async for found in client.list_snapshots("atlas")]


async def test_a_provider_without_better_credentials_is_called_once_a_call(harness: Harness, tigris: Emulator) -> None:
    calls: list[str] = []
    tigris.add_credentials(EmulatorCredentials("tid_same", "tsec_same", "token"))
    tigris.expire_credentials("tid_same")

    def provider() -> Credentials:
        calls.append("asked")
        return Credentials("tid_same", "tsec_same", "token")

    client = harness.client(credentials=provider)
    for number in (2, 3):
        tigris.clear_requests()
        with pytest.raises(ServiceError) as caught:
            await client.create_bucket("atlas")
        assert ("ExpiredToken", 400, 1) == (caught.value.code, caught.value.status, caught.value.attempts)
        assert (1, number) == (len(tigris.requests), len(calls))


async def test_new_credentials_that_are_expired_too_end_the_call(harness: Harness, tigris: Emulator) -> None:
    vault = Vault(tigris)

    def provider() -> Credentials:
        first_keys = vault()
        vault.expire()
        return first_keys

    client = harness.client(credentials=provider)
    with pytest.raises(ServiceError) as caught:
        await client.create_bucket("atlas")
    assert ("ExpiredToken", 2, 2) == (caught.value.code, caught.value.attempts, len(vault.given))
    assert ["tid_temporary_0", "tid_temporary_1"] == vault.given


@pytest.mark.parametrize("skew", [-3600.0, -7200.0, -30 * 86400.0, 3600.0])
async def test_keys_of_an_hour_work_with_a_wrong_clock(harness: Harness, skew: float) -> None:
    with Emulator(clock_skew=skew) as tigris:
        vault = VaultElsewhere(tigris, skew)
        client = harness.client(tigris.endpoint, vault)
        await client.create_bucket("atlas")
        await client.put_object("atlas", "k", b"x")
        assert 1 == (await client.head_object("atlas", "k")).size
        assert [403, 200, 200, 200] == [each.status for each in tigris.requests]
        assert 1 == len(vault.given)
        await client.aclose()


async def test_a_clock_slightly_ahead_is_corrected_by_the_first_answer(harness: Harness) -> None:
    with Emulator(clock_skew=-600) as tigris:
        vault = VaultElsewhere(tigris, -600, life=timedelta(minutes=5))
        client = harness.client(tigris.endpoint, vault)
        await client.create_bucket("atlas")
        await client.put_object("atlas", "k", b"x")
        assert [200, 200] == [each.status for each in tigris.requests]
        assert 1 == len(vault.given)
        await client.aclose()


@pytest.mark.parametrize("skew", [0.0, -3600.0, 3600.0])
async def test_keys_that_were_expired_from_the_start_end_in_one_error(harness: Harness, skew: float) -> None:
    with Emulator(clock_skew=skew) as tigris:
        tigris.add_credentials(EmulatorCredentials("tid_over", "tsec_hidden", "to/ken"))
        tigris.expire_credentials("tid_over")
        provider_calls: list[str] = []

        def provider() -> Credentials:
            provider_calls.append("asked")
            ended = datetime.now(timezone.utc) + timedelta(seconds=skew - 60)
            return Credentials("tid_over", "tsec_hidden", "to/ken", ended)

        client = harness.client(tigris.endpoint, provider)
        for number in (1, 2):
            with pytest.raises(ServiceError, match="ExpiredToken") as caught:
                await client.create_bucket("atlas")
            assert isinstance(caught.value.__cause__, CredentialsError)
            assert "credentials that have expired by this machine" in str(caught.value.__cause__)
            assert "hidden" not in f"{caught.value}{caught.value.__cause__}"
            assert len(tigris.requests) <= number + 1
            assert len(provider_calls) <= 2 * number + 1
        await client.aclose()


async def test_without_retries_the_first_call_learns_the_time_for_the_next(harness: Harness) -> None:
    with Emulator(clock_skew=-3600) as tigris:
        client = harness.client(tigris.endpoint, VaultElsewhere(tigris, -3600), retry=RetryPolicy(max_attempts=1))
        with pytest.raises(AccessDenied, match="RequestTimeTooSkewed"):
            await client.create_bucket("atlas")
        await client.create_bucket("atlas")
        await client.aclose()


@pytest.mark.parametrize("skew", [1200.0, -3600.0])
def test_concurrent_first_calls_with_a_wrong_clock_all_succeed(skew: float) -> None:
    with Emulator(clock_skew=skew) as tigris, ThreadPoolExecutor(16) as pool:
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as owner:
            owner.create_bucket("atlas")
            owner.put_object("atlas", "k", b"x")
        for credentials in (tigris.credentials, VaultElsewhere(tigris, skew)):
            with TigrisHTTP(tigris.endpoint, credentials) as client:
                barrier = threading.Barrier(16)

                def look(client: TigrisHTTP = client, barrier: threading.Barrier = barrier) -> int:
                    barrier.wait(20)
                    return client.head_object("atlas", "k").size

                assert [1] * 16 == [done.result(60) for done in [pool.submit(look) for _ in range(16)]]

        async def tasks() -> None:
            for credentials in (tigris.credentials, VaultElsewhere(tigris, skew)):
                async with AsyncTigrisHTTP(tigris.endpoint, credentials) as client:
                    found = await asyncio.gather(*(client.head_object("atlas", "k") for _ in range(16)))
                    assert [1] * 16 == [info.size for info in found]

        asyncio.run(tasks())


async def test_without_retries_new_credentials_serve_the_next_call(harness: Harness, vault: Vault) -> None:
    client = harness.client(credentials=vault, retry=RetryPolicy(max_attempts=1))
    await client.create_bucket("atlas")
    vault.expire()
    with pytest.raises(ServiceError, match="ExpiredToken"):
        await client.put_object("atlas", "k", b"x")
    await client.put_object("atlas", "k", b"x")
    assert 2 == len(vault.given)


async def test_a_one_shot_body_is_not_sent_again(client: AsyncTigrisHTTP, vault: Vault) -> None:
    await client.create_bucket("atlas")
    vault.expire()
    with pytest.raises(ServiceError, match="ExpiredToken"):
        await client.put_object("atlas", "k", iter([b"x"]), length=1, sha256="UNSIGNED-PAYLOAD")


async def test_an_error_of_a_provider_shows_no_secret(client: AsyncTigrisHTTP, vault: Vault, tigris: Emulator) -> None:
    vault.broken = True
    with pytest.raises(CredentialsError, match="provider Vault failed with OSError") as caught:
        await client.create_bucket("atlas")
    error = caught.value
    assert ("CreateBucket", "atlas", 0, ()) == (error.operation, error.bucket, error.attempts, tigris.requests)
    assert isinstance(error.__cause__, OSError)
    assert "hidden" not in "".join(traceback.format_exception_only(type(error), error)) + repr(error)
    assert b"hidden" not in pickle.dumps(error)
    vault.broken = False
    await client.create_bucket("atlas")
    vault.expire()
    vault.broken = True
    with pytest.raises(ServiceError, match="ExpiredToken") as refused:
        await client.put_object("atlas", "k", b"x")
    assert isinstance(refused.value.__cause__, CredentialsError)


async def test_the_time_of_a_call_includes_its_credentials(harness: Harness, tigris: Emulator) -> None:
    release = threading.Event()

    def provider() -> tuple[str, str]:
        release.wait(1.0 if harness.mode == "blocking" else 10.0)
        return tigris.credentials.access_key_id, tigris.credentials.secret_access_key

    client = harness.client(credentials=provider)
    try:
        with pytest.raises(TimedOut, match="new credentials did not come within the time of the call"):
            await client.head_bucket("atlas", timeout=0.2)
    finally:
        release.set()


async def test_views_share_their_credentials(client: AsyncTigrisHTTP, vault: Vault) -> None:
    await client.create_bucket("atlas")
    view = client.with_options(extra_headers={"x-a": "b"})
    await view.put_object("atlas", "k", b"x")
    vault.expire()
    await view.head_object("atlas", "k")
    await client.head_object("atlas", "k")
    assert 2 == len(vault.given)


async def test_credentials_are_replaced_on_request(client: AsyncTigrisHTTP, vault: Vault) -> None:
    await client.refresh_credentials()
    await client.refresh_credentials()
    assert 2 == len(vault.given)
    vault.broken = True
    with pytest.raises(CredentialsError):
        await client.refresh_credentials()
    await client.create_bucket("atlas")


async def test_fixed_credentials_are_not_replaced(harness: Harness) -> None:
    client = harness.client()
    before = client._keys.current()
    assert before is not None
    await client.refresh_credentials()
    await client.create_bucket("atlas")
    assert client._keys.current() is before
