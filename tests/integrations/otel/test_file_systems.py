"""A traced client that is given to a file system records its calls, on the loop of another thread too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

    from .telescope import Telescope

KINDS = [TigrisHTTP, AsyncTigrisHTTP]


@pytest.fixture(params=KINDS)
def traced(request: pytest.FixtureRequest, tigris: Emulator, telescope: Telescope) -> Any:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as plain:
        plain.create_bucket("atlas", snapshot_enabled=True)
    return telescope.on(request.param(tigris.endpoint, tigris.credentials), record_keys=True)


@pytest.mark.parametrize("consistent", [False, True])
def test_a_call_of_a_file_system_is_a_span_below_that_of_its_caller(
    traced: Any, telescope: Telescope, consistent: bool
) -> None:
    fs = TigrisFileSystem(client=traced, skip_instance_cache=True, consistent=consistent)
    with telescope.tracers.get_tracer("tests").start_as_current_span("the caller") as caller:
        fs.pipe_file("atlas/a", b"1234")
        assert b"1234" == fs.cat_file("atlas/a")
    fs.close()
    put = telescope.the("S3.PutObject")
    assert put.parent is not None
    assert (caller.get_span_context().span_id, "a") == (put.parent.span_id, (put.attributes or {})["aws.s3.key"])
    assert {"S3.PutObject", "S3.GetObject", "the caller"} == set(telescope.names)


def test_each_loop_has_a_traced_client(traced: Any, telescope: Telescope) -> None:
    fs: Any = TigrisFileSystem(client=traced, asynchronous=True, skip_instance_cache=True)

    async def once() -> None:
        await fs._pipe_file("atlas/a", b"1")
        await fs.aclose()

    for _ in range(2):
        asyncio.run(once())
    assert ["S3.PutObject"] * 2 == telescope.names
