"""An emulator, and the program with its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

from .shell import Shell, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    with Emulator(minimum_part_size=0) as emulator:
        yield emulator


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    """A client with a snapshot bucket `photos`."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as made:
        made.create_bucket("photos", snapshot_enabled=True)
        yield made


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tigris: Emulator, tmp_path: Path) -> Shell:
    """The program in an empty folder, with the emulator's settings."""
    for name, value in settings(tigris).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Shell(monkeypatch)
