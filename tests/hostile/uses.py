"""What a client is used for, once for each of its methods and twice where a body can be read in two ways.

Each use is a coroutine of the async client; the blocking one plays it in the dress of the async one (`Dressed`). It
returns what came of it in a form that can be compared.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

Kind: TypeAlias = Literal["told", "noted", "document", "streamed", "ranged", "bundle"]
"""How the answer is read: a head alone; whole, and only its head counts; as XML or JSON; as an open body, the whole
object or a part of it; as a tar."""


@dataclass(frozen=True)
class Use:
    """One thing to do with a client."""

    name: str
    """The method's name, and what is special behind a space."""
    kind: Kind
    do: Callable[[Any], Awaitable[object]]

    @property
    def verb(self) -> str:
        """The method's name."""
        return self.name.split(" ")[0]


async def _listed(pages: Any) -> object:
    return [item async for item in pages]


async def _read(client: Any) -> object:
    async with client.get_object("atlas-data", "k") as body:
        return await body.read()


async def _streamed(client: Any) -> object:
    content = bytearray()
    async with client.get_object("atlas-data", "k") as body:
        async for chunk in body:
            content += chunk
    return bytes(content)


async def _sought(client: Any) -> object:
    async with client.open_object("atlas-data", "k") as file:
        return await file.read()


async def _bundled(client: Any) -> object:
    # The keys of the fixture.
    keys = ["img/1.jpg", "notes/ä b.txt", "empty"]
    async with client.bundle_objects("atlas-data", keys, min_bundle=1) as bundle:
        return [(member.key, bytes(member.data)) async for member in bundle]


_LARGE: Final = bytes(4 << 20)
"""More than the buffers of a connection take: whoever sends it waits for who reads it."""

USES: Final = (
    Use("create_bucket", "noted", lambda client: client.create_bucket("atlas-data")),
    Use("head_bucket", "told", lambda client: client.head_bucket("atlas-data")),
    Use("get_bucket_info", "told", lambda client: client.get_bucket_info("atlas-data")),
    Use("has_snapshot_enabled", "told", lambda client: client.has_snapshot_enabled("atlas-data")),
    Use("delete_bucket", "noted", lambda client: client.delete_bucket("atlas-data")),
    Use("list_buckets", "document", lambda client: _listed(client.list_buckets())),
    Use("put_object", "noted", lambda client: client.put_object("atlas-data", "k", b"abc")),
    Use("put_object large", "noted", lambda client: client.put_object("atlas-data", "k", _LARGE)),
    Use("get_object", "streamed", _read),
    Use("get_object streamed", "streamed", _streamed),
    Use("open_object", "ranged", _sought),
    Use("head_object", "told", lambda client: client.head_object("atlas-data", "k")),
    Use("delete_object", "noted", lambda client: client.delete_object("atlas-data", "k")),
    Use("delete_objects", "document", lambda client: client.delete_objects("atlas-data", ["k"])),
    Use("copy_object", "document", lambda client: client.copy_object("atlas-data", "k", "atlas-data", "s")),
    Use("rename_object", "document", lambda client: client.rename_object("atlas-data", "s", "k")),
    Use("list_objects_v2", "document", lambda client: _listed(client.list_objects_v2("atlas-data"))),
    Use("list_object_versions", "document", lambda client: _listed(client.list_object_versions("atlas-data"))),
    Use("bundle_objects", "bundle", _bundled),
    Use("create_snapshot", "noted", lambda client: client.create_snapshot("atlas-data")),
    Use("list_snapshots", "document", lambda client: _listed(client.list_snapshots("atlas-data"))),
    Use("delete_snapshot", "noted", lambda client: client.delete_snapshot("atlas-data", "1792493846320284327")),
    Use("create_fork", "noted", lambda client: client.create_fork("atlas-lab", "atlas-data")),
    Use("list_forks", "document", lambda client: _listed(client.list_forks("atlas-data"))),
)
