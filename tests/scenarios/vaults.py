"""A provider of temporary credentials that an emulator accepts, and clients that use it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tigris_http import (
    AsyncTigrisHTTP,
    Credentials,
    TigrisHTTP,
)
from tigris_http.emulator import Emulator, EmulatorCredentials

from .harness import AT_ONCE, Harness

HOUR = timedelta(hours=1)


class Vault:
    """Provides temporary credentials that an emulator accepts. `expire` ends those given before."""

    def __init__(self, tigris: Emulator, *, life: timedelta | None = HOUR) -> None:
        self.tigris, self.life = tigris, life
        self.given: list[str] = []
        self.broken = False

    def __call__(self) -> Credentials:
        if self.broken:
            raise OSError("the vault is closed; hidden")
        key = f"tid_temporary_{len(self.given)}"
        self.given.append(key)
        self.tigris.add_credentials(EmulatorCredentials(key, f"hidden-{key}", "to/ken"))
        expires_at = None if self.life is None else datetime.now(timezone.utc) + self.life
        return Credentials(key, f"hidden-{key}", "to/ken", expires_at)

    def expire(self) -> None:
        """Let the service refuse the latest credentials."""
        self.tigris.expire_credentials(self.given[-1])


@pytest.fixture
def vault(tigris: Emulator) -> Vault:
    return Vault(tigris)


@pytest.fixture
def client(harness: Harness, vault: Vault) -> AsyncTigrisHTTP:
    """A client whose credentials come from the vault."""
    return harness.client(credentials=vault)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    return tmp_path


def from_env(harness: Harness, home: Path, **arguments: Any) -> AsyncTigrisHTTP:
    """Return a client of the harness's emulator with the profile `default` below `home`."""
    kind: Any = TigrisHTTP if harness.mode == "blocking" else AsyncTigrisHTTP
    environment = {"HOME": str(home), "AWS_ENDPOINT_URL_S3": harness.tigris.endpoint}
    return harness.own(kind.from_env(environment, retry=AT_ONCE, **arguments))


def statuses(tigris: Emulator) -> list[tuple[str, int, str]]:
    return [(each.operation, each.status, each.code) for each in tigris.requests]


# -- wrong clocks -----------------------------------------------------------------------------------------------------


class VaultElsewhere(Vault):
    """A vault with the service's clock."""

    def __init__(self, tigris: Emulator, skew: float, *, life: timedelta = HOUR) -> None:
        super().__init__(tigris, life=life + timedelta(seconds=skew))


# -- profiles ---------------------------------------------------------------------------------------------------------


def write_keys(home: Path, key: str, secret: str, token: str | None = None) -> None:
    lines = [f"aws_access_key_id = {key}", f"aws_secret_access_key = {secret}"]
    lines += [] if token is None else [f"aws_session_token = {token}"]
    (home / ".aws" / "credentials").write_text("[default]\n" + "\n".join(lines), "utf-8")
