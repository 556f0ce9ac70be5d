"""Soft-deleted objects: requests, and what they cannot leave without."""

from __future__ import annotations

from typing import Any

import pytest

from tigris_http._http import Head, Response
from tigris_http.operations import (
    ListDeletedObjects,
    ListDeletedObjectVersions,
    ListObjectsV2,
    ListObjectVersions,
    MergeFork,
    MigrateObject,
    ObjectVersion,
    PurgeDeletedObject,
    RebaseFork,
    RestoreDeletedObject,
    RestoredObject,
    VersionPage,
)
from tigris_http.operations._operation import Doubt, Settled

BAD_VERSIONS: list[tuple[Any, type[Exception]]] = [
    ("", ValueError),
    ("0", ValueError),
    ("-1", ValueError),
    ("1.5", ValueError),
    ("9" * 21, ValueError),
    (5, TypeError),
]


@pytest.mark.parametrize(
    ("operation", "header"),
    [
        (ListDeletedObjects("bucket"), ("x-tigris-soft-delete", "true")),
        (ListDeletedObjectVersions("bucket"), ("x-tigris-soft-delete", "true")),
        (RestoreDeletedObject("bucket", "k"), ("x-tigris-restore-type", "soft-delete")),
        (PurgeDeletedObject("bucket", "k", "5"), ("x-tigris-soft-delete", "true")),
        (MergeFork("bucket", "fork"), ("x-tigris-merge-source-bucket", "fork")),
        (RebaseFork("bucket"), ("x-tigris-rebase", "true")),
        (MigrateObject("bucket", "k"), ("x-tigris-schedule-migration", "true")),
    ],
    ids=lambda value: getattr(value, "action", ""),
)
def test_the_header_that_gives_a_request_its_meaning_is_always_there(operation: Any, header: tuple[str, str]) -> None:
    assert header in operation.request().headers


@pytest.mark.parametrize(("version", "error"), BAD_VERSIONS)
def test_a_purge_is_not_even_built_without_a_version(version: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="version_id"):
        PurgeDeletedObject("bucket", "k", version)


@pytest.mark.parametrize(("version", "error"), BAD_VERSIONS)
def test_a_restore_refuses_a_version_that_cannot_be(version: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="version_id"):
        RestoreDeletedObject("bucket", "k", version_id=version).request()


@pytest.mark.parametrize(
    ("source", "error"), [("", ValueError), ("UPPER", ValueError), (None, TypeError), ("bucket", ValueError)]
)
def test_a_merge_is_not_even_built_without_a_fork(source: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="source"):
        MergeFork("bucket", source)


def test_a_restore_never_names_a_version_in_its_query() -> None:
    request = RestoreDeletedObject("bucket", "k", version_id="5").request()
    assert ((("restore", ""),), ("x-tigris-restore-version", "5")) == (request.query, request.headers[-1])


@pytest.mark.parametrize(
    ("view", "plain"),
    [
        (ListDeletedObjects("b" * 3, prefix="p", delimiter="/", max_keys=7), ListObjectsV2),
        (ListDeletedObjectVersions("b" * 3, prefix="p", delimiter="/", max_keys=7), ListObjectVersions),
    ],
    ids=["keys", "versions"],
)
def test_the_views_page_as_the_listings_they_are_views_of(view: Any, plain: Any) -> None:
    listing = plain("b" * 3, prefix="p", delimiter="/", max_keys=7)
    assert listing.request().query == view.request().query
    for wrong in ({"max_keys": 0}, {"prefix": 5}, {"delimiter": b"/"}):
        with pytest.raises((ValueError, TypeError), match=next(iter(wrong))):
            type(view)("bucket", **wrong).request()


def settled(question: Any, *pages: object) -> object:
    """Answer the questions of `settle`; return what it concludes."""
    next(question)
    try:
        for page in pages:
            question.send(page)
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks for more")


def test_after_a_lost_answer_the_deleted_versions_tell_of_a_purge() -> None:
    purge = PurgeDeletedObject("bucket", "k", "5")
    mine, others = ObjectVersion("k", "5", True), (ObjectVersion("k", "6", True), ObjectVersion("kk", "5", True))
    first = VersionPage(others, (), True, "kk", "5")
    assert Settled(None) == settled(purge.settle(Doubt()), VersionPage((), ()))
    assert Settled(None) == settled(purge.settle(Doubt()), first, VersionPage(others, ()))
    assert settled(purge.settle(Doubt()), VersionPage((*others, mine), ())) is None
    assert settled(purge.settle(Doubt()), first, VersionPage((mine,), ())) is None
    assert settled(purge.settle(Doubt()), None) is None


def test_without_a_version_nothing_tells_which_one_was_restored() -> None:
    assert RestoreDeletedObject("bucket", "k").settle(Doubt()) is None
    assert not RestoreDeletedObject.REPEATABLE


def test_the_answer_to_a_restore_may_name_the_version() -> None:
    operation = RestoreDeletedObject("bucket", "k")
    assert RestoredObject("bucket", "k", None) == operation.parse(Response(Head(200)))
    assert RestoredObject("bucket", "k", "7") == operation.parse(Response(Head(202, (("x-amz-version-id", "7"),))))
