"""`send`, `stream` and `presigned_url` refuse other arguments than their operations before they send anything."""

from __future__ import annotations

import re
from typing import Any

import anyio
import pytest

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.operations import (
    BundleObjects,
    DeleteObjects,
    GetObject,
    HeadObject,
    ListObjectsV2,
    PostForm,
    PutObject,
    UpdateObject,
)

ENDPOINT, KEYS = "http://127.0.0.1:1", ("tid_a", "tsec_b")
WRONG = [
    ("send", "x", "send() takes an operation such as HeadObject('bucket', 'key'), not str"),
    ("send", GetObject("b-1", "k"), "GetObject streams: use stream()"),
    ("send", BundleObjects("b-1", ["k"]), "BundleObjects streams: use stream()"),
    ("send", PostForm("b-1", "k"), "PostForm is not sent: use presigned_post()"),
    ("stream", HeadObject("b-1", "k"), "HeadObject is read whole: use send()"),
    ("stream", UpdateObject("b-1", "k", lambda old: old), "UpdateObject is read whole: use send()"),
    ("stream", DeleteObjects("b-1", ["k"]), "DeleteObjects is read whole: use send()"),
    (
        "stream",
        ListObjectsV2("b-1"),
        "ListObjectsV2 is read whole: use send() for one page, or the client's method for all",
    ),
    ("stream", HeadObject, "stream() takes an operation such as GetObject('bucket', 'key'), not the class HeadObject"),
    ("presigned_url", None, "presigned_url() takes an operation such as GetObject('bucket', 'key'), not NoneType"),
    (
        "presigned_url",
        BundleObjects("b-1", ["k"]),
        "BundleObjects takes several requests, and a URL is one: presign a GetObject for each key",
    ),
    ("presigned_url", PostForm("b-1", "k"), "PostForm is no URL: use presigned_post()"),
    ("pinned_url", "b-1/k", "pinned_url() takes an operation such as GetObject('bucket', 'key'), not str"),
    (
        "pinned_url",
        PutObject("b-1", "k", b""),
        "pinned_url() takes an operation such as GetObject('bucket', 'key'), not PutObject",
    ),
    ("scoped", "b-1", "scope must be a scope, as TigrisSnapshot passes one, not str"),
]


@pytest.mark.parametrize(("method", "operation", "why"), WRONG)
def test_what_is_no_operation_is_refused_with_one_that_is(method: str, operation: Any, why: str) -> None:
    with TigrisHTTP(ENDPOINT, KEYS) as client, pytest.raises(TypeError, match=f"^{re.escape(why)}$"):
        getattr(client, method)(operation)


@pytest.mark.parametrize(("method", "operation", "why"), WRONG)
def test_the_async_client_refuses_it_alike(method: str, operation: Any, why: str) -> None:
    async def story() -> None:
        async with AsyncTigrisHTTP(ENDPOINT, KEYS) as client:
            with pytest.raises(TypeError, match=f"^{re.escape(why)}$"):
                await getattr(client, method)(operation)

    anyio.run(story)
