"""Broken bodies resume, and files seek: `Range` with `If-Match` on third-party servers."""

from __future__ import annotations

import io
import os
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from tigris_http import AsyncTigrisHTTP, ObjectChanged, RetryPolicy, TigrisHTTP

from .cutting import CuttingProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .third_party import Server

pytestmark = pytest.mark.anyio

DATA = random.Random(12).randbytes(1_500_000)
QUICK = RetryPolicy(base=0.001, cap=0.01)


@pytest.fixture
def proxy(server: Server) -> Iterator[CuttingProxy]:
    with CuttingProxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def client(server: Server) -> Iterator[TigrisHTTP]:
    """A client without the proxy in between."""
    with TigrisHTTP(server.endpoint, server.credentials, region=server.region, addressing_style="path") as client:
        yield client


def broken(proxy: CuttingProxy, server: Server, *cuts: int) -> TigrisHTTP:
    """Return a client whose connections break."""
    proxy.cuts[:] = cuts
    return TigrisHTTP(proxy.endpoint, server.credentials, region=server.region, addressing_style="path", retry=QUICK)


@pytest.mark.parametrize("span", [None, (200_000, None), (100_000, 1_200_000), (-900_000, None)])
def test_a_download_that_breaks_several_times_is_whole(
    client: TigrisHTTP,
    server: Server,
    proxy: CuttingProxy,
    bucket: str,
    key_in: Callable[[str], str],
    span: tuple[int, int | None] | None,
) -> None:
    key = key_in("broken")
    client.put_object(bucket, key, DATA)
    with (
        broken(proxy, server, 150_000, 5_000, 300_000) as breaking,
        breaking.get_object(bucket, key, range=span) as body,
    ):
        assert (DATA if span is None else DATA[span[0] : None if span[1] is None else span[1] + 1]) == body.read()
    assert 3 == body.resumed


async def test_an_async_download_that_breaks_several_times_is_whole(
    client: TigrisHTTP, server: Server, proxy: CuttingProxy, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("broken")
    client.put_object(bucket, key, DATA)
    proxy.cuts[:] = [150_000, 5_000, 300_000]
    async with (
        AsyncTigrisHTTP(
            proxy.endpoint, server.credentials, region=server.region, addressing_style="path", retry=QUICK
        ) as breaking,
        breaking.get_object(bucket, key) as body,
    ):
        assert DATA == await body.read()
    assert 3 == body.resumed


def test_an_object_that_is_replaced_under_a_broken_download_is_an_error(
    client: TigrisHTTP, server: Server, proxy: CuttingProxy, bucket: str, key_in: Callable[[str], str]
) -> None:
    key = key_in("replaced")
    client.put_object(bucket, key, DATA)
    with broken(proxy, server, 700_000) as breaking, breaking.get_object(bucket, key) as body:
        assert DATA[:10] == body.read(10)
        client.put_object(bucket, key, DATA[::-1])
        with pytest.raises(ObjectChanged):
            body.read()


def test_objects_are_files_that_seek(client: TigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    key, archive = key_in("archive.zip"), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for number in range(40):
            writer.writestr(f"{number:02}", DATA[number * 30_000 : (number + 1) * 30_000])
    client.put_object(bucket, key, archive.getvalue())
    with client.open_object(bucket, key) as file, zipfile.ZipFile(file) as reader:
        assert DATA[630_000:660_000] == reader.read("21")
        assert [f"{number:02}" for number in range(40)] == reader.namelist()
        file.seek(-5, os.SEEK_END)
        assert archive.getvalue()[-5:] == file.read()
        file.seek(0)
        client.put_object(bucket, key, b"another")
        # Without conditions the entity tag of the answer shows that the object is another one.
        with pytest.raises(ObjectChanged):
            file.readall()
    client.put_object(bucket, key, b"")
    with client.open_object(bucket, key) as file:
        assert (0, b"") == (file.size, file.read())
