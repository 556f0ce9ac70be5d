"""Write a scenario once for both clients: this module wraps the blocking client as the async one.

The twins have the same methods with the same parameters, so a scenario awaits either. The wrapper adds only `await`,
`async for` and `async with`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, cast

from tigris_http import BundleSkipped

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http import AsyncTigrisHTTP, BundleMember, BundleStats, ObjectBody, ObjectInfo, TigrisHTTP

_LISTINGS = frozenset(
    {
        "list_buckets",
        "list_deleted_object_versions",
        "list_deleted_objects",
        "list_forks",
        "list_multipart_uploads",
        "list_object_versions",
        "list_objects",
        "list_objects_v2",
        "list_parts",
        "list_snapshots",
    }
)
_OPENED = frozenset({"get_object"})
_OFFLINE = frozenset({"presigned_post", "presigned_url"})


def awaitable(client: TigrisHTTP) -> AsyncTigrisHTTP:
    """Wrap the blocking client as the async one; each call blocks the event loop."""
    return cast("AsyncTigrisHTTP", _Client(client))


class _Client:
    def __init__(self, client: TigrisHTTP) -> None:
        self._client = client

    def __getattr__(self, name: str) -> object:
        method: Callable[..., Any] = getattr(self._client, name)
        if name in _OFFLINE:
            return method
        if name in _LISTINGS:
            return lambda *args, **kwargs: _Pages(method(*args, **kwargs))
        if name == "bundle_objects":
            return lambda *args, **kwargs: _Bundle(method(*args, **kwargs))
        if name in _OPENED:
            return lambda *args, **kwargs: _Opening(lambda: method(*args, **kwargs))

        async def call(*args: object, **kwargs: object) -> object:
            return method(*args, **kwargs)

        return call


async def _each(items: Iterator[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item


class _Pages:
    def __init__(self, pages: Any) -> None:
        self._pages = pages

    def __aiter__(self) -> AsyncIterator[Any]:
        return _each(iter(self._pages))

    def pages(self) -> AsyncIterator[Any]:
        return _each(self._pages.pages())


class _Opening:
    def __init__(self, opened: Callable[[], ObjectBody]) -> None:
        self._opened = opened
        self._body: _Body | None = None

    def __await__(self) -> Generator[Any, None, _Body]:
        return self._open().__await__()

    async def _open(self) -> _Body:
        return _Body(self._opened())

    async def __aenter__(self) -> _Body:
        self._body = await self._open()
        return self._body

    async def __aexit__(self, *failed: object) -> None:
        if self._body is not None:
            await self._body.aclose()


class _Bundle:
    def __init__(self, bundle: Any) -> None:
        self._bundle = bundle

    @property
    def stats(self) -> BundleStats:
        return cast("BundleStats", self._bundle.stats)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failed: object) -> None:
        self._bundle.close()

    async def __aiter__(self) -> AsyncIterator[Any]:
        for result in self._bundle:
            yield result if isinstance(result, BundleSkipped) else _Member(result)


class _Member:
    def __init__(self, member: BundleMember[Any]) -> None:
        self._member, self.key = member, member.key

    async def read(self) -> bytes:
        return self._member.read()


class _Body:
    def __init__(self, body: ObjectBody) -> None:
        self._body = body

    @property
    def info(self) -> ObjectInfo:
        return self._body.info

    async def read(self, size: int = -1) -> bytes:
        return self._body.read(size)

    async def readinto(self, buffer: bytearray) -> int:
        return self._body.readinto(buffer)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _each(self._body)

    async def aclose(self) -> None:
        self._body.close()
