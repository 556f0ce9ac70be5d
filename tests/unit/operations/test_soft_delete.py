"""Soft-deleted objects: the requests and their required headers."""

from __future__ import annotations

from typing import Any

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.errors import PreconditionFailed
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
from tigris_http.operations._base import Doubt, Settled

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
def test_the_header_that_gives_a_request_its_meaning_is_always_sent(operation: Any, header: tuple[str, str]) -> None:
    assert header in operation.request().headers


@pytest.mark.parametrize(("version", "error"), BAD_VERSIONS)
def test_a_purge_without_a_version_is_refused_at_construction(version: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="version_id"):
        PurgeDeletedObject("bucket", "k", version)


@pytest.mark.parametrize(("version", "error"), BAD_VERSIONS)
def test_a_restore_refuses_an_impossible_version(version: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="version_id"):
        RestoreDeletedObject("bucket", "k", version_id=version).request()


@pytest.mark.parametrize(
    ("source", "error"), [("", ValueError), ("UPPER", ValueError), (None, TypeError), ("bucket", ValueError)]
)
def test_a_merge_without_a_fork_is_refused_at_construction(source: Any, error: type[Exception]) -> None:
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
def test_the_views_page_like_their_listings(view: Any, plain: Any) -> None:
    listing = plain("b" * 3, prefix="p", delimiter="/", max_keys=7)
    assert listing.request().query == view.request().query
    for wrong in ({"max_keys": 0}, {"prefix": 5}, {"delimiter": b"/"}):
        with pytest.raises((ValueError, TypeError), match=next(iter(wrong))):
            type(view)("bucket", **wrong).request()


def buried(key: str, version_id: str) -> ObjectVersion:
    return ObjectVersion(key, version_id, True, soft_deleted=True)


def settled(question: Any, *pages: object) -> object:
    """Answer the requests of `settle`; return its conclusion."""
    next(question)
    try:
        for page in pages:
            question.send(page)
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks for more")


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        (PurgeDeletedObject("bucket", "k", "5"), None),
        (PurgeDeletedObject("bucket", "k", ObjectVersion("k", "5", True, soft_deleted=True)), None),
    ],
    ids=["purge", "purge of a listed one"],
)
def test_after_a_lost_answer_the_deleted_versions_decide(operation: Any, result: object) -> None:
    mine, others = buried("k", "5"), (buried("k", "6"), buried("k", "7"))
    first = VersionPage(others, (), True, "k", "6")
    assert Settled(result) == settled(operation.settle(Doubt()), VersionPage((), ()))
    assert Settled(result) == settled(operation.settle(Doubt()), first, VersionPage(others, ()))
    assert settled(operation.settle(Doubt()), VersionPage((*others, mine), ())) is None
    assert settled(operation.settle(Doubt()), first, VersionPage((mine,), ())) is None
    assert settled(operation.settle(Doubt()), None) is None


def test_longer_keys_end_the_search_for_a_version() -> None:
    page = VersionPage((buried("k", "6"), buried("kk", "5")), (), True, "kk", "5")
    assert Settled(None) == settled(PurgeDeletedObject("bucket", "k", "5").settle(Doubt()), page)


def test_a_version_that_is_live_again_was_not_purged() -> None:
    page = VersionPage((buried("k", "6"), ObjectVersion("k", "5", True)), ())
    with pytest.raises(PreconditionFailed, match="version 5 is live"):
        settled(PurgeDeletedObject("bucket", "k", "5").settle(Doubt()), page)


def test_a_listed_version_is_purged_by_its_text() -> None:
    operation = PurgeDeletedObject("bucket", "k", buried("k", "5"))
    assert PurgeDeletedObject("bucket", "k", "5").request() == operation.request()
    assert operation.precondition() is None


@pytest.mark.parametrize(
    ("version", "error"),
    [
        (ObjectVersion("k", "5", True), "not soft-deleted"),
        (ObjectVersion("k", "5", True, is_delete_marker=True, soft_deleted=True), "not soft-deleted"),
        (buried("another", "5"), "key 'another'"),
        (buried("k", "null"), "digits"),
    ],
)
def test_a_purge_of_a_version_that_is_not_soft_deleted_is_refused_at_construction(
    version: ObjectVersion, error: str
) -> None:
    with pytest.raises(ValueError, match=error):
        PurgeDeletedObject("bucket", "k", version)


@pytest.mark.parametrize("entry", ["Version", "DeleteMarker"])
@pytest.mark.parametrize(("mark", "counts"), [("", False), ("false", False), ("true", True), ("TRUE", True)])
def test_each_entry_is_soft_deleted_by_its_own_mark(entry: str, mark: str, counts: bool) -> None:
    named = "<Key>{}</Key><VersionId>5</VersionId><IsLatest>true</IsLatest>{}"
    marked = f"<SoftDeleted>{mark}</SoftDeleted>" if mark else ""
    one = f"<{entry}>{named.format('k', marked)}</{entry}>"
    other = f"<Version>{named.format('other', '<SoftDeleted>true</SoftDeleted>')}</Version>"
    for around in ("", other):
        body = f"<ListVersionsResult>{one}{around}</ListVersionsResult>".encode()
        page = ListDeletedObjectVersions("bucket").parse(Response(Head(200), body))
        keys = ["k"] * (counts and entry == "Version") + ["other"] * bool(around)
        assert keys == [each.key for each in page.versions]


def test_a_page_without_anything_deleted_does_not_end_the_listing() -> None:
    operation = ListDeletedObjectVersions("bucket")
    body = (
        b"<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
        b"<NextVersionIdMarker>5</NextVersionIdMarker><Version><Key>k</Key><VersionId>5</VersionId>"
        b"<IsLatest>true</IsLatest></Version></ListVersionsResult>"
    )
    page = operation.parse(Response(Head(200), body))
    assert () == page.versions
    assert ListDeletedObjectVersions("bucket", key_marker="k", version_id_marker="5") == operation.after(page)


def test_without_a_version_a_restore_cannot_be_settled() -> None:
    assert RestoreDeletedObject("bucket", "k").settle(Doubt()) is None
    assert not RestoreDeletedObject.REPEATABLE


def test_the_answer_to_a_restore_may_name_the_version() -> None:
    operation = RestoreDeletedObject("bucket", "k")
    assert RestoredObject("bucket", "k", None) == operation.parse(Response(Head(200)))
    assert RestoredObject("bucket", "k", "7") == operation.parse(Response(Head(202, (("x-amz-version-id", "7"),))))
