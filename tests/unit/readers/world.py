"""A bucket, and options whose provider gives the keys of an emulator."""

from __future__ import annotations

from typing import Any

from tigris_http import TigrisHTTP
from tigris_http._readers.client_options import ClientOptions
from tigris_http.emulator import Emulator

BUCKET = "atlas"


def keys_of_the_emulator() -> tuple[str, str]:
    return "tid_emulator", "tsec_emulator"


def options_for(tigris: Emulator, **settings: Any) -> ClientOptions:
    return ClientOptions(tigris.endpoint, credentials=keys_of_the_emulator, **settings)


def stored(client: TigrisHTTP, sizes: dict[str, int]) -> dict[str, bytes]:
    """Put objects of these sizes; return their contents."""
    contents = {key: (key.encode() * size)[:size] for key, size in sizes.items()}
    for key, content in contents.items():
        client.put_object(BUCKET, key, content)
    return contents
