"""Scoped clients: views that change the meaning of their own calls, as context managers and as decorators.

Contract: a view does not change its client, so other threads, tasks and views see no difference. The inner of nested
views wins, and an argument of the call wins over both. All work with both clients: `with` and `async with`, functions
and coroutine functions.

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
from tigris_http._wire.arguments import kind_of

P = ParamSpec("P")
R = TypeVar("R")


class CanScope(Protocol):
    def scoped(self, scope: Scope) -> Self: ...


ClientT = TypeVar("ClientT", bound=CanScope)


def _scoped(client: ClientT, scope: Scope) -> ClientT:
    given: object = client
    if isinstance(given, type) or not callable(getattr(given, "scoped", None)):
        raise TypeError(f"the first argument must be a TigrisHTTP or an AsyncTigrisHTTP, not {kind_of(given)}")
    return client.scoped(scope)


class _View(Generic[ClientT]):
    """A context manager that gives a view. Leaving it keeps the client's connections open."""

    def __init__(self, client: ClientT, scope: Scope) -> None:
        self._client = _scoped(client, scope)

    def __enter__(self) -> ClientT:
        return self._client

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing."""

    async def __aenter__(self) -> ClientT:
        return self._client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing."""


class TigrisSnapshotEnabled(_View[ClientT]):
    """A view that creates buckets as snapshot buckets."""

    def __init__(self, client: ClientT) -> None:
        super().__init__(client, SnapshotEnabled())


class TigrisSnapshot(_View[ClientT]):
    """A view that reads `bucket` as it was at a snapshot, and refuses to write to it.

    `get_object`, `head_object`, `list_objects_v2` and the sources of `copy_object` and of forks are read at
    `snapshot_version`: any moment, as a text of nanoseconds since the epoch. Operations that a snapshot does not
    support raise `ValueError`. The view does not affect other buckets.

    Without a version the view lists the snapshots, as in tigris-boto3-ext: a plain `list_buckets()` gives a
    `ListedSnapshot` for each. It affects no other call: reads are of the present, and writes are allowed.
    """

    def __init__(self, client: ClientT, bucket: str, snapshot_version: str | None = None) -> None:
        super().__init__(client, _at(bucket, snapshot_version))


class TigrisFork(_View[ClientT]):
    """A view that creates buckets as forks of `source_bucket`, as of now or of `snapshot_version`."""

    def __init__(self, client: ClientT, source_bucket: str, snapshot_version: str | None = None) -> None:
        super().__init__(client, ForkedFrom(source_bucket, snapshot_version))


class TigrisRename(_View[ClientT]):
    """A view whose `copy_object` renames within one bucket. Raises `ValueError` if a rename cannot do the copy.

    `copy_file`, `copy_prefix` and `restore_prefix` raise `ValueError`, since they keep their sources. `move_prefix`
    renames with any client. `upload_part_copy` copies, as in tigris-boto3-ext.
    """

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
            return function(_scoped(client, scope), *args, **kwargs)

        if iscoroutinefunction(function):
            # Frameworks ask whether the function is a coroutine function. `call` returns a coroutine either way.
            @wraps(function)
            async def acall(client: ClientT, /, *args: P.args, **kwargs: P.kwargs) -> object:
                return await function(_scoped(client, scope), *args, **kwargs)

            return cast("Callable[Concatenate[ClientT, P], R]", acall)
        return call

    return decorate


def snapshot_enabled(function: Callable[Concatenate[ClientT, P], R]) -> Callable[Concatenate[ClientT, P], R]:
    """Pass a function a view that creates buckets as snapshot buckets. The client is its first argument."""
    return _through(SnapshotEnabled())(function)


def with_snapshot(
    bucket: str, snapshot_version: str | None = None
) -> Callable[[Callable[Concatenate[ClientT, P], R]], Callable[Concatenate[ClientT, P], R]]:
    """Pass a function a view that reads `bucket` at a snapshot, or lists its snapshots without a version."""
    return _through(_at(bucket, snapshot_version))


def forked_from(
    source_bucket: str, snapshot_version: str | None = None
) -> Callable[[Callable[Concatenate[ClientT, P], R]], Callable[Concatenate[ClientT, P], R]]:
    """Pass a function a view that creates buckets as forks of `source_bucket`."""
    return _through(ForkedFrom(source_bucket, snapshot_version))


def with_rename(function: Callable[Concatenate[ClientT, P], R]) -> Callable[Concatenate[ClientT, P], R]:
    """Pass a function a view whose `copy_object` renames."""
    return _through(Renaming())(function)
