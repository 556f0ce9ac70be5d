"""The blocking client: drives exchanges, and the table of its verbs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tigris_http import _config, _exchange
from tigris_http import operations as ops
from tigris_http._transport import PoolSettings, Transport
from tigris_http._upload import NOTHING, prepare
from tigris_http._verbs import batched, opened, paged, verb
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from tigris_http._address import Style
    from tigris_http._exchange import Exchange, Outcome, Reply, Timeouts
    from tigris_http._http import ByteSource, Request
    from tigris_http._retry import RetryPolicy
    from tigris_http._scope import Scope
    from tigris_http._upload import Upload
    from tigris_http.credentials import Secrets
    from tigris_http.operations._operation import AnyOperation, Operation, StreamOperation

R = TypeVar("R")


def _prepared(operation: AnyOperation, request: Request) -> Upload:
    # Most requests have no body; the check is cheap, preparing one is not.
    if request.body == b"" and request.length is None and request.sha256 is None:
        return NOTHING
    try:
        return prepare(request)
    except TigrisError as error:
        error.located(operation.action, request.bucket, request.key, 0)
        raise


class TigrisHTTP:
    """A blocking client of Tigris object storage; one for any number of threads.

    `endpoint` is a URL such as `https://t3.storage.dev`, `credentials` are `Credentials`, an `(id, secret)` tuple or
    any object with their attributes. `addressing_style` `"auto"` puts the bucket into the host name where it can.
    `max_connections` bounds the pool: at least the number of threads that use it at once.

        with TigrisHTTP("https://t3.storage.dev", ("tid_...", "tsec_...")) as client:
            client.put_object("bucket", "key", b"value")
            version = client.create_snapshot("bucket").version

    Methods raise `ValueError` or `TypeError` for bad arguments before anything is sent, and errors of
    `tigris_http.errors` for everything else.
    """

    def __init__(
        self,
        endpoint: str,
        credentials: Secrets,
        *,
        region: str = "auto",
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = _config.MAX_CONNECTIONS,
        user_agent_extra: str = "",
    ) -> None:
        self.__setstate__(
            _config.configured(
                endpoint,
                credentials,
                region=region,
                addressing_style=addressing_style,
                retry=retry,
                timeouts=timeouts,
                max_connections=max_connections,
                user_agent_extra=user_agent_extra,
            )
        )

    def __setstate__(self, config: _config.Config) -> None:
        pool = PoolSettings(max_connections=config.max_connections, tls=config.endpoint.scheme == "https")
        self._config, self._shared, self._transport = config, _config.Shared(config.region), Transport(pool)
        self._plan = _config.plan(config, self._shared)

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Return a client with the endpoint, credentials and region that the environment names.

        Read are `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `TIGRIS_STORAGE_ENDPOINT` (default
        `https://t3.storage.dev`), `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or
        `TIGRIS_STORAGE_ACCESS_KEY_ID` with `TIGRIS_STORAGE_SECRET_ACCESS_KEY`, and `AWS_REGION`. Raises
        `CredentialsError` where there is no complete pair.
        """
        found = _config.from_environment(environment)
        return cls(found.endpoint, found.credentials, region=found.region)

    # -- doing operations ----------------------------------------------------------------------------------------

    def send(self, operation: Operation[R]) -> R:
        """Do an operation whose reply is read whole, and return its result."""
        operation = self._config.scoped(operation)
        request = operation.request()
        upload = _prepared(operation, request)
        try:
            return self._drive(_exchange.ask(self._plan, operation, request, upload.payload), upload)
        finally:
            upload.close()

    def stream(self, operation: StreamOperation[R, object]) -> R:
        """Do an operation whose reply streams, and return it open: close it, or use it in a `with` statement."""
        operation = self._config.scoped(operation)
        request = operation.request()
        upload = _prepared(operation, request)
        try:
            exchange: Exchange[ByteSource, Reply[ByteSource]] = _exchange.ask_open(
                self._plan, operation, request, upload.payload
            )
            reply = self._drive(exchange, upload)
        finally:
            upload.close()
        source = reply.source
        if source is None:
            raise RuntimeError("an open reply came without its source")
        try:
            return operation.open(reply.head, source)
        except BaseException:
            source.close()
            raise

    def _drive(self, exchange: Exchange[ByteSource, R], upload: Upload) -> R:
        outcome: Outcome[ByteSource] = None
        while True:
            try:
                step = exchange.send(outcome)
            except StopIteration as end:
                result: R = end.value
                return result
            if isinstance(step, _exchange.Wait):
                time.sleep(step.seconds)
                outcome = None
            else:
                # A question in between, about what became of a lost answer, has no body.
                body = upload if step.payload is upload.payload else NOTHING
                outcome = self._transport.perform(step, body)

    def presigned_url(self, operation: AnyOperation, *, expires: int = 3600) -> _config.PresignedURL:
        """Return a URL that does `operation` for whoever has it, for `expires` seconds (at most 90 days); offline.

        For operations by GET, PUT, HEAD and DELETE. The body of a put is up to the user of the URL; headers that
        the operation has (content type, snapshot version) must be sent as `headers` of the result says.
        """
        return _config.presigned(self._plan, self._config.scoped(operation), expires)

    # -- views and life ------------------------------------------------------------------------------------------

    def with_options(
        self,
        *,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a view of this client with other settings; it shares the connections. What is None stays."""
        return self._view(_config.changed(self._config, retry, timeouts, extra_headers))

    def scoped(self, scope: Scope) -> Self:
        """Return a view whose operations go through `scope`; `TigrisSnapshot` and its like make the common ones."""
        return self._view(replace(self._config, scopes=(*self._config.scopes, scope)))

    def _view(self, config: _config.Config) -> Self:
        view = type(self).__new__(type(self))
        view.__dict__.update(self.__dict__, _config=config, _plan=_config.plan(config, self._shared))
        return view

    def close(self) -> None:
        """Close all connections, of all views too; open replies end with an error. May be called again."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __getstate__(self) -> _config.Config:
        return self._config

    def __repr__(self) -> str:
        return _config.shown(self, self._config)

    # -- buckets -------------------------------------------------------------------------------------------------

    create_bucket = verb(ops.CreateBucket)
    """Create a bucket."""
    head_bucket = verb(ops.HeadBucket)
    """Return a bucket's kind and origin."""
    get_bucket_info = verb(ops.HeadBucket)
    """Return a bucket's kind and origin: `head_bucket` by the name that tigris-boto3-ext gives it."""
    has_snapshot_enabled = verb(ops.HasSnapshotEnabled)
    """Return whether a bucket is a snapshot bucket."""
    delete_bucket = verb(ops.DeleteBucket)
    """Delete a bucket."""
    list_buckets = paged(ops.ListBuckets)
    """List your buckets."""

    # -- objects -------------------------------------------------------------------------------------------------

    put_object = verb(ops.PutObject)
    """Store an object."""
    get_object = opened(ops.GetObject)
    """Open an object for reading."""
    head_object = verb(ops.HeadObject)
    """Return an object's properties."""
    delete_object = verb(ops.DeleteObject)
    """Delete an object."""
    delete_objects = batched(ops.DeleteObjects)
    """Delete any number of objects."""
    copy_object = verb(ops.CopyObject)
    """Copy an object within the service."""
    rename_object = verb(ops.RenameObject)
    """Give an object another key in its bucket."""
    list_objects_v2 = paged(ops.ListObjectsV2)
    """List objects."""
    list_object_versions = paged(ops.ListObjectVersions)
    """List all versions of objects."""
    bundle_objects = opened(ops.BundleObjects)
    """Open many objects as one stream."""

    # -- snapshots and forks -------------------------------------------------------------------------------------

    create_snapshot = verb(ops.CreateSnapshot)
    """Take a snapshot of a bucket."""
    list_snapshots = paged(ops.ListSnapshots)
    """List a bucket's snapshots."""
    delete_snapshot = verb(ops.DeleteSnapshot)
    """Delete a snapshot."""
    create_fork = verb(ops.CreateFork)
    """Create a bucket as a fork of another."""
    list_forks = paged(ops.ListForks)
    """List a bucket's forks."""
