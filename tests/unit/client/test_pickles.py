"""What travels between processes: clients, operations, results and errors, each kind of them, found by looking.

The examples are those of the recorded exchanges; a public class of which none is found there or in `FURTHER` fails a
test, so that what is new is tried, too.
"""

from __future__ import annotations

import asyncio
import copy
import importlib
import inspect
import io
import pickle
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timezone
from typing import Any

import pytest

import tigris_http
from tests.cases import CASES
from tests.guards import none_left
from tests.rawserver import RawServer, ok
from tests.unit.test_errors import EVERY
from tigris_http import (
    ANONYMOUS,
    AsyncTigrisHTTP,
    Attempt,
    BundleCounts,
    BundleKey,
    BundleStats,
    ConnectionFailed,
    Credentials,
    Head,
    PresignedPost,
    PresignedURL,
    Request,
    Response,
    RetryPolicy,
    SessionToken,
    TigrisError,
    TigrisFork,
    TigrisHTTP,
    TigrisRename,
    TigrisSnapshot,
    TigrisSnapshotEnabled,
    Timeouts,
    errors,
    operations,
)
from tigris_http.operations import (
    KEY,
    BundleObjects,
    GetStats,
    ListedSnapshot,
    PostForm,
    UpdateObject,
    UpdateObjectResult,
)
from tigris_http.operations._base import Action, Doubt, Settled
from tigris_http.operations._features import BucketHead
from tigris_http.operations.objects._object_headers import CopySettings, ObjectSettings
from tigris_http.operations.objects.reads import OpenObject

SECRET, TOKEN = "tsec_d1st1nct1ve", "token_d1st1nct1ve"
CREDENTIALS = Credentials("tid_a", SECRET, TOKEN)
NOW = datetime(2026, 10, 20, tzinfo=timezone.utc)


def unchanged(old: bytes | None) -> bytes | None:
    """Stand for a caller's function."""
    return old


FURTHER: list[Any] = [
    BundleObjects("bucket", [("a", 1), ("b", 2)]),
    OpenObject("bucket", "key", version_id="17"),
    UpdateObject("bucket", "key", unchanged),
    UpdateObjectResult(True, "e", "17", 2),
    KEY,
    GetStats(owned_by="ana@example.com"),
    ListedSnapshot("17; name=base", NOW, version="17", label="base"),
    BundleKey("key", "tag", 7),
    BundleStats(8, 5, 2, 4096, 3, 1, 2, 3),
    BundleCounts(8, 4096, None),
    ANONYMOUS,
    CREDENTIALS,
    SessionToken(TOKEN, "org_1", NOW),
    Head(200, (("etag", '"e"'),)),
    PresignedURL("https://t3.storage.dev/b/k?X-Amz-Signature=0", "GET", (("range", "bytes=0-9"),), NOW),
    PresignedPost("https://t3.storage.dev/b", {"key": "k", "x-amz-signature": "0"}, NOW),
    PostForm("bucket", "key", metadata={"a": "b"}),
    Request("GET", "bucket", "key"),
    Response(Head(200), b"body"),
    Settled("done"),
    Doubt(),
    BucketHead("bucket"),
    RetryPolicy(max_attempts=3),
    Timeouts(read=1),
    Attempt("GetObject", "bucket", "key", "GET", 2, 0.1, 503, "17", ConnectionFailed("why", sent=True), 0.2),
]


def inside(value: object) -> Iterator[object]:
    """Yield a value, and what stands in it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from inside(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from inside(each)


_FOUND = [value for case in [*CASES.values(), *FURTHER] for value in inside(case)]
EXAMPLES = {type(value).__name__: value for value in _FOUND if type(value).__module__.startswith("tigris_http")}


def public() -> set[str]:
    """Return the names of the public dataclasses, of which all travel."""
    homes = [tigris_http, *map(importlib.import_module, modules(operations))]
    named = {name for home in homes for name in getattr(home, "__all__", dir(home))}
    kinds: list[type] = [
        kind
        for home in homes
        for name in named
        # What a family takes from elsewhere is not its own.
        if inspect.isclass(kind := getattr(home, name, None))
        and (home is tigris_http or kind.__module__ == home.__name__)
    ]
    return {
        kind.__name__
        for kind in kinds
        if is_dataclass(kind)
        and kind not in {Action, ObjectSettings, CopySettings}  # what several of them are
        and not inspect.isabstract(kind)
        and not kind.__name__.startswith("_")
        and kind.__module__.startswith("tigris_http")
    }


def modules(package: Any) -> list[str]:
    """Return the modules of a package and of its folders, but for the steps of actions, which stay in their driver."""
    found = (each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    return [name for name in found if not name.endswith(("._steps", ".updates._requests"))]


AGAIN: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": lambda value, protocol=protocol: pickle.loads(pickle.dumps(value, protocol))  # type: ignore[misc]
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


def same(one: Any, other: Any) -> bool:
    """Errors are not compared by what they hold, as other values are; what holds an error is not, either."""
    if isinstance(one, TigrisError):
        return (type(one), str(one), one.args, repr(one.__dict__)) == (
            type(other),
            str(other),
            other.args,
            repr(other.__dict__),
        )
    if isinstance(one, Attempt):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return bool(type(one) is type(other) and one == other)


def test_there_is_an_example_of_every_public_dataclass() -> None:
    none_left(
        public() - EXAMPLES.keys(),
        "add a case that uses or returns it to tests/cases and fixtures/exchanges, or an example to FURTHER in "
        "tests/unit/client/test_pickles.py",
    )
    assert {"GetObject", "ObjectInfo", "RetryPolicy", "BundleSkipped", "Attempt"} <= EXAMPLES.keys()


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_is_the_same_in_another_process(name: str, again: str) -> None:
    value = EXAMPLES[name]
    assert same(value, AGAIN[again](value))


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("case", CASES)
def test_what_is_asked_and_what_is_answered_travels(case: str, again: str) -> None:
    operation, result = CASES[case]
    tuned: Any = replace(operation, extra_headers={"x-a": "b"}, timeout=5)
    for value in (operation, tuned, result):
        assert same(value, AGAIN[again](value))
    assert tuned.request() == AGAIN[again](tuned).request()


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_travels_with_its_earlier_attempts(error: TigrisError, again: str) -> None:
    met = copy.copy(error).located("GetObject", "photos", "a.jpg", 3)
    met.earlier = tuple(value for value in FURTHER if isinstance(value, Attempt))
    back = AGAIN[again](met)
    assert same(met, back)
    assert same(met.earlier[0], back.earlier[0])


def test_an_error_of_the_users_own_travels_as_well() -> None:
    assert same(Mine("why", 7), pickle.loads(pickle.dumps(Mine("why", 7))))


class Mine(errors.TigrisError):
    """An error with an argument more."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.args = (message, number)
        self.number = number


# -- clients ----------------------------------------------------------------------------------------------------------


class WithoutCredentials(pickle.Pickler):
    """Writes a word in the place of credentials: what is left must know no secret."""

    def reducer_override(self, value: object) -> Any:
        return (str, ("credentials",)) if isinstance(value, Credentials) else NotImplemented


def written(value: object) -> bytes:
    target = io.BytesIO()
    WithoutCredentials(target).dump(value)
    return target.getvalue()


def views(client: Any) -> list[Any]:
    """Return a client and the views that there are of one."""
    return [
        client,
        client.with_options(retry=RetryPolicy(max_attempts=1), timeouts=Timeouts(read=1), extra_headers={"x-a": "b"}),
        *[
            view.__enter__() if hasattr(view, "__enter__") else view
            for view in (
                TigrisSnapshot(client, "bucket", "1792493847118382304"),
                TigrisSnapshot(client, "bucket"),
                TigrisSnapshotEnabled(client),
                TigrisFork(client, "source"),
                TigrisRename(client),
            )
        ],
    ]


def used(server: RawServer) -> TigrisHTTP:
    """Return a client with a signing key, a connection, and an open body that nobody has read yet."""
    client = TigrisHTTP(server.endpoint, CREDENTIALS)
    client.head_bucket("bucket")
    return client


def test_a_clients_secret_is_in_its_credentials_and_nowhere_else() -> None:
    with RawServer(ok(b"hello")) as server, used(server) as client, client.get_object("bucket", "key"):
        for view in views(client):
            whole = pickle.dumps(view)
            assert (1, 1) == (whole.count(SECRET.encode()), whole.count(TOKEN.encode()))
            rest = written(view)
            assert SECRET.encode() not in rest
            assert TOKEN.encode() not in rest
            assert b"credentials" in rest


def test_a_client_and_its_views_go_on_elsewhere_with_connections_of_their_own() -> None:
    with RawServer(ok(b"hello")) as server, used(server) as client:
        for number, view in enumerate([*views(client)[:2], TigrisSnapshot(client, "bucket", "17").__enter__()], 2):
            with pickle.loads(pickle.dumps(view)) as again, again.get_object("bucket", "key") as body:
                assert b"hello" == body.read()
            sent = server.requests[-1]
            assert number == sent.connection
            assert repr(view) == repr(again)
        assert "17" == sent.get("x-tigris-snapshot-version")


def test_an_async_client_goes_on_in_another_loop_once_it_was_pickled() -> None:
    async def get(client: AsyncTigrisHTTP) -> bytes:
        async with client, client.get_object("bucket", "key") as body:
            return await body.read()

    with RawServer(ok(b"hello")) as server:
        client = AsyncTigrisHTTP(server.endpoint, CREDENTIALS)
        data = pickle.dumps(client)
        assert b"hello" == asyncio.run(get(client))
        assert b"hello" == asyncio.run(get(pickle.loads(data)))
        assert data == pickle.dumps(client)


@pytest.mark.parametrize("again", [pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("name", ["body", "bundle"])
def test_what_is_open_does_not_travel_and_says_so(name: str, again: Any) -> None:
    with RawServer(ok(b"hello")) as server, used(server) as client:
        makers: dict[str, Callable[[], Any]] = {
            "body": lambda: client.get_object("bucket", "key"),
            "bundle": lambda: client.bundle_objects("bucket", ["a"] * 9),
        }
        with makers[name]() as opened, pytest.raises(TypeError, match="an open"):
            again(opened)


@pytest.mark.parametrize("again", [pickle.dumps, copy.copy, copy.deepcopy])
def test_an_async_body_does_not_travel_either(again: Any) -> None:
    async def main() -> None:
        async with (
            AsyncTigrisHTTP(server.endpoint, CREDENTIALS) as client,
            client.get_object("bucket", "key") as opened,
        ):
            with pytest.raises(TypeError, match="an open"):
                again(opened)

    with RawServer(ok(b"hello")) as server:
        asyncio.run(main())
