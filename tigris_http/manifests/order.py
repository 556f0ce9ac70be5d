"""The order in which readers of a data set read it: shards, shuffled, from any position on.

Contract: no I/O but `Manifest.read_block`. The same arguments give the same order on every machine. All shards of an
epoch together hold each key exactly once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import NamedTuple, overload

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._wire import arguments
from tigris_http.manifests.manifest import AnyClient, Manifest
from tigris_http.manifests.permutation import Permutation, seed_of, shuffle


class Piece(NamedTuple):
    """Consecutive entries of one block."""

    block: int
    """Number of the block."""
    first: int
    """The first entry, from 0."""
    end: int
    """The entry after the last one."""


class Shard:
    """The keys that one of several readers reads in one epoch, and their order.

    A list is permuted as a whole, and its keys are dealt in turn: shard 1 of 4 has positions 1, 5, 9. Of a manifest the
    blocks are permuted and laid end to end, and each shard has an equal stretch of that line. So it reads its own
    blocks only; the first and the last one it may share with a neighbour. Sizes of shards differ by one key at most.

        shard = Shard(manifest, shard=3, shards=1_024, seed=7, epoch=0, shuffle=True)
        for key in shard.keys(client, start=len(shard) // 2):
            ...
    """

    def __init__(
        self,
        source: Sequence[str] | Manifest,
        *,
        shard: int,
        shards: int,
        seed: int = 0,
        epoch: int = 0,
        shuffle: bool = False,
        window: int = 0,
        drop_uneven: bool = False,
    ) -> None:
        """Check the arguments. Reads nothing.

        `source` is a list of keys, or a manifest. `shard` counts from 0 to `shards` - 1. `seed` and `epoch` choose the
        order, if `shuffle` is set: ints from 0. `window`: of a manifest, also shuffle the keys among each so many of
        them, which a reader then holds in memory; 0 leaves the keys of a block in order. `drop_uneven`: leave out the
        keys at the end that do not divide by `shards`, so that all shards have the same length.
        """
        if isinstance(source, (str, bytes)):
            raise TypeError(f"source must be a list of keys or a Manifest, not {arguments.kind_of(source)}")
        arguments.count("shards", shards, least=1)
        arguments.count("shard", shard, most=shards - 1)
        for name, value in (("seed", seed), ("epoch", epoch), ("window", window)):
            arguments.count(name, value)
        arguments.flag("shuffle", shuffle)
        arguments.flag("drop_uneven", drop_uneven)
        self._source, self._shard, self._shards = source, shard, shards
        self._window = window if shuffle else 0
        self._of_windows = ("window", seed, epoch, shard, shards)
        count = len(source)
        if isinstance(source, Manifest):
            units, kind = len(source.blocks), "blocks"
            each = count // shards
            self._first = each * shard if drop_uneven else count * shard // shards
            self._length = each if drop_uneven else count * (shard + 1) // shards - self._first
        else:
            units, kind = count, "keys"
            self._first = shard
            self._length = count // shards if drop_uneven else -(-(count - shard) // shards)
        self._order = Permutation(units, seed_of(kind, seed, epoch) if shuffle else None)

    def __len__(self) -> int:
        return self._length

    @overload
    def keys(self, client: TigrisHTTP | None, start: int = 0) -> Iterator[str]: ...
    @overload
    def keys(self, client: AsyncTigrisHTTP, start: int = 0) -> AsyncIterator[str]: ...
    def keys(self, client: AnyClient | None, start: int = 0) -> Iterator[str] | AsyncIterator[str]:
        """Return the keys from position `start` on. Blocks before it are not read.

        `client` reads the blocks of a manifest; for a list it may be None. With an async client: `async for`. Memory:
        one block, and `window` keys. Raises as `Manifest.read_block` does.
        """
        self._check_start(start)
        if not isinstance(self._source, Manifest):
            found = self._of_list(self._source, start)
            return _each(found) if isinstance(client, AsyncTigrisHTTP) else found
        if isinstance(client, AsyncTigrisHTTP):
            return self._read_async(self._source, client, start)
        if isinstance(client, TigrisHTTP):
            return self._read(self._source, client, start)
        raise TypeError(f"client must be a TigrisHTTP that reads the manifest, not {arguments.kind_of(client)}")

    def pieces(self, start: int = 0) -> Iterator[Piece]:
        """Yield the entries of a manifest's blocks from position `start` on, in the order of reading. Reads nothing.

        A window shuffles the keys of the pieces further.
        """
        self._check_start(start)
        if not isinstance(self._source, Manifest):
            raise TypeError("pieces() is for a manifest: a list of keys has no blocks")
        return self._pieces(self._source, start)

    def _check_start(self, start: int) -> None:
        arguments.count("start", start, most=self._length)

    def _of_list(self, keys: Sequence[str], start: int) -> Iterator[str]:
        order, shards = self._order, self._shards
        for position in range(self._first + start * shards, self._first + self._length * shards, shards):
            yield keys[order[position]]

    def _pieces(self, manifest: Manifest, start: int) -> Iterator[Piece]:
        order, full = self._order, manifest.block_keys
        place, left = self._first + start, self._length - start
        if not left:
            return
        # All blocks are full but the last one, which the permutation puts anywhere.
        lacking = -manifest.count % full
        last = len(manifest.blocks) - 1
        short = order.index(last) * full
        behind = place >= short + full - lacking
        slot, first = divmod(place + (lacking if behind else 0), full)
        while left:
            block = order[slot]
            size = min((full - lacking if block == last else full) - first, left)
            yield Piece(block, first, first + size)
            left -= size
            slot, first = slot + 1, 0

    def _windows(self, start: int) -> _Windows:
        return _Windows(self._window, start, self._of_windows)

    def _read(self, manifest: Manifest, client: TigrisHTTP, start: int) -> Iterator[str]:
        windows = self._windows(start)
        for piece in self._pieces(manifest, start - windows.skip):
            entries = manifest.read_block(client, piece.block)
            yield from windows.add([entry.key for entry in entries[piece.first : piece.end]])
        yield from windows.rest()

    async def _read_async(self, manifest: Manifest, client: AsyncTigrisHTTP, start: int) -> AsyncIterator[str]:
        windows = self._windows(start)
        for piece in self._pieces(manifest, start - windows.skip):
            entries = await manifest.read_block(client, piece.block)
            for key in windows.add([entry.key for entry in entries[piece.first : piece.end]]):
                yield key
        for key in windows.rest():
            yield key


class _Windows:
    """Shuffles keys among each `size` of them. Windows are counted from the beginning of the shard."""

    def __init__(self, size: int, start: int, seed: tuple[object, ...]) -> None:
        self._size, self._seed = size, seed
        self._number, self.skip = divmod(start, size) if size else (0, 0)
        """`skip`: keys of the first window that lie before `start`."""
        self._held: list[str] = []

    def add(self, keys: list[str]) -> Iterator[str]:
        if not self._size:
            yield from keys
            return
        self._held += keys
        while len(self._held) >= self._size:
            window = self._held[: self._size]
            del self._held[: self._size]
            yield from self._shuffled(window)

    def rest(self) -> Iterator[str]:
        window, self._held = self._held, []
        return self._shuffled(window)

    def _shuffled(self, window: list[str]) -> Iterator[str]:
        shuffle(window, seed_of(*self._seed, self._number))
        skip, self._number, self.skip = self.skip, self._number + 1, 0
        yield from window[skip:]


async def _each(keys: Iterator[str]) -> AsyncIterator[str]:
    for key in keys:
        yield key
