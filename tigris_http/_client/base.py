"""The part that both clients share: state, views, presigning, repr and pickles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tigris_http import operations as ops
from tigris_http._client.config import config as _config
from tigris_http._client.constructors import Constructors
from tigris_http._client.table import checks_its_call
from tigris_http._core.headers import extra_fields
from tigris_http._core.hooks import Hook, Hooks
from tigris_http._core.messages import Timeouts
from tigris_http._core.presigning.presigned import PresignedURL
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.request_body.upload import UPLOAD_CHUNK
from tigris_http._unmade import shown
from tigris_http._wire import arguments
from tigris_http.credentials import described
from tigris_http.errors import TimedOut
from tigris_http.operations._base import AnyOperation
from tigris_http.operations._steps import within

if TYPE_CHECKING:
    from tigris_http._auth.keyring_async import AsyncKeyring
    from tigris_http._auth.keyring_sync import BlockingKeyring
    from tigris_http._client.scopes import OperationT, Scope
    from tigris_http._core.messages import CallContext
    from tigris_http._core.presigning.presigned import PresignedPost
    from tigris_http._transport.transport import AsyncTransport, Transport
    from tigris_http._wire.http import Request
    from tigris_http.operations._base import Action
    from tigris_http.operations._steps import ActionSteps, SteppedAction

R = TypeVar("R")
TransportT = TypeVar("TransportT", "Transport", "AsyncTransport")
KeyringT = TypeVar("KeyringT", "BlockingKeyring", "AsyncKeyring")
# In place of `Self`, which jedi reads as the class with the method: it would not find the methods of the result.
ClientT = TypeVar("ClientT", bound="Client[Any, Any]")


def reply_of(operation: object) -> str | None:
    """Return `Action.REPLY` of an operation, None for anything else. Quicker than `isinstance` of an abstract class."""
    reply: str | None = getattr(type(operation), "REPLY", None)
    return reply


def check_operation(operation: object, kind: type | tuple[type, ...], method: str, example: str) -> None:
    """Raise `TypeError` for anything but an operation that `method` takes."""
    if isinstance(operation, kind):
        return
    sent_by = None if isinstance(operation, type) else getattr(operation, "SENT_BY", None)
    other = _OTHER_WAYS.get((method, sent_by))
    if other is not None:
        raise TypeError(f"{type(operation).__name__} {other}")
    raise TypeError(
        f"{method}() takes an operation such as {example}('bucket', 'key'), not {arguments.kind_of(operation)}"
    )


_OTHER_WAYS: dict[tuple[str, object], str] = {
    ("send", "stream"): "streams: use stream()",
    ("stream", "send"): "is read whole: use send()",
    ("stream", "_send_batches"): "is read whole: use send()",
    ("stream", "_pages"): "is read whole: use send() for one page, or the client's method for all",
    ("send", "_items"): "has its results one by one: use the client's method",
    ("stream", "_items"): "has its results one by one: use the client's method",
    ("send", "_presign_form"): "is not sent: use presigned_post()",
    ("stream", "_presign_form"): "is not sent: use presigned_post()",
    ("presigned_url", "send"): "takes several requests, and a URL is one: presign each operation of it",
    ("presigned_url", "stream"): "takes several requests, and a URL is one: presign a GetObject for each key",
    ("presigned_url", "_items"): "takes several requests, and a URL is one: presign each operation of it",
    ("presigned_url", "_presign_form"): "is no URL: use presigned_post()",
}
"""By the method that was called and the `SENT_BY` of its operation."""


class TimeOfCall:
    """The time of a call before its first request, while its body is read."""

    def __init__(self, plan: CallContext, action: Action) -> None:
        arguments.seconds("timeout", action.timeout)
        self._monotonic = plan.monotonic
        self.total = plan.timeouts.total if action.timeout is None else action.timeout
        self.ends = None if self.total is None else plan.monotonic() + self.total

    def check(self) -> None:
        if self.ends is not None and self._monotonic() >= self.ends:
            raise self.over()

    def over(self) -> TimedOut:
        return TimedOut(f"reading the body took longer than the {self.total:g} seconds of this call", sent=False)

    def steps(self, action: SteppedAction[R]) -> ActionSteps[R]:
        """Return the steps of an action, whose requests share the time."""
        return action.steps() if self.ends is None else within(action.steps(), self.ends, self._monotonic)

    def rest(self, operation: OperationT) -> OperationT:
        """Return the operation with the time that is left. Raises `TimedOut` if there is none."""
        if self.ends is None:
            return operation
        self.check()
        return replace(operation, timeout=self.ends - self._monotonic())


def has_long_body(request: Request) -> bool:
    """Return whether preparing the body may take time."""
    return not isinstance(request.body, bytes) or len(request.body) > UPLOAD_CHUNK


class Client(Constructors, Generic[TransportT, KeyringT]):
    _transport_type: type[TransportT]
    _keyring_type: type[KeyringT]

    @checks_its_call
    def presigned_url(
        self,
        operation: AnyOperation,
        *,
        expires: int = 3600,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedURL:
        """Return a URL that carries out `operation` without credentials. Sends nothing.

        The operation's method is GET, PUT, HEAD or DELETE, and it writes no document of its own. The user of the URL
        sends the body of a PUT, and the `headers` of the result: the operation's content type, metadata and
        `extra_headers`. The client's `extra_headers` do not count. A browser does not send headers, so pin a link by
        `version_id`, a part of the URL, instead of `snapshot_version`, a header.

        Parameters:
            expires:
                Seconds until the URL expires: 3600 by default, at most 90 days.
            endpoint:
                The endpoint in the URL, which is signed for it, such as `https://t3.tigrisfiles.io`. The client's own
                by default.
            custom_domain:
                A domain that belongs to the bucket, such as `files.example.com`. It replaces the signed host, see
                https://www.tigrisdata.com/docs/objects/presigned/.

        Raises `ValueError` for an operation that cannot be presigned, `CredentialsError` without an access key.
        """
        from tigris_http._core.presigning.presign import presigned_url

        check_operation(operation, AnyOperation, "presigned_url", "GetObject")
        return presigned_url(
            self._plan,
            self._keys.for_presigning(),
            self._config.scoped(operation),
            expires=expires,
            endpoint=endpoint,
            custom_domain=custom_domain,
        )

    def _presign_form(self, form: ops.PostForm) -> PresignedPost:
        from tigris_http._core.presigning.presign import presigned_post

        # Raises for a view that only reads.
        self._config.scoped(ops.PutObject(form.bucket, "any", b""))
        return presigned_post(self._plan, self._keys.for_presigning(), form)

    @checks_its_call
    def with_options(  # noqa: PYI019
        self: ClientT,
        *,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool | None = None,
        verify_features: bool | None = None,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> ClientT:
        """Return a view of this client with other settings. It shares the connections. None keeps a setting."""
        old = self._config
        config = old._replace(
            retry=old.retry if retry is None else retry,
            timeouts=old.timeouts if timeouts is None else timeouts,
            extra_headers=old.extra_headers if extra_headers is None else extra_fields(extra_headers),
            consistent=old.consistent if consistent is None else consistent,
            verify_features=old.verify_features if verify_features is None else verify_features,
            hooks=Hooks(
                old.hooks.on_request if on_request is None else on_request,
                old.hooks.on_response if on_response is None else on_response,
                old.hooks.on_retry if on_retry is None else on_retry,
            ),
        )
        return self._view(config.checked())

    def scoped(self: ClientT, scope: Scope) -> ClientT:  # noqa: PYI019
        """Return a view that applies `scope` to its operations. `TigrisSnapshot` is one such view."""
        if not callable(getattr(scope, "applied", None)):
            raise TypeError(f"scope must be a scope, as TigrisSnapshot passes one, not {arguments.kind_of(scope)}")
        return self._view(self._config._replace(scopes=(*self._config.scopes, scope)))

    def _view(self: ClientT, config: _config.Config) -> ClientT:  # noqa: PYI019
        view: ClientT = object.__new__(type(self))
        vars(view).update(vars(self), _config=config, _plan=_config.plan(config, self._shared, self._keys))
        return view

    def __getstate__(self) -> _config.Config:
        # Settings pickle, connections do not. The other process asks the provider again.
        self._config.network.check_pickles()
        return _config.picklable(self._config)

    def __setstate__(self, config: _config.Config) -> None:
        self._shared = _config.Shared(config.region)
        self._transport: TransportT = self._transport_type(config.network)
        self._use(config)

    def _use(self, config: _config.Config) -> None:
        self._config, skew = config, self._shared.skew
        self._keys: KeyringT = self._keyring_type(
            config.credentials, lambda: skew.applied(_config.utc_now()), guarded=config.guarded
        )
        self._plan = _config.plan(config, self._shared, self._keys)

    @shown
    def __repr__(self) -> str:
        config = self._config
        scopes = "".join(f", {scope!r}" for scope in config.scopes)
        sender = described(config.credentials)
        return f"<{type(self).__name__} {config.endpoint.scheme}://{config.endpoint.authority} as {sender}{scopes}>"
