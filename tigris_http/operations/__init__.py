"""Every action of S3 and Tigris as a value: one module a family, result types beside the operation.

An operation is a frozen dataclass with `request()` and a way to read the reply. `client.send(operation)` or
`client.stream(operation)` does it; the client's methods do the same with the same parameters.
"""

from tigris_http.operations._operation import (
    BatchOperation,
    Operation,
    PagedOperation,
    StreamOperation,
)
from tigris_http.operations.buckets import (
    Bucket,
    BucketInfo,
    BucketPage,
    CreateBucket,
    CreateBucketResult,
    DeleteBucket,
    HasSnapshotEnabled,
    HeadBucket,
    ListBuckets,
)
from tigris_http.operations.bundles import BundleObjects, BundleRequest
from tigris_http.operations.copies import CopyObject, CopyObjectResult, RenameObject
from tigris_http.operations.deletes import (
    DeletedObject,
    DeleteFailure,
    DeleteObjects,
    DeleteObjectsResult,
)
from tigris_http.operations.forks import CreateFork, Fork, ForkPage, ForkParent, ListForks
from tigris_http.operations.listings import (
    ListedObject,
    ListObjectsV2,
    ListObjectVersions,
    ObjectPage,
    ObjectVersion,
    VersionPage,
)
from tigris_http.operations.objects import (
    DeleteObject,
    DeleteObjectResult,
    GetObject,
    HeadObject,
    OpenObject,
    PutObject,
    PutObjectResult,
)
from tigris_http.operations.snapshots import (
    CreateSnapshot,
    DeleteSnapshot,
    ListSnapshots,
    Snapshot,
    SnapshotPage,
)

__all__ = [
    "BatchOperation",
    "Bucket",
    "BucketInfo",
    "BucketPage",
    "BundleObjects",
    "BundleRequest",
    "CopyObject",
    "CopyObjectResult",
    "CreateBucket",
    "CreateBucketResult",
    "CreateFork",
    "CreateSnapshot",
    "DeleteBucket",
    "DeleteFailure",
    "DeleteObject",
    "DeleteObjectResult",
    "DeleteObjects",
    "DeleteObjectsResult",
    "DeleteSnapshot",
    "DeletedObject",
    "Fork",
    "ForkPage",
    "ForkParent",
    "GetObject",
    "HasSnapshotEnabled",
    "HeadBucket",
    "HeadObject",
    "ListBuckets",
    "ListForks",
    "ListObjectVersions",
    "ListObjectsV2",
    "ListSnapshots",
    "ListedObject",
    "ObjectPage",
    "ObjectVersion",
    "OpenObject",
    "Operation",
    "PagedOperation",
    "PutObject",
    "PutObjectResult",
    "RenameObject",
    "Snapshot",
    "SnapshotPage",
    "StreamOperation",
    "VersionPage",
]
