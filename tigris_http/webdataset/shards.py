"""Shards at `t3://` URLs: the handler that webdataset opens them by."""

from __future__ import annotations

import io
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from webdataset.gopen import gopen_schemes

from tigris_http import TigrisHTTP
from tigris_http._concurrency.per_process import PerProcess
from tigris_http.transfers import parse_uri

if TYPE_CHECKING:
    from typing import BinaryIO

SCHEMES: Final = ("tigris", "t3")
_BUFFER: Final = 256 << 10
"""Least bytes that are read of a shard at once."""


def register(client: TigrisHTTP | None = None) -> None:
    """Let webdataset read and write `t3://bucket/key` and `tigris://bucket/key`.

    Calling it again replaces the client. An object appears when its writer is closed. webdataset closes a shard also
    after an error in its `with`, as it does with files: the shard ends there.

    Parameters:
        client:
            Sends the requests, in forked workers too. None: `TigrisHTTP.from_env()`, one for each process, made when
            the first URL is opened.
    """
    if client is None:
        clients: PerProcess[TigrisHTTP] = PerProcess(_of_environment)
        get: Callable[[], TigrisHTTP] = clients.get
    elif isinstance(client, TigrisHTTP):  # pyright: ignore[reportUnnecessaryIsInstance]
        get = _returning(client)
    else:
        raise TypeError(f"client must be a TigrisHTTP or None, not {type(client).__name__}: webdataset reads blocking")

    def opened(url: str, mode: str = "rb", bufsize: int = _BUFFER) -> BinaryIO:
        return _opened(get, url, mode, bufsize)

    for scheme in SCHEMES:
        gopen_schemes[scheme] = opened


def _of_environment() -> TigrisHTTP:
    client = TigrisHTTP.from_env()
    # It has no other owner. Open shards refer to it; a view shares its connections alone.
    weakref.finalize(client, client.with_options().close)
    return client


def _returning(client: TigrisHTTP) -> Callable[[], TigrisHTTP]:
    return lambda: client


def _opened(get: Callable[[], TigrisHTTP], url: str, mode: str, bufsize: int) -> BinaryIO:
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest:
        raise ValueError(f"url must be like t3://bucket/key, not {url!r}")
    found = parse_uri(f"t3://{rest}")
    if not found.key:
        raise ValueError(f"url must name an object, such as t3://{found.bucket}/key, not a bucket: {url!r}")
    if mode == "rb":
        body = get().get_object(found.bucket, found.key, snapshot_version=found.snapshot_version)
        # tarfile takes short reads at the start of a stream for its end.
        return io.BufferedReader(body, max(bufsize, _BUFFER))
    if mode != "wb":
        raise ValueError(f"mode must be 'rb' or 'wb', not {mode!r}")
    if found.snapshot_version is not None:
        raise ValueError(f"url is at a snapshot, which cannot be written to: {url!r}")
    return cast("BinaryIO", get().write_object(found.bucket, found.key))
