"""Scoped clients: views that give their own calls a meaning, as context managers and as decorators.

Contract: the client that a view is made from is never changed; other threads, tasks and views see nothing. Of nested
views the inner one wins, and an argument of the call wins over both. All work with both clients: `with` and
`async with`, functions and coroutine functions.

    with TigrisSnapshot(client, "bucket", version) as past:
        past.get_object("bucket", "key")

    @with_snapshot("bucket", version)
    def report(past): ...
    report(client)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast

from tigris_http._annotations import Self
from tigris_http._client.scopes import AtSnapshot, ForkedFrom, Renaming, Scope, SnapshotEnabled, SnapshotsOf

P = ParamSpec("P")
R = TypeVar("R")


class CanScope(Protocol):
    """A client, blocking or async."""

    def scoped(self, scope: Scope) -> Self:
        """Return a view whose operations go through `scope`."""
        ...


ClientT = TypeVar("ClientT", bound=CanScope)


class _View(Generic[ClientT]):
    """A context manager that gives a view. Leaving it closes nothing: the connections are the client's."""

    def __init__(self, client: ClientT, scope: Scope) -> None:
        self._client = client.scoped(scope)

    def __enter__(self) -> ClientT:
        return self._client

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the view as it is."""

    async def __aenter__(self) -> ClientT:
        return self._client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the view as it is."""


class TigrisSnapshotEnabled(_View[ClientT]):
    """A view that creates buckets as snapshot buckets."""

    def __init__(self, client: ClientT) -> None:
        super().__init__(client, SnapshotEnabled())


class TigrisSnapshot(_View[ClientT]):
    """A view that reads `bucket` as it was at a snapshot, and refuses to write to it.

    `get_object`, `head_object`, `list_objects_v2` and the sources of `copy_object` and of forks are read at
    `snapshot_version` (any moment in nanoseconds since the epoch, as text). What cannot be done at a snapshot raises
    `ValueError`. Other buckets are as ever.

    Without a version it is a view that lists the snapshots, as in tigris-boto3-ext: a plain `list_buckets()` gives a
    `ListedSnapshot` for each, and all else is as ever. Reads are then of the present, and writes are allowed.
    """

    def __init__(self, client: ClientT, bucket: str, snapshot_version: str | None = None) -> None:
        super().__init__(client, _at(bucket, snapshot_version))


class TigrisFork(_View[ClientT]):
    """A view that creates buckets as forks of `source_bucket`, as it is now or as of `snapshot_version`."""

    def __init__(self, client: ClientT, source_bucket: str, snapshot_version: str | None = None) -> None:
        super().__init__(client, ForkedFrom(source_bucket, snapshot_version))


class TigrisRename(_View[ClientT]):
    """A view whose `copy_object` renames, within one bucket; a copy that is more than a rename raises `ValueError`."""

    def __init__(self, client: ClientT) -> None:
        super().__init__(client, Renaming())


def _at(bucket: str, snapshot_version: str | None) -> Scope:
    return SnapshotsOf(bucket) if snapshot_version is None else AtSnapshot(bucket, snapshot_version)


def _through(
    scope: Scope,
) -> Callable[[Callable[Concatenate[ClientT, P], R]], Callable[Concatenate[ClientT, P], R]]:
    def decorate(function: Callable[Concatenate[ClientT, P], R]) -> Callable[Concatenate[ClientT, P], R]:
        @wraps(function)
        def call(client: ClientT, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return function(client.scoped(scope), *args, **kwargs)

        if iscoroutinefunction(function):
            # Frameworks look whether they have to await; what `call` returns is a coroutine either way.
            @wraps(function)
            async def acall(client: ClientT, /, *args: P.args, **kwargs: P.kwargs) -> object:
                return await function(client.scoped(scope), *args, **kwargs)

            return cast("Callable[Concatenate[ClientT, P], R]", acall)
        return call

    return decorate


def snapshot_enabled(function: Callable[Concatenate[ClientT, P], R]) -> Callable[Concatenate[ClientT, P], R]:
    """Give a function a view as its first argument that creates buckets as snapshot buckets."""
    return _through(SnapshotEnabled())(function)


def with_snapshot(
    bucket: str, snapshot_version: str | None = None
) -> Callable[[Callable[Concatenate[ClientT, P], R]], Callable[Concatenate[ClientT, P], R]]:
    """Give a function a view as its first argument that reads `bucket` at a snapshot; without a version, lists them."""
    return _through(_at(bucket, snapshot_version))


def forked_from(
    source_bucket: str, snapshot_version: str | None = None
) -> Callable[[Callable[Concatenate[ClientT, P], R]], Callable[Concatenate[ClientT, P], R]]:
    """Give a function a view as its first argument that creates buckets as forks of `source_bucket`."""
    return _through(ForkedFrom(source_bucket, snapshot_version))


def with_rename(function: Callable[Concatenate[ClientT, P], R]) -> Callable[Concatenate[ClientT, P], R]:
    """Give a function a view as its first argument whose `copy_object` renames."""
    return _through(Renaming())(function)
