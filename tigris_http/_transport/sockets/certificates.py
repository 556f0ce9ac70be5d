"""The certificates that TLS connections trust: the caller's, the environment's, or certifi's.

Contract: each bundle is read once a process, since that costs 20 to 50 ms: when the client is made if the caller or a
variable names it, else at the first connection. Verification is on, except through the caller's own context.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from tigris_http.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    VerifySetting: TypeAlias = bool | str | os.PathLike[str] | ssl.SSLContext
else:
    # `ssl` is loaded with the first connection: it takes 6 ms.
    VerifySetting = bool | str | os.PathLike[str] | Any
"""True for the default, the path of a file or directory of certificates, or a context."""

_UNREADABLE: Final = (OSError, ValueError)
"""Errors of a path that cannot be read, or without certificates. `ssl.SSLError` is an `OSError`."""


class Variables(NamedTuple):
    """The variables that name certificates, with their values when the client was made."""

    AWS_CA_BUNDLE: str
    """A file or a directory. It replaces the other two."""
    SSL_CERT_FILE: str
    """Trusted beside `SSL_CERT_DIR`, as OpenSSL has it."""
    SSL_CERT_DIR: str
    """Directories, separated as in `PATH`. Those that do not exist are passed over if another does."""


def checked(verify: VerifySetting) -> VerifySetting | Variables:
    """Return a valid setting, the variables for True if there are any. Raises `ValueError` or `TypeError`."""
    if verify is True:
        found = Variables(*[os.environ.get(name, "") for name in Variables._fields])
        return found if any(found) else verify
    if verify is False:
        raise ValueError("verify must not be False: to trust other certificates, pass an ssl.SSLContext of your own")
    import ssl

    if isinstance(verify, ssl.SSLContext):
        if verify.protocol == ssl.PROTOCOL_TLS_SERVER:
            raise ValueError("verify is the SSLContext of a server; use ssl.create_default_context()")
        return verify
    if not isinstance(verify, (str, os.PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"verify must be True, a path or an ssl.SSLContext, not {type(verify).__name__}")
    path = os.fspath(verify)
    try:
        _path_context(path)
    except _UNREADABLE as error:
        raise ValueError(f"verify is no file or directory of certificates: {path!r} ({error})") from error
    return path


def context(verify: VerifySetting | Variables) -> ssl.SSLContext:
    """Return the context of a checked setting. Raises `ConfigurationError` for a variable that cannot be used."""
    if isinstance(verify, Variables):
        return _context_of_variables(verify)
    if isinstance(verify, bool):
        return _default_context()
    return _path_context(os.fspath(verify)) if isinstance(verify, (str, os.PathLike)) else verify


def _log(message: str, *arguments: str) -> None:
    import logging

    logging.getLogger("tigris_http.connections").info(message, *arguments)


@lru_cache(maxsize=16)
def _path_context(path: str) -> ssl.SSLContext:
    import ssl

    if not path:
        raise ValueError("the path is empty")
    if os.path.isdir(path):  # noqa: PTH112  # `Path.is_dir` raises for some paths
        return ssl.create_default_context(capath=path)
    return ssl.create_default_context(cafile=path)


@lru_cache(maxsize=16)
def _context_of_variables(named: Variables) -> ssl.SSLContext:
    if named.AWS_CA_BUNDLE:
        return _loaded([("AWS_CA_BUNDLE", named.AWS_CA_BUNDLE)])
    parts = named.SSL_CERT_DIR.split(os.pathsep)
    given = [("SSL_CERT_FILE", named.SSL_CERT_FILE), *(("SSL_CERT_DIR", part) for part in parts)]
    given = [(name, path) for name, path in given if path]
    there = [(name, path) for name, path in given if os.path.exists(path)]  # noqa: PTH110
    for name, _ in given:
        if there and name not in dict(there):
            _log("%s: no such file or directory; trusting those of %s", name, there[0][0])
    return _loaded(there or given)


def _loaded(paths: list[tuple[str, str]]) -> ssl.SSLContext:
    import ssl

    made: ssl.SSLContext | None = None
    for name, path in paths:
        try:
            if made is None:
                # Not the cached one: others are added to it.
                made = _path_context.__wrapped__(path)
            elif os.path.isdir(path):  # noqa: PTH112
                made.load_verify_locations(capath=path)
            else:
                made.load_verify_locations(cafile=path)
        except _UNREADABLE as error:
            why = error.strerror if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) else "unreadable"
            raise ConfigurationError(f"{name}: not a file or directory of certificates ({why})") from None
    if made is None:
        raise ConfigurationError("SSL_CERT_DIR: names no directory")
    return made


@cache
def _default_context() -> ssl.SSLContext:
    """Return a context with certifi's certificates, else with the system's.

    Certifi gives a file: in a zip archive it makes a temporary one, which not every machine can write.
    """
    import ssl

    import httpx

    try:
        return httpx.create_ssl_context(trust_env=False)
    except (*_UNREADABLE, ImportError) as error:
        why = type(error).__name__
    try:
        import certifi

        return ssl.create_default_context(cadata=certifi.contents())
    except (*_UNREADABLE, ImportError):
        pass
    of_system, paths = ssl.create_default_context(), ssl.get_default_verify_paths()
    if not (of_system.cert_store_stats()["x509_ca"] or paths.cafile or paths.capath):
        raise ConfigurationError(
            f"there are no certificates to trust: those of certifi cannot be read ({why}), and the system has none. "
            "Name a file of them by verify= or SSL_CERT_FILE"
        )
    _log("certifi's certificates cannot be read (%s): trusting those of the system", why)
    return of_system
