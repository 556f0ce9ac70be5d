"""What the blocking and the async client have in common: how one is made, its views, what it shows and pickles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http import _config
from tigris_http._logs import Hook, Hooks
from tigris_http._transport import PoolSettings

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http._address import Style
    from tigris_http._plan import Timeouts
    from tigris_http._proxy import ProxySetting
    from tigris_http._retry import RetryPolicy
    from tigris_http._scope import Scope
    from tigris_http._trust import VerifySetting
    from tigris_http.credentials import Secrets
    from tigris_http.operations._operation import AnyOperation

TransportT = TypeVar("TransportT")


class Client(ABC, Generic[TransportT]):
    """A client without its verbs: `TigrisHTTP` and `AsyncTigrisHTTP` say how to send."""

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
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
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
                hooks=Hooks(on_request, on_response, on_retry),
            )
        )

    @staticmethod
    @abstractmethod
    def _connecting(settings: PoolSettings) -> TransportT:
        """Return a transport; it connects when it is first used."""

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

    def presigned_url(self, operation: AnyOperation, *, expires: int = 3600) -> _config.PresignedURL:
        """Return a URL that does `operation` for whoever has it, for `expires` seconds (at most 90 days); offline.

        For operations by GET, PUT, HEAD and DELETE. The body of a put is up to the user of the URL; headers that
        the operation has (content type, snapshot version) must be sent as `headers` of the result says.
        """
        return _config.presigned(self._plan, self._config.scoped(operation), expires)

    def with_options(
        self,
        *,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        extra_headers: Mapping[str, str] | None = None,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> Self:
        """Return a view of this client with other settings; it shares the connections. What is None stays."""
        return self._view(
            _config.changed(self._config, retry, timeouts, extra_headers, on_request, on_response, on_retry)
        )

    def scoped(self, scope: Scope) -> Self:
        """Return a view whose operations go through `scope`; `TigrisSnapshot` and its like make the common ones."""
        return self._view(replace(self._config, scopes=(*self._config.scopes, scope)))

    def _view(self, config: _config.Config) -> Self:
        view: Self = object.__new__(type(self))
        vars(view).update(vars(self), _config=config, _plan=_config.plan(config, self._shared))
        return view

    def __getstate__(self) -> _config.Config:
        # Settings travel to another process, connections do not.
        self._config.network.check_pickles()
        return self._config

    def __setstate__(self, config: _config.Config) -> None:
        self._config, self._shared = config, _config.Shared(config.region)
        self._transport: TransportT = self._connecting(config.network)
        self._plan = _config.plan(config, self._shared)

    def __repr__(self) -> str:
        return _config.shown(self, self._config)
