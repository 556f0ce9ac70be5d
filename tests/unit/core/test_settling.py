"""What a lost answer settles on, operation by operation: what is asked, and what the answers prove.

    operation                   asked                              done if                          else
    create_bucket, create_fork  after "exists": its metadata       made since the first attempt     the refusal; unknown
                                                                   was sent (the service's clock),  without a time
                                                                   and all that was asked for
    delete_bucket               after a refusal: HEAD              it is not there                  the refusal
    purge_bucket                after a refusal: HEAD, the         neither live nor deleted         the refusal
                                deleted buckets
    restore_bucket              after a refusal: HEAD              it is there: its name was its    the refusal
                                                                   own all the time
    create_snapshot, merge_fork, rebase_fork: nothing; asked once  -                                the lost error
    delete_snapshot             after a refusal: the snapshots     the bucket is there without it   the refusal
    rename_object               before: HEAD of both keys;         the source is gone, and what is  asked again if the
                                after each lost attempt again      new under the key is like it     source is; unknown
    restore_deleted_object      before: the deleted versions;      it was deleted, is no more, and  the refusal; unknown
      with a version            after a refusal: HEAD              the live object is like it       if another is live
    restore_deleted_object      nothing; asked once                -                                the lost error
    restore_object              after a refusal: HEAD              thawed long enough; for one day  the refusal; unknown
                                                                   any restore that runs            whose restore runs
    abort_multipart_upload      after a refusal: its parts         there is no such upload          the refusal
    all others                  nothing: asking again does no harm

What is only to be gone or to be there (a bucket, a snapshot, an upload) is done where it is so, whoever did it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tigris_http import NotFound, ObjectInfo, OutcomeUnknown
from tigris_http.operations import (
    BucketInfo,
    BucketMetadata,
    CopyObjectResult,
    CreateBucket,
    CreateBucketResult,
    CreateFork,
    CreateSnapshot,
    ForkInfo,
    ForkParent,
    MergeFork,
    ObjectVersion,
    RebaseFork,
    RenameObject,
    RestoreBucket,
    RestoreDeletedObject,
    RestoredObject,
    RestoreInfo,
    RestoreObject,
    RestoreObjectResult,
    SoftDelete,
    VersionPage,
)
from tigris_http.operations._base import Doubt, Settled

NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
REFUSED = NotFound("m", status=404)
UNKNOWN = "unknown"


def concluded(question: Any, *answers: object) -> object:
    """Answer questions; return what they come to."""
    left: list[object] = [None, *answers]
    try:
        while left:
            question.send(left.pop(0))
    except StopIteration as end:
        assert not left
        return end.value
    except OutcomeUnknown:
        return UNKNOWN
    raise AssertionError("it asks for more")


# -- rename -----------------------------------------------------------------------------------------------------------

OLD = NOW - timedelta(days=1)
SOURCE = ObjectInfo("abc", "old", 3, 3, "tag", OLD, metadata={"n": "1"})
RENAMED = replace(SOURCE, key="new", last_modified=NOW)
KEPT = replace(SOURCE, key="new")
OTHER = replace(RENAMED, etag="other")


def settled(before: tuple[Any, Any], *after: object) -> object:
    operation = RenameObject("abc", "old", "new")
    seen = concluded(operation.look(), *before)
    return concluded(operation.settle(Doubt(before=seen)), *after)


@pytest.mark.parametrize("there", [RENAMED, KEPT], ids=["a new time", "the time of the source"])
@pytest.mark.parametrize("was", [None, OTHER], ids=["free", "occupied"])
def test_a_rename_was_done_where_the_source_is_gone_and_what_is_new_is_like_it(was: Any, there: ObjectInfo) -> None:
    done = Settled(CopyObjectResult("tag", there.last_modified, None))
    assert done == settled((SOURCE, was), None, there)


@pytest.mark.parametrize("change", [{"etag": "x"}, {"size": 4}, {"metadata": {"n": "2"}}, {"metadata": {}}])
def test_a_rename_is_unknown_where_what_is_new_differs_from_the_source(change: dict[str, Any]) -> None:
    """The source changed between look and rename, or others wrote to the new key."""
    assert settled((SOURCE, None), None, replace(RENAMED, **change)) is UNKNOWN


def test_a_rename_was_not_done_where_the_source_is_as_it_was() -> None:
    assert settled((SOURCE, None), SOURCE) is None
    assert settled((SOURCE, OTHER), SOURCE) is None


def test_a_rename_was_not_done_where_nothing_is_new_at_the_destination() -> None:
    assert settled((SOURCE, None), None, None) is None
    assert settled((SOURCE, OTHER), None, OTHER) is None
    assert settled((None, OTHER), None, OTHER) is None


def test_a_rename_onto_an_equal_object_of_before_is_unknown_where_nothing_tells_them_apart() -> None:
    """Empty claims are all equal, and times have whole seconds."""
    assert settled((SOURCE, KEPT), None, KEPT) is UNKNOWN
    assert settled((SOURCE, RENAMED), None, RENAMED) is UNKNOWN


def test_versions_tell_equal_objects_apart() -> None:
    source, claim = replace(SOURCE, version_id="17"), replace(KEPT, version_id="18")
    assert settled((source, claim), None, claim) is None
    assert isinstance(settled((source, claim), None, replace(claim, version_id="19")), Settled)


def test_a_rename_was_done_also_where_the_source_was_made_again_since() -> None:
    """Asking again would take the new one, over the old one."""
    again = replace(SOURCE, last_modified=NOW)
    assert isinstance(settled((SOURCE, None), again, RENAMED), Settled)
    assert settled((SOURCE, None), again, OTHER) is UNKNOWN


def test_a_source_that_came_after_the_look_is_renamed() -> None:
    assert settled((None, None), SOURCE) is None
    assert settled((None, None), None, RENAMED) is UNKNOWN


# -- buckets and forks ------------------------------------------------------------------------------------------------

MADE = BucketMetadata("abc", created_at=NOW)
PARENT = ForkParent("src", "7", None, None, None)
FORK = replace(MADE, type=1, fork_info=ForkInfo(parents=(PARENT,)))
DONE = Settled(CreateBucketResult("abc", "/abc"))


@pytest.mark.parametrize(
    ("wish", "there"),
    [
        (CreateBucket("abc"), MADE),
        (CreateBucket("abc", snapshot_enabled=True), replace(MADE, type=1)),
        (CreateFork("abc", "src"), FORK),
        (CreateFork("abc", "src", "7"), FORK),
        (CreateBucket("abc", fork_source="src", fork_source_snapshot="7"), FORK),
        (CreateBucket("abc", soft_delete=True), replace(MADE, soft_delete=SoftDelete(True, 7))),
        (CreateBucket("abc", soft_delete=30), replace(MADE, soft_delete=SoftDelete(True, 30))),
        (CreateBucket("abc", soft_delete=False), replace(MADE, soft_delete=SoftDelete(False))),
        (CreateBucket("abc", regions=("iad", "sjc")), replace(MADE, regions=("sjc", "iad"))),
        (CreateBucket("abc", storage_class="STANDARD"), MADE),
        (CreateBucket("abc", storage_class="GLACIER"), replace(MADE, storage_class="GLACIER")),
        (CreateBucket("abc", acl="public-read"), MADE),
        (CreateBucket("abc", acl="public-read"), replace(MADE, acl="public-read")),
        (CreateBucket("abc", object_acl=True), replace(MADE, allow_object_acl=True)),
    ],
)
def test_a_bucket_was_made_where_it_is_all_that_was_asked_for(wish: Any, there: BucketMetadata) -> None:
    assert DONE == concluded(wish.settle(Doubt(since=NOW)), there)


@pytest.mark.parametrize(
    ("wish", "there"),
    [
        (CreateBucket("abc"), replace(MADE, type=1)),
        (CreateBucket("abc"), FORK),
        (CreateBucket("abc", snapshot_enabled=True), MADE),
        (CreateBucket("abc", snapshot_enabled=True), FORK),
        (CreateFork("abc", "src"), MADE),
        (CreateFork("abc", "src"), replace(MADE, type=1)),
        (CreateFork("abc", "other"), FORK),
        (CreateFork("abc", "src", "8"), FORK),
        (CreateBucket("abc", soft_delete=True), MADE),
        (CreateBucket("abc", soft_delete=30), replace(MADE, soft_delete=SoftDelete(True, 7))),
        (CreateBucket("abc"), replace(MADE, soft_delete=SoftDelete(True, 7))),
        (CreateBucket("abc", regions="iad"), MADE),
        (CreateBucket("abc", storage_class="GLACIER"), MADE),
        (CreateBucket("abc", acl="public-read"), replace(MADE, acl="private")),
        (CreateBucket("abc", object_acl=True), MADE),
    ],
)
def test_a_bucket_that_differs_in_anything_that_was_asked_for_is_of_others(wish: Any, there: BucketMetadata) -> None:
    assert concluded(wish.settle(Doubt(since=NOW)), there) is None


@pytest.mark.parametrize("wish", [CreateBucket("abc"), CreateFork("abc", "src")])
def test_a_bucket_of_before_was_not_made_though_it_is_all_that_was_asked_for(wish: Any) -> None:
    there = MADE if isinstance(wish, CreateBucket) else FORK
    assert DONE == concluded(wish.settle(Doubt(since=NOW + SECOND)), there)
    assert concluded(wish.settle(Doubt(since=NOW + 2 * SECOND)), there) is None
    assert concluded(wish.settle(Doubt(since=NOW)), None) is None
    assert concluded(wish.settle(Doubt()), there) is UNKNOWN
    assert concluded(wish.settle(Doubt(since=NOW)), replace(there, created_at=None)) is UNKNOWN


@pytest.mark.parametrize("operation", [CreateSnapshot("abc"), MergeFork("abc", "src"), RebaseFork("abc")])
def test_what_leaves_no_trace_of_its_own_is_sent_once(operation: Any) -> None:
    assert (False, None) == (operation.REPEATABLE, operation.settle(Doubt()))


def test_a_bucket_is_back_where_it_is_there() -> None:
    there = BucketInfo("abc", False, None, None, False, None)
    assert Settled(None) == concluded(RestoreBucket("abc").settle(Doubt(refused=REFUSED)), there)


# -- deleted and archived objects -------------------------------------------------------------------------------------

DELETED = ObjectVersion("old", "5", True, size=3, etag="tag")
RESTORE = RestoreDeletedObject("abc", "old", version_id="5")


def restored(page: object, live: object, refused: NotFound | None = REFUSED) -> object:
    look = RESTORE.look()
    seen = concluded(look, page)
    answers = () if refused is None else (live,)
    return concluded(RESTORE.settle(Doubt(refused=refused, before=seen)), *answers)


def test_a_deleted_version_is_back_where_it_was_deleted_and_the_live_object_is_like_it() -> None:
    page = VersionPage((DELETED,), ())
    assert Settled(RestoredObject("abc", "old", "5")) == restored(page, SOURCE)
    assert restored(page, OTHER) is UNKNOWN
    assert restored(page, None) is UNKNOWN


def test_a_version_that_never_was_is_not_back() -> None:
    others = VersionPage((replace(DELETED, version_id="6"), replace(DELETED, key="older")), ())
    assert restored(others, None) is None
    assert restored(others, SOURCE) is UNKNOWN


def test_a_named_version_is_asked_for_again_without_a_question() -> None:
    assert restored(VersionPage((), ()), None, refused=None) is None
    assert RESTORE.settle(Doubt()) is None


def test_the_deleted_versions_of_other_keys_are_not_all_listed() -> None:
    others = VersionPage((replace(DELETED, key="older"),), (), True, "older", "5")
    assert concluded(RESTORE.look(), others) is not None
    mine = VersionPage((replace(DELETED, version_id="6"),), (), True, "old", "6")
    assert concluded(RESTORE.look(), mine, VersionPage((DELETED,), ())) == concluded(
        RESTORE.look(), VersionPage((DELETED,), ())
    )


@pytest.mark.parametrize(
    ("days", "there", "result"),
    [
        (1, RestoreInfo("in-progress"), Settled(RestoreObjectResult(False))),
        (3, RestoreInfo("in-progress"), UNKNOWN),
        (3, RestoreInfo("restored", NOW + timedelta(days=3)), Settled(RestoreObjectResult(True))),
        (3, RestoreInfo("restored", NOW + timedelta(days=1)), None),
        (3, RestoreInfo("restored"), UNKNOWN),
        (3, RestoreInfo("archived"), None),
        (3, None, None),
    ],
)
def test_a_thaw_was_done_where_it_lasts_as_long_as_was_asked_for(days: int, there: object, result: object) -> None:
    assert result == concluded(RestoreObject("abc", "old", days=days).settle(Doubt(since=NOW)), there)
