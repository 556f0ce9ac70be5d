"""One surface, two clients: the async client has the blocking one's words, and every operation has its method."""

import inspect
import pickle
from dataclasses import dataclass, is_dataclass
from typing import Any

import pytest

import tigris_http.operations as ops
from tests.guards import ADD_A_NAME
from tigris_http import AsyncTigrisHTTP, BodyMismatch, Request, Response, TigrisHTTP
from tigris_http._client.results import AsyncPages, Pages
from tigris_http._client.table import Method, Methods
from tigris_http.emulator import Emulator
from tigris_http.operations import BundleRequest, Operation
from tigris_http.operations._base import Action

TWINS = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
ONLY_ASYNC = {"opening"}  # what `stream` awaits
KEYS = ("tid_a", "tsec_SECRET")


def public(client: type) -> set[str]:
    return {name for name in dir(client) if not name.startswith("_")}


def test_both_clients_have_the_same_methods() -> None:
    assert {TWINS.get(name, name) for name in public(TigrisHTTP)} == public(AsyncTigrisHTTP) - ONLY_ASYNC


@pytest.mark.parametrize("name", sorted(public(TigrisHTTP)))
def test_both_clients_have_the_same_parameters_and_words(name: str) -> None:
    blocking, twin = getattr(TigrisHTTP, name), getattr(AsyncTigrisHTTP, TWINS.get(name, name))
    assert inspect.signature(blocking).parameters.keys() == inspect.signature(twin).parameters.keys()
    if name != "stream":
        assert inspect.getdoc(blocking) == inspect.getdoc(twin)


def test_both_clients_are_made_alike() -> None:
    assert inspect.signature(TigrisHTTP).parameters == inspect.signature(AsyncTigrisHTTP).parameters


def operations() -> list[type]:
    found = (getattr(ops, name) for name in ops.__all__)
    # One request of a bundle is the engine's business: the method's operation is the whole wish.
    kinds = [kind for kind in found if isinstance(kind, type) and issubclass(kind, Action)]
    return [kind for kind in kinds if kind is not BundleRequest and is_concrete(kind)]


def is_concrete(kind: type) -> bool:
    return is_dataclass(kind) and not inspect.isabstract(kind)


@pytest.mark.parametrize("operation", operations(), ids=lambda kind: kind.__name__)
def test_every_operation_has_a_method_with_its_parameters(operation: type) -> None:
    table = {name: each for name, each in vars(Methods).items() if isinstance(each, Method)}
    own = [name for name, method in table.items() if method.action is operation]
    assert own, f"{operation.__name__}: {ADD_A_NAME}"
    inherited = ["extra_headers", "timeout", "consistent"]
    expected = [name for name in inspect.signature(operation).parameters if name not in inherited] + inherited
    assert all(expected == list(inspect.signature(getattr(TigrisHTTP, name)).parameters)[1:] for name in own)


def test_a_listing_sends_nothing_before_it_is_read_and_refuses_nonsense_at_once() -> None:
    client, twin = TigrisHTTP("http://127.0.0.1:1", KEYS), AsyncTigrisHTTP("http://127.0.0.1:1", KEYS)
    assert isinstance(client.list_objects_v2("bucket"), Pages)
    assert isinstance(twin.list_objects_v2("bucket"), AsyncPages)
    with pytest.raises(ValueError, match="max_keys"):
        client.list_objects_v2("bucket", max_keys=0)
    with pytest.raises(ValueError, match="max_keys"):
        twin.list_objects_v2("bucket", max_keys=0)


def test_an_operation_of_ones_own_is_sent_like_any_other() -> None:
    @dataclass(frozen=True)
    class CountBuckets(Operation[int]):
        def request(self) -> Request:
            return Request("GET")

        def parse(self, response: Response) -> int:
            return response.body.count(b"<Bucket>")

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("one-bucket")
        assert 1 == client.send(CountBuckets())


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_a_client_pickles_without_its_connections(kind: type[TigrisHTTP]) -> None:
    client = kind("https://t3.storage.dev", KEYS, user_agent_extra="mine").with_options(extra_headers={"x-a": "b"})
    again = pickle.loads(pickle.dumps(client))
    assert (repr(client), client._config) == (repr(again), again._config)


def test_views_share_connections_and_change_nobody() -> None:
    client = TigrisHTTP("https://t3.storage.dev", KEYS)
    view = client.with_options(extra_headers={"x-a": "b"})
    assert (client._transport, ()) == (view._transport, client._config.extra_headers)
    assert (("x-a", "b"),) == view._config.extra_headers


def test_nothing_that_is_shown_shows_a_secret() -> None:
    client = TigrisHTTP("https://t3.storage.dev", KEYS)
    url = client.presigned_url(ops.GetObject("bucket", "key"))
    for shown in (client, client._config, client._plan, url, client.list_buckets(), client._shared.signer()):
        assert "SECRET" not in repr(shown) + str(shown)
        assert "Signature=" not in repr(shown) + str(shown)
    assert "<TigrisHTTP https://t3.storage.dev as tid_a>" == repr(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://t3.storage.dev/path"},
        {"addressing_style": "sideways"},
        {"max_connections": 0},
        {"max_connections": True},
        {"user_agent_extra": "a\nb"},
        {"credentials": ("", "")},
        {"region": "a/b"},
    ],
    ids=repr,
)
def test_settings_that_make_no_sense_are_refused_at_once(wrong: dict[str, object]) -> None:
    settings: dict[str, object] = {"endpoint": "https://t3.storage.dev", "credentials": KEYS, **wrong}
    with pytest.raises((ValueError, TypeError)):
        TigrisHTTP(**settings)  # type: ignore[arg-type]


def test_a_body_that_is_not_as_long_as_said_names_the_call() -> None:
    client = TigrisHTTP("http://127.0.0.1:1", KEYS)
    with pytest.raises(BodyMismatch, match="PutObject bucket/key: the body is 1 bytes shorter") as caught:
        client.put_object("bucket", "key", iter([b"123"]), length=4)
    assert ("PutObject", "bucket", "key", 0) == (
        caught.value.operation,
        caught.value.bucket,
        caught.value.key,
        caught.value.attempts,
    )


def test_operations_and_listings_pickle() -> None:
    get = ops.GetObject("bucket", "key", range=(0, 9))
    assert get == pickle.loads(pickle.dumps(get))
    listing = TigrisHTTP("https://t3.storage.dev", KEYS).list_objects_v2("bucket", prefix="a/")
    again = pickle.loads(pickle.dumps(listing))
    assert repr(listing) == repr(again)


def test_seen_from_the_class_a_method_is_a_function_of_a_client() -> None:
    client = TigrisHTTP("https://t3.storage.dev", KEYS)
    assert ["self", "bucket", "key"] == list(inspect.signature(TigrisHTTP.head_object).parameters)[:3]
    assert ["bucket", "key"] == list(inspect.signature(client.head_object).parameters)[:2]
    assert ("head_object", "TigrisHTTP.head_object") == (
        TigrisHTTP.head_object.__name__,
        TigrisHTTP.head_object.__qualname__,
    )
    unbound: Any = TigrisHTTP.list_buckets
    assert isinstance(unbound(client), Pages)
