"""Test your own code with the fixtures of the pytest plugin: each test gets a fork of the prepared bucket."""

import asyncio
import os
import sys

import pytest

from tigris_http import DEFAULT_ENDPOINT, AsyncTigrisHTTP, TigrisHTTP
from tigris_http.pytest_plugin.service import TigrisService


def retire(client: TigrisHTTP, bucket: str, user: str) -> None:
    """Move a user to another prefix: the code under test."""
    client.rename_object(bucket, f"users/{user}.json", f"retired/{user}.json")


def keys(client: TigrisHTTP, bucket: str) -> list[str]:
    return [entry.key for entry in client.list_objects_v2(bucket)]


@pytest.fixture(scope="session")
def tigris_prepared(tigris_service: TigrisService) -> str:
    """Fill the bucket that `tigris_fork` forks, once for all tests. Best in conftest.py."""
    bucket = tigris_service.make_bucket(snapshot_enabled=True)
    for user in ("ana", "bob"):
        tigris_service.client.put_object(bucket, f"users/{user}.json", b"{}")
    return bucket


def test_a_user_is_retired(tigris_client: TigrisHTTP, tigris_fork: str) -> None:
    retire(tigris_client, tigris_fork, "ana")
    assert keys(tigris_client, tigris_fork) == ["retired/ana.json", "users/bob.json"]


def test_another_test_does_not_see_it(tigris_client: TigrisHTTP, tigris_fork: str) -> None:
    assert keys(tigris_client, tigris_fork) == ["users/ana.json", "users/bob.json"]


def test_async_code_needs_no_plugin(async_tigris_client: AsyncTigrisHTTP, tigris_bucket: str) -> None:
    async def main() -> int:
        await async_tigris_client.put_object(tigris_bucket, "today.txt", b"all is well")
        return (await async_tigris_client.head_object(tigris_bucket, "today.txt")).size

    assert asyncio.run(main()) == 11


@pytest.mark.usefixtures("tigris_env")
def test_code_that_makes_its_own_client_is_led_by_the_environment(tigris_fork: str) -> None:
    with TigrisHTTP.from_env() as client:
        retire(client, tigris_fork, "bob")
        assert keys(client, tigris_fork) == ["retired/bob.json", "users/ana.json"]


if __name__ == "__main__":
    from _emulator import emulator_if_no_credentials

    # In a project of your own, `pytest` alone starts an emulator.
    with emulator_if_no_credentials():
        service = os.environ.get("AWS_ENDPOINT_URL_S3", DEFAULT_ENDPOINT)
        sys.exit(pytest.main([__file__, "-p", "no:cacheprovider", "--tigris-endpoint", service]))
