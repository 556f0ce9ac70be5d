"""The store."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from typing import TYPE_CHECKING

try:
    from zarr.abc.store import Store
    from zarr.core.buffer import Buffer
except ImportError as error:
    raise ImportError("tigris_http.zarr needs zarr 3.1.3 or newer: pip install 'tigris-http[zarr]'") from error

from tigris_http._loops import PerLoop, all_of, closed
from tigris_http._wire import arguments
from tigris_http.errors import NotFound, OutcomeUnknown, PreconditionFailed, RangeNotSatisfiable
from tigris_http.operations import ListObjectsV2
from tigris_http.zarr.gathering import Gathering, absent
from tigris_http.zarr.parts import bounded, read_part
from tigris_http.zarr.settings import Settings

if TYPE_CHECKING:
    from zarr.abc.store import ByteRequest
    from zarr.core.buffer import BufferPrototype

    from tigris_http import AsyncTigrisHTTP, TigrisHTTP
    from tigris_http.operations import ListedObject

_IN_PARTS = 32 << 20
"""Bytes from which a value is uploaded in parts."""


class TigrisStore(Store):
    """A zarr store below a prefix of a bucket.

        store = TigrisStore("climate", "era5.zarr", client=TigrisHTTP.from_env())
        group = zarr.open_group(store, mode="r")

    It works on any event loop, zarr's own included, in any number of threads, after a fork, and pickled in another
    process. A missing key is None or `FileNotFoundError`, as zarr expects. Other failures are errors of
    `tigris_http.errors`. `mode="w"` of zarr deletes everything below the prefix, in requests of 1,000 keys.

    Whole values that are read at the same time come as bundles, if they are small. zarr reads 10 chunks at once. Let it
    read more: `zarr.config.set({"async.concurrency": 256})`.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        client: AsyncTigrisHTTP | TigrisHTTP | None = None,
        snapshot_version: str | None = None,
        read_only: bool = False,
    ) -> None:
        """Make a store. Sends nothing.

        Parameters:
            bucket:
                Name of the bucket.
            prefix:
                Beginning of all keys: a directory, with or without its last `/`. Empty: the whole bucket.
            client:
                A client with the settings to use. The store makes clients of its own with them, one for each event
                loop and process. None: `AsyncTigrisHTTP.from_env()`. A pickled store reads the environment of its new
                process then, and carries no credentials.
            snapshot_version:
                Version of a snapshot, a str of digits: read the bucket as it was then. The store is read-only.
            read_only:
                Refuse to write.
        """
        # Raises for wrong arguments, by their names.
        arguments.text("prefix", prefix)
        arguments.flag("read_only", read_only)
        ListObjectsV2(bucket, prefix=prefix, snapshot_version=snapshot_version).request()
        super().__init__(read_only=read_only or snapshot_version is not None)
        self.bucket = bucket
        self.prefix = prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
        self.snapshot_version = snapshot_version
        self._settings = Settings(client)
        self._start()

    def _start(self) -> None:
        settings, bucket, version = self._settings, self.bucket, self.snapshot_version
        self._loops: PerLoop[Gathering] = PerLoop(
            lambda: Gathering(settings, bucket, version), lambda here: closed(here.client)
        )

    def with_read_only(self, read_only: bool = False) -> TigrisStore:
        """Return a store of the same place, which shares the connections. Not for writing to a snapshot."""
        if not read_only and self.snapshot_version is not None:
            raise ValueError(f"a store at a snapshot of {self.bucket!r} cannot be written to: leave out the snapshot")
        other = type(self).__new__(type(self))
        other.__setstate__({**self.__getstate__(), "_read_only": read_only, "_is_open": False})
        other._loops = self._loops  # noqa: SLF001  # of this very class
        return other

    # -- identity -----------------------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, object]:
        # Settings pickle, connections do not.
        return {name: value for name, value in vars(self).items() if name != "_loops"}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self._start()

    def __eq__(self, value: object) -> bool:
        return isinstance(value, type(self)) and self._identity == value._identity

    __hash__ = None  # type: ignore[assignment]

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.bucket, self.prefix, self.snapshot_version, self.read_only, self._settings

    def __str__(self) -> str:
        at = "" if self.snapshot_version is None else f"@{self.snapshot_version}"
        return f"t3://{self.bucket}{at}/{self.prefix}".rstrip("/")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self} of {self._settings!r}{', read-only' if self.read_only else ''}>"

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def _client(self) -> AsyncTigrisHTTP:
        return self._loops.here().client

    async def get(self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return a value, or the bytes of it in `byte_range`; None if there is no such key."""
        here = self._loops.here()
        if byte_range is None:
            value = await here.get(self.prefix + key)
        else:
            async with here.slots:
                value = await read_part(here.client, self.bucket, self.prefix + key, byte_range, self.snapshot_version)
        return None if value is None else prototype.buffer.from_bytes(value)

    async def get_partial_values(
        self, prototype: BufferPrototype, key_ranges: Iterable[tuple[str, ByteRequest | None]]
    ) -> list[Buffer | None]:
        """Return values and parts of values, in the order asked for.

        Whole values come as a bundle. Ranges of one key that lie close together come in one request.
        """
        wanted = list(key_ranges)
        spans: dict[str, list[int]] = {}
        alone: list[int] = []
        for place, (key, byte_range) in enumerate(wanted):
            if bounded(byte_range) is not None:
                spans.setdefault(key, []).append(place)
            else:
                alone.append(place)
        found: list[Buffer | None] = [None] * len(wanted)

        async def one(place: int) -> None:
            key, byte_range = wanted[place]
            found[place] = await self.get(key, prototype, byte_range)

        async def several(key: str, places: list[int]) -> None:
            ranges = [span for place in places if (span := bounded(wanted[place][1])) is not None]
            here = self._loops.here()
            try:
                async with here.slots:
                    parts = await here.client.get_ranges(
                        self.bucket, self.prefix + key, ranges, snapshot_version=self.snapshot_version
                    )
            except RangeNotSatisfiable:
                # Some begin after the end.
                await all_of(one(place) for place in places)
            except NotFound as error:
                absent(error)
            else:
                for place, part in zip(places, parts, strict=True):
                    found[place] = prototype.buffer.from_bytes(part)

        await all_of([*map(one, alone), *(several(key, places) for key, places in spans.items())])
        return found

    async def _get_many(
        self, requests: Iterable[tuple[str, BufferPrototype, ByteRequest | None]]
    ) -> AsyncGenerator[tuple[str, Buffer | None], None]:
        # They start in one turn of the loop, so whole values are gathered.
        wanted = list(requests)
        values = await all_of(self.get(*each) for each in wanted)
        for (key, *_), value in zip(wanted, values, strict=True):
            yield key, value

    async def exists(self, key: str) -> bool:
        """Return whether there is a value."""
        return await self._client.exists(self.bucket, self.prefix + key, snapshot_version=self.snapshot_version)

    async def getsize(self, key: str) -> int:
        """Return the bytes of a value. Raises `FileNotFoundError` if there is none."""
        try:
            info = await self._client.head_object(
                self.bucket, self.prefix + key, snapshot_version=self.snapshot_version
            )
        except NotFound as error:
            raise FileNotFoundError(key) from error
        return info.size

    # -- writing ------------------------------------------------------------------------------------------------------

    @property
    def supports_writes(self) -> bool:
        """True, also if this store is read-only."""
        return True

    async def set(self, key: str, value: Buffer) -> None:
        """Store a value, in parts if it is large. It replaces the value of the key."""
        await self._put(key, value, None)

    async def set_if_not_exists(self, key: str, value: Buffer) -> None:
        """Store a value if the key has none. Of several writers one wins, and none raises."""
        try:
            await self._put(key, value, "*")
        except PreconditionFailed:
            return
        except OutcomeUnknown:
            # The response was lost. If there is a value now, it exists, as asked; else raise.
            if not await self.exists(key):
                raise

    async def _put(self, key: str, value: Buffer, if_none_match: str | None) -> None:
        self._check_writable()
        if not isinstance(value, Buffer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"value must be a Buffer of zarr, not {type(value).__name__}")
        here = self._loops.here()
        body = memoryview(value.as_numpy_array())
        if body.nbytes < _IN_PARTS:
            async with here.slots:
                await here.client.put_object(self.bucket, self.prefix + key, body, if_none_match=if_none_match)
        else:
            async with here.uploads:
                await here.client.upload_file(self.bucket, self.prefix + key, body, if_none_match=if_none_match)

    @property
    def supports_deletes(self) -> bool:
        """True, also if this store is read-only."""
        return True

    async def delete(self, key: str) -> None:
        """Delete a value. Does nothing if there is none."""
        self._check_writable()
        await self._client.delete_object(self.bucket, self.prefix + key)

    async def delete_dir(self, prefix: str) -> None:
        """Delete all values below a directory, 1,000 in a request. Raises `TreeError` if some could not be deleted."""
        self._check_writable()
        result = await self._client.delete_prefix(self.bucket, self.prefix + _directory(prefix))
        result.raise_for_failures()

    # -- listing ------------------------------------------------------------------------------------------------------

    @property
    def supports_listing(self) -> bool:
        """True."""
        return True

    async def _listed(self, prefix: str, *, most: int = 1000) -> AsyncIterator[ListedObject]:
        """Yield the values whose keys begin with a text. Empty objects that mark folders, as consoles do, are none."""
        listing = self._client.list_objects_v2(
            self.bucket, prefix=self.prefix + prefix, max_keys=most, snapshot_version=self.snapshot_version
        )
        async for listed in listing:
            if listed.size or not listed.key.endswith("/"):
                yield listed

    async def list(self) -> AsyncIterator[str]:
        """Yield all keys."""
        async for key in self.list_prefix(""):
            yield key

    async def list_prefix(self, prefix: str) -> AsyncIterator[str]:
        """Yield the keys that begin with a text: `a` is a beginning of `ab/c`, too."""
        async for listed in self._listed(prefix):
            if key := listed.key[len(self.prefix) :]:
                yield key

    async def list_dir(self, prefix: str) -> AsyncIterator[str]:
        """Yield the names in a directory, each once: of keys, and of directories without their `/`."""
        start = self.prefix + _directory(prefix)
        listing = self._client.list_objects_v2(
            self.bucket, prefix=start, delimiter="/", snapshot_version=self.snapshot_version
        )
        yielded = {""}
        async for page in listing.pages():
            keys = [listed.key for listed in page.objects]
            for name in (key[len(start) :].rstrip("/") for key in (*keys, *page.common_prefixes)):
                if name not in yielded:
                    yielded.add(name)
                    yield name

    async def is_empty(self, prefix: str) -> bool:
        """Return whether a directory has no key, by one listing of two keys: the first may mark the folder."""
        async for _ in self._listed(_directory(prefix), most=2):
            return False
        return True

    async def getsize_prefix(self, prefix: str) -> int:
        """Return the bytes of all values below a directory, by its listing."""
        return sum([listed.size async for listed in self._listed(_directory(prefix))])


def _directory(prefix: str) -> str:
    return prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
