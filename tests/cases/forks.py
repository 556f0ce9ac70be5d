"""The exchanges of forks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import AccessDenied, FeatureNotSupported, NotFound, ServiceError
from tigris_http.operations import (
    CreateBucketResult,
    CreateFork,
    Fork,
    ForkPage,
    ForkParent,
    ForkSynced,
    ListForks,
    MergeFork,
    RebaseFork,
)

from .expected import MISSING_BUCKET, SNAPSHOT, Broken, Refused, utc

if TYPE_CHECKING:
    from . import Case

LAB = Fork(
    "atlas-lab",
    utc(10, 57, 26, 329489),
    (ForkParent("atlas-data", "1792493846320284327", "base", utc(10, 57, 26, 325583), utc(10, 57, 26, 329489)),),
    is_fork_parent=False,
)

CREATED = "1792493861000450021"
CASES: dict[str, Case] = {
    "create_fork/of_a_snapshot": (
        CreateFork("atlas-lab", "atlas-data", SNAPSHOT),
        CreateBucketResult("atlas-lab", "/atlas-lab"),
    ),
    "create_fork/of_now": (CreateFork("atlas-lab", "atlas-data"), CreateBucketResult("atlas-lab", "/atlas-lab")),
    "create_fork/missing_source": (
        CreateFork("atlas-lab", "atlas-gone"),
        Refused(NotFound, 404, "NoSuchBucket", MISSING_BUCKET),
    ),
    "create_fork/regular_source": (
        CreateFork("atlas-lab", "atlas-data"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "list_forks/one": (ListForks("atlas-data"), ForkPage((LAB,), None)),
    "list_forks/single_object_instead_of_a_list": (ListForks("atlas-data"), ForkPage((LAB,), None)),
    "list_forks/two_pages": (
        ListForks("atlas-data", max_buckets=1),
        ForkPage(
            (
                Fork(
                    "atlas-lab",
                    utc(10, 57, 26),
                    (ForkParent("atlas-data", "1792493846320284327", None, None, None),),
                    is_fork_parent=True,
                ),
            ),
            "atlas-lab",
        ),
    ),
    "list_forks/none": (ListForks("atlas-data"), ForkPage((), None)),
    "list_forks/without_lineage": (
        ListForks("atlas-data", continuation_token="atlas-lab"),
        ForkPage((Fork("atlas-old", utc(10, 57, 26, 300000), (), False),), None),
    ),
    "list_forks/denied_in_json": (
        ListForks("atlas-data"),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "list_forks/error_inside_200": (
        ListForks("atlas-data"),
        Refused(ServiceError, 200, "", "fork listing is not available"),
    ),
    "merge_fork/done": (MergeFork("atlas-data", "atlas-lab"), ForkSynced("atlas-data", CREATED)),
    "merge_fork/no_direct_fork": (
        MergeFork("atlas-data", "atlas-other"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
    "merge_fork/taken_for_a_creation": (
        MergeFork("atlas-data", "atlas-lab"),
        Broken(
            FeatureNotSupported,
            "this endpoint does not speak merging and rebasing: the answer names no X-Tigris-Snapshot-Version; "
            "a bucket 'atlas-data' may exist now. Use an endpoint of Tigris; where it surely speaks "
            "it, verify_features=False of the client switches these checks off",
        ),
    ),
    "rebase_fork/done": (RebaseFork("atlas-lab"), ForkSynced("atlas-lab", CREATED)),
    "rebase_fork/no_fork": (
        RebaseFork("atlas-data"),
        Refused(ServiceError, 400, "InvalidArgument", "Invalid argument"),
    ),
}
