"""Objects of the suite, and a worker that dies once."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from tigris_http.ray import ClientOptions

ON_A_CLUSTER = [
    pytest.mark.usefixtures("cluster"),
    # Ray's own settings warn of themselves when they are made and copied.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray.data.context"),
]
BUCKET = "atlas"
SECRET = "tsec_NeverInALogOfRay"


def options_for(tigris: Emulator, **settings: Any) -> ClientOptions:
    """Return options whose provider encloses the secret."""
    from tigris_http.ray import ClientOptions

    secret = SECRET
    return ClientOptions(tigris.endpoint, credentials=lambda: ("tid_worker", secret), **settings)


def stored(client: TigrisHTTP, sizes: dict[str, int]) -> dict[str, bytes]:
    """Put objects of these sizes; return their contents."""
    contents = {key: (key.encode() * size)[:size] for key, size in sizes.items()}
    for key, content in contents.items():
        client.put_object(BUCKET, key, content)
    return contents


def rows_of(contents: dict[str, bytes]) -> list[dict[str, Any]]:
    return [{"key": key, "bytes": content} for key, content in contents.items()]


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort rows: tasks end in any order."""
    return sorted(rows, key=lambda row: str(row["key"]))


def die_once(marker: Path) -> None:
    """Kill this process by SIGKILL, unless one died before."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
