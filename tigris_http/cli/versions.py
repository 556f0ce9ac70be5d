"""The version, and what a report of a problem needs: `tigris-http --version --debug`.

Contract: names of variables and of files, never their values or contents. Sends nothing.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from tigris_http._version import __version__
from tigris_http.cli.output import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPENDENCIES: Final = ("httpx", "requests-aws4auth", "defusedxml", "certifi", "anyio", "h11")
OPTIONAL: Final = ("trio", "zstandard", "awscrt", "shtab", "fsspec", "opentelemetry-api")
_SETTINGS: Final = ("AWS_", "TIGRIS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_")


def shown(*, details: bool) -> str:
    """Return the version, and on request lines of other versions and of settings by name."""
    version = f"{PROGRAM} {__version__}\n"
    return version + _details() if details else version


def _details() -> str:
    return "".join(f"{name + ':':<15}{value}\n" for name, value in _rows())


def _rows() -> Iterator[tuple[str, str]]:
    import platform
    import ssl

    yield "python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield "tls", ssl.OPENSSL_VERSION
    yield "encoding", f"{sys.getfilesystemencoding()}, output {sys.stdout.encoding}"
    yield "installed", ", ".join(f"{name} {_version(name) or 'missing'}" for name in DEPENDENCIES)
    yield "optional", ", ".join(f"{name} {found}" for name in OPTIONAL if (found := _version(name))) or "none"
    names = sorted(name for name, value in os.environ.items() if value and name.upper().startswith(_SETTINGS))
    yield "variables set", ", ".join(names) or "none"
    yield "profiles", ", ".join(_profile_files()) or "none"


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _profile_files() -> Iterator[str]:
    """Yield the profile files that exist, by the variable or the usual name that leads to them."""
    usual = {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials", "AWS_CONFIG_FILE": "~/.aws/config"}
    for variable, path in usual.items():
        given = os.environ.get(variable)
        if os.path.exists(os.path.expanduser(given or path)):  # noqa: PTH110, PTH111  # a path may be anything
            yield f"the file of {variable}" if given else path
