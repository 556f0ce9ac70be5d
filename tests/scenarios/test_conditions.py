"""Conditions: each verb with conditions takes effect exactly if they hold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import NotFound, NotModified, PreconditionFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP

OLD, NEW = b"what is there", b"what is new"
OTHER = "0" * 32
READS = ("get", "head")
VERBS = (*READS, "put", "delete", "copy", "copied", "part copied", "complete")


SECOND = timedelta(seconds=1)
CONDITIONS: list[tuple[dict[str, str | timedelta], int]] = [
    ({"if_match": "its"}, 200),
    ({"if_match": "*"}, 200),
    ({"if_match": OTHER}, 412),
    ({"if_none_match": OTHER}, 200),
    ({"if_none_match": "its"}, 304),
    ({"if_none_match": "*"}, 304),
    ({"if_modified_since": -SECOND}, 200),
    ({"if_modified_since": 0 * SECOND}, 304),
    ({"if_modified_since": SECOND}, 304),
    ({"if_unmodified_since": SECOND}, 200),
    ({"if_unmodified_since": 0 * SECOND}, 200),
    ({"if_unmodified_since": -SECOND}, 412),
    ({"if_match": "its", "if_none_match": OTHER}, 200),
    ({"if_match": "its", "if_none_match": "its"}, 304),
    ({"if_match": "its", "if_modified_since": -SECOND, "if_unmodified_since": SECOND}, 200),
    ({"if_none_match": OTHER, "if_unmodified_since": -SECOND}, 412),
    ({"if_match": OTHER, "if_modified_since": -SECOND}, 412),
]
"""Conditions, from the entity tag and the time since the write; and the status of a read, 200 if they hold."""


async def verbs(client: AsyncTigrisHTTP) -> dict[str, Callable[[dict[str, Any]], Awaitable[object]]]:
    """Return, by name, each operation on `k` that takes conditions."""
    upload = (await client.create_multipart_upload("atlas", "new")).upload_id

    async def get(given: dict[str, Any]) -> None:
        async with client.get_object("atlas", "k", **given) as body:
            assert OLD == await body.read()

    async def complete(given: dict[str, Any]) -> None:
        own = (await client.create_multipart_upload("atlas", "k")).upload_id
        part = await client.upload_part("atlas", "k", own, 1, NEW)
        await client.complete_multipart_upload("atlas", "k", own, [part], **given)

    def on_source(given: dict[str, Any]) -> dict[str, Any]:
        return {f"source_{name}": value for name, value in given.items()}

    return {
        "get": get,
        "head": lambda given: client.head_object("atlas", "k", **given),
        "put": lambda given: client.put_object("atlas", "k", NEW, **given),
        "delete": lambda given: client.delete_object("atlas", "k", **given),
        "copy": lambda given: client.copy_object("atlas", "k", "atlas", "new", **given),
        "copied": lambda given: client.copy_object("atlas", "to", "atlas", "k", **on_source(given)),
        "part copied": lambda given: client.upload_part_copy(
            "atlas", "new", upload, 1, "atlas", "k", **on_source(given)
        ),
        "complete": complete,
    }


async def there(client: AsyncTigrisHTTP, key: str = "k") -> bytes | None:
    try:
        async with client.get_object("atlas", key) as body:
            return await body.read()
    except NotFound:
        return None


@pytest.mark.parametrize("verb", VERBS)
async def test_an_operation_takes_effect_exactly_if_its_conditions_hold(client: AsyncTigrisHTTP, verb: str) -> None:
    """A failed read has the status that a cache needs; a failed write has 412 and changed nothing."""
    await client.create_bucket("atlas")
    await client.put_object("atlas", "new", NEW)
    do = (await verbs(client))[verb]
    done = None if verb == "delete" else NEW if verb in {"put", "copy", "complete"} else OLD
    for condition, status in CONDITIONS:
        if verb == "complete" and any(name.endswith("since") for name in condition):
            continue
        etag = (await client.put_object("atlas", "k", OLD)).etag
        stored = (await client.head_object("atlas", "k")).last_modified
        assert stored is not None
        given = {
            name: stored + value if isinstance(value, timedelta) else value.replace("its", etag)
            for name, value in condition.items()
        }
        try:
            await do(given)
        except NotModified:
            assert (304, True) == (status, verb in READS), condition
        except PreconditionFailed:
            assert status in ({412} if verb in READS else {304, 412}), condition
            assert OLD == await there(client)
        else:
            assert status == 200, condition
            assert done == await there(client)


async def test_a_missing_object_matches_nothing(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "new", NEW)
    for verb, do in (await verbs(client)).items():
        if verb not in {"put", "copy", "complete"}:
            continue
        for given in ({"if_match": OTHER}, {"if_match": "*"}):
            with pytest.raises(NotFound, match="NoSuchKey"):
                await do(given)
            assert await there(client) is None
        for given in ({"if_none_match": "*"}, {"if_none_match": OTHER}):
            await do(given)
            assert NEW == await there(client)
            await client.delete_object("atlas", "k")
