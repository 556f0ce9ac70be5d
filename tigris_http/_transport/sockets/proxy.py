"""Which way connections go: straight to the service, or by a proxy, as the caller or the environment says.

Contract: the environment is looked at when the ways of a client are made, and by the standard library alone. What a
proxy's URL says of a user is never shown.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal, TypeAlias
from urllib.parse import unquote_to_bytes
from urllib.request import getproxies, proxy_bypass

ProxySetting: TypeAlias = str | Literal[False] | None
"""The URL of a proxy; None for what the environment says, False for none at all."""

_PORTS = {"http": 80, "https": 443}
_NUMERIC = re.compile(r"[0-9.]+")
_PROXY = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:([^/?#]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d+))?/?"
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: how to reach it, and as whom."""

    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)
    """The value of a `Proxy-Authorization` header."""

    @classmethod
    def parse(cls, url: str, origin: str = "proxy") -> Proxy:
        """Return the proxy at `url`; `ValueError` names `origin`, and never the URL, which may hold a password."""
        if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{origin} must be a URL, None or False, not {type(url).__name__}")
        scheme = url.partition("://")[0].lower() if "://" in url else "http"
        if scheme.startswith("socks"):
            raise ValueError(f"{origin} is a SOCKS proxy, which is not supported: only http:// and https:// ones are")
        match = _PROXY.fullmatch(url.strip())
        if match is None or scheme not in _PORTS:
            raise ValueError(f"{origin} must be a URL such as http://proxy.example:8080")
        port = int(match[4]) if match[4] else _PORTS[scheme]
        if not 0 < port < 65536:
            raise ValueError(f"{origin} has a port that is none")
        return cls(scheme, match[3].strip("[]").lower(), port, None if match[2] is None else _basic(match[2]))


def _basic(user: str) -> str:
    name, _, password = user.partition(":")
    return f"Basic {b64encode(unquote_to_bytes(name) + b':' + unquote_to_bytes(password)).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a connection leads; connections of equal routes are as good as each other."""

    scheme: str
    host: str
    port: int
    proxy: Proxy | None = None

    @property
    def forwarded(self) -> bool:
        """Whether the proxy is asked for each request by its whole URL, and not for a tunnel."""
        return self.proxy is not None and self.scheme == "http"

    @property
    def needs_tls(self) -> bool:
        """Whether there is TLS on it, to the service, to the proxy, or both."""
        return self.scheme == "https" or (self.proxy is not None and self.proxy.scheme == "https")


class Routes:
    """The ways of one client."""

    def __init__(self, setting: ProxySetting) -> None:
        self._single = None if setting is None or setting is False else Proxy.parse(setting)
        self._by_scheme: Mapping[str, Proxy] = _from_environment() if setting is None else {}
        self.to = lru_cache(maxsize=1024)(self._to)
        """Return the route to a scheme, host and port; `ValueError` where the host can be none."""

    @property
    def proxies(self) -> tuple[Proxy, ...]:
        """All proxies that may be used."""
        return (self._single,) if self._single is not None else tuple(self._by_scheme.values())

    def _to(self, scheme: str, host: str, port: int) -> Route:
        if _NUMERIC.fullmatch(host):
            ip_address(host)  # a resolver takes what it likes for an address
        proxy = self._single
        if self._by_scheme and not proxy_bypass(f"[{host}]:{port}" if ":" in host else f"{host}:{port}"):
            proxy = self._by_scheme.get(scheme) or self._by_scheme.get("all")
        if proxy is not None and scheme == "http":
            # Whatever the host: the proxy is told with each request.
            return Route(scheme, proxy.host, proxy.port, proxy)
        return Route(scheme, host, port, proxy)


def _from_environment() -> Mapping[str, Proxy]:
    found = {scheme: url for scheme, url in getproxies().items() if scheme in {"http", "https", "all"} and url}
    return {scheme: Proxy.parse(url, f"the environment's {scheme} proxy") for scheme, url in found.items()}
