"""Forms of the client, sent without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.forms import post

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness

ODD = "a b+c%2F?#&=é~'()*"


async def test_a_form_uploads_without_credentials(harness: Harness, client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    form = client.presigned_post(
        "atlas",
        ODD,
        content_length_range=(1, 10),
        content_type="image/png",
        metadata={"by": "a form"},
        fields={"Cache-Control": "no-store", "x-amz-storage-class": "STANDARD_IA"},
        success_action_status=201,
    )
    answer = post(form, b"value")
    assert 201 == answer.status
    assert b"<PostResponse>" in answer.body
    info = await client.head_object("atlas", ODD)
    assert ("image/png", {"by": "a form"}, "no-store", "STANDARD_IA", 5) == (
        info.content_type,
        info.metadata,
        info.cache_control,
        info.storage_class,
        info.size,
    )
    assert info.version_id == answer.headers["x-amz-version-id"]
    assert f'"{info.etag}"' == answer.headers["etag"]


async def test_the_browser_follows_the_redirect_of_a_form(harness: Harness, client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    form = client.presigned_post("atlas", "up/${filename}", success_action_redirect="https://a.example/done?x=1")
    answer = post(form, b"value", "chosen & new.txt")
    info = await client.head_object("atlas", "up/chosen & new.txt")
    assert 303 == answer.status
    assert [("x", "1"), ("bucket", "atlas"), ("key", info.key), ("etag", f'"{info.etag}"')] == parse_qsl(
        urlsplit(answer.headers["location"]).query
    )


@pytest.mark.parametrize(
    ("content", "changed", "status", "code"),
    [
        (b"12345678901", {}, 400, "EntityTooLarge"),
        (b"", {}, 400, "EntityTooSmall"),
        (b"value", {"key": "elsewhere"}, 403, "AccessDenied"),
        (b"value", {"key": None}, 403, "AccessDenied"),
        (b"value", {"Content-Type": "text/html"}, 403, "AccessDenied"),
        (b"value", {"x-amz-meta-more": "1"}, 403, "AccessDenied"),
        (b"value", {"x-amz-signature": "0" * 64}, 403, "SignatureDoesNotMatch"),
        (b"value", {"x-amz-signature": None}, 400, "InvalidArgument"),
        (b"value", {"x-amz-credential": "tid_nobody/20261127/auto/s3"}, 400, "InvalidArgument"),
        (b"value", {"policy": "e30="}, 403, "SignatureDoesNotMatch"),
        (b"value", {"policy": None}, 403, "AccessDenied"),
    ],
)
async def test_a_form_beyond_its_policy_stores_nothing(
    harness: Harness, client: AsyncTigrisHTTP, content: bytes, changed: dict[str, str | None], status: int, code: str
) -> None:
    await client.create_bucket("atlas")
    form = client.presigned_post(
        "atlas", key_starts_with="up/", content_length_range=(1, 10), content_type="text/plain"
    )
    answer = post(form, content, changed=changed)
    assert status == answer.status
    assert f"<Code>{code}</Code>".encode() in answer.body
    assert [] == [entry async for entry in client.list_objects_v2("atlas")]
    assert 204 == post(form, b"value", changed={"key": "up/mine", "x-ignore-this": "1"}).status
