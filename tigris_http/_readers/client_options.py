"""The settings of a client that other processes make, and the client of this process.

Contract: pickles without a secret, unless the caller's provider holds one. No `repr` or error shows a credential, a
header or a proxy. A process has one client for each `ClientOptions`, however many tasks it runs. Without locks, so
that a forked child never waits for one.
"""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from tigris_http import ANONYMOUS, DEFAULT_ENDPOINT, TigrisHTTP
from tigris_http._unmade import shown
from tigris_http.credentials import described, pickles

if TYPE_CHECKING:
    from tigris_http import RetryPolicy, Timeouts
    from tigris_http._wire.address import Style
    from tigris_http.credentials import Anonymous, Provider

MOST_CLIENTS: Final = 8
"""Clients that a process keeps. Another one replaces the oldest."""


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """The settings of the clients in worker processes. Each process makes one client and keeps it between tasks.

    A setting that is not given comes from the environment of the worker, as in `TigrisHTTP.from_env`. Raises
    `TypeError` for keys in place of a function: they would lie in the cluster's storage with each task.
    """

    endpoint: str | None = None
    """URL of the service. None: the environment or profile of the worker, else `https://t3.storage.dev`."""
    _: KW_ONLY
    credentials: Provider | Anonymous | None = None
    """A function without arguments that returns credentials in the worker, or `ANONYMOUS`. None: the environment or
    profile of the worker. The function is pickled with each task: by its name if it can be imported, else by its code
    and the values it encloses."""
    profile: str | None = None
    """Name of a profile in the files of the worker. None: as in `TigrisHTTP.from_env`."""
    region: str | None = None
    """Name of the region in signatures. None: the worker's, else `"auto"`."""
    addressing_style: Style = "auto"
    """`"auto"`, `"virtual"` or `"path"`."""
    retry: RetryPolicy | None = None
    """None: `RetryPolicy()`, or the attempts of the worker's environment."""
    timeouts: Timeouts | None = None
    """None: `Timeouts()`."""
    max_connections: int = 64
    """Connections of each process."""
    proxy: str | bool | None = field(default=None, repr=False)
    """URL of a proxy; False for none. None: the environment of the worker."""
    verify: str | bool = True
    """Path of certificates on the worker. True: its environment, else certifi's."""
    extra_headers: Mapping[str, str] | None = field(default=None, repr=False)
    """Headers of every request. None by default."""
    consistent: bool = False
    """True asks every request for the latest state of any region."""
    verify_features: bool = True
    """True raises `FeatureNotSupported` if the endpoint does not speak a feature of Tigris."""
    uid: str = field(init=False, repr=False, compare=False, default_factory=lambda: uuid.uuid4().hex)
    """Identifies these options in every process."""

    def __post_init__(self) -> None:
        if not (self.credentials is None or self.credentials is ANONYMOUS or _is_provider(self.credentials)):
            raise TypeError(
                "credentials must be a function that returns them in the worker, ANONYMOUS or None for the worker's "
                f"environment, not {type(self.credentials).__name__}: keys would lie in the cluster's storage with "
                "each task"
            )
        # Checks each value. It sends nothing and reads no environment.
        TigrisHTTP(self.endpoint or DEFAULT_ENDPOINT, self.credentials or ANONYMOUS, **self._settings()).close()

    def _settings(self) -> dict[str, Any]:
        names = ("addressing_style", "retry", "timeouts", "max_connections", "proxy", "verify", "extra_headers")
        settings = {name: getattr(self, name) for name in (*names, "consistent", "verify_features")}
        return settings if self.region is None else {**settings, "region": self.region}

    def connect(self) -> TigrisHTTP:
        """Make a client. Raises `CredentialsError` if neither these options nor the environment have credentials."""
        return TigrisHTTP.from_env(
            profile=self.profile, endpoint=self.endpoint, credentials=self.credentials, **self._settings()
        )

    def check_pickles(self, dumps: Callable[[object], object]) -> None:
        """Raise `TypeError` if `dumps` cannot pickle the provider."""
        if not pickles(self.credentials, dumps):
            raise TypeError(
                f"credentials: {self._sender()} cannot be pickled for the workers: give a function that encloses no "
                "connection, lock or file"
            )

    def _sender(self) -> str:
        if self.credentials is None:
            return "the worker's environment" if self.profile is None else f"the worker's profile {self.profile!r}"
        return described(self.credentials)

    @shown
    def __repr__(self) -> str:
        endpoint = "the worker's endpoint" if self.endpoint is None else repr(self.endpoint)
        return f"<ClientOptions {endpoint} as {self._sender()}>"


def _is_provider(value: object) -> bool:
    return callable(value) and not isinstance(value, type) and not hasattr(value, "access_key_id")


FROM_ENVIRONMENT: Final = ClientOptions()
"""The options that stand for none."""

_CLIENTS: Final[dict[str, TigrisHTTP]] = {}


def client_of(options: ClientOptions) -> TigrisHTTP:
    """Return this process's client for the options. Do not close it."""
    client = _CLIENTS.get(options.uid)
    if client is None:
        # Two threads may both make one. The first that is stored serves both.
        client = _CLIENTS.setdefault(options.uid, _closed_when_dropped(options.connect()))
        for uid in list(_CLIENTS)[:-MOST_CLIENTS]:
            # Not closed: a task may use it. Its connections close when the last task has dropped it.
            _CLIENTS.pop(uid, None)
    return client


def _closed_when_dropped(client: TigrisHTTP) -> TigrisHTTP:
    transport = client._transport  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    weakref.finalize(client, transport.close)
    return client


def options_or_environment(options: ClientOptions | None) -> ClientOptions:
    """Check the argument `client_options`."""
    given = cast("object", FROM_ENVIRONMENT if options is None else options)
    if not isinstance(given, ClientOptions):
        right = ": a client holds connections" if isinstance(given, TigrisHTTP) else ""
        raise TypeError(f"client_options must be ClientOptions, not {type(given).__name__}{right}")
    return given
