"""`--tigris-endpoint`: the tests run against a service that is there, and leave nothing on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.third_party import Server, started
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

from .conftest import Inner

pytest_plugins = ["pytester"]

ALL = """
    import asyncio
    import os
    import pytest
    from tigris_http import TigrisHTTP

    @pytest.fixture(scope="session")
    def tigris_prepared(tigris_service):
        bucket = tigris_service.make_bucket(snapshot_enabled=True)
        tigris_service.client.put_object(bucket, "users/ana.json", b"{}")
        return bucket

    @pytest.mark.parametrize("round", range(4))
    def test_a_bucket(tigris_client, async_tigris_client, tigris_bucket, tigris_env, round):
        tigris_client.put_object(tigris_bucket, "a", b"1")
        assert 1 == asyncio.run(async_tigris_client.head_object(tigris_bucket, "a")).size
        with TigrisHTTP.from_env() as client:
            assert 1 == client.head_object(tigris_bucket, "a").size

    def test_a_fork(tigris_client, tigris_fork):
        assert ["users/ana.json"] == [entry.key for entry in tigris_client.list_objects_v2(tigris_fork)]
        assert False, "failed on purpose"
"""


def buckets(account: TigrisHTTP) -> list[str]:
    return [bucket.name for bucket in account.list_buckets()]


@pytest.mark.parametrize("workers", [0, 2])
def test_buckets_are_made_there_and_are_gone_after_failures_too(
    inner: Inner, beside: Emulator, account: TigrisHTTP, workers: int
) -> None:
    account.create_bucket("of-others")
    account.put_object("of-others", "a", b"1")
    beside.clear_requests()
    run = inner.run_apart if workers else inner.run
    result = run(ALL, "--tigris-endpoint", beside.endpoint, "-n", str(workers))
    assert {"passed": 4, "failed": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines([f"tigris: {beside.endpoint}, with buckets named tigris-pytest-*"])
    named = {each.target.split("/")[1].partition("?")[0] for each in beside.requests} - {""}
    assert len(named) >= 6
    assert all(name.startswith("tigris-pytest-") for name in named)
    assert ["of-others"] == buckets(account)


def test_they_are_gone_after_control_c(inner: Inner, beside: Emulator, account: TigrisHTTP) -> None:
    source = """
        def test_a_bucket(tigris_client, tigris_bucket, tigris_service):
            tigris_client.put_object(tigris_service.make_bucket(), "a", b"1")
            tigris_client.put_object(tigris_bucket, "a", b"1")
            raise KeyboardInterrupt
    """
    result = inner.run_apart(source, "--tigris-endpoint", beside.endpoint)
    assert pytest.ExitCode.INTERRUPTED == result.ret
    assert [] == buckets(account)
    assert 2 == [each.operation for each in beside.requests].count("CreateBucket")


def test_a_bucket_that_could_not_be_made_is_not_deleted(inner: Inner, beside: Emulator, account: TigrisHTTP) -> None:
    source = """
        import secrets
        import pytest
        from tigris_http import Conflict

        def test_a_name_of_others(tigris_service, tigris_client, monkeypatch):
            name = tigris_service.make_bucket()
            monkeypatch.setattr(secrets, "token_hex", lambda size: name.removeprefix("tigris-pytest-"))
            with pytest.raises(Conflict):
                tigris_service.make_bucket()
            assert [name] == [bucket.name for bucket in tigris_client.list_buckets()]
    """
    assert {"passed": 1} == inner.run(source, "--tigris-endpoint", beside.endpoint).parseoutcomes()
    assert [] == buckets(account)


def test_tests_of_the_emulator_fail_there_with_the_reason(inner: Inner, beside: Emulator) -> None:
    source = """
        import pytest
        from tigris_http.emulator import Fault

        @pytest.mark.tigris(faults=[Fault("drop_request")])
        def test_faults(tigris_client):
            pass

        def test_the_emulator(tigris_emulator):
            pass
    """
    result = inner.run(source, "--tigris-endpoint", beside.endpoint)
    assert {"errors": 2} == result.parseoutcomes()
    reason = f"the fixture tigris_emulator, and faults of the marker tigris, need the emulator, * {beside.endpoint}: *"
    result.stdout.fnmatch_lines([reason, "*", reason])
    assert () == beside.faults
    assert () == beside.requests


def test_the_keys_are_those_of_the_start(inner: Inner, beside: Emulator) -> None:
    source = """
        import pytest

        @pytest.fixture(autouse=True)
        def nothing_set(monkeypatch):
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                monkeypatch.delenv(name)

        def test_a_bucket(tigris_bucket):
            pass
    """
    assert {"passed": 1} == inner.run(source, "--tigris-endpoint", beside.endpoint).parseoutcomes()
    assert 1 == [each.operation for each in beside.requests].count("CreateBucket")


def test_an_ini_file_names_the_service_and_the_option_another(inner: Inner, beside: Emulator) -> None:
    source = "def test_a_bucket(tigris_bucket): pass"
    inner.pytester.makeini(f"[pytest]\ntigris_endpoint = {beside.endpoint}\n")
    assert {"passed": 1} == inner.run(source).parseoutcomes()
    assert 1 == [each.operation for each in beside.requests].count("CreateBucket")
    with Emulator() as other:
        assert {"passed": 1} == inner.run(source, "--tigris-endpoint", other.endpoint).parseoutcomes()
        assert 1 == [each.operation for each in other.requests].count("CreateBucket")


def test_without_keys_each_test_fails_with_their_variables(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    for family in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "TIGRIS_STORAGE_ACCESS_KEY_ID"):
        monkeypatch.delenv(family, raising=False)
    result = inner.run("def test_a_bucket(tigris_bucket): pass", "--tigris-endpoint", "http://127.0.0.1:9")
    assert {"errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["--tigris-endpoint needs keys in the environment: AWS_ACCESS_KEY_ID with *"])


@pytest.mark.parametrize("url", ["localhost:9000", "ftp://host", "https://user:hidden@host", "https://host/bucket?x"])
def test_a_url_that_no_client_takes_is_an_error_of_usage(inner: Inner, url: str) -> None:
    result = inner.run("def test_nothing(): pass", "--tigris-endpoint", url)
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["ERROR: --tigris-endpoint: *"])
    result.stderr.no_fnmatch_line("*hidden*")


def test_a_session_of_the_console_is_set_for_clients_of_tigris_alone(
    inner: Inner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIGRIS_SESSION_TOKEN", "jwt")
    monkeypatch.setenv("TIGRIS_ORGANIZATION_ID", "org")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-another-service")
    source = """
        from tigris_http import TigrisHTTP

        def test_names(tigris_env):
            assert "AWS_ACCESS_KEY_ID" not in tigris_env
            assert ("jwt", "org") == (tigris_env["TIGRIS_SESSION_TOKEN"], tigris_env["TIGRIS_ORGANIZATION_ID"])
            with TigrisHTTP.from_env() as client:
                assert "https://t3.storage.dev" in repr(client)
    """
    assert {"passed": 1} == inner.run(source, "--tigris-endpoint", "https://t3.storage.dev").parseoutcomes()


@pytest.fixture(scope="module", params=["ministack", "rclone"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(request.param) as running:
        yield running


PLAIN = """
    import asyncio
    import boto3
    import pytest

    @pytest.mark.parametrize("round", range(2))
    def test_a_bucket(tigris_client, async_tigris_client, tigris_bucket, tigris_env, round):
        tigris_client.put_object(tigris_bucket, "a", b"1")
        assert 1 == asyncio.run(async_tigris_client.head_object(tigris_bucket, "a")).size
        s3 = boto3.client("s3")
        try:
            s3.put_object(Bucket=tigris_bucket, Key="b/c d", Body=b"12")
            s3.create_multipart_upload(Bucket=tigris_bucket, Key="unfinished")
        finally:
            s3.close()
        assert 2 == tigris_client.head_object(tigris_bucket, "b/c d").size

    def test_versions(tigris_client, tigris_bucket, tigris_env):
        s3 = boto3.client("s3")
        try:
            s3.put_bucket_versioning(Bucket=tigris_bucket, VersioningConfiguration={"Status": "Enabled"})
        except s3.exceptions.ClientError:
            pytest.skip("the server has no versions")
        finally:
            s3.close()
        tigris_client.put_object(tigris_bucket, "a", b"1")
        tigris_client.put_object(tigris_bucket, "a", b"2")
        tigris_client.delete_object(tigris_bucket, "a")
"""


def test_another_service_of_s3_is_left_as_it_was(inner: Inner, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.credentials[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.credentials[1])
    monkeypatch.setenv("AWS_REGION", server.region)
    with TigrisHTTP(server.endpoint, server.credentials, region=server.region) as account:
        before = buckets(account)
        outcomes = inner.run(PLAIN, "--tigris-endpoint", server.endpoint).parseoutcomes()
        assert ({"passed": 3} if server.has("versions") else {"passed": 2, "skipped": 1}) == outcomes
        assert before == buckets(account)
