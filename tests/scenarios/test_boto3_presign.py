"""URLs and forms beside those of boto3 and tigris-boto3-ext: both send the same, and build the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
import tigris_boto3_ext as ext
from botocore.config import Config  # type: ignore[import-untyped]  # boto3 ships no types

from tests.rawserver import RawServer, ok

if TYPE_CHECKING:
    from .harness import Harness

KEY = ("tid_a", "tsec_never-to-be-seen")
URL = "https://atlas.t3.tigrisfiles.io/k?X-Amz-Date=20261020T105730Z&X-Amz-Expires=600&X-Amz-Signature=0"
OWN = "https://files.example.com/k?X-Amz-Signature=0"


def boto(endpoint: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY[0],
        aws_secret_access_key=KEY[1],
        region_name="auto",
        config=Config(s3={"addressing_style": "path"}, signature_version="s3v4", retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize("own", ["", OWN], ids=["public host", "custom domain"])
@pytest.mark.parametrize("method", ["get", "put"])
async def test_both_send_the_same_request_for_a_url_and_read_the_same(harness: Harness, method: Any, own: str) -> None:
    answer = {"bucket": "atlas", "key": "a b/é", "key_secret": KEY[1], "url": URL, "custom_domain_url": own}
    with RawServer(ok(json.dumps(answer).encode())) as server:
        theirs = ext.presign(boto(server.endpoint), "atlas", "a b/é", method, expires_in=600)
        client = harness.client(server.endpoint, KEY)
        ours = await client.presign("atlas", "a b/é", method=method, expires=600)
    their_request, our_request = server.requests
    assert json.loads(their_request.body) == json.loads(our_request.body)
    assert their_request.request_line == our_request.request_line
    assert (theirs["url"], theirs["custom_domain_url"]) == (ours.url, ours.custom_domain_url)


async def test_both_ask_for_a_version_of_a_snapshot_alike(harness: Harness) -> None:
    version, moment = "1792493846000000007", "1792493847118382304"
    head, answer = ok(b"", f"x-amz-version-id: {version}"), ok(json.dumps({"url": URL}).encode())
    with RawServer(head, answer, head, answer) as server:
        ext.presign(boto(server.endpoint), "atlas", "k", snapshot_version=moment)
        client = harness.client(server.endpoint, KEY)
        pinned = (await client.head_object("atlas", "k", snapshot_version=moment)).version_id
        await client.presign("atlas", "k", version_id=pinned)
    assert [moment, None] * 2 == [request.get("x-tigris-snapshot-version") for request in server.requests]
    assert json.loads(server.requests[1].body) == json.loads(server.requests[3].body)
    assert version == json.loads(server.requests[3].body)["version_id"]
