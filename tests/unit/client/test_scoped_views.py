"""Views and decorators apply a scope to a client and to a function."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import TigrisHTTP
from tigris_http._client.scopes import AtSnapshot, ForkedFrom, Renaming, Scope, SnapshotEnabled, SnapshotsOf
from tigris_http._client.views import (
    TigrisFork,
    TigrisRename,
    TigrisSnapshot,
    TigrisSnapshotEnabled,
    forked_from,
    snapshot_enabled,
    with_rename,
    with_snapshot,
)
from tigris_http.operations import (
    CopyObject,
    CreateBucket,
    GetObject,
)

from .scoped_calls import NEW, OLD, PAST, FakeClient

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation


class TestViews:
    def test_each_view_has_its_scope_and_the_client_none(self) -> None:
        client = FakeClient()
        with (
            TigrisSnapshotEnabled(client) as enabled,
            TigrisSnapshot(client, "data", OLD) as past,
            TigrisSnapshot(client, "data") as listing,
            TigrisFork(client, "src", OLD) as fork,
            TigrisRename(client) as renaming,
        ):
            assert [
                (SnapshotEnabled(),),
                (PAST,),
                (SnapshotsOf("data"),),
                (ForkedFrom("src", OLD),),
                (Renaming(),),
            ] == [view.scopes for view in (enabled, past, listing, fork, renaming)]
            assert GetObject("data", "k") == client.send(GetObject("data", "k"))
        assert () == client.scopes

    @pytest.mark.parametrize(
        "made",
        [
            lambda wrong: TigrisSnapshot(wrong, "data", OLD),
            lambda wrong: TigrisFork(wrong, "data"),
            TigrisRename,
            with_snapshot("data", OLD)(lambda past: past),
        ],
    )
    def test_a_view_of_something_else_than_a_client_is_refused(self, made: Callable[[Any], object]) -> None:
        for wrong, shown in (("data", "str"), (None, "NoneType"), (TigrisHTTP, "the class TigrisHTTP")):
            with pytest.raises(TypeError, match=f"must be a TigrisHTTP or an AsyncTigrisHTTP, not {shown}$"):
                made(wrong)

    def test_of_nested_views_the_inner_one_wins(self) -> None:
        with TigrisSnapshot(FakeClient(), "data", OLD) as outer, TigrisSnapshot(outer, "data", NEW) as inner:
            assert GetObject("data", "k", snapshot_version=NEW) == inner.send(GetObject("data", "k"))
            assert GetObject("data", "k", snapshot_version=OLD) == outer.send(GetObject("data", "k"))
        with TigrisFork(FakeClient(), "one", OLD) as forking, TigrisFork(forking, "two") as again:
            assert CreateBucket("abc", fork_source="two") == again.send(CreateBucket("abc"))

    def test_nested_views_of_different_kinds_add_up(self) -> None:
        with TigrisSnapshotEnabled(FakeClient()) as outer, TigrisFork(outer, "src") as inner:
            expected = CreateBucket("abc", snapshot_enabled=True, fork_source="src")
            assert expected == inner.send(CreateBucket("abc"))

    def test_an_argument_of_the_call_wins_over_all_views(self) -> None:
        with TigrisSnapshot(FakeClient(), "data", OLD) as outer, TigrisSnapshot(outer, "data", OLD) as inner:
            assert GetObject("data", "k", snapshot_version=NEW) == inner.send(
                GetObject("data", "k", snapshot_version=NEW)
            )

    def test_a_rename_in_a_view_of_the_past_is_refused(self) -> None:
        with TigrisSnapshot(FakeClient(), "data", OLD) as past, TigrisRename(past) as view:
            with pytest.raises(ValueError, match="data"):
                view.send(CopyObject("data", "k", "data", "s"))
            assert [] == view.sent

    def test_a_view_outlives_its_block_and_an_error_passes_through(self) -> None:
        """Leaving closes nothing: the connections are the client's."""
        with pytest.raises(KeyError, match="x"), TigrisSnapshot(FakeClient(), "data", OLD) as past:
            raise KeyError("x")
        assert GetObject("data", "k", snapshot_version=OLD) == past.send(GetObject("data", "k"))

    def test_views_are_async_context_managers_too(self) -> None:
        async def main() -> tuple[Scope, ...]:
            async with TigrisRename(FakeClient()) as view:
                return view.scopes

        assert (Renaming(),) == asyncio.run(main())


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
DECORATORS: list[tuple[Any, Scope]] = [
    (snapshot_enabled, SnapshotEnabled()),
    (with_snapshot("data", OLD), PAST),
    (with_snapshot("data"), SnapshotsOf("data")),
    (forked_from("src", OLD), ForkedFrom("src", OLD)),
    (with_rename, Renaming()),
]


@pytest.mark.parametrize(("decorator", "scope"), DECORATORS, ids=["enabled", "snapshot", "snapshots", "fork", "rename"])
class TestDecorators:
    def test_the_function_gets_a_view_and_the_client_stays_as_it_is(self, decorator: Decorator, scope: Scope) -> None:
        client = FakeClient()

        @decorator
        def report(client: FakeClient, word: str, *, loud: bool = False) -> tuple[object, ...]:
            """Report."""
            return client.scopes, word, loud

        assert ((scope,), "a", True) == report(client, "a", loud=True)
        assert () == client.scopes

    def test_the_function_keeps_its_name_and_its_signature(self, decorator: Decorator, scope: Scope) -> None:
        def report(client: FakeClient, word: str) -> str:
            """Report."""
            return f"{word}: {len(client.scopes)}"

        decorated = decorator(report)
        assert ("report", "Report.", report.__module__) == (
            decorated.__name__,
            decorated.__doc__,
            decorated.__module__,
        )
        assert inspect.signature(report) == inspect.signature(decorated)
        assert report is inspect.unwrap(decorated)
        assert (scope,) == decorator(lambda client: client.scopes)(FakeClient())

    def test_a_coroutine_function_is_awaited_as_ever(self, decorator: Decorator, scope: Scope) -> None:
        @decorator
        async def report(client: FakeClient) -> tuple[Scope, ...]:
            await asyncio.sleep(0)
            return client.scopes

        assert (scope,) == asyncio.run(report(FakeClient()))

    def test_an_error_passes_through(self, decorator: Decorator, scope: Scope) -> None:
        @decorator
        def report(client: FakeClient) -> None:
            raise KeyError(client.scopes)

        with pytest.raises(KeyError) as caught:
            report(FakeClient())
        assert ((scope,),) == caught.value.args


def test_decorators_nest_with_the_one_next_to_the_function_as_the_innermost() -> None:
    @with_snapshot("data", OLD)
    @with_snapshot("data", NEW)
    def read(client: FakeClient) -> AnyOperation:
        return client.send(GetObject("data", "k"))

    assert GetObject("data", "k", snapshot_version=NEW) == read(FakeClient())


def test_a_decorated_coroutine_function_still_is_one() -> None:
    @with_snapshot("data", OLD)
    async def read(client: Any) -> Any:
        return client

    class Fake:
        def scoped(self, scope: object) -> object:
            return scope

    assert inspect.iscoroutinefunction(read)
    assert AtSnapshot("data", OLD) == asyncio.run(read(Fake()))
