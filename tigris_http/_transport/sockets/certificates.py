"""The certificates that TLS connections trust: the caller's, the environment's, or httpx's default.

Contract: each bundle is read once a process, since that costs 20 to 50 ms: when the client is made if the caller names
it, else at the first connection. Verification is on, except through the caller's own context.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import ssl

    VerifySetting: TypeAlias = bool | str | os.PathLike[str] | ssl.SSLContext
else:
    # `ssl` is loaded with the first connection: it takes 6 ms.
    VerifySetting = bool | str | os.PathLike[str] | Any
"""True for the default, the path of a file or directory of certificates, or a context."""


def checked(verify: VerifySetting) -> VerifySetting:
    """Return a valid setting; raise `ValueError` or `TypeError` for another."""
    if verify is True:
        return verify
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
    _path_context(path, "verify")
    return path


def context(verify: VerifySetting) -> ssl.SSLContext:
    if isinstance(verify, bool):
        return _default_context()
    return _path_context(os.fspath(verify), "verify") if isinstance(verify, (str, os.PathLike)) else verify


@lru_cache(maxsize=16)
def _path_context(path: str, origin: str) -> ssl.SSLContext:
    import ssl

    if os.path.isdir(path):  # noqa: PTH112  # `pathlib` takes longer to load
        return ssl.create_default_context(capath=path)
    try:
        return ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise ValueError(f"{origin} is no file or directory of certificates: {path!r} ({error})") from error


@cache
def _default_context() -> ssl.SSLContext:
    for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        path = os.environ.get(name)
        if path:
            return _path_context(path, name)

    return certificates()


def certificates() -> ssl.SSLContext:
    """Return a context with the certificates that httpx trusts."""
    import httpx

    return httpx.create_ssl_context()
