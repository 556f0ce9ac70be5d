"""Credentials of profiles and processes, in URLs, threads and pickles."""

from __future__ import annotations

import json
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tigris_http import (
    AccessDenied,
    AsyncTigrisHTTP,
    CredentialsError,
    ServiceError,
    TigrisHTTP,
)
from tigris_http.emulator import Emulator, EmulatorCredentials, Fault
from tigris_http.operations import GetObject

from .harness import AT_ONCE, Harness
from .test_presigned import use
from .vaults import HOUR, Vault, client, from_env, home, vault, write_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["client", "home", "vault"]


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
    for each in (TigrisHTTP("http://h", lambda: ("a", secret)), AsyncTigrisHTTP("http://h", lambda: ("a", secret))):
        with pytest.raises(
            TypeError, match=r"^a client with the provider .*<lambda> cannot be pickled: give it a function"
        ):
            pickle.dumps(each)


def test_faults_and_expired_credentials_together_end_well(service: Emulator) -> None:
    vault = Vault(service)
    with TigrisHTTP(service.endpoint, vault, retry=AT_ONCE) as client:
        client.create_bucket("atlas")
        vault.expire()
        service.inject(Fault(kind="drop_request", operation="PutObject"))
        client.put_object("atlas", "k", b"x")
        assert 1 == client.head_object("atlas", "k").size
