"""Credentials that change: temporary ones that expire, profiles with replaced keys, processes."""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from tigris_http.emulator import Emulator, EmulatorCredentials, Fault
from tigris_http.operations import GetObject

from .harness import AT_ONCE, Harness
from .test_presigned import use

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = timedelta(hours=1)


class Vault:
    """Provides temporary credentials that an emulator accepts. `expire` ends those given before."""

    def __init__(self, tigris: Emulator, *, life: timedelta | None = HOUR) -> None:
        self.tigris, self.life = tigris, life
        self.given: list[str] = []
        self.broken = False

    def __call__(self) -> Credentials:
        if self.broken:
            raise OSError("the vault is closed; hidden")
        key = f"tid_temporary_{len(self.given)}"
        self.given.append(key)
        self.tigris.add_credentials(EmulatorCredentials(key, f"hidden-{key}", "to/ken"))
        expires_at = None if self.life is None else datetime.now(timezone.utc) + self.life
        return Credentials(key, f"hidden-{key}", "to/ken", expires_at)

    def expire(self) -> None:
        """Let the service refuse the latest credentials."""
        self.tigris.expire_credentials(self.given[-1])


@pytest.fixture
def vault(tigris: Emulator) -> Vault:
    return Vault(tigris)


@pytest.fixture
def client(harness: Harness, vault: Vault) -> AsyncTigrisHTTP:
    """A client whose credentials come from the vault."""
    return harness.client(credentials=vault)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    return tmp_path


def from_env(harness: Harness, home: Path, **arguments: Any) -> AsyncTigrisHTTP:
    """Return a client of the harness's emulator with the profile `default` below `home`."""
    kind: Any = TigrisHTTP if harness.mode == "blocking" else AsyncTigrisHTTP
    environment = {"HOME": str(home), "AWS_ENDPOINT_URL_S3": harness.tigris.endpoint}
    return harness.own(kind.from_env(environment, retry=AT_ONCE, **arguments))


def statuses(tigris: Emulator) -> list[tuple[str, int, str]]:
    return [(each.operation, each.status, each.code) for each in tigris.requests]


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


# -- wrong clocks -----------------------------------------------------------------------------------------------------


class VaultElsewhere(Vault):
    """A vault with the service's clock."""

    def __init__(self, tigris: Emulator, skew: float, *, life: timedelta = HOUR) -> None:
        super().__init__(tigris, life=life + timedelta(seconds=skew))


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
            assert "credentials that expired at" in str(caught.value.__cause__)
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
    await client.refresh_credentials()
    await client.create_bucket("atlas")


# -- profiles ---------------------------------------------------------------------------------------------------------


def write_keys(home: Path, key: str, secret: str, token: str | None = None) -> None:
    lines = [f"aws_access_key_id = {key}", f"aws_secret_access_key = {secret}"]
    lines += [] if token is None else [f"aws_session_token = {token}"]
    (home / ".aws" / "credentials").write_text("[default]\n" + "\n".join(lines), "utf-8")


@pytest.mark.parametrize("way", ["expired", "removed", "changed"])
async def test_replaced_keys_of_a_file_are_read_when_the_old_ones_are_refused(
    harness: Harness, tigris: Emulator, home: Path, way: str
) -> None:
    tigris.add_credentials(EmulatorCredentials("tid_old", "tsec_old", "token"))
    write_keys(home, "tid_old", "tsec_old", "token")
    client = from_env(harness, home)
    await client.create_bucket("atlas")
    if way == "changed":
        tigris.add_credentials(EmulatorCredentials("tid_old", "tsec_new", "token"))
        write_keys(home, "tid_old", "tsec_new", "token")
    else:
        tigris.add_credentials(EmulatorCredentials("tid_new", "tsec_new"))
        write_keys(home, "tid_new", "tsec_new")
        if way == "expired":
            tigris.expire_credentials("tid_old")
        else:
            tigris.remove_credentials("tid_old")
    tigris.clear_requests()
    await client.put_object("atlas", "k", b"x")
    codes = {"expired": "ExpiredToken", "removed": "InvalidAccessKeyId", "changed": "SignatureDoesNotMatch"}
    assert [codes[way], ""] == [each.code for each in tigris.requests]


async def test_a_wrong_key_that_stays_in_the_file_is_sent_once(harness: Harness, tigris: Emulator, home: Path) -> None:
    write_keys(home, "tid_unknown", "tsec_unknown")
    client = from_env(harness, home)
    for _ in range(2):
        with pytest.raises(AccessDenied, match="InvalidAccessKeyId"):
            await client.create_bucket("atlas")
    assert 2 == len(tigris.requests)


async def test_an_unreadable_file_is_the_cause_of_the_refusal(harness: Harness, tigris: Emulator, home: Path) -> None:
    tigris.add_credentials(EmulatorCredentials("tid_old", "tsec_old", "token"))
    write_keys(home, "tid_old", "tsec_old", "token")
    client = from_env(harness, home)
    await client.create_bucket("atlas")
    tigris.expire_credentials("tid_old")
    (home / ".aws" / "credentials").write_text("[default\nhidden", "utf-8")
    with pytest.raises(ServiceError, match="ExpiredToken") as caught:
        await client.put_object("atlas", "k", b"x")
    assert "credentials, line 1: " in str(caught.value.__cause__)


async def test_a_process_is_run_again_when_its_credentials_expire(
    harness: Harness, tigris: Emulator, home: Path
) -> None:
    for number in (0, 1):
        tigris.add_credentials(EmulatorCredentials(f"tid_{number}", f"tsec_{number}", "token"))
    end = (datetime.now(timezone.utc) + HOUR).isoformat()
    (home / "program.py").write_text(
        f"""import json, pathlib
runs = pathlib.Path({str(home / "runs")!r})
number = len(runs.read_bytes()) if runs.exists() else 0
with runs.open("ab") as file:
    file.write(b".")
print(json.dumps({{"Version": 1, "AccessKeyId": f"tid_{{number}}", "SecretAccessKey": f"tsec_{{number}}",
    "SessionToken": "token", "Expiration": {end!r}}}))
""",
        "utf-8",
    )
    line = f'credential_process = "{sys.executable}" "{home / "program.py"}"\n'
    (home / ".aws" / "config").write_text(f"[default]\n{line}", "utf-8")
    client = from_env(harness, home)
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    assert b"." == (home / "runs").read_bytes()
    tigris.expire_credentials("tid_0")
    await client.put_object("atlas", "k", b"y")
    assert b".." == (home / "runs").read_bytes()
    assert ["tid_0", "tid_1"] == sorted({each.access_key_id or "tid_0" for each in tigris.requests})
    assert json.dumps(repr(client)).endswith("as the provider profile 'default'>\"")


# -- presigned URLs ---------------------------------------------------------------------------------------------------


async def test_a_url_lives_no_longer_than_the_credentials_that_signed_it(
    client: AsyncTigrisHTTP, vault: Vault, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    tigris.clear_requests()
    long = client.presigned_url(GetObject("atlas", "k"), expires=24 * 3600)
    short = client.presigned_url(GetObject("atlas", "k"), expires=60)
    assert () == tigris.requests
    now = datetime.now(timezone.utc)
    assert abs(long.expires_at - now - HOUR) < timedelta(minutes=1)
    assert abs(short.expires_at - now - timedelta(minutes=1)) < timedelta(seconds=30)
    assert "X-Amz-Expires=86400&" in long.url
    assert (200, b"x") == use(long)
    vault.expire()
    assert 400 == use(long)[0]


async def test_an_async_client_names_the_method_to_await_before_its_first_url(harness: Harness, vault: Vault) -> None:
    client = harness.client(credentials=vault)
    if harness.mode != "blocking":
        with pytest.raises(CredentialsError, match=r"await client\.refresh_credentials\(\) first"):
            client.presigned_url(GetObject("atlas", "k"))
        await client.refresh_credentials()
    url = client.presigned_url(GetObject("atlas", "k"))
    assert f"={vault.given[0]}%2F" in url.url
    assert "X-Amz-Security-Token=to%2Fken" in url.url


# -- threads and processes --------------------------------------------------------------------------------------------


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator() as tigris:
        yield tigris


def test_64_threads_with_expiring_credentials_call_the_provider_once_each_time(service: Emulator) -> None:
    vault = Vault(service)
    with (
        TigrisHTTP(service.endpoint, service.credentials) as owner,
        TigrisHTTP(service.endpoint, vault) as client,
        ThreadPoolExecutor(64) as pool,
    ):
        owner.create_bucket("atlas")
        for round_ in range(1, 6):
            barrier = threading.Barrier(64)

            def put(number: int, barrier: threading.Barrier = barrier) -> None:
                barrier.wait(20)
                client.put_object("atlas", f"{number:02}", b"%d" % number)

            for done in [pool.submit(put, number) for number in range(64)]:
                done.result(60)
            assert round_ == len(vault.given)
            vault.expire()
        assert 64 == sum(1 for _ in owner.list_objects_v2("atlas"))


@pytest.mark.parametrize("way", ["head", "removed"])
def test_64_threads_refused_without_a_clear_reason_call_the_provider_once(service: Emulator, way: str) -> None:
    vault = Vault(service)
    with TigrisHTTP(service.endpoint, vault) as client, ThreadPoolExecutor(64) as pool:
        client.create_bucket("atlas")
        client.put_object("atlas", "k", b"x")
        if way == "head":
            vault.expire()
        else:
            service.remove_credentials(vault.given[-1])
        barrier = threading.Barrier(64)

        def ask() -> int:
            barrier.wait(20)
            return client.head_object("atlas", "k").size

        assert [1] * 64 == [done.result(60) for done in [pool.submit(ask) for _ in range(64)]]
        assert 2 == len(vault.given)


def module_provider() -> tuple[str, str]:
    """Provide credentials for the emulators of this module. A client is unpickled by this function's name."""
    return "tid_emulator", "tsec_emulator"


def test_a_client_with_a_function_for_its_credentials_pickles_by_the_functions_name(service: Emulator) -> None:
    with TigrisHTTP(service.endpoint, module_provider) as client:
        client.create_bucket("atlas")
        pickled = pickle.dumps(client)
        assert b"tsec" not in pickled
        with pickle.loads(pickled) as again:
            assert "atlas" == next(iter(again.list_buckets())).name
            assert repr(client) == repr(again)
        assert repr(client).endswith("as the provider module_provider>")


def test_a_client_whose_provider_does_not_pickle_says_so() -> None:
    secret = "hidden"
    for client in (TigrisHTTP("http://h", lambda: ("a", secret)), AsyncTigrisHTTP("http://h", lambda: ("a", secret))):
        with pytest.raises(
            TypeError, match=r"^a client with the provider .*<lambda> cannot be pickled: give it a func"
        ):
            pickle.dumps(client)


def test_faults_and_expired_credentials_together_end_well(service: Emulator) -> None:
    vault = Vault(service)
    with TigrisHTTP(service.endpoint, vault, retry=AT_ONCE) as client:
        client.create_bucket("atlas")
        vault.expire()
        service.inject(Fault(kind="drop_request", operation="PutObject"))
        client.put_object("atlas", "k", b"x")
        assert 1 == client.head_object("atlas", "k").size
