"""A client's settings as frozen data, and the state that its views share.

Contract: sends nothing. Clock and randomness enter here and go down to the pure wings as arguments.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tigris_http._annotations import Self
from tigris_http._auth.refresh import Keys
from tigris_http._core.bundle_support import BundleSupport
from tigris_http._core.clock_skew import Skew
from tigris_http._core.headers import extra_fields
from tigris_http._core.hooks import Hook, Hooks, no_bundles
from tigris_http._core.messages import (
    CallContext,
    Timeouts,
)
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._transport.settings import PoolSettings
from tigris_http._wire import arguments
from tigris_http._wire.address import STYLES, Endpoint, Style
from tigris_http._wire.http import Headers
from tigris_http.credentials import REGION, Identity, Provider, Secrets, as_source, described, pickles

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._client.scopes import OperationT, Scope
    from tigris_http._transport.sockets.certificates import VerifySetting
    from tigris_http._transport.sockets.proxy import ProxySetting
    from tigris_http.operations._base import Action


class Config(NamedTuple):
    endpoint: Endpoint
    credentials: Identity | Provider
    region: str
    style: Style
    retry: RetryPolicy
    timeouts: Timeouts
    network: PoolSettings
    user_agent: str
    extra_headers: Headers
    consistent: bool
    verify_features: bool
    hooks: Hooks
    scopes: tuple[Scope, ...] = ()
    """The innermost last."""
    guarded: bool = False
    """Whether keys of AWS are refused, because no setting names an endpoint for them."""

    def __repr__(self) -> str:
        return f"Config({self.endpoint!r})"  # no credentials and no headers

    def checked(self) -> Self:
        """Return the settings. Raises for those that both constructors and `with_options` take."""
        arguments.instance("retry", self.retry, RetryPolicy, _policy_for(self.retry))
        arguments.instance("timeouts", self.timeouts, Timeouts, _timeouts_for(self.timeouts))
        arguments.flag("consistent", self.consistent)
        arguments.flag("verify_features", self.verify_features)
        return self

    @property
    def max_connections(self) -> int:
        return self.network.max_connections

    def check(self, action: Action) -> None:
        """Raise `ValueError` for an action of several operations that a view must not begin."""
        for scope in self.scopes:
            scope.check(action)

    def scoped(self, operation: OperationT) -> OperationT:
        for scope in reversed(self.scopes):
            operation = scope.applied(operation)
        return operation


def configured(
    endpoint: str,
    credentials: Secrets | Provider,
    *,
    region: str = "auto",
    addressing_style: Style = "auto",
    retry: RetryPolicy | None = None,
    timeouts: Timeouts | None = None,
    max_connections: int = 64,
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
) -> Config:
    """Make a client. It connects at its first request.

    Parameters:
        endpoint:
            URL of the service: scheme, host and port, such as `https://t3.storage.dev`.
        credentials:
            `Credentials`, an `(id, secret[, token])` tuple, an object with their attributes, a `SessionToken`,
            `ANONYMOUS`, the credentials of a boto3 session, or a function that returns one of these. The client calls
            it again before they expire.
        region:
            Name of the region in signatures, "auto" by default.
        addressing_style:
            "auto", the default, puts the bucket into the host name if possible, and into the path for bundles and
            bucket settings. "virtual" (host name) and "path" hold for every request.
        retry:
            `RetryPolicy()` by default: 5 attempts, begun within 60 seconds.
        timeouts:
            `Timeouts()` by default: 10 seconds to connect, 60 seconds for each other wait, no limit for a whole call.
        max_connections:
            Size of the pool, 64 by default. Give at least the number of threads or tasks that send at once.
        proxy:
            URL of an http or https proxy. None, the default, takes `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
            `NO_PROXY` from the environment, else the settings of Windows or macOS. False uses none.
        verify:
            Path of a file or directory of certificates, or an `ssl.SSLContext`. True, the default, takes
            `AWS_CA_BUNDLE` from the environment, else `SSL_CERT_FILE` and `SSL_CERT_DIR`, else certifi's certificates.
        transport:
            An httpx client or transport that sends every request, blocking or async as this client. It replaces
            `proxy` and `verify`. Its owner closes it.
        user_agent_extra:
            Printable ASCII that follows the client's own name in the `User-Agent` header. Empty by default.
        extra_headers:
            Headers of every request. None by default.
        consistent:
            True asks every request for the latest state of any region. False by default.
        verify_features:
            True, the default, raises `FeatureNotSupported` if the endpoint does not speak a feature of Tigris.
        on_request, on_response, on_retry:
            Functions of one `Attempt`, called in the thread or task of the call. They must return soon; their errors
            end the call.
    """
    if addressing_style not in STYLES:
        raise ValueError(f"addressing_style must be 'auto', 'virtual' or 'path', not {addressing_style!r}")
    if not REGION.fullmatch(arguments.text("region", region)):
        raise ValueError(f"region must be a name such as 'auto', not {region!r}")
    arguments.text("user_agent_extra", user_agent_extra)
    if not (user_agent_extra.isascii() and (user_agent_extra.isprintable() or not user_agent_extra)):
        raise ValueError("user_agent_extra must be printable ASCII")
    service = Endpoint.parse(endpoint)
    return Config(
        endpoint=service,
        credentials=as_source(credentials),
        region=region,
        style=addressing_style,
        retry=RetryPolicy() if retry is None else retry,
        timeouts=Timeouts() if timeouts is None else timeouts,
        network=PoolSettings(max_connections, proxy, verify, transport, service.origin),
        user_agent=f"{_user_agent()} {user_agent_extra}".strip(),
        extra_headers=extra_fields(extra_headers),
        consistent=consistent,
        verify_features=verify_features,
        hooks=Hooks(on_request, on_response, on_retry),
    ).checked()


def _policy_for(given: object) -> str:
    attempts = given if isinstance(given, int) and given > 0 and not isinstance(given, bool) else 1
    return f"RetryPolicy(max_attempts={5 if given is True else attempts})"


def _timeouts_for(given: object) -> str:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool) and given > 0
    return f"Timeouts(read={given})" if is_number else "Timeouts(connect=10, read=60)"


def picklable(config: Config) -> Config:
    """Return the settings. Raises `TypeError` if their provider does not pickle."""
    import pickle

    if not pickles(config.credentials, pickle.dumps):
        raise TypeError(
            f"a client with {described(config.credentials)} cannot be pickled: give it a function that can be imported "
            "by its name, or an object of such a class"
        )
    return config


@cache
def _user_agent() -> str:
    from tigris_http._transport.transport import httpx_version
    from tigris_http._version import __version__

    return f"tigris-http/{__version__} python/{sys.version.partition(' ')[0]} httpx/{httpx_version()}"


class Shared:
    """The state that a client and its views share, beside the connections."""

    def __init__(self, region: str) -> None:
        self.budget = RetryBudget()
        self.skew = Skew()
        self.bundles = BundleSupport(no_bundles)
        self.features: set[str] = set()
        """The features of Tigris that the endpoint has answered to. Threads add concurrently."""
        self._region = region
        self._signer: Signer | None = None

    def signer(self) -> Signer:
        """Return the signer, made at the first signature: its package is slow to import."""
        made = self._signer
        if made is None:
            from tigris_http._auth.sigv4 import Signer

            made = self._signer = Signer(self._region)
        return made


def plan(config: Config, shared: Shared, keys: Keys) -> CallContext:
    import random

    return CallContext(
        endpoint=config.endpoint,
        style=config.style,
        policy=config.retry,
        budget=shared.budget,
        skew=shared.skew,
        keys=keys,
        signer=shared.signer,
        now=utc_now,
        monotonic=time.monotonic,
        random=config.retry.jitter or random.random,
        timeouts=config.timeouts,
        extra_headers=_with_user_agent(config),
        consistent=config.consistent,
        features=shared.features if config.verify_features else None,
        watch=config.hooks.watch,
        bundles=shared.bundles,
    )


def _with_user_agent(config: Config) -> Headers:
    if any(name.lower() == "user-agent" for name, _ in config.extra_headers):
        return config.extra_headers
    return (("user-agent", config.user_agent), *config.extra_headers)


def utc_now() -> datetime:
    return datetime.now(timezone.utc)
