"""A bundle recovers from breaks, and never mixes two objects."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.bundles import (
    Break,
    Service,
    archive,
    closing,
    following,
    manifest,
    opened,
    plan,
    told,
)
from tigris_http._bundle.response import BundleKey, BundleSkipped
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.http import Head
from tigris_http.errors import (
    AccessDenied,
    ConnectionFailed,
    CorruptBody,
    MalformedResponse,
    ObjectChanged,
    TigrisError,
    TimedOut,
)
from tigris_http.operations import GetObject, HeadObject

from .engine_cases import (
    ERRORS,
    FEW,
    FIRST,
    LARGE,
    MODES,
    SOME,
    STUBBORN,
    always,
    answering,
    asked,
    broken_once,
    failing,
    rest,
    singly_asked,
    slept,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", ["bundle", "GetObject"])
def test_one_attempt_is_all_that_is_made_where_one_is_allowed(mode: str, kind: str, error: type[TigrisError]) -> None:
    options = {} if kind == "bundle" else {"snapshot_version": "1"}
    _, met, client = failing(mode, Service(FEW, always(kind, 0.01, error)), [*FEW][:1], **options)
    assert (error, 1) == (type(met), len(client.operations))


def test_an_empty_budget_ends_healing(mode: str) -> None:
    """All calls of a client share it, so that retries do not multiply the load of a failing service."""
    poor = plan(STUBBORN)._replace(budget=RetryBudget(0))
    _, met, client = failing(mode, Service(FEW, always("bundle", 0.1)), [*FEW], plan_of=poor)
    assert (ConnectionFailed, 1) == (type(met), len(client.operations))


def test_what_healing_cost_comes_back_when_it_was_worth_it(mode: str) -> None:
    shared = plan(STUBBORN)._replace(budget=RetryBudget(100))
    for _ in range(30):
        results, _, stats = whole(mode, Service(FEW, broken_once(FIRST, 0.3)), [*FEW], plan_of=shared)
        assert ([*FEW.items()], 1) == (results, stats.resumed)
    assert 100 == shared.budget.left


def test_waits_follow_the_policy(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wait is half of its bound, as drawn. The bound doubles after a stream without a member, or starts again."""
    waits = slept(monkeypatch)
    policy = RetryPolicy(max_attempts=9, base=8, cap=1000)
    drawn = plan(policy)._replace(random=lambda: 0.5, budget=RetryBudget(1000))
    whole(mode, Service(FEW, broken_once(FIRST, 0.3)), [*FEW], plan_of=drawn)
    assert [4] == waits
    waits.clear()
    _, met, _ = failing(mode, Service(FEW, always("", 0.0)), [*FEW][:1], plan_of=drawn, snapshot_version="1")
    assert (ConnectionFailed, [4, 8, 16]) == (type(met), waits[:3])


def test_nothing_is_begun_behind_the_deadline(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slept(monkeypatch)
    clock = itertools.count(0, 25)
    policy = RetryPolicy(max_attempts=50, base=0, deadline=60)
    late = plan(policy)._replace(monotonic=lambda: float(next(clock)), budget=RetryBudget(1000))
    _, met, client = failing(mode, Service(FEW, always("Get", 0.0)), [*FEW][:1], plan_of=late, snapshot_version="1")
    # Broken at 0, 25 and 50 seconds, and at 75.
    assert (ConnectionFailed, 4) == (type(met), len(client.operations))


def test_what_is_left_is_asked_for_in_a_new_bundle(mode: str) -> None:
    results, client, stats = whole(mode, Service(FEW, broken_once(FIRST, 0.5)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    first, second = asked(client)
    assert 8 < len(second) < 40
    assert tuple(FEW) == first
    assert second == first[-len(second) :]
    assert (2, 1, 0, 1) == (stats.requests, stats.resumed, stats.fallback_gets, stats.trailers)


def test_after_two_streams_without_a_member_objects_are_read_one_by_one(mode: str) -> None:
    results, client, stats = whole(mode, Service(FEW, always("bundle", 0.0)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    assert [tuple(FEW)] * 2 == asked(client)
    assert [(key, None) for key in FEW] == sorted(singly_asked(client))
    assert (2, 2, 40, 0) == (stats.requests, stats.resumed, stats.fallback_gets, stats.trailers)


@pytest.mark.parametrize(("left", "gets"), [(8, 0), (7, 7)])
def test_fewer_keys_than_min_bundle_are_read_one_by_one(mode: str, left: int, gets: int) -> None:
    body = archive([*FEW.items()])
    cut = (40 - left) * 1024 / len(body)
    results, _, stats = whole(mode, Service(FEW, broken_once(FIRST, cut)), [*FEW], policy=STUBBORN)
    assert [*FEW.items()] == results
    assert (gets, 1 if gets else 2) == (stats.fallback_gets, stats.requests)


def test_few_keys_are_asked_for_in_a_bundle_at_first(mode: str) -> None:
    """`min_bundle` is about what is left of a broken one."""
    _, _, stats = whole(mode, Service(FEW), [*FEW][:1], min_bundle=8)
    assert (1, 0) == (stats.requests, stats.fallback_gets)


@pytest.mark.parametrize("loop", MODES[1:])
@pytest.mark.parametrize(("connections", "most"), [(64, 8), (9, 8), (4, 3), (2, 1), (1, 1)])
def test_single_gets_are_8_at_once_or_as_many_as_there_is_room_for(loop: str, connections: int, most: int) -> None:
    """One request ahead may be kept open meanwhile."""
    service = Service(FEW, always("bundle", 0.0))
    results, _, _ = whole(loop, service, [*FEW], policy=STUBBORN, connections=connections)
    assert [*FEW.items()] == results
    assert most == service.most_open


@pytest.mark.parametrize(("min_bundle", "again"), [(1, "bundle"), (8, "get")])
def test_a_gap_whose_reason_was_lost_is_asked_for_again_for_that_alone(mode: str, min_bundle: int, again: str) -> None:
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "X"))]))
    service = Service(there, broken_once("bundle a", cut), reason="AccessDenied")
    results, client, stats = whole(mode, service, ["a", "b", "c"], policy=STUBBORN, min_bundle=min_bundle)
    assert [("a", b"1"), ("b", "AccessDenied"), ("c", b"3")] == results
    assert ([("a", "b", "c"), ("b",)] if again == "bundle" else [("a", "b", "c")]) == asked(client)
    assert ([] if again == "bundle" else [("b", (0, 0))]) == singly_asked(client)
    assert (2, 1, 1) == (stats.delivered, stats.skipped, stats.resumed)


def test_reasons_are_asked_for_behind_what_wants_an_answer(mode: str) -> None:
    there = dict.fromkeys("acdefgh", b"1")
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "NoSuchKey"))]))
    service = Service(there, broken_once("bundle a", cut))
    results, client, _ = whole(mode, service, [*"abcdefgh"], policy=STUBBORN, min_bundle=1)
    assert [(key, "NoSuchKey" if key == "b" else b"1") for key in "abcdefgh"] == results
    assert [(*"abcdefgh",), (*"defgh", "b")] == asked(client)


def test_reasons_that_nobody_sees_are_not_asked_for(mode: str) -> None:
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "X"))]))
    service = Service(there, broken_once("bundle", cut))
    results, client, _ = whole(mode, service, ["a", "b", "c"], policy=STUBBORN, on_skipped="drop")
    assert [("a", b"1"), ("c", b"3")] == results
    assert ([("a", "b", "c")], []) == (asked(client), singly_asked(client))


@pytest.mark.parametrize("min_bundle", [1, 8])
def test_an_object_that_turns_up_although_it_was_passed_over_is_an_error(mode: str, min_bundle: int) -> None:
    """It was handed out as missing: neither that nor the object can be right any more."""
    there = {"a": b"1", "c": b"3"}
    cut = 2 * 1024 / len(archive([*there.items(), manifest(("b", "NoSuchKey"))]))
    service = Service(there, broken_once("bundle a", cut))

    def answer(operation: Any) -> Any:
        found = service(operation)
        if isinstance(operation, HeadObject):
            service.objects["b"] = b"late"
        return found

    results, met, _ = failing(mode, answer, ["a", "b", "c"], policy=STUBBORN, min_bundle=min_bundle)
    assert (MalformedResponse, ["a", "b", "c"]) == (type(met), results)
    assert "passed" in str(met)


def test_a_reason_is_filled_in_when_its_request_has_been_read(mode: str) -> None:
    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, Service({"a": b"1", "c": b"3"}), ["a", "b", "c", "d"])
        assert "a" == (yield following(found)).key
        gap = yield following(found)
        assert ("b", None) == (gap.key, gap.reason)
        assert "c" == (yield following(found)).key
        assert None is gap.reason
        assert BundleSkipped("d", "NoSuchKey") == (yield following(found))
        assert 0 == (yield from rest(found))
        assert "NoSuchKey" == gap.reason

    told(mode, story())


@pytest.mark.parametrize("field_", ["X-Tigris-Bundle-Count", "X-Tigris-Bundle-Bytes", "X-Tigris-Bundle-Skipped"])
def test_counts_that_disagree_are_an_error_at_once_where_all_was_handed_out(mode: str, field_: str) -> None:
    """Something of what was handed out may be wrong: that cannot be asked for again."""
    service = Service(FEW)

    def answer(operation: Any) -> Any:
        source = service(operation)
        source.end_trailers = tuple([(name, "77" if name == field_ else value) for name, value in source.end_trailers])
        return source

    results, met, client = failing(mode, answer, [*FEW], policy=STUBBORN)
    assert (CorruptBody, [*FEW], 1) == (type(met), results, len(client.operations))
    assert field_.lower() in str(met)


def test_an_error_of_the_service_on_the_way_is_raised_in_its_place(mode: str) -> None:
    """Prefetched or not: what came before it is handed out first."""
    service = Service(SOME)

    def answer(operation: Any) -> Any:
        if "key/00007" in operation.keys:
            return AccessDenied("not yours any more", status=403, code="AccessDenied")
        return service(operation)

    keys = [BundleKey(key, size=100) for key in [*SOME][:20]]
    for prefetch in (0, 1, 3):
        results, met, _ = failing(mode, answer, keys, prefetch=prefetch, max_bytes=500 * (1 + prefetch))
        assert ([*SOME][:5], AccessDenied) == (results, type(met))


def test_a_request_ahead_that_failed_is_asked_for_anew_when_its_turn_comes(mode: str) -> None:
    refused = broken_once("bundle key/00005", -1.0, TimedOut)
    keys = [BundleKey(key, size=100) for key in [*SOME][:20]]
    results, client, stats = whole(mode, Service(SOME, refused), keys, max_bytes=1000, policy=STUBBORN)
    assert [*SOME.items()][:20] == results
    assert (5, 2) == (stats.requests, asked(client).count(tuple([*SOME][5:10])))


# -- large members that may have changed -----------------------------------------------------------------------------


def changing(mode: str, change: Callable[[Service], object], *, begun: int = 1, **options: Any) -> Any:
    """Read a large member of a stream that breaks while `change` happens; return its bytes or the error."""
    service = Service({"large": LARGE}, broken_once("bundle", 0.2))
    client = answering(mode, service)

    def story() -> Generator[Any, Any, Any]:
        found = yield opened(
            mode, client.answer, ["large"], client=client, policy=STUBBORN, buffer_size=1024, **options
        )
        member = yield following(found)
        if begun:
            target = bytearray(begun)
            yield member.readinto(target)
        change(service)
        try:
            rest = bytearray(len(LARGE))
            count = yield member.readinto(rest)
        except TigrisError as error:
            return error
        yield closing(found)
        return bytes(rest[:count])

    return told(mode, story())


CHANGES: dict[str, tuple[Callable[[Service], object], str]] = {
    "deleted": (lambda service: service.objects.clear(), "gone"),
    "of another size": (lambda service: service.objects.update(large=b"new"), "3 bytes now"),
    "written while the bundle began": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 10:57:30 GMT"),
        "may have been replaced",
    ),
    "written later by the service's clock": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 11:57:30 GMT"),
        "may have been replaced",
    ),
    "written a second before": (
        lambda service: service.modified.update(large="Tue, 20 Oct 2026 10:57:29 GMT"),
        "may have been replaced",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_large_member_is_not_read_on_from_another_object(mode: str, change: str) -> None:
    do, why = CHANGES[change]
    error = changing(mode, do)
    assert (ObjectChanged, "BundleObjects", "bucket", "large") == (
        type(error),
        error.operation,
        error.bucket,
        error.key,
    )
    assert why in str(error)


def test_an_object_written_well_before_the_bundle_is_read_on(mode: str) -> None:
    before: Callable[[Service], object] = lambda service: service.modified.update(  # noqa: E731
        large="Tue, 20 Oct 2026 10:57:28 GMT"
    )
    assert LARGE[1:] == changing(mode, before)


def test_nothing_is_mixed_where_nothing_was_handed_out_yet(mode: str) -> None:
    """A large member of which no byte was read may come from whichever object of its size is there now."""
    new = LARGE[::-1]

    def replaced(service: Service) -> None:
        service.objects["large"] = new
        service.modified["large"] = "Tue, 20 Oct 2026 11:57:30 GMT"

    error = changing(mode, replaced)
    assert ObjectChanged is type(error)
    body = archive([("large", LARGE)])
    service = Service({"large": new}, broken_once("bundle", 100 / len(body)))
    results, _, _ = whole(mode, service, ["large"], policy=STUBBORN, buffer_size=1024)
    assert [("large", new)] == results


@pytest.mark.parametrize("pages", [1, 2, 99])
def test_a_head_without_an_entity_tag_is_a_break_of_a_large_member(mode: str, pages: int) -> None:
    """The page of a proxy names no object. It may be gone at the next attempt."""
    service = Service({"large": LARGE}, broken_once("bundle", 0.2))
    heads: list[HeadObject] = []

    def answer(operation: Any) -> Any:
        if isinstance(operation, HeadObject):
            heads.append(operation)
            if len(heads) <= pages:
                return operation.SUCCESS.missed_by(Head(200, (("content-length", "9"),)), b"")
        return service(operation)

    def story() -> Generator[Any, Any, Any]:
        policy = RetryPolicy(max_attempts=4, base=0, deadline=None)
        found = yield opened(mode, answer, ["large"], policy=policy, buffer_size=1024)
        member = yield following(found)
        yield member.readinto(bytearray(1))
        rest = bytearray(len(LARGE))
        try:
            count = yield member.readinto(rest)
        except TigrisError as error:
            return error
        yield closing(found)
        return bytes(rest[:count])

    outcome = told(mode, story())
    if pages < 3:
        assert (LARGE[1:], pages + 1) == (outcome, len(heads))
    else:
        assert (CorruptBody, "HeadObject", "large", 1) == (
            type(outcome),
            outcome.operation,
            outcome.key,
            outcome.attempts,
        )
        assert 3 == len(heads)


def test_an_object_replaced_between_two_gets_is_not_mixed(mode: str) -> None:
    """The first GET names the object, `If-Match` holds the second to it."""

    def breaks(name: str, _time: int) -> Break:
        return (0.2 if name.startswith("bundle") else 0.3, ConnectionFailed)

    service = Service({"large": LARGE}, breaks)
    client = answering(mode, service)

    def story() -> Generator[Any, Any, None]:
        found = yield opened(mode, service, ["large"], client=client, policy=STUBBORN, buffer_size=1024)
        member = yield following(found)
        yield member.readinto(bytearray(5000))
        service.objects["large"] = LARGE[::-1]
        with pytest.raises(ObjectChanged, match="replaced or deleted"):
            yield member.readinto(bytearray(9000))

    told(mode, story())
    conditions = [operation.if_match for operation in client.operations if isinstance(operation, GetObject)]
    assert len(conditions) >= 2
    assert [conditions[0]] * len(conditions) == conditions != [None] * len(conditions)


def test_at_a_snapshot_no_date_matters(mode: str) -> None:
    """What was stored then does not change, whenever it is looked at."""

    def recent(service: Service) -> None:
        service.modified["large"] = "Tue, 20 Oct 2026 11:57:30 GMT"

    assert LARGE[1:] == changing(mode, recent, snapshot_version="1", snapshot_via="bundle")


# -- snapshots ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("via", ["get", "bundle"])
def test_everything_that_is_asked_at_a_snapshot_says_so(mode: str, via: str) -> None:
    service = Service({**FEW, "large": LARGE}, broken_once("", 0.3))
    results, client, _ = whole(
        mode,
        service,
        [*FEW, "large", "gone"],
        snapshot_version="1700",
        snapshot_via=via,
        policy=STUBBORN,
        buffer_size=2048,
    )
    assert [*FEW.items(), ("large", LARGE), ("gone", "NoSuchKey")] == results
    assert {"1700"} == {operation.snapshot_version for operation in client.operations}
    assert (via == "bundle") == bool(asked(client))
    for operation in client.operations:
        assert ("x-tigris-snapshot-version", "1700") in operation.request().headers


def test_an_error_of_a_single_get_names_it_and_its_one_attempt(mode: str) -> None:
    service = Service({"a": b"1"}, always("GetObject", -1.0))
    _, met, _ = failing(mode, service, ["a"], snapshot_version="1700", snapshot_via="get")
    assert isinstance(met, ConnectionFailed)
    assert ("GetObject", "bucket", "a", 1) == (met.operation, met.bucket, met.key, met.attempts)


@pytest.mark.parametrize("options", [{"snapshot_via": "get"}, {"snapshot_via": "bundle"}, {"on_error": "fail"}])
def test_an_error_at_a_snapshot_names_the_snapshot(mode: str, options: dict[str, Any]) -> None:
    chosen = {"on_skipped": "raise", **options}
    _, met, _ = failing(mode, Service({}), ["a"], snapshot_version="1700", **chosen)
    assert str(met).endswith(". This is the bucket at the snapshot 1700: list_snapshots shows them")
    _, met, _ = failing(mode, Service({}), ["a"], on_skipped="raise")
    assert "snapshot" not in str(met)


def test_gaps_at_a_snapshot_have_their_reasons_at_once(mode: str) -> None:
    def story() -> Generator[Any, Any, None]:
        service = Service({"a": b"1"}, reason="AccessDenied")
        found = yield opened(mode, service, ["gone", "a"], snapshot_version="1700")
        assert BundleSkipped("gone", "AccessDenied") == (yield following(found))
        assert b"1" == (yield (yield following(found)).read())
        yield closing(found)

    told(mode, story())
