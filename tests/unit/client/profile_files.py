"""Profile files of a test, and the settings of a client that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tigris_http import (
    AsyncTigrisHTTP,
    TigrisHTTP,
)
from tigris_http.credentials import described

KEYS = {"AWS_ACCESS_KEY_ID": "tid_env", "AWS_SECRET_ACCESS_KEY": "hidden-env"}
TIGRIS = {"TIGRIS_STORAGE_ACCESS_KEY_ID": "tid_tigris", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "hidden-tigris"}
SESSION = {"TIGRIS_SESSION_TOKEN": "hidden-token", "TIGRIS_ORGANIZATION_ID": "org_1"}
LOCAL = "http://localhost:1"


def keys(name: str) -> str:
    return f"aws_access_key_id = tid_{name}\naws_secret_access_key = hidden-{name}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory without profile files."""
    (tmp_path / ".aws").mkdir()
    return tmp_path


def write(home: Path, credentials: str | None = None, config: str | None = None) -> None:
    if credentials is not None:
        (home / ".aws" / "credentials").write_text(credentials, "utf-8")
    if config is not None:
        (home / ".aws" / "config").write_text(config, "utf-8")


def made(home: Path, environment: Mapping[str, str] | None = None, **arguments: Any) -> TigrisHTTP:
    return TigrisHTTP.from_env({"HOME": str(home), **(environment or {})}, **arguments)


def key_of(client: TigrisHTTP | AsyncTigrisHTTP) -> str | None:
    current = client._keys.current()
    return None if current is None else described(current)


def endpoint_of(client: TigrisHTTP) -> str:
    return f"{client._config.endpoint.scheme}://{client._config.endpoint.authority}"
