"""What both clients are made of: settings as frozen data, and what all views of one client share.

Contract: nothing here sends. The environment, the clock and randomness are looked at here, above the line, and handed
down as arguments.
"""

from __future__ import annotations

import pickle
import platform
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING

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
from tigris_http._wire import arguments
from tigris_http._wire.address import Endpoint, Style
from tigris_http._wire.http import Headers
from tigris_http.credentials import REGION, Identity, Provider, Secrets, as_source, described

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._client.scopes import OperationT, Scope
    from tigris_http._transport.transport import PoolSettings

MAX_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Config:
    """A client's settings."""

    endpoint: Endpoint
    credentials: Identity | Provider = field(repr=False)
    region: str
    style: Style
    retry: RetryPolicy
    timeouts: Timeouts
    network: PoolSettings
    user_agent: str
    extra_headers: Headers = field(default=(), repr=False)
    consistent: bool = False
    verify_features: bool = True
    hooks: Hooks = field(default_factory=Hooks)
    scopes: tuple[Scope, ...] = ()
    """The innermost last."""
    guarded: bool = False
    """Whether keys of AWS are refused, since nobody said where to send them."""

    @property
    def max_connections(self) -> int:
        """How many connections there may be at once."""
        return self.network.max_connections

    def scoped(self, operation: OperationT) -> OperationT:
        """Return the operation that is sent in this one's place; the innermost view has the first word."""
        for scope in reversed(self.scopes):
            operation = scope.applied(operation)
        return operation


def configured(
    endpoint: str,
    credentials: Secrets | Provider,
    *,
    region: str,
    addressing_style: Style,
    retry: RetryPolicy | None,
    timeouts: Timeouts | None,
    network: PoolSettings,
    user_agent_extra: str,
    extra_headers: Mapping[str, str] | None,
    consistent: bool,
    verify_features: bool,
    hooks: Hooks,
) -> Config:
    """Return the settings of a new client; whatever can never be right is refused here."""
    if addressing_style not in ("auto", "virtual", "path"):
        raise ValueError(f"addressing_style must be 'auto', 'virtual' or 'path', not {addressing_style!r}")
    if not REGION.fullmatch(region):
        raise ValueError(f"region must be a name such as 'auto', not {region!r}")
    if not (user_agent_extra.isascii() and (user_agent_extra.isprintable() or not user_agent_extra)):
        raise ValueError("user_agent_extra must be printable ASCII")
    return Config(
        endpoint=Endpoint.parse(endpoint),
        credentials=as_source(credentials),
        region=region,
        style=addressing_style,
        retry=RetryPolicy() if retry is None else retry,
        timeouts=Timeouts() if timeouts is None else timeouts,
        network=network,
        user_agent=f"{_user_agent()} {user_agent_extra}".strip(),
        extra_headers=extra_fields(extra_headers),
        consistent=arguments.flag("consistent", consistent),
        verify_features=arguments.flag("verify_features", verify_features),
        hooks=hooks,
    )


def changed(
    config: Config,
    retry: RetryPolicy | None,
    timeouts: Timeouts | None,
    extra_headers: Mapping[str, str] | None,
    consistent: bool | None,
    verify_features: bool | None,
    on_request: Hook | None,
    on_response: Hook | None,
    on_retry: Hook | None,
) -> Config:
    """Return `config` with what is not None in place of what it had."""
    return replace(
        config,
        retry=config.retry if retry is None else retry,
        timeouts=config.timeouts if timeouts is None else timeouts,
        extra_headers=config.extra_headers if extra_headers is None else extra_fields(extra_headers),
        consistent=config.consistent if consistent is None else arguments.flag("consistent", consistent),
        verify_features=config.verify_features
        if verify_features is None
        else arguments.flag("verify_features", verify_features),
        hooks=Hooks(
            config.hooks.on_request if on_request is None else on_request,
            config.hooks.on_response if on_response is None else on_response,
            config.hooks.on_retry if on_retry is None else on_retry,
        ),
    )


def client_repr(client: object, config: Config) -> str:
    """Return a client's repr."""
    name, scopes = type(client).__name__, "".join(f", {scope!r}" for scope in config.scopes)
    who = described(config.credentials)
    return f"<{name} {config.endpoint.scheme}://{config.endpoint.authority} as {who}{scopes}>"


def picklable(config: Config) -> Config:
    """Return settings that go to another process; raise `TypeError` where their provider cannot."""
    try:
        pickle.dumps(config.credentials)
    except (pickle.PicklingError, AttributeError, TypeError):
        # Without its text: it shows what a provider was made with.
        problem = True
    else:
        problem = False
    if problem:
        raise TypeError(
            f"a client with {described(config.credentials)} cannot be pickled: only functions that can be imported "
            "by their name can, or objects of classes that can"
        )
    return config


@cache
def _user_agent() -> str:
    from tigris_http._transport.transport import HTTPX_VERSION
    from tigris_http._version import __version__

    return f"tigris-http/{__version__} python/{platform.python_version()} httpx/{HTTPX_VERSION}"


class Shared:
    """What a client and all views of it have in common, beside the connections."""

    def __init__(self, region: str) -> None:
        self.budget = RetryBudget()
        self.skew = Skew()
        self.bundles = BundleSupport(no_bundles)
        self.features: set[str] = set()
        """The features of Tigris that the endpoint was seen to speak. Threads may add at once."""
        self._region = region
        self._signer: Signer | None = None

    def signer(self) -> Signer:
        """Return the signer, made at the first signature: its package takes long to import."""
        made = self._signer
        if made is None:
            from tigris_http._auth.sigv4 import Signer

            made = self._signer = Signer(self._region)
        return made


def plan(config: Config, shared: Shared, keys: Keys) -> CallContext:
    """Return what an exchange of this client depends on."""
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
    """Return the time of our own clock."""
    return datetime.now(timezone.utc)
