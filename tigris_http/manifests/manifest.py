"""A manifest as a value, and the action that reads a block of it."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, overload

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._core.steps import call, close, receive
from tigris_http._wire import arguments
from tigris_http.errors import CorruptBody, ObjectChanged, PreconditionFailed
from tigris_http.manifests import format as _format
from tigris_http.operations._base import Action
from tigris_http.operations._steps import result_of
from tigris_http.operations.objects.reads import GetObject
from tigris_http.transfers._work.base import Transfer, Work
from tigris_http.transfers._work.bodies import body_of, opened

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.operations.objects._object_info import ObjectInfo

AnyClient: TypeAlias = TigrisHTTP | AsyncTigrisHTTP
_WIDTH: Final = _format.RECORD.size


class Entry(NamedTuple):
    """One object of the data."""

    key: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a manifest, from its index."""

    count: int
    """Number of keys."""
    size: int
    """Bytes of their objects."""
    offset: int
    """First byte of the block in the manifest."""
    length: int
    """Bytes of the block."""
    crc: int
    """CRC-32 of the block."""


class Blocks(Sequence[Block]):
    """The blocks of a manifest. Takes 24 bytes for each, and makes a `Block` when it is asked for."""

    __slots__ = ("_block_keys", "_count", "_index")

    def __init__(self, index: bytes, count: int, block_keys: int) -> None:
        self._index, self._count, self._block_keys = index, count, block_keys

    def __len__(self) -> int:
        return len(self._index) // _WIDTH

    @overload
    def __getitem__(self, index: int, /) -> Block: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Block, ...]: ...
    def __getitem__(self, index: int | slice, /) -> Block | tuple[Block, ...]:
        if isinstance(index, slice):
            return tuple(self._block(number) for number in range(len(self))[index])
        # A range knows what an index may be.
        return self._block(range(len(self))[index])

    def __iter__(self) -> Iterator[Block]:
        return map(self._block, range(len(self)))

    def _block(self, number: int) -> Block:
        offset, size, length, crc = _format.RECORD.unpack_from(self._index, number * _WIDTH)
        count = min(self._block_keys, self._count - number * self._block_keys)
        return Block(count, size, offset, length, crc)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Blocks)
            and self._index == other._index
            and (self._count, self._block_keys) == (other._count, other._block_keys)
        )

    def __hash__(self) -> int:
        return hash(self._index)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._index, self._count, self._block_keys)

    def __repr__(self) -> str:
        return f"<{len(self)} blocks>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The sorted keys of a data set, with their sizes, in an object of the service.

    Immutable. Pickles, and then holds 24 bytes for each block. It holds no client: `read_block` takes one.

        manifest = open_manifest(client, "photos", ".manifests/train/keys.manifest")
        for number, block in enumerate(manifest.blocks):
            entries = manifest.read_block(client, number)
    """

    bucket: str
    """Name of the bucket of the data."""
    prefix: str
    """All keys begin with this text."""
    snapshot_version: str | None
    """Version of the snapshot that was listed; None for the state of the bucket when it was listed."""
    manifest_bucket: str
    """Name of the bucket of the manifest itself."""
    key: str
    """Key of the manifest itself."""
    etag: str
    """Entity tag of the manifest. Blocks of another object under its key are refused."""
    count: int
    """Number of keys."""
    total_size: int
    """Bytes of all objects."""
    block_keys: int
    """Number of keys of each block. The last one may have fewer."""
    digest: str
    """SHA-256 of the keys, the sizes and `block_keys`, in hexadecimal: the same digest gives the same order."""
    blocks: Sequence[Block] = field(repr=False)
    """The blocks, in order of their keys."""

    def __len__(self) -> int:
        return self.count

    @overload
    def read_block(self, client: TigrisHTTP, number: int) -> tuple[Entry, ...]: ...
    @overload
    def read_block(self, client: AsyncTigrisHTTP, number: int) -> Coroutine[Any, Any, tuple[Entry, ...]]: ...
    def read_block(self, client: AnyClient, number: int) -> tuple[Entry, ...] | Coroutine[Any, Any, tuple[Entry, ...]]:
        """Read the entries of one block, by one request. `number` counts from 0. An async client's is awaited.

        Raises `ObjectChanged` if the manifest was replaced since it was opened, and `CorruptBody` if it is damaged.
        """
        return client.send(ReadBlock(self, number))


@dataclass(frozen=True, slots=True)
class ReadBlock(Transfer[tuple[Entry, ...]], Action):
    """Read the entries of one block."""

    manifest: Manifest
    number: int

    def work(self, *, is_async: bool, connections: int) -> Work[tuple[Entry, ...]]:
        """Check the arguments and return the work. Sends nothing."""
        blocks = len(self.manifest.blocks)
        if not blocks:
            raise ValueError("number names no block: the manifest has no keys")
        arguments.count("number", self.number, most=blocks - 1)
        return _Reading(self)


class _Reading(Work[tuple[Entry, ...]]):
    def __init__(self, action: ReadBlock) -> None:
        self._manifest, self._number = action.manifest, action.number
        self._action = action.action

    def steps(self) -> Steps[tuple[Entry, ...]]:
        manifest, number = self._manifest, self._number
        block = manifest.blocks[number]
        span = (block.offset, block.offset + block.length - 1)
        data, _ = yield from read_span(manifest.manifest_bucket, manifest.key, span, manifest.etag)
        if len(data) != block.length:
            raise CorruptBody(f"block {number} of the manifest has {block.length:,} bytes, not {len(data):,}")
        # A large block takes a second: beside the event loop.
        return (yield from call(partial(_entries, data, block)))

    def failed(self, error: TigrisError) -> None:
        error.located(self._action, self._manifest.manifest_bucket, self._manifest.key, 0)


def _entries(data: bytearray, block: Block) -> tuple[Entry, ...]:
    keys, sizes = _format.decode_block(data, count=block.count, size=block.size, crc=block.crc)
    return tuple(map(Entry, keys, sizes))


def read_span(
    bucket: str, key: str, span: tuple[int, int | None], etag: str | None
) -> Steps[tuple[bytearray, ObjectInfo]]:
    """Read some bytes of a manifest. `etag`: of this object only, else `ObjectChanged`."""
    outcome = yield from opened(GetObject(bucket, key, range=span, if_match=etag))
    if etag is not None and isinstance(outcome, PreconditionFailed):
        raise _changed()
    body = body_of(outcome)
    info = body.info
    # Some services ignore If-Match.
    if etag is not None and info.etag != etag:
        raise _changed()
    data = bytearray()
    buffer = memoryview(bytearray(1 << 16))
    while count := result_of((yield from receive(body, buffer))):
        data += buffer[:count]
    yield from close(body)
    return data, info


def _changed() -> ObjectChanged:
    return ObjectChanged("the manifest was replaced since it was opened: open it again, and begin the epoch again")
