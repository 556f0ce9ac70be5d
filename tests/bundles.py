"""Bundles without a network: archives, bodies in memory, and clients that answer with them."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any

import anyio.lowlevel

from tigris_http._address import Endpoint
from tigris_http._budget import RetryBudget
from tigris_http._exchange import Plan, Skew
from tigris_http._http import Head, Headers
from tigris_http._retry import RetryPolicy
from tigris_http._signing import Signer
from tigris_http._tar import BUFFER_SIZE
from tigris_http.bundle import AsyncBundleResponse, BundleResponse
from tigris_http.credentials import Credentials
from tigris_http.errors import ConnectionFailed, TigrisError
from tigris_http.operations import BundleObjects

Files = list[tuple[str, bytes]]
MANIFEST = "__bundle_errors.json"
ONCE = RetryPolicy(max_attempts=1)


def archive(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return files as a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def manifest(*skipped: tuple[str, str]) -> tuple[str, bytes]:
    """Return the manifest that names these keys and reasons, as a file."""
    entries = [{"key": key, "reason": reason} for key, reason in skipped]
    return MANIFEST, json.dumps({"skipped": entries}).encode()


class Source:
    """A body in memory, received `chunk` bytes at a time; it may break at `breaks`."""

    def __init__(self, body: bytes, chunk: int = 1 << 30, trailers: Headers = (), breaks: int | None = None) -> None:
        self.body, self.chunk, self.breaks = body, chunk, breaks
        self.at = self.closes = 0
        self.end_trailers = trailers

    @property
    def trailers(self) -> Headers:
        return self.end_trailers if self.at == len(self.body) else ()

    def readinto(self, buffer: memoryview, /) -> int:
        assert len(buffer)
        assert not self.closes
        if self.breaks is not None and self.at >= self.breaks:
            raise ConnectionFailed("reset by peer")
        count = min(len(buffer), self.chunk, len(self.body) - self.at)
        buffer[:count] = self.body[self.at : self.at + count]
        self.at += count
        return count

    def close(self) -> None:
        self.closes += 1


class AsyncSource:
    def __init__(self, inner: Source) -> None:
        self.inner = inner

    @property
    def trailers(self) -> Headers:
        return self.inner.trailers

    async def readinto(self, buffer: memoryview, /) -> int:
        await anyio.lowlevel.checkpoint()
        return self.inner.readinto(buffer)

    async def aclose(self) -> None:
        self.inner.close()


Answer = Source | AsyncSource | TigrisError
DATE: Headers = (("date", "Tue, 20 Oct 2026 10:57:30 GMT"),)


class Answers:
    """A blocking client that has `answer` say what comes of each operation, and notes them."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self.answer = answer
        self.operations: list[Any] = []

    def send(self, operation: Any, /) -> Any:
        self.operations.append(operation)
        found = self.answer(operation)
        if isinstance(found, TigrisError):
            raise found
        return found

    def stream(self, operation: Any, /) -> Any:
        found = self.send(operation)
        return operation.open(Head(200, DATE), found) if hasattr(found, "readinto") else found


class AsyncAnswers(Answers):
    async def send(self, operation: Any, /) -> Any:
        return super().send(operation)

    async def opening(self, operation: Any, /) -> Any:
        found = super().send(operation)
        if isinstance(found, Source):
            return operation.open_async(Head(200, DATE), AsyncSource(found))
        return operation.open_async(Head(200, DATE), found) if isinstance(found, AsyncSource) else found


def plan(policy: RetryPolicy = ONCE) -> Plan:
    """Return what an engine needs of a client, with a clock that stands still."""
    signer = Signer()
    return Plan(
        endpoint=Endpoint.parse("https://t3.storage.dev"),
        style="auto",
        policy=policy,
        budget=RetryBudget(),
        skew=Skew(),
        credentials=Credentials("tid_a", "tsec_b"),
        signer=lambda: signer,
        now=lambda: datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc),
        monotonic=lambda: 0.0,
        random=lambda: 0.0,
    )


def bundle(source: Source, keys: Iterable[Any], *, buffer_size: int = BUFFER_SIZE, **options: Any) -> Any:
    """Return the bundle whose one answer is `source`."""
    wish = BundleObjects[Any]("bucket", keys, **options)
    client = Answers(lambda _: source)
    return BundleResponse[Any](client, wish, plan(), connections=2, buffer_size=buffer_size)


async def abundle(
    source: Source | AsyncSource, keys: Iterable[Any], *, buffer_size: int = BUFFER_SIZE, **options: Any
) -> Any:
    """Return the async bundle whose one answer is `source`."""
    wish = BundleObjects[Any]("bucket", keys, **options)
    client = AsyncAnswers(lambda _: source)
    return await AsyncBundleResponse[Any](client, wish, plan(), connections=2, buffer_size=buffer_size).opened()
