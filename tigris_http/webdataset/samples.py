"""Samples without shards: objects grouped as webdataset groups the members of a shard."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

try:
    from webdataset.tariterators import base_plus_ext
except ImportError as error:
    raise ImportError("tigris_http.webdataset needs webdataset: pip install 'tigris-http[webdataset]'") from error

from tigris_http import AsyncTigrisHTTP, BundleError, BundleKey, BundleSkipped, TigrisHTTP
from tigris_http.operations import ListObjectsV2

if TYPE_CHECKING:
    from tigris_http.operations import ListedObject

Sample: TypeAlias = "dict[str, str | bytes]"
"""`__key__`, `__url__`, and the bytes of each member under its extension."""
_Member: TypeAlias = "tuple[str, str]"
"""The name of a sample, and the extension of a member of it."""


@overload
def samples(
    client: TigrisHTTP,
    bucket: str,
    keys: Iterable[str] | None = None,
    *,
    prefix: str | None = None,
    on_missing: Literal["raise", "drop"] = "raise",
    on_dropped: Callable[[str, str | None], object] | None = None,
    snapshot_version: str | None = None,
) -> Iterator[Sample]: ...
@overload
def samples(
    client: AsyncTigrisHTTP,
    bucket: str,
    keys: Iterable[str] | AsyncIterable[str] | None = None,
    *,
    prefix: str | None = None,
    on_missing: Literal["raise", "drop"] = "raise",
    on_dropped: Callable[[str, str | None], object] | None = None,
    snapshot_version: str | None = None,
) -> AsyncIterator[Sample]: ...
def samples(
    client: TigrisHTTP | AsyncTigrisHTTP,
    bucket: str,
    keys: Iterable[str] | AsyncIterable[str] | None = None,
    *,
    prefix: str | None = None,
    on_missing: Literal["raise", "drop"] = "raise",
    on_dropped: Callable[[str, str | None], object] | None = None,
    snapshot_version: str | None = None,
) -> Iterator[Sample] | AsyncIterator[Sample]:
    """Group objects into samples as webdataset groups the members of a shard, and read them by bundles.

    `cats/01.seg.png` is the member `seg.png` of the sample `cats/01`. Members of a sample come one after the other. An
    object without an extension is no member and is not read. Raises `ValueError` for an extension that comes twice in a
    sample; it counts without its case. The async client gives an async iterator: use `async for`.

    Parameters:
        client:
            Sends the requests.
        bucket:
            Name of the bucket.
        keys:
            Keys in the order to read: any iterable, however long. The async client takes async ones, too.
        prefix:
            In place of keys: read all objects whose keys begin with this text, in the order of their keys.
        on_missing:
            `"raise"`: `BundleError` for an object that is missing or not yours. `"drop"`: leave out its whole sample.
        on_dropped:
            Called with the key and the service's reason of each missing object, with `on_missing="drop"`. The reason
            may be None: the service tells some at the end of a bundle only.
        snapshot_version:
            Version of a snapshot, a str of digits: read the bucket as it was then.
    """
    if not isinstance(client, (TigrisHTTP, AsyncTigrisHTTP)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"client must be a TigrisHTTP or an AsyncTigrisHTTP, not {type(client).__name__}")
    if on_missing not in {"raise", "drop"}:
        raise ValueError(f"on_missing must be 'raise' or 'drop', not {on_missing!r}")
    if (keys is None) == (prefix is None):
        raise ValueError("give either keys or prefix")
    if isinstance(keys, (str, bytes)):
        raise TypeError("keys must be an iterable of keys, not one of them: for all below it, give it as prefix")
    # Raises for wrong arguments, by their names.
    ListObjectsV2(bucket, prefix=prefix, snapshot_version=snapshot_version).request()
    at = "" if snapshot_version is None else f"@{snapshot_version}"
    grouping = _Grouping(bucket, f"t3://{bucket}{at}", None if on_missing == "raise" else on_dropped or _ignored)
    if isinstance(client, TigrisHTTP):
        if isinstance(keys, AsyncIterable):
            raise TypeError("a blocking client takes no async iterable of keys")
        return _read(client, bucket, keys, prefix, snapshot_version, grouping)
    return _read_async(client, bucket, keys, prefix, snapshot_version, grouping)


def _ignored(key: str, reason: str | None) -> None:
    """Do nothing: the caller asked to leave samples out, and not to be told."""


def _read(
    client: TigrisHTTP,
    bucket: str,
    keys: Iterable[str] | None,
    prefix: str | None,
    version: str | None,
    grouping: _Grouping,
) -> Iterator[Sample]:
    given = client.list_objects_v2(bucket, prefix=prefix, snapshot_version=version) if keys is None else keys
    members: Iterator[BundleKey[_Member]] = (member for each in given if (member := _member(each)) is not None)
    first = next(members, None)
    if first is None:  # a bundle asks for one key at least
        return
    members = chain((first,), members)
    with client.bundle_objects(bucket, members, snapshot_version=version) as bundle:
        for found in bundle:
            if isinstance(found, BundleSkipped):
                grouped = grouping.missing(found)
            else:
                grouped = grouping.add(found.key, found.tag, found.read())
            if grouped is not None:
                yield grouped
    if (last := grouping.end()) is not None:
        yield last


async def _read_async(
    client: AsyncTigrisHTTP,
    bucket: str,
    keys: Iterable[str] | AsyncIterable[str] | None,
    prefix: str | None,
    version: str | None,
    grouping: _Grouping,
) -> AsyncIterator[Sample]:
    given = client.list_objects_v2(bucket, prefix=prefix, snapshot_version=version) if keys is None else keys
    members = _members(given)
    first = await anext(members, None)
    if first is None:
        return
    async with client.bundle_objects(bucket, _preceded(first, members), snapshot_version=version) as bundle:
        async for found in bundle:
            if isinstance(found, BundleSkipped):
                grouped = grouping.missing(found)
            else:
                grouped = grouping.add(found.key, found.tag, await found.read())
            if grouped is not None:
                yield grouped
    if (last := grouping.end()) is not None:
        yield last


async def _preceded(
    first: BundleKey[_Member], others: AsyncIterator[BundleKey[_Member]]
) -> AsyncIterator[BundleKey[_Member]]:
    yield first
    async for each in others:
        yield each


async def _members(given: Iterable[str] | AsyncIterable[str | ListedObject]) -> AsyncIterator[BundleKey[_Member]]:
    if isinstance(given, AsyncIterable):
        async for each in given:
            if (member := _member(each)) is not None:
                yield member
        return
    for key in given:
        if (member := _member(key)) is not None:
            yield member


def _member(given: str | ListedObject) -> BundleKey[_Member] | None:
    """Return a key with the name of its sample and its extension, None if it is no member."""
    key, size = (given, None) if isinstance(given, str) else (given.key, given.size)
    name, extension = base_plus_ext(key)
    return None if name is None or extension is None else BundleKey(key, (name, extension.lower()), size)


class _Grouping:
    """The sample under way. A sample is complete when a member of another one comes."""

    def __init__(self, bucket: str, url: str, on_dropped: Callable[[str, str | None], object] | None) -> None:
        self._bucket, self._url, self._on_dropped = bucket, url, on_dropped
        self._name: str | None = None
        self._sample: Sample = {}
        self._is_whole = True

    def add(self, key: str, member: _Member, content: bytes) -> Sample | None:
        """Add a member; return the sample before, if it ended."""
        before = self._begin(member[0])
        if member[1] in self._sample:
            raise ValueError(f"{key!r}: the sample {member[0]!r} has a member {member[1]!r} already")
        self._sample[member[1]] = content
        return before

    def missing(self, skipped: BundleSkipped[_Member]) -> Sample | None:
        """Note a member that is not there; return the sample before, if it ended."""
        if self._on_dropped is None:
            code = skipped.reason or ""
            error = BundleError("a member is not there", status=404, code=code, missing_keys=(skipped.key,))
            raise error.located("BundleObjects", self._bucket, None, 1)
        before = self._begin(skipped.tag[0])
        self._is_whole = False
        self._on_dropped(skipped.key, skipped.reason)
        return before

    def end(self) -> Sample | None:
        """Return the sample under way, None if there is none or it lacks a member."""
        return self._sample if self._name is not None and self._is_whole else None

    def _begin(self, name: str) -> Sample | None:
        if name == self._name:
            return None
        before = self.end()
        self._name, self._is_whole = name, True
        self._sample = {"__key__": name, "__url__": self._url}
        return before
