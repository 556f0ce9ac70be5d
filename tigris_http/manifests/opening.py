"""Open a manifest that was written before."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, overload

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._core.steps import call
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http.errors import MalformedResponse, RangeNotSatisfiable
from tigris_http.manifests import format as _format
from tigris_http.manifests.manifest import AnyClient, Blocks, Manifest, read_span
from tigris_http.operations._base import Action
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.objects.reads import HeadObject
from tigris_http.transfers._work.base import Transfer, Work

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.operations.objects._object_info import ObjectInfo

_END: Final = 1 << 16
"""Bytes of the first request: the whole index of some 10 million keys."""


@overload
def open_manifest(client: TigrisHTTP, manifest_bucket: str, key: str) -> Manifest: ...
@overload
def open_manifest(client: AsyncTigrisHTTP, manifest_bucket: str, key: str) -> Coroutine[Any, Any, Manifest]: ...
def open_manifest(client: AnyClient, manifest_bucket: str, key: str) -> Manifest | Coroutine[Any, Any, Manifest]:
    """Read the index of a manifest, by one request or two. An async client's is awaited.

    Raises `NotFound` if there is no such object, and `CorruptBody` if it is damaged or no manifest.

        manifest = open_manifest(client, "photos", ".manifests/train/keys.manifest")
        print(manifest.count, manifest.total_size)
    """
    check_client(client)
    return client.send(OpenManifest(manifest_bucket, key))


def check_client(client: object) -> None:
    """Raise `TypeError` for anything but a client."""
    if not isinstance(client, (TigrisHTTP, AsyncTigrisHTTP)):
        raise TypeError(f"client must be a TigrisHTTP or an AsyncTigrisHTTP, not {arguments.kind_of(client)}")


@dataclass(frozen=True, slots=True)
class OpenManifest(Transfer[Manifest], Action):
    """Read the index of a manifest."""

    manifest_bucket: str
    key: str

    def work(self, *, is_async: bool, connections: int) -> Work[Manifest]:
        """Check the arguments and return the work. Sends nothing."""
        check_bucket_name(self.manifest_bucket, argument="manifest_bucket")
        check_key(self.key)
        return _Opening(self)


class _Opening(Work[Manifest]):
    def __init__(self, action: OpenManifest) -> None:
        self._bucket, self._key, self._action = action.manifest_bucket, action.key, action.action

    def steps(self) -> Steps[Manifest]:
        data, info = yield from self._end()
        if info.etag is None:
            raise MalformedResponse("the answer names no entity tag: blocks could be of another manifest")
        if len(data) != min(_END, info.size):
            raise MalformedResponse(f"{len(data):,} bytes came of the last {min(_END, info.size):,}")
        tail = _format.parse_tail(data, info.size)
        if missing := max(tail.size - len(data), 0):
            rest, _ = yield from read_span(
                self._bucket, self._key, (tail.index_offset, tail.index_offset + missing - 1), info.etag
            )
            data[:0] = rest
        # The index of a million blocks takes a second: beside the event loop.
        index, about = yield from call(partial(_format.parse_end, memoryview(data)[-tail.size :], tail))
        return manifest_of(about, index, self._bucket, self._key, info.etag)

    def _end(self) -> Steps[tuple[bytearray, ObjectInfo]]:
        """Read the last bytes of the object, at most `_END`."""
        try:
            return (yield from read_span(self._bucket, self._key, (-_END, None), None))
        except RangeNotSatisfiable:
            # An empty object has no range. rclone also refuses to give more bytes than there are.
            info = result_of((yield from ask(HeadObject(self._bucket, self._key))))
        if not info.size:
            raise _format.corrupt("it has no bytes")
        return (yield from read_span(self._bucket, self._key, (max(info.size - _END, 0), info.size - 1), info.etag))

    def failed(self, error: TigrisError) -> None:
        error.located(self._action, self._bucket, self._key, 0)


def manifest_of(about: _format.Description, index: bytes, bucket: str, key: str, etag: str) -> Manifest:
    """Return a manifest that lies under this key."""
    return Manifest(
        bucket=about.bucket,
        prefix=about.prefix,
        snapshot_version=about.snapshot_version,
        manifest_bucket=bucket,
        key=key,
        etag=etag,
        count=about.count,
        total_size=about.total_size,
        block_keys=about.block_keys,
        digest=about.digest,
        blocks=Blocks(index, about.count, about.block_keys),
    )
