"""The marker `tigris`: snapshot buckets, faults, and arguments that it does not take."""

from __future__ import annotations

import pytest

from .conftest import Inner

pytest_plugins = ["pytester"]


def test_it_makes_snapshot_buckets_and_the_closest_marker_counts(inner: Inner) -> None:
    source = """
        import pytest

        pytestmark = pytest.mark.tigris(snapshot_enabled=True)

        def test_a_snapshot(tigris_client, tigris_bucket):
            assert tigris_client.create_snapshot(tigris_bucket).version

        @pytest.mark.tigris(faults=[])
        def test_another_argument_leaves_it(tigris_client, tigris_bucket):
            assert tigris_client.has_snapshot_enabled(tigris_bucket)

        @pytest.mark.tigris(snapshot_enabled=False)
        def test_a_regular_bucket(tigris_client, tigris_bucket):
            assert not tigris_client.has_snapshot_enabled(tigris_bucket)
    """
    assert {"passed": 3} == inner.run(source).parseoutcomes()


def test_faults_meet_the_test_and_neither_its_fixtures_nor_the_next_test(inner: Inner) -> None:
    source = """
        import pytest
        from tigris_http import RetryPolicy, Unavailable
        from tigris_http.emulator import Fault

        @pytest.fixture
        def impatient(tigris_client, tigris_bucket):
            view = tigris_client.with_options(retry=RetryPolicy(max_attempts=1))
            view.put_object(tigris_bucket, "before", b"1")
            yield view
            view.put_object(tigris_bucket, "after", b"1")

        @pytest.mark.tigris(faults=[Fault("status", status=503, times=9)])
        def test_that_fails_on_purpose(impatient, tigris_bucket):
            with pytest.raises(Unavailable):
                impatient.head_object(tigris_bucket, "before")

        def test_the_next(impatient, tigris_emulator):
            assert () == tigris_emulator.faults

        def test_that_injects(tigris_emulator):
            tigris_emulator.inject(Fault("drop_request", times=9))

        def test_after_it(impatient):
            pass

        @pytest.mark.tigris(faults=[Fault("status", status=503, times=9)])
        def test_that_fails():
            assert False

        def test_after_that(impatient):
            pass
    """
    assert {"passed": 5, "failed": 1} == inner.run(source).parseoutcomes()


def test_faults_of_a_class_meet_each_of_its_tests(inner: Inner) -> None:
    source = """
        import pytest
        from tigris_http.emulator import Fault

        @pytest.mark.tigris(faults=[Fault("status", status=503, operation="PutObject")])
        class TestRetries:
            @pytest.mark.parametrize("round", range(2))
            def test_a_put(self, tigris_client, tigris_emulator, tigris_bucket, round):
                tigris_emulator.clear_requests()
                tigris_client.put_object(tigris_bucket, "a", b"1")
                assert [503, 200] == [each.status for each in tigris_emulator.requests]
    """
    assert {"passed": 2} == inner.run(source).parseoutcomes()


WRONG = {
    "unknown": ("(snapshots=True, fault=[])", "has no argument fault, snapshots, but snapshot_enabled, faults"),
    "by position": ("(True)", "takes arguments by name only: snapshot_enabled, faults"),
    "no flag": ("(snapshot_enabled='yes')", "snapshot_enabled must be True or False"),
    "no fault": ("(faults=['status'])", "faults must be a list of tigris_http.emulator.Fault, such as *"),
    "no list": ("(faults=None)", "faults must be a list of tigris_http.emulator.Fault, such as *"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_misuse_is_an_error_of_usage_that_names_the_test(inner: Inner, arguments: str, message: str) -> None:
    source = f"""
        import pytest

        @pytest.mark.tigris{arguments}
        def test_marked():
            pass
    """
    result = inner.run(source)
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"ERROR: test_inner.py::test_marked: @pytest.mark.tigris: {message}"])


def test_on_a_worker_misuse_is_an_error_of_the_test(inner: Inner) -> None:
    source = """
        import pytest

        @pytest.mark.tigris(snapshots=True)
        def test_marked():
            pass

        def test_another(tigris_bucket):
            pass
    """
    result = inner.run_apart(source, "-n", "2")
    assert {"passed": 1, "errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["*test_inner.py::test_marked: @pytest.mark.tigris: has no argument snapshots, but *"])


def test_it_is_registered_with_its_arguments(inner: Inner) -> None:
    result = inner.run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.tigris(snapshot_enabled=False, faults=()): make `tigris_bucket` a *"])
    assert pytest.ExitCode.OK == result.ret
