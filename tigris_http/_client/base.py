"""The part that the blocking and the async client share: state, views, presigning, repr and pickles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http import operations as ops
from tigris_http._annotations import Self
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._client.config import config as _config
from tigris_http._client.constructors import Constructors
from tigris_http._core import presign
from tigris_http._core.headers import extra_fields
from tigris_http._core.hooks import Hook, Hooks
from tigris_http._core.messages import Timeouts
from tigris_http._core.presign import PresignedPost, PresignedURL
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.transport import AsyncTransport, Transport
from tigris_http.operations._base import AnyOperation

if TYPE_CHECKING:
    from tigris_http._client.scopes import Scope

TransportT = TypeVar("TransportT", Transport, AsyncTransport)
KeyringT = TypeVar("KeyringT", BlockingKeyring, AsyncKeyring)


class Client(Constructors, Generic[TransportT, KeyringT]):
    """A client without its verbs: `TigrisHTTP` and `AsyncTigrisHTTP` send."""

    _transport_type: type[TransportT]
    _keyring_type: type[KeyringT]

    def presigned_url(
        self,
        operation: AnyOperation,
        *,
        expires: int = 3600,
        endpoint: str | None = None,
        custom_domain: str | None = None,
    ) -> PresignedURL:
        """Return a URL that does `operation` for whoever has it, for `expires` seconds (at most 90 days); offline.

        For operations by GET, PUT, HEAD and DELETE that write no document of their own. The body of a put is up to
        the user of the URL; the headers of the operation (content type, metadata, its `extra_headers`, but not those
        of the client) must be sent as `headers` of the result says. A `snapshot_version` is such a header, which a
        browser does not send: pin a link by `version_id`, which stands in the URL.

        `endpoint` is another way to the service for whoever has the URL, such as `https://t3.tigrisfiles.io`, or the
        outer address of a service that this client reaches by an inner one; it is signed for that. `custom_domain`,
        such as `files.example.com`, is a domain that belongs to the bucket: it takes the place of the signed host, as
        https://www.tigrisdata.com/docs/objects/presigned/ says. Raises `ValueError` for what cannot be presigned,
        `CredentialsError` where there is no access key to sign with.
        """
        wish = self._config.scoped(operation)
        return presign.presigned_url(
            self._plan,
            self._keys.for_presigning(),
            wish,
            expires=expires,
            endpoint=endpoint,
            custom_domain=custom_domain,
        )

    def _presign_form(self, form: ops.PostForm) -> PresignedPost:
        # A view that only reads does not let others write, either.
        self._config.scoped(ops.PutObject(form.bucket, "any", b""))
        return presign.presigned_post(self._plan, self._keys.for_presigning(), form)

    def with_options(
        self,
        *,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool | None = None,
        verify_features: bool | None = None,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> Self:
        """Return a view of this client with other settings. It shares the connections. None keeps a setting."""
        old = self._config
        config = replace(
            old,
            retry=retry or old.retry,
            timeouts=timeouts or old.timeouts,
            extra_headers=old.extra_headers if extra_headers is None else extra_fields(extra_headers),
            consistent=old.consistent if consistent is None else consistent,
            verify_features=old.verify_features if verify_features is None else verify_features,
            hooks=Hooks(
                old.hooks.on_request if on_request is None else on_request,
                old.hooks.on_response if on_response is None else on_response,
                old.hooks.on_retry if on_retry is None else on_retry,
            ),
        )
        return self._view(config)

    def scoped(self, scope: Scope) -> Self:
        """Return a view whose operations go through `scope`; `TigrisSnapshot` and its like make the common ones."""
        return self._view(replace(self._config, scopes=(*self._config.scopes, scope)))

    def _view(self, config: _config.Config) -> Self:
        view: Self = object.__new__(type(self))
        vars(view).update(vars(self), _config=config, _plan=_config.plan(config, self._shared, self._keys))
        return view

    def __getstate__(self) -> _config.Config:
        # Settings travel to another process, connections do not; a provider is asked anew there.
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

    def __repr__(self) -> str:
        return _config.client_repr(self, self._config)
