"""The readers of `bench_bundle`, each in a process of its own.

A reader's process loads little beside the reader: its peak memory is a figure.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

OURS, ASYNC, EXTENSION = "tigris_http", "tigris_http async", "tigris-boto3-ext"
CERTIFICATE = os.path.abspath(f"{__file__}/../../../fixtures/tls/localhost.pem")  # noqa: PTH100
ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"


def names(count: int) -> list[str]:
    """Return the keys of a bundle."""
    return [f"data/train/{number:06}.jpg" for number in range(count)]


def check(total: int, count: int, size: int) -> None:
    """Raise if a reader read something else."""
    if total != count * size:
        raise AssertionError(f"read {total} bytes of {count * size}")


def by_ours(endpoint: str, keys: list[str], size: int) -> None:
    """Read by the blocking client: members that fit the buffer as `data`, larger ones as views."""
    from tigris_http import TigrisHTTP
    from tigris_http._archive.tar import BUFFER_SIZE

    with TigrisHTTP(endpoint, (ID, SECRET), verify=CERTIFICATE) as client:
        bundle = client.bundle_objects("bucket", keys, on_skipped="raise")
        if size <= BUFFER_SIZE:
            check(sum(len(found.data) for found in bundle), len(keys), size)
        else:
            check(sum(len(view) for found in bundle for view in found.views()), len(keys), size)


def by_async(endpoint: str, keys: list[str], size: int) -> None:
    """Read by the async client: members that fit the buffer as `data`, larger ones as views."""
    import asyncio

    from tigris_http import AsyncTigrisHTTP
    from tigris_http._archive.tar import BUFFER_SIZE

    async def main() -> None:
        async with AsyncTigrisHTTP(endpoint, (ID, SECRET), verify=CERTIFICATE) as client:
            total = 0
            async with client.bundle_objects("bucket", keys, on_skipped="raise") as bundle:
                async for found in bundle:
                    if size <= BUFFER_SIZE:
                        total += len(found.data)
                    else:
                        async for view in found.views():
                            total += len(view)
            check(total, len(keys), size)

    asyncio.run(main())


def by_extension(endpoint: str, keys: list[str], size: int) -> None:
    """Read by tigris-boto3-ext and `tarfile`, as its documentation shows."""
    import tarfile

    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]
    from tigris_boto3_ext import bundle_objects

    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=ID,
        aws_secret_access_key=SECRET,
        region_name="auto",
        verify=CERTIFICATE,
        config=Config(s3={"addressing_style": "path"}),
    )
    total = 0
    response: Any = bundle_objects(client, "bucket", keys)
    with tarfile.open(fileobj=response, mode="r|") as tar:
        for info in tar:
            file = tar.extractfile(info)
            if file is not None:
                total += len(file.read())
    check(total, len(keys), size)


READERS = {OURS: by_ours, ASYNC: by_async, EXTENSION: by_extension}


def read(subject: str, endpoint: str, count: int, size: int, times: int) -> None:
    """Be a reader: read once to warm up, then print the CPU seconds a GB and the peak memory."""
    reader, keys = READERS[subject], names(count)
    reader(endpoint, keys, size)
    start = time.process_time()
    for _ in range(times):
        reader(endpoint, keys, size)
    seconds = (time.process_time() - start) / (times * count * size / 1e9)
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123  # getrusage may return the parent's peak
        status = file.read()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([seconds, peak]))


if __name__ == "__main__":
    read(*json.loads(sys.argv[1]))
