"""CPU microseconds of one small call, GET, HEAD, PUT and LIST: ours and its peers, all in one run.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.bench_calls

The server is a process of its own that answers every request with prepared bytes. A figure is the client's CPU time
(user and system, all threads), which hardly depends on other work of the machine: the median of the rounds. The clients
alternate. GETs also run over TLS, and on httpx alone, without a signature. A peer that is not installed has a line that
says so.
"""

from __future__ import annotations

import importlib
import io
import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from tests.benchmarks.serving import (
    BODY,
    BUCKET,
    CERTIFICATE,
    ENTRIES,
    ID,
    KEY,
    SECRET,
    alternated,
    check,
    is_installed,
    name_of,
    serving,
    settings,
    timed,
)
from tigris_http import TigrisHTTP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Calls = Mapping[str, Callable[[], None]]

ROUNDS = 9
CALLS = {"GET": 384, "HEAD": 384, "PUT": 256, "LIST": 8}
"""The calls of one round."""
TITLES = {"GET": "GET of 4 KiB", "HEAD": "HEAD", "PUT": "PUT of 4 KiB", "LIST": f"LIST of {ENTRIES:,} entries"}
TRANSPORT, HTTPX, OURS, BOTO3, MINIO, OBSTORE = (
    *("httpx.HTTPTransport", "httpx.Client"),
    *("tigris_http", "boto3", "minio", "obstore"),
)
GOALS = (("GET", TRANSPORT, 60.0, "us over"), ("GET", BOTO3, 0.27, "of"), ("GET", MINIO, 1.0, "of"))
"""The highest difference or ratio of our figure to a peer's."""


class Row(NamedTuple):
    """One measured figure: the call, the client, TLS or not, and the median CPU microseconds of one call."""

    call: str
    subject: str
    tls: bool
    microseconds: float


def check_names(names: Iterable[str | None]) -> None:
    """Raise if these are not the keys of the listing."""
    if [*names] != NAMES:
        raise AssertionError("another listing")


NAMES = [name_of(number) for number in range(ENTRIES)]


def trusting(endpoint: str) -> ssl.SSLContext | bool:
    """Return the setting `verify` for the server's certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE)) if endpoint.startswith("https") else True


def by_transport(endpoint: str, stack: ExitStack) -> Calls:
    """Return a GET by the transport alone: a ready URL and headers, no signature, no parsing."""
    transport = stack.enter_context(httpx.HTTPTransport(verify=trusting(endpoint)))
    headers = {"Host": endpoint.partition("://")[2], "Accept-Encoding": "identity"}

    def get() -> None:
        request = httpx.Request("GET", f"{endpoint}/{BUCKET}/{KEY}", headers=headers)
        response = transport.handle_request(request)
        check(response.read())
        response.close()

    return {"GET": get}


def by_httpx(endpoint: str, stack: ExitStack) -> Calls:
    """Return a GET by httpx's own client, unsigned."""
    client = stack.enter_context(httpx.Client(trust_env=False, verify=trusting(endpoint)))
    return {"GET": lambda: check(client.get(f"{endpoint}/{BUCKET}/{KEY}").content)}


def by_ours(endpoint: str, stack: ExitStack) -> Calls:
    """Return the calls of our blocking client."""
    client = stack.enter_context(TigrisHTTP(endpoint, (ID, SECRET), proxy=False, verify=trusting(endpoint)))

    def get() -> None:
        with client.get_object(BUCKET, KEY) as body:
            check(body.read())

    def head() -> None:
        check_size(client.head_object(BUCKET, KEY).size)

    def put() -> None:
        client.put_object(BUCKET, KEY, BODY)

    def listed() -> None:
        check_names(entry.key for entry in client.list_objects_v2(BUCKET))

    return {"GET": get, "HEAD": head, "PUT": put, "LIST": listed}


def check_size(size: int) -> None:
    """Raise if this is not the size of the object."""
    if size != len(BODY):
        raise AssertionError("another size")


def by_boto3(endpoint: str, stack: ExitStack) -> Calls:
    """Return the calls of boto3."""
    boto3: Any = importlib.import_module("boto3")
    config: Any = importlib.import_module("botocore.config")
    client = boto3.client(**settings(endpoint), config=config.Config(s3={"addressing_style": "path"}))
    stack.callback(client.close)

    return {
        "GET": lambda: check(client.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()),
        "HEAD": lambda: check_size(client.head_object(Bucket=BUCKET, Key=KEY)["ContentLength"]),
        "PUT": lambda: client.put_object(Bucket=BUCKET, Key=KEY, Body=BODY),
        "LIST": lambda: check_names(entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET)["Contents"]),
    }


def by_minio(endpoint: str, _: ExitStack) -> Calls:
    """Return the calls of minio-py."""
    minio: Any = importlib.import_module("minio")
    urllib3: Any = importlib.import_module("urllib3")
    scheme, host = endpoint.split("://")
    client = minio.Minio(
        host,
        access_key=ID,
        secret_key=SECRET,
        secure=scheme == "https",
        region="us-east-1",
        http_client=urllib3.PoolManager(ca_certs=str(CERTIFICATE)),
    )

    def get() -> None:
        response = client.get_object(BUCKET, KEY)
        try:
            check(response.read())
        finally:
            response.close()
            response.release_conn()

    return {
        "GET": get,
        "HEAD": lambda: check_size(client.stat_object(BUCKET, KEY).size),
        "PUT": lambda: client.put_object(BUCKET, KEY, io.BytesIO(BODY), len(BODY)),
        "LIST": lambda: check_names(entry.object_name for entry in client.list_objects(BUCKET, recursive=True)),
    }


def by_obstore(endpoint: str, _: ExitStack) -> Calls:
    """Return the calls of obstore, which trusts any certificate here: it takes none of the caller's."""
    stores: Any = importlib.import_module("obstore.store")
    keys = {"access_key_id": ID, "secret_access_key": SECRET}
    options = {"allow_http": True, "allow_invalid_certificates": True}
    store = stores.S3Store(
        BUCKET, endpoint=endpoint, region="auto", virtual_hosted_style_request=False, client_options=options, **keys
    )
    return {
        "GET": lambda: check(bytes(store.get(KEY).bytes())),
        "HEAD": lambda: check_size(store.head(KEY)["size"]),
        "PUT": lambda: store.put(KEY, BODY, use_multipart=False),
        "LIST": lambda: check_names(entry["path"] for entry in store.list(chunk_size=ENTRIES).collect()),
    }


CLIENTS: dict[str, Callable[[str, ExitStack], Calls]] = {
    TRANSPORT: by_transport,
    HTTPX: by_httpx,
    OURS: by_ours,
    OBSTORE: by_obstore,
    MINIO: by_minio,
    BOTO3: by_boto3,
}
PEERS = (OBSTORE, MINIO, BOTO3)


def rows() -> list[Row]:
    """Return all figures of this file."""
    with ExitStack() as stack:
        cases: dict[tuple[str, str, bool], Callable[[], float]] = {}
        for tls in (False, True):
            endpoint = stack.enter_context(serving(tls=tls))
            for subject, connect in CLIENTS.items():
                if subject in PEERS and not is_installed(subject):
                    continue
                calls = connect(endpoint, stack)
                for name in ("GET",) if tls else calls:
                    cases[name, subject, tls] = timed(calls[name], CALLS[name])
        return [Row(*case, figure) for case, figure in alternated(cases, ROUNDS).items()]


def main() -> list[Row]:
    """Print a table for each call, with ratios to boto3, and the goals; return the figures."""
    found = rows()
    figures = {row[:3]: row.microseconds for row in found}
    for call, tls in (("GET", False), ("GET", True), ("HEAD", False), ("PUT", False), ("LIST", False)):
        reference = figures.get((call, BOTO3, tls), float("nan"))
        print(f"{TITLES[call] + (' over TLS' if tls else ''):28}{'CPU us a call':>14}{'x boto3':>9}")
        for subject in CLIENTS:
            figure = figures.get((call, subject, tls))
            if figure is not None:
                print(f"{subject:28}{figure:14.0f}{figure / reference:9.2f}")
            elif not is_installed(subject.partition(".")[0]):
                print(f"{subject:28} not installed")
    for call, other, goal, how in GOALS:
        if (call, other, False) in figures:
            mine, theirs = figures[call, OURS, False], figures[call, other, False]
            value = f"{mine - theirs:.0f}" if how == "us over" else f"{mine / theirs:.2f}"
            print(f"{call}: {value} {how} {other} (goal: at most {goal:g})", flush=True)
    return found


if __name__ == "__main__":
    main()
