"""Choose the proxy of a connection, from the caller's setting or the environment.

Contract: the environment is read once for each client, by the standard library. A proxy counts only if a request would
use it. The system's (the registry of Windows, System Configuration of macOS) count if the environment names none. A
proxy's user and password are never shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from tigris_http._concurrency.per_process import OneProcess
from tigris_http.errors import ConfigurationError

ProxySetting: TypeAlias = str | Literal[False] | None
"""The URL of a proxy. None reads the environment, False uses no proxy."""

_HERE = OneProcess()
"""A forked child reads the environment alone: the system's settings of macOS crash it."""
_MOST_BYPASSED: Final = 1024
_LONGEST_NAME: Final = 253
_LONGEST_LABEL: Final = 63
_PORTS = {"http": 80, "https": 443}
_NUMERIC = re.compile(r"[0-9.]+")
_PROXY = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:([^/?#]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d+))?/?"
)


class Proxy(NamedTuple):
    """A proxy's address and authorization."""

    scheme: str
    host: str
    port: int
    authorization: str | None = None
    """The value of a `Proxy-Authorization` header."""

    def __repr__(self) -> str:
        return f"Proxy({self.scheme}://{self.host}:{self.port})"  # no authorization

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
        host = match[3].strip("[]").lower()
        if not _is_host(host):
            raise ValueError(f"{origin} has a host that is no name or address")
        return cls(scheme, host, port, None if match[2] is None else _basic(match[2]))


def _is_host(host: str) -> bool:
    """Return whether a resolver takes this: an address, or labels of 1 to 63 characters (RFC 1035, 2.3.4)."""
    if ":" in host or _NUMERIC.fullmatch(host):
        from ipaddress import ip_address

        try:
            ip_address(host)
        except ValueError:
            return False
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_NAME and all(0 < len(label) <= _LONGEST_LABEL for label in labels)


def _basic(user: str) -> str:
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    name, _, password = user.partition(":")
    return f"Basic {b64encode(unquote_to_bytes(name) + b':' + unquote_to_bytes(password)).decode('ascii')}"


class Route(NamedTuple):
    """The far end of a connection. Requests with equal routes share connections."""

    scheme: str
    host: str
    port: int
    proxy: Proxy | None = None

    @property
    def forwarded(self) -> bool:
        """True if the proxy gets each request with its whole URL, without a tunnel."""
        return self.proxy is not None and self.scheme == "http"

    @property
    def needs_tls(self) -> bool:
        """True if there is TLS to the service, the proxy, or both."""
        return self.scheme == "https" or self.has_tls_proxy

    @property
    def has_tls_proxy(self) -> bool:
        """True if there is TLS to the proxy."""
        return self.proxy is not None and self.proxy.scheme == "https"


class Routes:
    def __init__(self, setting: ProxySetting) -> None:
        self._single = None if setting is None or setting is False else Proxy.parse(setting)
        self._found = _Found({}, is_system=False) if setting is not None else _found()
        self.to = lru_cache(maxsize=1024)(self._to)
        """Return the route to a scheme, host and port.

        Raises `ValueError` if the host is malformed, and `ConfigurationError` if a proxy of the environment is. May
        wait for the resolution of a name if `waits` says so.
        """

    def waits(self, scheme: str, host: str, port: int) -> bool:
        """Return whether the system must be asked about a host, which may resolve its name."""
        found = self._found
        return found.is_system and scheme in found.by_scheme and (host, port) not in found.bypassed

    def check(self, scheme: str, host: str, port: int) -> None:
        """Raise `ConfigurationError` if a variable names an unusable proxy for a host. Does not wait."""
        if not self._found.is_system:
            with suppress(ValueError):  # a malformed host: the request says so
                self.to(scheme, host, port)

    def _to(self, scheme: str, host: str, port: int) -> Route:
        if _NUMERIC.fullmatch(host):
            from ipaddress import ip_address

            ip_address(host)  # raises; a resolver accepts other forms
        proxy = self._single or self._found.proxy(scheme, host, port)
        if proxy is not None and scheme == "http":
            # One route for all hosts: each request tells the proxy its host.
            return Route(scheme, proxy.host, proxy.port, proxy)
        return Route(scheme, host, port, proxy)


class _Found:
    """The proxies of the environment or, if it names none, of the system."""

    def __init__(self, by_scheme: Mapping[str, str], *, is_system: bool) -> None:
        self.by_scheme, self.is_system = by_scheme, is_system
        self.bypassed: dict[tuple[str, int], bool] = {}
        """The answers of the system."""

    def proxy(self, scheme: str, host: str, port: int) -> Proxy | None:
        used = scheme if scheme in self.by_scheme else "all"
        url = self.by_scheme.get(used)
        if not url or self._is_bypassed(host, port):
            return None
        origin = f"the system's {used} proxy" if self.is_system else _variable(used)
        try:
            return Proxy.parse(url, origin)
        except ValueError as error:
            raise ConfigurationError(f"{error}. NO_PROXY names the hosts that need none") from None

    def _is_bypassed(self, host: str, port: int) -> bool:
        from urllib.request import proxy_bypass

        shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if not self.is_system:
            return bool(proxy_bypass(shown))
        known = self.bypassed.get((host, port))
        if known is None and not _HERE.is_here():
            return False
        if known is None:
            if len(self.bypassed) >= _MOST_BYPASSED:
                self.bypassed.clear()
            known = self.bypassed[host, port] = bool(proxy_bypass(shown))
        return known


def _found() -> _Found:
    from urllib.request import getproxies, getproxies_environment

    environment = getproxies_environment()
    if environment or not _HERE.is_here():
        return _Found(environment, is_system=False)
    found: dict[str, str] = {}
    for scheme, url in getproxies().items():
        if url.lower().startswith("socks"):
            import logging

            log = logging.getLogger("tigris_http.connections")
            log.info("the system's %s proxy speaks SOCKS, which is not supported: it is not used", scheme)
        elif scheme in _PORTS:
            found[scheme] = url
    return _Found(found, is_system=bool(found))


def _variable(scheme: str) -> str:
    """Return the name of the variable in its own case. The lower-case one counts first."""
    lower = f"{scheme}_proxy"
    names = (name for name in (lower, lower.upper()) if os.environ.get(name))
    return next(names, lower.upper())
