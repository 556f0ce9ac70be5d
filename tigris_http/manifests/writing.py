"""List a prefix and write its manifest: the action, and its steps."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, overload

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._core.steps import call
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http.errors import MalformedResponse
from tigris_http.manifests import format as _format
from tigris_http.manifests.encoder import Encoder
from tigris_http.manifests.manifest import AnyClient, Manifest
from tigris_http.manifests.opening import check_client, manifest_of
from tigris_http.operations._base import Action
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2
from tigris_http.transfers import TransferOptions, WriteObject
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._work.base import Transfer, Undo, Work
from tigris_http.transfers.files.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tigris_http._core.steps import Steps
    from tigris_http.errors import TigrisError
    from tigris_http.transfers import Progress

MANIFESTS: Final = ".manifests/"
"""Keys that begin so are manifests, and no data."""
_BEYOND: Final = MANIFESTS[:-1] + "0"
"""The first text after all keys of manifests."""
_LANES: Final = 8
_PARTS: Final = TransferOptions(concurrency=3)
"""Parts of 16 MiB at once: their buffers are the memory of a writer."""
_TYPE: Final = "application/vnd.tigris-http.manifest"


@overload
def write_manifest(
    client: TigrisHTTP,
    bucket: str,
    prefix: str = "",
    *,
    to_bucket: str | None = None,
    key: str | None = None,
    snapshot_version: str | None = None,
    block_keys: int = 4_096,
    lanes: int = 8,
    progress: Callable[[Progress], object] | None = None,
) -> Manifest: ...
@overload
def write_manifest(
    client: AsyncTigrisHTTP,
    bucket: str,
    prefix: str = "",
    *,
    to_bucket: str | None = None,
    key: str | None = None,
    snapshot_version: str | None = None,
    block_keys: int = 4_096,
    lanes: int = 8,
    progress: Callable[[Progress], object] | None = None,
) -> Coroutine[Any, Any, Manifest]: ...
def write_manifest(
    client: AnyClient,
    bucket: str,
    prefix: str = "",
    *,
    to_bucket: str | None = None,
    key: str | None = None,
    snapshot_version: str | None = None,
    block_keys: int = _format.USUAL_BLOCK_KEYS,
    lanes: int = _LANES,
    progress: Callable[[Progress], object] | None = None,
) -> Manifest | Coroutine[Any, Any, Manifest]:
    """List the objects of a prefix once and write their keys and sizes into an object. An async client's is awaited.

    `to_bucket` and `key`: the place of the manifest. By default it lies in `bucket`, under `default_key(prefix)`. An
    object there is replaced. `snapshot_version`: list the bucket as it was then, by default at the snapshot of a view.
    `block_keys`: keys of a block, 1 to 65,536. `lanes`: listings at once. `progress` is called as the manifest's bytes
    go up.

    Keys below `.manifests/` are left out, unless `prefix` begins so. Memory: some 150 MB, and 24 bytes a block. After
    an error nothing is stored, and a manifest that was there before stays.

        manifest = write_manifest(client, "photos", "train/")
    """
    check_client(client)
    return client.send(
        WriteManifest(
            bucket,
            prefix,
            to_bucket=to_bucket,
            key=key,
            snapshot_version=_listed_version(client, bucket, snapshot_version),
            block_keys=block_keys,
            lanes=lanes,
            progress=progress,
        )
    )


def _listed_version(client: AnyClient, bucket: str, given: str | None) -> str | None:
    """Return the snapshot that a listing is of: that of the view, unless one is given."""
    listing = ListObjectsV2(bucket, snapshot_version=given)
    return client._config.scoped(listing).snapshot_version  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def default_key(prefix: str = "", snapshot_version: str | None = None) -> str:
    """Return the key under which `write_manifest` writes by default: `.manifests/train/keys.manifest` for `train/`."""
    at = "" if snapshot_version is None else f"@{snapshot_version}"
    return f"{MANIFESTS}{prefix}keys{at}.manifest"


@dataclass(frozen=True, slots=True)
class WriteManifest(Transfer[Manifest], Action):
    """List the objects of a prefix and write their manifest."""

    bucket: str
    prefix: str
    _: KW_ONLY
    to_bucket: str | None
    key: str | None
    snapshot_version: str | None
    block_keys: int
    lanes: int
    progress: Callable[[Progress], object] | None

    def work(self, *, is_async: bool, connections: int) -> Work[Manifest]:
        """Check the arguments and return the work. Sends nothing."""
        check_bucket_name(self.bucket)
        arguments.text("prefix", self.prefix)
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)
        arguments.count("block_keys", self.block_keys, least=1, most=_format.MOST_BLOCK_KEYS)
        arguments.count("lanes", self.lanes, least=1)
        return _Writing(self, connections)

    def target(self) -> tuple[str, str]:
        """Return bucket and key of the manifest. Raises `ValueError` if another listing would take it for data."""
        bucket = self.bucket if self.to_bucket is None else check_bucket_name(self.to_bucket, argument="to_bucket")
        key = default_key(self.prefix, self.snapshot_version) if self.key is None else check_key(self.key)
        if len(key.encode("utf-8", "surrogatepass")) > _format.MOST_KEY:
            raise ValueError(f"prefix is too long for a key made of it: name the key, such as {MANIFESTS}a")
        hidden = key.startswith(MANIFESTS) and not self.prefix.startswith(MANIFESTS)
        if bucket == self.bucket and key.startswith(self.prefix) and not hidden:
            raise ValueError(
                f"key {key!r} lies below the prefix {self.prefix!r}: the next listing would take it for data. "
                f"Choose one below {MANIFESTS}, or another bucket"
            )
        return bucket, check_key(key, argument="prefix")


class _File(Writing):
    """The manifest's object, being written."""

    def drain(self) -> Steps[None]:
        """Wait until no part is under way."""
        while self.running:
            yield from self._came()


class _Writing(Work[Manifest]):
    def __init__(self, action: WriteManifest, connections: int) -> None:
        self._action = action
        bucket, key = self._target = action.target()
        listing = ListObjectsV2(action.bucket, prefix=action.prefix or None, snapshot_version=action.snapshot_version)
        listing.request()
        # Some connections are for the parts.
        lanes = min(action.lanes, max(connections - _PARTS.concurrency, 1))
        write = WriteObject(bucket, key, content_type=_TYPE, transfer=_PARTS, progress=action.progress)
        self._file = file = _File(write, connections - lanes + 1)
        self._listing = Listing(listing, lanes=lanes, make_way=file.drain if connections == 1 else None)
        self._encoder = Encoder(action.bucket, action.prefix, action.snapshot_version, block_keys=action.block_keys)
        self._has_manifests = not action.prefix.startswith(MANIFESTS) and MANIFESTS.startswith(action.prefix)
        """Whether the listing meets the manifests of the bucket."""

    def steps(self) -> Steps[Manifest]:
        waiting: list[ListedObject] = []
        # A block at a time: it is compressed beside the event loop.
        while page := (yield from self._listing.page()):
            waiting += self._data(page) if self._has_manifests else page
            if len(waiting) >= self._action.block_keys:
                yield from self._add(waiting)
                waiting = []
        yield from self._add(waiting)
        rest, about = yield from call(self._encoder.end)
        yield from self._file.add(memoryview(rest))
        stored = yield from self._file.steps()
        if stored.etag is None:
            raise MalformedResponse("the answer names no entity tag: open the manifest with open_manifest")
        return manifest_of(about, bytes(self._encoder.index), *self._target, stored.etag)

    def _add(self, entries: list[ListedObject]) -> Steps[None]:
        keys, sizes = [each.key for each in entries], [each.size for each in entries]
        yield from self._file.add(memoryview((yield from call(partial(self._encoder.add, keys, sizes)))))

    @staticmethod
    def _data(page: Sequence[ListedObject]) -> Sequence[ListedObject]:
        if page[-1].key < MANIFESTS or page[0].key >= _BEYOND:
            return page
        return [each for each in page if not each.key.startswith(MANIFESTS)]

    def undo(self) -> Sequence[Undo]:
        return self._file.undo()

    def failed(self, error: TigrisError) -> None:
        bucket, key = self._target
        error.located(self._action.action, bucket, key, 0)
        error.upload_id = self._file.upload_id

    def close(self) -> None:
        self._file.close()
