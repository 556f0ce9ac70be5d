"""A bucket is gone after its test, with all that the test left in it."""

from __future__ import annotations

import pytest

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

from .conftest import Inner

pytest_plugins = ["pytester"]

LEFT = {
    "many objects": "client.put_object(bucket, 'a', b'1'); client.put_object(bucket, 'b\\x01', b'1')",
    "versions": "client.put_object(bucket, 'a', b'1'); client.put_object(bucket, 'a', b'2'); "
    "client.delete_object(bucket, 'a')",
    "uploads": "client.create_multipart_upload(bucket, 'a')",
    "soft-deleted objects": "client.set_bucket_soft_delete(bucket, True, retention_days=7); "
    "client.put_object(bucket, 'a', b'1'); client.delete_object(bucket, 'a')",
    "snapshots": "client.put_object(bucket, 'a', b'1'); client.create_snapshot(bucket, 'kept')",
    "protection": "client.update_bucket(bucket, delete_protection=True)",
    "a fork": "client.create_snapshot(bucket); client.create_fork('my-fork', bucket)",
    "forks of forks": "client.create_fork('my-fork', bucket); client.create_fork('my-other', 'my-fork'); "
    "client.put_object('my-other', 'a', b'1'); client.update_bucket('my-other', delete_protection=True)",
    "soft-deleted forks": "client.create_fork('my-fork', bucket); "
    "client.set_bucket_soft_delete('my-fork', True, retention_days=7); client.delete_bucket('my-fork')",
    "soft-deleted forks of forks": "client.create_fork('my-fork', bucket); client.create_fork('my-other', 'my-fork'); "
    "client.set_bucket_soft_delete('my-other', True, retention_days=7); client.delete_bucket('my-other')",
    "itself soft-deleted": "client.set_bucket_soft_delete(bucket, True, retention_days=7); "
    "client.delete_bucket(bucket)",
    "nothing": "client.delete_bucket(bucket)",
}


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_it_is_gone_with(inner: Inner, beside: Emulator, account: TigrisHTTP, left: str) -> None:
    source = f"""
        import pytest

        @pytest.mark.tigris(snapshot_enabled=True)
        def test_that_leaves_something(tigris_client, tigris_bucket):
            client, bucket = tigris_client, tigris_bucket
            {left}
    """
    account.create_bucket("of-others", snapshot_enabled=True)
    account.create_fork("fork-of-others", "of-others")
    account.create_bucket("deleted-by-others", soft_delete=7)
    account.delete_bucket("deleted-by-others")
    assert {"passed": 1} == inner.run(source, "--tigris-endpoint", beside.endpoint).parseoutcomes()
    assert ["fork-of-others", "of-others"] == [bucket.name for bucket in account.list_buckets()]
    assert ["deleted-by-others"] == [bucket.name for bucket in account.list_deleted_buckets()]


def test_a_bucket_that_stays_is_an_error_that_names_it(inner: Inner) -> None:
    source = """
        from tigris_http.emulator import Fault

        def test_that_breaks_the_deletion(tigris_emulator, tigris_bucket):
            tigris_emulator.remove_credentials("tid_emulator")
    """
    result = inner.run(source)
    assert {"passed": 1, "errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["*DeleteBucket tigris-pytest-*: 403 InvalidAccessKeyId*"])
