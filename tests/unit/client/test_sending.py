"""`send`, `stream` and `presigned_url` refuse other arguments than their operations before they send anything."""

from __future__ import annotations

import re
from typing import Any

import anyio
import pytest

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.operations import GetObject, HeadObject

ENDPOINT, KEYS = "http://127.0.0.1:1", ("tid_a", "tsec_b")
WRONG = [
    ("send", "x", "send() takes an operation such as HeadObject('bucket', 'key'), not str"),
    (
        "send",
        GetObject("b-1", "k"),
        "send() takes an operation such as HeadObject('bucket', 'key'), not GetObject, which stream() takes",
    ),
    (
        "stream",
        HeadObject("b-1", "k"),
        "stream() takes an operation such as GetObject('bucket', 'key'), not HeadObject, which send() takes",
    ),
    ("stream", HeadObject, "stream() takes an operation such as GetObject('bucket', 'key'), not the class HeadObject"),
    ("presigned_url", None, "presigned_url() takes an operation such as GetObject('bucket', 'key'), not NoneType"),
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
