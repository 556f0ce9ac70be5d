"""Listings side by side, and the comparison of two buckets, against plain S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.transfers.key_sets import key_set
from tests.unit.transfers.listed import Listed
from tigris_http import FeatureNotSupported
from tigris_http.operations import ListObjectsV2
from tigris_http.transfers._work.items import Items

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import TigrisHTTP

COUNT = 500


def stored(client: TigrisHTTP, bucket: str, keys: list[str]) -> None:
    # One after the other: rclone fails if two requests make the same directory.
    for key in keys:
        client.put_object(bucket, key, b"x")


@pytest.mark.parametrize("name", ["hashed directories", "days", "dense and sparse"])
def test_listings_side_by_side_are_one_listing(
    blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str], name: str
) -> None:
    keys = [key_in(key) for key in key_set(name, COUNT)]
    stored(blocking, bucket, keys)
    action = Listed(ListObjectsV2(bucket, prefix=key_in(""), max_keys=20), lanes=8)
    assert keys == [entry.key for entry in Items(blocking, action, 16)]
    assert action.listings[0].requests <= 1.3 * COUNT / 20 + 8


def test_metadata_that_no_listing_has_is_left_out(
    blocking: TigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    stored(blocking, bucket, [key_in("a"), key_in("b")])
    action = Listed(ListObjectsV2(bucket, prefix=key_in(""), with_metadata=True))
    assert [key_in("a"), key_in("b")] == [entry.key for entry in Items(blocking, action, 16)]
    assert not action.listings[0].metadata_known


def test_two_buckets_are_compared(
    blocking: TigrisHTTP, bucket: str, new_bucket: str, key_in: Callable[[str], str]
) -> None:
    stored(blocking, bucket, [key_in(name) for name in ("changed", "removed", "same é")])
    stored(blocking, new_bucket, [key_in(name) for name in ("added", "same é")])
    blocking.put_object(new_bucket, key_in("changed"), b"y")
    changes = blocking.diff(bucket, key_in(""), other_bucket=new_bucket)
    assert [("added", key_in("added")), ("changed", key_in("changed")), ("removed", key_in("removed"))] == [
        (change.kind, change.key) for change in changes
    ]


def test_a_snapshot_is_not_taken_for_the_bucket_now(blocking: TigrisHTTP, bucket: str) -> None:
    with pytest.raises(FeatureNotSupported):
        list(blocking.diff(bucket, old="1792493847118382304"))
