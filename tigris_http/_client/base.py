"""What the blocking and the async client have in common: how one is made, its views, what it shows and pickles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http import operations as ops
from tigris_http._annotations import Self
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._client.config import config as _config
from tigris_http._core import presign
from tigris_http._core.hooks import Hook, Hooks
from tigris_http._core.messages import Timeouts
from tigris_http._core.presign import PresignedPost, PresignedURL
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting
from tigris_http._transport.transport import PoolSettings
from tigris_http._wire.address import Style
from tigris_http.credentials import Identity, Provider, Secrets
from tigris_http.operations._base import AnyOperation

if TYPE_CHECKING:
    from tigris_http._client.scopes import Scope

TransportT = TypeVar("TransportT")
KeyringT = TypeVar("KeyringT", BlockingKeyring, AsyncKeyring)


class Client(ABC, Generic[TransportT, KeyringT]):
    """A client without its verbs: `TigrisHTTP` and `AsyncTigrisHTTP` say how to send."""

    def __init__(
        self,
        endpoint: str,
        credentials: Secrets | Provider,
        *,
        region: str = "auto",
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = _config.MAX_CONNECTIONS,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> None:
        self.__setstate__(
            _config.configured(
                endpoint,
                credentials,
                region=region,
                addressing_style=addressing_style,
                retry=retry,
                timeouts=timeouts,
                network=PoolSettings(max_connections, proxy, verify, transport),
                user_agent_extra=user_agent_extra,
                extra_headers=extra_headers,
                consistent=consistent,
                verify_features=verify_features,
                hooks=Hooks(on_request, on_response, on_retry),
            )
        )

    @staticmethod
    @abstractmethod
    def _connecting(settings: PoolSettings) -> TransportT:
        """Return a transport; it connects when it is first used."""

    @staticmethod
    @abstractmethod
    def _keeping(source: Identity | Provider, now: Callable[[], datetime], *, guarded: bool) -> KeyringT:
        """Return who hands out credentials; a provider is asked when they are first needed."""

    @classmethod
    def from_env(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = _config.MAX_CONNECTIONS,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> Self:
        """Return a client with the settings that the environment and the profile files of AWS' tools name.

        For each setting the first of these counts: the argument; the profile that the argument `profile` names; the
        environment; the profile that `AWS_PROFILE` names, else `default`. Endpoint: `AWS_ENDPOINT_URL_S3`,
        `AWS_ENDPOINT_URL`, `TIGRIS_STORAGE_ENDPOINT`, the profile's `endpoint_url`, else `https://t3.storage.dev`.
        Credentials: `TIGRIS_SESSION_TOKEN` with `TIGRIS_ORGANIZATION_ID` (a `SessionToken`), else
        `TIGRIS_STORAGE_ACCESS_KEY_ID` with `TIGRIS_STORAGE_SECRET_ACCESS_KEY`, else `AWS_ACCESS_KEY_ID` with
        `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; the profile's keys, else its `credential_process`. All parts
        come from one of these; half of one counts as none. Further `AWS_REGION`, `AWS_MAX_ATTEMPTS` and their like; the
        README has them all.

        `environment` is by default the process'; another mapping stands for all of it, the home directory included.
        What comes from a profile is read again when the service says that it expired, and before it does. Raises
        `CredentialsError`, which lists what was tried, if there are no credentials; also if they are keys of AWS and no
        endpoint is set for them, or if the environment's session would go to another service than Tigris. Raises
        `ConfigurationError` for a variable or a file that cannot be used.
        """
        from tigris_http._client.config import environment as _lookup

        found = _lookup.resolved(
            environment, profile=profile, endpoint=endpoint, credentials=credentials, region=region, retry=retry
        )
        client = cls(
            found.endpoint,
            found.credentials,
            region=found.region,
            addressing_style=addressing_style,
            retry=found.retry,
            timeouts=timeouts,
            max_connections=max_connections,
            proxy=proxy,
            verify=found.verify if verify is True and transport is None else verify,
            transport=transport,
            user_agent_extra=user_agent_extra,
            extra_headers=extra_headers,
            consistent=consistent,
            verify_features=verify_features,
            on_request=on_request,
            on_response=on_response,
            on_retry=on_retry,
        )
        if not found.takes_keys_of_aws:
            client._follow(replace(client._config, guarded=True))
        return client

    @classmethod
    def from_profile(
        cls,
        name: str = "default",
        *,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = _config.MAX_CONNECTIONS,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> Self:
        """Return a client with the settings of a profile of `~/.aws/credentials` and `~/.aws/config`.

        The same as `from_env(profile=name, ...)`: what the profile leaves open comes from the environment, but for
        credentials, which the profile must have.
        """
        return cls.from_env(
            profile=name,
            endpoint=endpoint,
            credentials=credentials,
            region=region,
            addressing_style=addressing_style,
            retry=retry,
            timeouts=timeouts,
            max_connections=max_connections,
            proxy=proxy,
            verify=verify,
            transport=transport,
            user_agent_extra=user_agent_extra,
            extra_headers=extra_headers,
            consistent=consistent,
            verify_features=verify_features,
            on_request=on_request,
            on_response=on_response,
            on_retry=on_retry,
        )

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
        """Return a view of this client with other settings; it shares the connections. What is None stays."""
        return self._view(
            _config.changed(
                self._config,
                retry,
                timeouts,
                extra_headers,
                consistent,
                verify_features,
                on_request,
                on_response,
                on_retry,
            )
        )

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
        self._transport: TransportT = self._connecting(config.network)
        self._follow(config)

    def _follow(self, config: _config.Config) -> None:
        self._config, skew = config, self._shared.skew
        self._keys: KeyringT = self._keeping(
            config.credentials, lambda: skew.applied(_config.utc_now()), guarded=config.guarded
        )
        self._plan = _config.plan(config, self._shared, self._keys)

    def __repr__(self) -> str:
        return _config.client_repr(self, self._config)
