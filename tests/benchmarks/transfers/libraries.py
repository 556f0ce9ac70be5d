"""One transfer by a library, in a process of its own: prints its seconds and CPU seconds, without imports and client.

    python -m tests.benchmarks.transfers.libraries '["tigris_http", "down", ENDPOINT, ID, SECRET, PATH, KEY]'

Each library has its own defaults.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

OURS, ASYNC, BOTO3, OBSTORE = "tigris_http", "tigris_http async", "boto3", "obstore"
BUCKET = "bucket"
UP, DOWN, TREE_UP, TREE_DOWN = "up", "down", "tree up", "tree down"
PIECE = 10 << 20
"""The chunks that obstore returns by default."""


def by_ours(task: str, endpoint: str, pair: tuple[str, str], path: str, key: str) -> Callable[[], None]:
    """Return a transfer by the blocking client."""
    from tigris_http import TigrisHTTP

    client: Any = TigrisHTTP(endpoint, pair)
    run: dict[str, Callable[[], Any]] = {
        UP: lambda: client.upload_file(BUCKET, key, path),
        DOWN: lambda: client.download_file(BUCKET, key, path),
        TREE_UP: lambda: client.upload_tree(path, BUCKET, key).raise_for_failures(),
        TREE_DOWN: lambda: client.download_tree(BUCKET, key, path).raise_for_failures(),
    }
    return run[task]


def by_async(task: str, endpoint: str, pair: tuple[str, str], path: str, key: str) -> Callable[[], None]:
    """Return a transfer by the async client."""
    import asyncio

    from tigris_http import AsyncTigrisHTTP

    async def run() -> None:
        async with AsyncTigrisHTTP(endpoint, pair) as client:
            if task == UP:
                await client.upload_file(BUCKET, key, path)
            elif task == DOWN:
                await client.download_file(BUCKET, key, path)
            elif task == TREE_UP:
                (await client.upload_tree(path, BUCKET, key)).raise_for_failures()
            else:
                (await client.download_tree(BUCKET, key, path)).raise_for_failures()

    return lambda: asyncio.run(run())


def by_boto3(task: str, endpoint: str, pair: tuple[str, str], path: str, key: str) -> Callable[[], None]:
    """Return a transfer by boto3, that is by s3transfer."""
    boto3: Any = importlib.import_module("boto3")
    config: Any = importlib.import_module("botocore.config")
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="auto",
        aws_access_key_id=pair[0],
        aws_secret_access_key=pair[1],
        config=config.Config(s3={"addressing_style": "path"}),
    )
    if task == UP:
        return lambda: client.upload_file(path, BUCKET, key)
    return lambda: client.download_file(BUCKET, key, path)


def by_obstore(task: str, endpoint: str, pair: tuple[str, str], path: str, key: str) -> Callable[[], None]:
    """Return a transfer by obstore: parts at once up, one stream down, since it has no other way into a file."""
    from pathlib import Path

    stores: Any = importlib.import_module("obstore.store")
    keys = {"access_key_id": pair[0], "secret_access_key": pair[1]}
    plain = {"virtual_hosted_style_request": False, "client_options": {"allow_http": True}}
    store = stores.S3Store(BUCKET, endpoint=endpoint, region="auto", **keys, **plain)

    def down() -> None:
        with Path(path).open("wb", buffering=0) as file:
            file.writelines(store.get(key).stream(min_chunk_size=PIECE))

    return (lambda: store.put(key, Path(path))) if task == UP else down


BY = {OURS: by_ours, ASYNC: by_async, BOTO3: by_boto3, OBSTORE: by_obstore}


def main(arguments: str) -> None:
    """Run one transfer and print its figures."""
    subject, task, endpoint, name, secret, path, key = json.loads(arguments)
    run = BY[subject](task, endpoint, (name, secret), path, key)
    start, used = time.perf_counter(), time.process_time()
    run()
    print(json.dumps([time.perf_counter() - start, time.process_time() - used]), flush=True)
    os._exit(0)  # obstore's threads may abort while the interpreter ends


if __name__ == "__main__":
    main(sys.argv[1])
