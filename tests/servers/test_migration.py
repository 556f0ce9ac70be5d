"""Buckets of the emulator that migrate from another server, which they ask in plain S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import RetryPolicy, TigrisHTTP, Unavailable
from tigris_http.emulator import Emulator
from tigris_http.operations import MigrationSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from .third_party import Server

KEY = "a b+c%2F?#&=é~'()*"


@pytest.fixture
def source(server: Server, bucket: str) -> MigrationSource:
    return MigrationSource(bucket, server.endpoint, *server.credentials, region=server.region)


def test_objects_migrate_from_a_real_store(
    blocking: TigrisHTTP, source: MigrationSource, bucket: str, key_in: Callable[[str], str]
) -> None:
    key, large = key_in(KEY), key_in("large")
    blocking.put_object(bucket, key, b"123", content_type="text/x-a", metadata={"by": "me"})
    blocking.put_object(bucket, large, bytes(range(256)) * 4096)
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.create_bucket("atlas")
        client.set_bucket_migration("atlas", source)
        info = client.head_object("atlas", key)
        assert ("block_shadow", "text/x-a", {"by": "me"}, 3) == (
            info.read_source,
            info.content_type,
            info.metadata,
            info.size,
        )
        assert blocking.head_object(bucket, key).etag == info.etag
        assert [key, large] == [
            entry.key for entry in client.list_objects_v2("atlas", prefix=key_in(""), source="shadow", max_keys=1)
        ]
        client.migrate_object("atlas", large)
        assert [large] == [entry.key for entry in client.list_objects_v2("atlas")]
        with client.get_object("atlas", large, range=(256, 511)) as body:
            assert bytes(range(256)) == body.read()


def test_writes_go_through_to_a_real_store(
    blocking: TigrisHTTP, source: MigrationSource, bucket: str, key_in: Callable[[str], str]
) -> None:
    through = MigrationSource(
        source.name, source.endpoint, source.access_key, source.secret_key, source.region, write_through=True
    )
    key = key_in(KEY)
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.create_bucket("atlas")
        client.set_bucket_migration("atlas", through)
        client.put_object("atlas", key, b"both", content_type="text/x-b", metadata={"c": "d"})
        there = blocking.head_object(bucket, key)
        assert ("text/x-b", {"c": "d"}, 4) == (there.content_type, there.metadata, there.size)
        client.delete_object("atlas", key)
        assert [] == list(blocking.list_objects_v2(bucket, prefix=key))


def test_a_wrong_key_of_the_source_is_an_error(source: MigrationSource) -> None:
    wrong = MigrationSource(source.name, source.endpoint, source.access_key, "not the secret", source.region)
    with (
        Emulator() as emulator,
        TigrisHTTP(emulator.endpoint, emulator.credentials, retry=RetryPolicy(max_attempts=1)) as client,
    ):
        client.create_bucket("atlas")
        client.set_bucket_migration("atlas", wrong)
        with pytest.raises(Unavailable, match="The source of the migration cannot be used"):
            client.get_object("atlas", "k").read()
