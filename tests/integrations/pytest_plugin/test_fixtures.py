"""The fixtures, against the emulator that they start."""

from __future__ import annotations

import pytest

from .conftest import Inner

pytest_plugins = ["pytester"]


def test_a_bucket_is_new_in_each_test_and_gone_afterwards(inner: Inner) -> None:
    source = """
        import pytest

        names = []

        @pytest.mark.parametrize("round", range(3))
        def test_a_bucket(tigris_client, tigris_bucket, round):
            assert [] == list(tigris_client.list_objects_v2(tigris_bucket))
            assert not tigris_client.has_snapshot_enabled(tigris_bucket)
            tigris_client.put_object(tigris_bucket, "today.txt", b"all is well")
            names.append(tigris_bucket)

        def test_it_is_gone(tigris_client):
            assert 3 == len(set(names))
            assert [] == list(tigris_client.list_buckets())
    """
    assert {"passed": 4} == inner.run(source).parseoutcomes()


def test_a_bucket_is_gone_after_a_failed_test_and_after_a_failed_fixture(inner: Inner) -> None:
    source = """
        import pytest

        @pytest.fixture
        def broken(tigris_bucket):
            raise LookupError

        def test_that_fails(tigris_client, tigris_bucket):
            tigris_client.put_object(tigris_bucket, "a", b"1")
            assert False

        def test_whose_fixture_fails(broken):
            pass

        def test_nothing_is_left(tigris_client):
            assert [] == list(tigris_client.list_buckets())
    """
    assert {"passed": 1, "failed": 1, "errors": 1} == inner.run(source).parseoutcomes()


def test_one_emulator_serves_all_tests(inner: Inner) -> None:
    source = """
        seen = []

        def test_first(tigris_emulator, tigris_client):
            tigris_client.create_bucket("kept")
            assert "CreateBucket" in [each.operation for each in tigris_emulator.requests]
            seen.append(tigris_emulator)

        def test_second(tigris_emulator, tigris_service, tigris_client):
            assert [tigris_emulator] == seen
            assert tigris_emulator.endpoint == tigris_service.endpoint
            assert ["kept"] == [bucket.name for bucket in tigris_client.list_buckets()]
    """
    assert {"passed": 2} == inner.run(source).parseoutcomes()


def test_the_emulator_of_a_conftest_is_used_by_the_other_fixtures(inner: Inner) -> None:
    conftest = """
        import pytest
        from tigris_http.emulator import Emulator

        @pytest.fixture
        def tigris_emulator():
            with Emulator(region="sin") as emulator:
                yield emulator
    """
    source = """
        import pytest

        @pytest.mark.parametrize("round", range(2))
        def test_begins_empty(tigris_emulator, tigris_client, round):
            assert repr(tigris_client).startswith(f"<TigrisHTTP {tigris_emulator.endpoint} ")
            tigris_client.create_bucket("reports")
            assert ["reports"] == [bucket.name for bucket in tigris_client.list_buckets()]
    """
    assert {"passed": 2} == inner.run(source, conftest=conftest).parseoutcomes()


PREPARED = """
    import pytest

    @pytest.fixture(scope="session")
    def tigris_prepared(tigris_service):
        bucket = tigris_service.make_bucket(snapshot_enabled=True)
        tigris_service.client.put_object(bucket, "users/ana.json", b"{}")
        return bucket
"""


def test_a_fork_has_the_prepared_contents_in_each_test(inner: Inner) -> None:
    source = """
        import pytest

        names = []

        @pytest.mark.parametrize("round", range(3))
        def test_a_fork(tigris_client, tigris_fork, tigris_prepared, round):
            assert ["users/ana.json"] == [entry.key for entry in tigris_client.list_objects_v2(tigris_fork)]
            tigris_client.delete_object(tigris_fork, "users/ana.json")
            assert 2 == tigris_client.head_object(tigris_prepared, "users/ana.json").size
            names.append(tigris_fork)

        def test_they_are_gone(tigris_client, tigris_prepared):
            assert 3 == len(set(names))
            assert [tigris_prepared] == [bucket.name for bucket in tigris_client.list_buckets()]
    """
    assert {"passed": 4} == inner.run(source, conftest=PREPARED).parseoutcomes()


def test_a_module_has_a_prepared_bucket_of_its_own(inner: Inner) -> None:
    source = """
        import pytest

        @pytest.fixture(scope="module")
        def tigris_prepared(tigris_service):
            bucket = tigris_service.make_bucket(snapshot_enabled=True)
            tigris_service.client.put_object(bucket, "other.txt", b"1")
            return bucket

        def test_a_fork(tigris_client, tigris_fork):
            assert ["other.txt"] == [entry.key for entry in tigris_client.list_objects_v2(tigris_fork)]
    """
    assert {"passed": 1} == inner.run(source, conftest=PREPARED).parseoutcomes()


def test_a_fork_of_nothing_shows_how_to_prepare_a_bucket(inner: Inner) -> None:
    result = inner.run("def test_a_fork(tigris_fork): pass")
    assert {"errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["tigris_fork needs a bucket to fork: define a fixture tigris_prepared, *"])


def test_a_fork_of_a_regular_bucket_is_refused_and_leaves_nothing(inner: Inner) -> None:
    source = """
        import pytest

        @pytest.fixture
        def tigris_prepared(tigris_bucket):
            return tigris_bucket

        def test_a_fork(tigris_fork):
            pass

        def test_nothing_is_left(tigris_client):
            assert [] == list(tigris_client.list_buckets())
    """
    result = inner.run(source)
    assert {"passed": 1, "errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["*400 InvalidArgument: Source bucket must be of snapshot type*"])


def test_clients_of_a_test_are_closed_after_it(inner: Inner) -> None:
    source = """
        import asyncio
        import pytest

        kept = []

        def test_a_client(tigris_client, async_tigris_client, tigris_service):
            kept.extend((tigris_client, async_tigris_client))
            assert [] == list(tigris_client.list_buckets()) == list(tigris_service.client.list_buckets())

        def test_they_are_closed(tigris_service):
            with pytest.raises(RuntimeError, match="this client is closed"):
                kept[0].create_bucket("late")
            with pytest.raises(RuntimeError, match="this client is closed"):
                asyncio.run(kept[1].create_bucket("late"))
            assert [] == list(tigris_service.client.list_buckets())
    """
    assert {"passed": 2} == inner.run(source).parseoutcomes()


def test_two_workers_have_an_emulator_each(inner: Inner) -> None:
    source = """
        import pathlib
        import pytest

        @pytest.mark.parametrize("round", range(6))
        def test_a_bucket(tigris_emulator, tigris_client, tigris_bucket, worker_id, round, request):
            assert [tigris_bucket] == [bucket.name for bucket in tigris_client.list_buckets()]
            with pathlib.Path(request.config.rootpath, "endpoints.txt").open("a") as file:
                file.write(f"{worker_id} {tigris_emulator.endpoint}\\n")
    """
    assert {"passed": 6} == inner.run_apart(source, "-n", "2").parseoutcomes()
    used = set(inner.pytester.path.joinpath("endpoints.txt").read_text("utf-8").splitlines())
    workers, endpoints = zip(*(each.split() for each in used), strict=True)
    assert {"gw0", "gw1"} == set(workers)
    assert 2 == len(set(endpoints)) == len(used)


def test_a_proxy_of_the_environment_does_not_reach_the_emulator(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    source = """
        import asyncio

        def test_a_bucket(tigris_client, async_tigris_client, tigris_bucket):
            tigris_client.put_object(tigris_bucket, "a", b"1")
            assert 1 == asyncio.run(async_tigris_client.head_object(tigris_bucket, "a")).size
    """
    assert {"passed": 1} == inner.run(source).parseoutcomes()
