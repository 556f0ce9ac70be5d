"""The names of `tigris_http`. Written by `.ci/write_stubs`. Do not edit it."""

from tigris_http._bundle.response import ArchiveBody as ArchiveBody
from tigris_http._bundle.response import AsyncArchiveBody as AsyncArchiveBody
from tigris_http._bundle.response import AsyncBundleMember as AsyncBundleMember
from tigris_http._bundle.response import AsyncBundleResponse as AsyncBundleResponse
from tigris_http._bundle.response import BundleCounts as BundleCounts
from tigris_http._bundle.response import BundleKey as BundleKey
from tigris_http._bundle.response import BundleMember as BundleMember
from tigris_http._bundle.response import BundleResponse as BundleResponse
from tigris_http._bundle.response import BundleSkipped as BundleSkipped
from tigris_http._bundle.response import BundleStats as BundleStats
from tigris_http._client.asynchronous import AsyncTigrisHTTP as AsyncTigrisHTTP
from tigris_http._client.results import AsyncPages as AsyncPages
from tigris_http._client.results import Pages as Pages
from tigris_http._client.sync import TigrisHTTP as TigrisHTTP
from tigris_http._client.views import TigrisFork as TigrisFork
from tigris_http._client.views import TigrisRename as TigrisRename
from tigris_http._client.views import TigrisSnapshot as TigrisSnapshot
from tigris_http._client.views import TigrisSnapshotEnabled as TigrisSnapshotEnabled
from tigris_http._client.views import forked_from as forked_from
from tigris_http._client.views import snapshot_enabled as snapshot_enabled
from tigris_http._client.views import with_rename as with_rename
from tigris_http._client.views import with_snapshot as with_snapshot
from tigris_http._core.messages import Timeouts as Timeouts
from tigris_http._core.presigning.presigned import PresignedPost as PresignedPost
from tigris_http._core.presigning.presigned import PresignedURL as PresignedURL
from tigris_http._core.retry import RetryPolicy as RetryPolicy
from tigris_http._download.object_file import AsyncObjectFile as AsyncObjectFile
from tigris_http._download.object_file import ObjectFile as ObjectFile
from tigris_http._transport.http_transport import AsyncHTTPTransport as AsyncHTTPTransport
from tigris_http._transport.http_transport import HTTPTransport as HTTPTransport
from tigris_http._version import __version__ as __version__
from tigris_http._wire.address import DEFAULT_ENDPOINT as DEFAULT_ENDPOINT
from tigris_http._wire.checksums import Checksums as Checksums
from tigris_http._wire.http import Head as Head
from tigris_http._wire.http import Request as Request
from tigris_http._wire.http import Response as Response
from tigris_http.credentials import ANONYMOUS as ANONYMOUS
from tigris_http.credentials import Credentials as Credentials
from tigris_http.credentials import SessionToken as SessionToken
from tigris_http.errors import AccessDenied as AccessDenied
from tigris_http.errors import Attempt as Attempt
from tigris_http.errors import BodyMismatch as BodyMismatch
from tigris_http.errors import BundleError as BundleError
from tigris_http.errors import ConfigurationError as ConfigurationError
from tigris_http.errors import Conflict as Conflict
from tigris_http.errors import ConnectionFailed as ConnectionFailed
from tigris_http.errors import CorruptBody as CorruptBody
from tigris_http.errors import CredentialsError as CredentialsError
from tigris_http.errors import FeatureNotSupported as FeatureNotSupported
from tigris_http.errors import IncompleteBody as IncompleteBody
from tigris_http.errors import MalformedResponse as MalformedResponse
from tigris_http.errors import NotFound as NotFound
from tigris_http.errors import NotModified as NotModified
from tigris_http.errors import ObjectChanged as ObjectChanged
from tigris_http.errors import OutcomeUnknown as OutcomeUnknown
from tigris_http.errors import PreconditionFailed as PreconditionFailed
from tigris_http.errors import RangeNotSatisfiable as RangeNotSatisfiable
from tigris_http.errors import ServiceError as ServiceError
from tigris_http.errors import TigrisError as TigrisError
from tigris_http.errors import TimedOut as TimedOut
from tigris_http.errors import Unavailable as Unavailable
from tigris_http.operations.bundles._bundle_keys import MAX_BUNDLE_KEYS as MAX_BUNDLE_KEYS
from tigris_http.operations.objects._object_body import AsyncObjectBody as AsyncObjectBody
from tigris_http.operations.objects._object_body import ObjectBody as ObjectBody
from tigris_http.operations.objects._object_info import ObjectInfo as ObjectInfo

__all__ = [
    "ANONYMOUS",
    "DEFAULT_ENDPOINT",
    "MAX_BUNDLE_KEYS",
    "AccessDenied",
    "ArchiveBody",
    "AsyncArchiveBody",
    "AsyncBundleMember",
    "AsyncBundleResponse",
    "AsyncHTTPTransport",
    "AsyncObjectBody",
    "AsyncObjectFile",
    "AsyncPages",
    "AsyncTigrisHTTP",
    "Attempt",
    "BodyMismatch",
    "BundleCounts",
    "BundleError",
    "BundleKey",
    "BundleMember",
    "BundleResponse",
    "BundleSkipped",
    "BundleStats",
    "Checksums",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "CorruptBody",
    "Credentials",
    "CredentialsError",
    "FeatureNotSupported",
    "HTTPTransport",
    "Head",
    "IncompleteBody",
    "MalformedResponse",
    "NotFound",
    "NotModified",
    "ObjectBody",
    "ObjectChanged",
    "ObjectFile",
    "ObjectInfo",
    "OutcomeUnknown",
    "Pages",
    "PreconditionFailed",
    "PresignedPost",
    "PresignedURL",
    "RangeNotSatisfiable",
    "Request",
    "Response",
    "RetryPolicy",
    "ServiceError",
    "SessionToken",
    "TigrisError",
    "TigrisFork",
    "TigrisHTTP",
    "TigrisRename",
    "TigrisSnapshot",
    "TigrisSnapshotEnabled",
    "TimedOut",
    "Timeouts",
    "Unavailable",
    "__version__",
    "forked_from",
    "snapshot_enabled",
    "with_rename",
    "with_snapshot",
]
