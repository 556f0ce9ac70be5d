"""Choose the proxy of a connection, from the caller's setting or the environment.

Contract: the environment is read once for each client, by the standard library. A proxy's user and password are never
shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

ProxySetting: TypeAlias = str | Literal[False] | None
"""The URL of a proxy. None reads the environment, False uses no proxy."""

_PORTS = {"http": 80, "https": 443}
_NUMERIC = re.compile(r"[0-9.]+")
_PROXY = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:([^/?#]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d+))?/?"
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy's address and authorization."""

    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)
    """The value of a `Proxy-Authorization` header."""

    @classmethod
    def parse(cls, url: str, origin: str = "proxy") -> Proxy:
        """Parse `url`. Errors name `origin`, never the URL: it may hold a password."""
        if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{origin} must be a URL, None or False, not {type(url).__name__}")
        scheme = url.partition("://")[0].lower() if "://" in url else "http"
        if scheme.startswith("socks"):
            raise ValueError(f"{origin} is a SOCKS proxy, which is not supported: use an http:// or https:// proxy")
        match = _PROXY.fullmatch(url.strip())
        if match is None or scheme not in _PORTS:
            raise ValueError(f"{origin} must be a URL such as http://proxy.example:8080")
        port = int(match[4]) if match[4] else _PORTS[scheme]
        if not 0 < port < 65536:
            raise ValueError(f"{origin} has no valid port: use 1 to 65535")
        return cls(scheme, match[3].strip("[]").lower(), port, None if match[2] is None else _basic(match[2]))


def _basic(user: str) -> str:
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    name, _, password = user.partition(":")
    return f"Basic {b64encode(unquote_to_bytes(name) + b':' + unquote_to_bytes(password)).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Route:
    """The far end of a connection. Requests with equal routes share connections."""

    scheme: str
    host: str
    port: int
    proxy: Proxy | None = None

    def __hash__(self) -> int:
        return hash(self.host)  # computed once for a text

    @property
    def forwarded(self) -> bool:
        """True if the proxy gets each request with its whole URL, without a tunnel."""
        return self.proxy is not None and self.scheme == "http"

    @property
    def needs_tls(self) -> bool:
        """True if there is TLS to the service, the proxy, or both."""
        return self.scheme == "https" or (self.proxy is not None and self.proxy.scheme == "https")


class Routes:
    def __init__(self, setting: ProxySetting) -> None:
        self._single = None if setting is None or setting is False else Proxy.parse(setting)
        self._by_scheme: Mapping[str, Proxy] = _from_environment() if setting is None else {}
        self.to = lru_cache(maxsize=1024)(self._to)
        """Return the route to a scheme, host and port. Raises `ValueError` if the host is malformed."""

    @property
    def proxies(self) -> tuple[Proxy, ...]:
        return (self._single,) if self._single is not None else tuple(self._by_scheme.values())

    def _to(self, scheme: str, host: str, port: int) -> Route:
        if _NUMERIC.fullmatch(host):
            from ipaddress import ip_address

            ip_address(host)  # raises; a resolver accepts other forms
        proxy = self._single
        if self._by_scheme and not _is_bypassed(f"[{host}]:{port}" if ":" in host else f"{host}:{port}"):
            proxy = self._by_scheme.get(scheme) or self._by_scheme.get("all")
        if proxy is not None and scheme == "http":
            # One route for all hosts: each request tells the proxy its host.
            return Route(scheme, proxy.host, proxy.port, proxy)
        return Route(scheme, host, port, proxy)


def _is_bypassed(authority: str) -> bool:
    from urllib.request import proxy_bypass

    return bool(proxy_bypass(authority))


def _from_environment() -> Mapping[str, Proxy]:
    from urllib.request import getproxies

    found = {scheme: url for scheme, url in getproxies().items() if scheme in {"http", "https", "all"} and url}
    return {scheme: Proxy.parse(url, f"the environment's {scheme} proxy") for scheme, url in found.items()}
