"""Bundles of stores that have none, or other ones than Tigris: each key gets its right result, or an error says why."""

from __future__ import annotations

import gzip
import logging
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundles import MANIFEST, Files, Service, Source, archive, compressed, following, manifest, plan
from tests.modes import in_all_modes, play
from tests.rawserver import RawServer, error, ok, reply
from tests.unit.bundle.engine_cases import STUBBORN, asked, check_closed, failing, singly_asked, whole
from tigris_http import BundleError, BundleSkipped, MalformedResponse, NotFound, ServiceError, TigrisError, Unavailable
from tigris_http._core.bundle_support import AGAIN, BundleSupport
from tigris_http.operations import HeadObject
from tigris_http.operations.bundles.bundles import BundleRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

pytest_generate_tests = in_all_modes

NINE = {f"k{number}": b"%d" % number * 700 for number in range(9)}
OBJECT = ok(b"content", 'ETag: "e"', "Last-Modified: Mon, 19 Oct 2026 10:00:00 GMT")


def read(client: Any, keys: list[str], **options: Any) -> Generator[Any, Any, tuple[list[Any], Any]]:
    """Read a bundle to its end: (key, content or reason) for each, and the account."""
    response = client.bundle_objects("atlas", keys, **options)
    bundle = (yield response) if hasattr(response, "__await__") else response
    found: list[Any] = []
    while True:
        try:
            result = yield following(bundle)
        except (StopIteration, StopAsyncIteration):
            return found, bundle.stats
        if isinstance(result, BundleSkipped):
            found.append((result.key, result.reason))
        else:
            found.append((result.key, (yield result.read())))


def posts(server: RawServer) -> int:
    return sum(seen.head.startswith(b"POST ") for seen in server.requests)


# -- no bundles ---------------------------------------------------------------------------------------------------

WITHOUT_BUNDLES = {
    "MiniStack, SeaweedFS, MinIO": error(405, "MethodNotAllowed"),
    "a proxy": reply(405, b"Method Not Allowed"),
    "R2": error(501, "NotImplemented"),
    "rclone": error(400, "MalformedPOSTRequest"),
    "AWS": error(412, "PreconditionFailed"),
    "an old S3": error(400, "RequestIsNotMultiPartContent"),
    "an error document under 200": ok(b"<Error><Code>NotImplemented</Code></Error>"),
}


@pytest.mark.parametrize("store", WITHOUT_BUNDLES)
def test_a_store_without_bundles_is_read_by_single_gets_asked_once_and_logged_once(
    mode: str, store: str, caplog: pytest.LogCaptureFixture
) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        first = yield from read(client, ["a", "b", "c"])
        view = client.with_options(extra_headers={"x-view": "1"})
        return first, (yield from read(view, ["d"])), (yield from read(client, ["e"], compression="gzip"))

    with (
        caplog.at_level(logging.DEBUG, "tigris_http.bundle"),
        RawServer(WITHOUT_BUNDLES[store], OBJECT) as server,
    ):
        (first, stats), (second, _), (third, again) = play(mode, server.endpoint, story)
    assert ([*"abc"], [*"d"], [*"e"]) == tuple([key for key, _ in found] for found in (first, second, third))
    assert {b"content"} == {content for found in (first, second, third) for _, content in found}
    assert (1, 3, 3, 0) == (stats.requests, stats.fallback_gets, stats.delivered, stats.resumed)
    assert (0, 1) == (again.requests, again.fallback_gets)
    assert 1 == posts(server)
    told = [record.getMessage() for record in caplog.records if "single GETs" in record.getMessage()]
    assert 1 == len(told)
    assert told[0].startswith("BundleObjects atlas: ")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "InvalidArgument"),
        (400, "InvalidRequest"),
        (403, "AccessDenied"),
        (403, "SignatureDoesNotMatch"),
        (404, "NoSuchBucket"),
        (404, "BundleKeyNotFound"),
        (404, "NotImplemented"),
    ],
)
def test_an_error_of_the_request_is_said_and_not_taken_for_a_store_without_bundles(
    mode: str, status: int, code: str
) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        try:
            return (yield from read(client, ["a"]))
        except ServiceError as met:
            return met.status, met.code

    with RawServer(error(status, code), OBJECT) as server:
        assert (status, code) == play(mode, server.endpoint, story)
        assert 1 == len(server.requests)


@pytest.mark.parametrize(("status", "code"), [(404, "NoSuchBucket"), (403, "SignatureDoesNotMatch")])
def test_a_missing_bucket_and_a_wrong_key_are_said_by_the_single_gets(mode: str, status: int, code: str) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        try:
            return (yield from read(client, ["a", "b"]))
        except ServiceError as met:
            return met.status, met.code

    # Such a store answers before it looks at the bucket or the signature.
    with RawServer(error(405, "MethodNotAllowed"), error(status, code)) as server:
        assert (status, code) == play(mode, server.endpoint, story)


class Foreign(Service):
    """A service that answers a bundle as `say` does."""

    def __init__(self, objects: dict[str, bytes], say: Callable[[BundleRequest], Any]) -> None:
        super().__init__(objects)
        self._say = say

    def _bundle(self, asked: BundleRequest, broken: Any) -> Any:
        said = self._say(asked)
        if isinstance(said, TigrisError):
            return said
        self.sources.append(Source(said))
        return self.sources[-1]


def refusing(_: BundleRequest) -> ServiceError:
    return ServiceError("no", status=405, code="MethodNotAllowed")


def test_missing_keys_are_skipped_or_raised_as_in_a_bundle(mode: str) -> None:
    store = Foreign({"a": b"1"}, refusing)
    assert [("a", b"1"), ("b", "NoSuchKey")] == whole(mode, store, ["a", "b"])[0]
    assert [("a", b"1")] == whole(mode, store, ["a", "b"], on_skipped="drop")[0]
    results, met, _ = failing(mode, store, ["a", "b", "c"], on_skipped="raise")
    assert (["a"], BundleError, ("b",)) == (results, type(met), getattr(met, "missing_keys", None))


@pytest.mark.parametrize("options", [{}, {"snapshot_version": "1700000000000000000"}], ids=["no bundles", "a snapshot"])
def test_fail_mode_names_all_that_is_missing_before_anything(mode: str, options: dict[str, Any]) -> None:
    store = Foreign(NINE, refusing)
    keys = ["gone", *NINE, "away"]
    results, met, client = failing(mode, store, keys, on_error="fail", connections=3, **options)
    assert ([], BundleError, ("gone", "away")) == (results, type(met), getattr(met, "missing_keys", None))
    assert (404, "NoSuchKey") == (getattr(met, "status", None), getattr(met, "code", None))
    assert [("gone", (0, 0))] == singly_asked(client)
    assert [*NINE.items()] == whole(mode, store, [*NINE], on_error="fail", **options)[0]


def test_requests_ahead_are_let_go_once_it_is_known_that_there_are_no_bundles(mode: str) -> None:
    store = Foreign(NINE, refusing)
    found, client, stats = whole(mode, store, [*NINE], max_bytes=1, prefetch=3)
    assert [*NINE.items()] == found
    assert 1 == len(asked(client)) == stats.requests


def test_a_store_is_asked_again_after_a_while() -> None:
    told: list[TigrisError] = []
    support, why = BundleSupport(told.append), ServiceError("no", status=405)
    assert not support.is_absent(lambda: 0.0)
    support.lacks(why, 100.0)
    support.lacks(why, 200.0)
    assert support.is_absent(lambda: 199.0 + AGAIN)
    assert not support.is_absent(lambda: 200.0 + AGAIN)
    assert [why] == told


# -- a document in place of an archive ------------------------------------------------------------------------------

PADDED = b" " * 2000
DOCUMENTS: dict[str, tuple[bytes, type[TigrisError], str]] = {
    "XML": (
        b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>',
        ServiceError,
        "AccessDenied",
    ),
    "JSON": (b'{"Code":"NoSuchBucket","Message":"no such bucket"}', NotFound, "NoSuchBucket"),
    "JSON of a status": (b' {"status":"error","message":"not today"}', ServiceError, "not today"),
    "longer than a header": (b"<Error>" + PADDED + b"<Code>Odd</Code></Error>", ServiceError, "Odd"),
    "keys that are missing": (
        b"<Error><Code>BundleKeyNotFound</Code><MissingKeys><Key>a</Key></MissingKeys></Error>",
        BundleError,
        "BundleKeyNotFound",
    ),
    "HTML": (b"<!DOCTYPE html>\n<html><body>Log in<br></body></html>", MalformedResponse, "HTML page"),
    "HTML, long": (b"<html>" + PADDED + b"</html>", MalformedResponse, "HTML page"),
    "another XML": (b"<ListBucketResult/>", MalformedResponse, "'ListBucketResult' in place of an archive"),
    "another JSON": (b'{"keys":[]}', MalformedResponse, "a JSON document in place of an archive"),
    "an overload": (b"<Error><Code>SlowDown</Code></Error>", Unavailable, "SlowDown"),
}


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_in_place_of_an_archive_is_what_it_says(mode: str, document: str, compression: str) -> None:
    body, kind, words = DOCUMENTS[document]
    for chunk in (1 << 30, 7):
        source = Source(body, chunk)
        results, met, client = failing(mode, lambda _, source=source: source, ["a", "b"], compression=compression)
        assert ([], True, False) == (
            results,
            isinstance(met, kind),
            isinstance(met, NotFound) != issubclass(kind, NotFound),
        )
        assert words in str(met)
        assert "BundleObjects bucket: " in str(met)
        assert 1 == len(client.operations)
        check_closed(source)


def test_an_overload_that_a_document_tells_of_is_waited_for(mode: str) -> None:
    answers = iter([b"<Error><Code>SlowDown</Code></Error>", archive([*NINE.items()])])
    found, _, stats = whole(mode, Foreign(NINE, lambda _: next(answers)), [*NINE], policy=STUBBORN)
    assert [*NINE.items()] == found
    assert (2, 1) == (stats.requests, stats.resumed)


@pytest.mark.parametrize("key", ["<Error>", "{", "<html>"])
def test_a_key_that_begins_as_a_document_is_none(mode: str, key: str) -> None:
    assert [(key, b"1")] == whole(mode, Service({key: b"1"}), [key])[0]


# -- other members than were asked for --------------------------------------------------------------------------------


def shuffled(files: Files) -> Files:
    return random.Random(3).sample(files, len(files))


ARCHIVES: dict[str, Callable[[Files], Files]] = {
    "in reverse order": lambda files: files[::-1],
    "in any order": shuffled,
    "with a leading slash": lambda files: [(f"/{name}", content) for name, content in files],
    "with the bucket's name": lambda files: [(f"bucket/{name}", content) for name, content in files],
    "with one more": lambda files: [*files, ("zzz", b"")],
    "with one more in between": lambda files: [*files[:4], ("zzz", b""), *files[4:]],
    "with one twice": lambda files: [*files[:4], files[2], *files[4:]],
    "with one left out": lambda files: [*files[:4], *files[5:]],
    "with its manifest first": lambda files: [manifest((files[0][0], "NoSuchKey")), *files[1:]],
    "with a manifest that is none": lambda files: [*files[1:], (MANIFEST, b'[{"key":"k0"}]')],
    "with a manifest about others": lambda files: [*files, manifest(("x", "NoSuchKey"))],
}


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("order", ARCHIVES)
def test_no_object_is_lost_or_taken_for_another_whatever_the_archive_holds(
    mode: str, order: str, compression: str
) -> None:
    def say(asked: BundleRequest) -> bytes:
        files = [(key, NINE[key]) for key in asked.keys if key in NINE]
        return compressed(archive(ARCHIVES[order](files)), asked.compression)

    store = Foreign(NINE, say)
    found, _, stats = whole(mode, store, [*NINE, "k3", "k0"], compression=compression, policy=STUBBORN)
    assert [*NINE.items(), ("k3", NINE["k3"]), ("k0", NINE["k0"])] == found
    assert 11 == stats.delivered
    for source in store.sources:
        check_closed(source)


def test_what_is_here_already_of_an_archive_in_another_order_is_not_read_again(mode: str) -> None:
    store = Foreign(NINE, lambda _: archive([*reversed(NINE.items())]))
    found, client, stats = whole(mode, store, [*NINE])
    assert [*NINE.items()] == found
    assert (0, []) == (stats.fallback_gets, singly_asked(client))


def test_a_store_that_keeps_no_order_is_asked_for_no_more_bundles(mode: str) -> None:
    store = Foreign(NINE, lambda asked: archive([(key, NINE[key]) for key in reversed(asked.keys)]))
    found, _, _ = whole(mode, store, [*NINE, *NINE], max_bytes=1, prefetch=0)
    assert [*NINE.items()] * 2 == found
    store = Foreign(NINE, lambda asked: archive([(f"/{key}", NINE[key]) for key in asked.keys]))
    found, client, _ = whole(mode, store, [*NINE], prefetch=0, max_bytes=1)
    assert [*NINE.items()] == found
    assert 1 == len(asked(client))


def test_an_object_that_came_while_it_was_passed_over_is_read_and_bundles_go_on(mode: str) -> None:
    """Its date says that it may have been written since the bundle began: that is no other order."""
    store = Service({"a": b"1", "c": b"3"})
    late = {"b": "Tue, 20 Oct 2026 10:57:30 GMT"}

    def answer(operation: Any) -> Any:
        if isinstance(operation, HeadObject):
            store.objects["b"] = b"2"
            store.modified |= late
        return store(operation)

    own = plan()
    found, _, _ = whole(mode, answer, ["a", "b", "c"], plan_of=own)
    assert [("a", b"1"), ("b", b"2"), ("c", b"3")] == found
    assert not own.bundles.is_absent(lambda: 0.0)


def test_a_member_that_comes_after_its_key_was_reported_missing_is_an_error(mode: str) -> None:
    """Neither can be taken back: that it is not there, and that it is."""
    store = Foreign({"b": b"2"}, lambda _: archive([("b", b"2"), ("a", b"1")]))
    results, met, _ = failing(mode, store, ["a", "b"])
    assert (["a", "b"], MalformedResponse) == (results, type(met))
    assert "out of order" in str(met)
    assert "'a' was reported as left out" in str(met)


@settings(max_examples=60, deadline=None)
@given(
    st.permutations([*NINE]),
    st.sets(st.sampled_from([*NINE])),
    st.booleans(),
    st.sampled_from([1 << 20, 512]),
    st.sampled_from([1, 2, 64]),
)
def test_in_any_order_each_key_gets_its_right_result_or_an_error_says_so(
    order: list[str], gone: set[str], told: bool, buffer_size: int, connections: int
) -> None:
    objects = {key: content for key, content in NINE.items() if key not in gone}
    files = [(key, objects[key]) for key in order if key in objects]
    if told and gone:
        files += [manifest(*[(key, "NoSuchKey") for key in sorted(gone)])]
    right = [(key, objects.get(key, "NoSuchKey")) for key in NINE]
    options: dict[str, Any] = {"buffer_size": buffer_size, "connections": connections, "policy": STUBBORN}
    store = Foreign(objects, lambda _: archive(files))
    wrong: MalformedResponse | None = None
    try:
        assert right == whole("blocking", store, [*NINE], **options)[0]
    except MalformedResponse as met:
        wrong = met
    # With nothing to ask beside the stream, or where what was asked about is missing indeed.
    assert wrong is None or "out of order" in str(wrong) or "passed it over" in str(wrong)
    assert wrong is None or connections < 3 or gone


def test_gzip_of_a_document_is_a_document(mode: str) -> None:
    body = gzip.compress(b"<Error><Code>Odd</Code></Error>")
    _, met, _ = failing(mode, lambda _: Source(body), ["a"], compression="gzip")
    assert "Odd" in str(met)
