"""`tigris_env` leads clients to the emulator, and the environment is as before after the test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Inner

pytest_plugins = ["pytester"]

HOSTILE = {
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "token-of-production",
    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_MAX_ATTEMPTS": "none",
    "TIGRIS_SESSION_TOKEN": "jwt",
    "TIGRIS_ORGANIZATION_ID": "org",
    "http_proxy": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
    "no_proxy": "example.com",
}
PROFILE = """\
[default]
endpoint_url = http://127.0.0.1:9
aws_access_key_id = production
aws_secret_access_key = production
max_attempts = never
s3 =
    addressing_style = virtual
"""


@pytest.fixture
def hostile(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables, proxies and profiles that would lead elsewhere."""
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    home = Path(os.environ["HOME"])  # that of `pytester`
    home.joinpath(".aws").mkdir(parents=True)
    for name in ("config", "credentials"):
        home.joinpath(".aws", name).write_text(PROFILE, "utf-8")


CLIENTS = {
    "ours": """
        from tigris_http import TigrisHTTP

        def size(bucket):
            with TigrisHTTP.from_env() as client:
                return client.head_object(bucket, "a").size
    """,
    "ours, async": """
        import asyncio
        from tigris_http import AsyncTigrisHTTP

        async def head(bucket):
            async with AsyncTigrisHTTP.from_env() as client:
                return (await client.head_object(bucket, "a")).size

        def size(bucket):
            return asyncio.run(head(bucket))
    """,
    "boto3": """
        import boto3

        def size(bucket):
            client = boto3.client("s3")
            try:
                return client.head_object(Bucket=bucket, Key="a")["ContentLength"]
            finally:
                client.close()
    """,
    "a command": """
        import json, subprocess, sys

        def size(bucket):
            command = [sys.executable, "-m", "tigris_http", "stat", f"t3://{bucket}/a", "--json"]
            return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["size"]
    """,
}


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_client_of_the_environment_finds_the_emulator(inner: Inner, client: str) -> None:
    source = f"""{client}
        import os

        before = dict(os.environ)

        def test_size(tigris_env, tigris_client, tigris_bucket):
            tigris_client.put_object(tigris_bucket, "a", b"123")
            assert 3 == size(tigris_bucket)
            assert tigris_env.items() <= os.environ.items()

        def test_the_environment_is_restored():
            changed = {{"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}}
            assert all(os.environ.get(name) == before.get(name) for name in {{*os.environ, *before}} - changed)
    """
    assert {"passed": 2} == inner.run(source).parseoutcomes()


@pytest.mark.usefixtures("hostile")
def test_it_sets_no_variable_but_those_it_names(inner: Inner) -> None:
    source = """
        import os

        def test_names(tigris_env, tigris_emulator):
            ours = ("AWS_", "TIGRIS_", "NO_PROXY", "HTTP_PROXY", "ALL_PROXY")
            assert {name for name in os.environ if name.upper().startswith(ours)} == set(tigris_env)
            assert tigris_env["AWS_ENDPOINT_URL_S3"] == tigris_emulator.endpoint == tigris_env["AWS_ENDPOINT_URL"]
            assert "auto" == tigris_env["AWS_REGION"]
            assert "true" == tigris_env["AWS_EC2_METADATA_DISABLED"]
    """
    assert {"passed": 1} == inner.run(source).parseoutcomes()


def test_functions_of_boto3_keep_no_keys_from_one_test_to_the_next(inner: Inner) -> None:
    source = """
        import boto3
        import pytest

        def key():
            return boto3.Session().get_credentials().access_key if boto3.DEFAULT_SESSION is None else \\
                boto3.DEFAULT_SESSION.get_credentials().access_key

        @pytest.fixture(autouse=True)
        def production(monkeypatch):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "production")
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "production")

        def used():
            boto3.client("s3", region_name="auto").close()
            return key()

        def test_before():
            assert "production" == used()

        def test_with_it(tigris_env):
            assert "tid_emulator" == used()

        def test_after():
            assert "production" == used()
    """
    assert {"passed": 3} == inner.run_apart(source).parseoutcomes()


def test_boto3_that_a_test_loads_keeps_no_keys(inner: Inner) -> None:
    source = """
        import sys

        def test_first(tigris_env):
            assert "boto3" not in sys.modules
            import boto3
            boto3.client("s3").close()
            assert boto3.DEFAULT_SESSION is not None

        def test_second():
            assert sys.modules["boto3"].DEFAULT_SESSION is None
    """
    assert {"passed": 2} == inner.run_apart(source).parseoutcomes()
