"""Raw-HTTP client for Tigris object storage: snapshots, forks, rename and bundles, without boto3.

    from tigris_http import TigrisHTTP

    with TigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
        client.create_snapshot("bucket")

Names are loaded on first use (PEP 562), so that the import itself costs next to nothing. `_HOMES` is the list of them;
`.ci/write_stubs` writes it into `__init__.pyi`, which type checkers and editors read.

PYTEST_DONT_REWRITE: without this word pytest warns in programs that import the package before they run tests.
"""

from __future__ import annotations

from tigris_http._version import __version__ as __version__

_HOMES = {
    "_wire.address": ("DEFAULT_ENDPOINT",),
    "operations.bundles._bundle_keys": ("MAX_BUNDLE_KEYS",),
    "_client.asynchronous": ("AsyncTigrisHTTP",),
    "operations.objects._object_body": ("AsyncObjectBody", "ObjectBody"),
    "_wire.checksums": ("Checksums",),
    "_core.messages": ("Timeouts",),
    "_wire.http": ("Head", "Request", "Response"),
    "operations.objects._object_info": ("ObjectInfo",),
    "_core.presigning.presigned": ("PresignedPost", "PresignedURL"),
    "_core.retry": ("RetryPolicy",),
    "_client.sync": ("TigrisHTTP",),
    "_transport.http_transport": ("AsyncHTTPTransport", "HTTPTransport"),
    "_client.results": ("AsyncPages", "Pages"),
    "_download.object_file": ("AsyncObjectFile", "ObjectFile"),
    "_bundle.response": (
        "ArchiveBody",
        "AsyncArchiveBody",
        "AsyncBundleMember",
        "AsyncBundleResponse",
        "BundleCounts",
        "BundleKey",
        "BundleMember",
        "BundleResponse",
        "BundleSkipped",
        "BundleStats",
    ),
    "credentials": ("ANONYMOUS", "Credentials", "SessionToken"),
    "errors": (
        "AccessDenied",
        "Attempt",
        "BodyMismatch",
        "BundleError",
        "ConfigurationError",
        "Conflict",
        "ConnectionFailed",
        "CorruptBody",
        "CredentialsError",
        "FeatureNotSupported",
        "IncompleteBody",
        "MalformedResponse",
        "NotFound",
        "NotModified",
        "ObjectChanged",
        "OutcomeUnknown",
        "PreconditionFailed",
        "RangeNotSatisfiable",
        "ServiceError",
        "TigrisError",
        "TimedOut",
        "Unavailable",
    ),
    "_client.views": (
        "TigrisFork",
        "TigrisRename",
        "TigrisSnapshot",
        "TigrisSnapshotEnabled",
        "forked_from",
        "snapshot_enabled",
        "with_rename",
        "with_snapshot",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]  # the stub is what checkers see


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
