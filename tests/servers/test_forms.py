"""Forms for browsers, posted by the standard library to servers that check policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.forms import post

from .differences import servers_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP

    from .conftest import Connect

pytestmark = [pytest.mark.anyio, servers_with("forms")]


@pytest.mark.parametrize("style", ["path", "virtual"])
async def test_a_form_uploads_without_credentials(
    connect: Connect, bucket: str, key_in: Callable[[str], str], style: str
) -> None:
    client = await connect(style="virtual" if style == "virtual" else "path")
    key = key_in("a b+c%2F?#&=é~'()*")
    form = client.presigned_post(
        bucket,
        key,
        expires=60,
        content_length_range=(1, 10),
        content_type="text/x-a",
        metadata={"a": "b c"},
        success_action_status=201,
    )
    assert 201 == post(form, b"value").status
    info = await client.head_object(bucket, key)
    assert ("text/x-a", {"a": "b c"}, 5) == (info.content_type, info.metadata, info.size)


async def test_a_form_names_the_file_that_its_user_chose(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    form = client.presigned_post(bucket, key_in("up/${filename}"))
    assert 204 == post(form, b"value", "chosen.txt").status
    assert 5 == (await client.head_object(bucket, key_in("up/chosen.txt"))).size


@pytest.mark.parametrize(
    ("what", "content", "changed"),
    [
        ("more than is allowed", b"12345678901", {}),
        ("less than is allowed", b"", {}),
        ("another key", b"value", {"key": "elsewhere"}),
        ("another type", b"value", {"Content-Type": "text/html"}),
        ("another signature", b"value", {"x-amz-signature": "0" * 64}),
        ("another policy", b"value", {"policy": "e30="}),
        ("no policy", b"value", {"policy": None}),
    ],
)
async def test_a_form_that_goes_beyond_its_policy_stores_nothing(
    client: AsyncTigrisHTTP,
    bucket: str,
    key_in: Callable[[str], str],
    what: str,
    content: bytes,
    changed: dict[str, str | None],
) -> None:
    form = client.presigned_post(
        bucket, key_starts_with=key_in("up/"), content_length_range=(1, 10), content_type="text/plain"
    )
    assert 400 <= post(form, content, changed=changed).status < 500, what
    assert [] == [entry async for entry in client.list_objects_v2(bucket, prefix=key_in("up/"))]
    assert 204 == post(form, b"value").status


async def test_a_form_signed_with_a_wrong_secret_is_refused(
    connect: Connect, client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]
) -> None:
    other = await connect(secret="not the secret")
    assert 403 == post(other.presigned_post(bucket, key_in("k")), b"value").status
