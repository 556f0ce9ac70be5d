"""Bundles without a network: archives, bodies in memory, and clients that answer with them."""

from __future__ import annotations

import gzip
import inspect
import io
import json
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, TypeAlias

import anyio.lowlevel
import zstandard

from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.sigv4 import Signer
from tigris_http._bundle.response import AsyncBundleResponse, BundleResponse
from tigris_http._core.bundle_support import BundleSupport
from tigris_http._core.clock_skew import Skew
from tigris_http._core.messages import CallContext
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.address import Endpoint
from tigris_http._wire.http import Head, Headers, Response
from tigris_http.credentials import Credentials
from tigris_http.errors import BundleError, ConnectionFailed, NotFound, PreconditionFailed, TigrisError
from tigris_http.operations import BundleObjects, GetObject, HeadObject
from tigris_http.operations.bundles.bundles import BundleRequest

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
            if "\0" in name:  # which ends a name in an ordinary header
                info.pax_headers = {"path": name}
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def manifest(*skipped: tuple[str, str]) -> tuple[str, bytes]:
    """Return the manifest with these keys and reasons, as a file."""
    entries = [{"key": key, "reason": reason} for key, reason in skipped]
    return MANIFEST, json.dumps({"skipped": entries}).encode()


class Source:
    """A body in memory, received `chunk` bytes at a time. It may break at `breaks`."""

    remaining: int | None = None

    def __init__(
        self,
        body: bytes,
        chunk: int = 1 << 30,
        trailers: Headers = (),
        breaks: int | None = None,
        error: type[TigrisError] = ConnectionFailed,
    ) -> None:
        self.error = error
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
            raise self.error("reset by peer")
        end = len(self.body) if self.breaks is None else min(self.breaks, len(self.body))
        count = min(len(buffer), self.chunk, end - self.at)
        buffer[:count] = self.body[self.at : self.at + count]
        self.at += count
        return count

    def close(self) -> None:
        self.closes += 1


class AsyncSource:
    remaining: int | None = None

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


def _parts(found: Any) -> tuple[Head, Any]:
    return found if isinstance(found, tuple) else (Head(200, DATE), found)  # pyright: ignore[reportUnknownVariableType]


class Answers:
    """A blocking client whose results come from `answer`. It records the operations.

    An answer is an error, a result, or a body, perhaps with its head.
    """

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
        found = Answers.send(self, operation)
        head, body = _parts(found)
        return operation.open(head, body) if hasattr(body, "readinto") else body


class AsyncAnswers(Answers):
    async def send(self, operation: Any, /) -> Any:
        return super().send(operation)

    async def opening(self, operation: Any, /) -> Any:
        found = super().send(operation)
        head, body = _parts(found)
        if isinstance(body, Source):
            body = AsyncSource(body)
        return operation.open_async(head, body) if isinstance(body, AsyncSource) else body


def plan(policy: RetryPolicy = ONCE) -> CallContext:
    """Return a call context for an engine, with a clock that stands still."""
    signer = Signer()
    return CallContext(
        endpoint=Endpoint.parse("https://t3.storage.dev"),
        style="auto",
        policy=policy,
        budget=RetryBudget(),
        skew=Skew(),
        keys=BlockingKeyring(Credentials("tid_a", "tsec_b"), lambda: datetime(2026, 10, 20, tzinfo=timezone.utc)),
        signer=lambda: signer,
        now=lambda: datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc),
        monotonic=lambda: 0.0,
        random=lambda: 0.0,
        bundles=BundleSupport(),
    )


# -- a service in memory ----------------------------------------------------------------------------------------------

LONG_AGO = "Mon, 19 Oct 2026 10:00:00 GMT"
Break: TypeAlias = "tuple[float, type[TigrisError]] | None"
"""Which part of an answer precedes the error."""


def compressed(body: bytes, compression: str) -> bytes:
    if compression == "gzip":
        return gzip.compress(body, 1)
    return zstandard.compress(body) if compression == "zstd" else body


def named(operation: Any) -> str:
    """Return a name that tells requests apart."""
    if isinstance(operation, BundleRequest):
        return "bundle " + " ".join(operation.keys)
    return f"{type(operation).__name__} {operation.key} {operation.range}"


class Service:
    """A service in memory that holds these objects. `breaks(name, time)` gives the place at which an answer breaks."""

    def __init__(
        self,
        objects: Mapping[str, bytes],
        breaks: Callable[[str, int], Break] = lambda _name, _time: None,
        *,
        chunk: int = 1 << 30,
        reason: str = "NoSuchKey",
    ) -> None:
        self.objects, self.reason = dict(objects), reason
        self.modified: dict[str, str] = {}
        """Times of objects that were written recently."""
        self.sources: list[Source] = []
        self.most_open = 0
        """The highest number of answers open at once."""
        self._breaks, self._chunk = breaks, chunk
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, operation: Any) -> Any:
        with self._lock:
            return self._answered(operation)

    def _answered(self, operation: Any) -> Any:
        name = named(operation)
        self._asked[name] += 1
        broken = self._breaks(name, self._asked[name])
        self.most_open = max(self.most_open, 1 + sum([not source.closes for source in self.sources]))
        if isinstance(operation, BundleRequest):
            return self._bundle(operation, broken)
        missing = operation.key not in self.objects
        if missing or not isinstance(operation, (GetObject, HeadObject)):
            return NotFound("no such key", status=404, code=self.reason)
        return self._object(operation, broken)

    def _bundle(self, asked: BundleRequest, broken: Break) -> Any:
        missing = [key for key in asked.keys if key not in self.objects]
        if missing and asked.on_error == "fail":
            return BundleError("not there", status=404, code="BundleKeyNotFound", missing_keys=tuple(missing))
        files = [(key, self.objects[key]) for key in asked.keys if key in self.objects]
        sizes = sum(len(content) for _, content in files)
        trailers: Headers = (
            ("X-Tigris-Bundle-Count", str(len(files))),
            ("X-Tigris-Bundle-Bytes", str(sizes)),
            ("X-Tigris-Bundle-Skipped", str(len(missing))),
        )
        whole = [*files, manifest(*[(key, self.reason) for key in missing])] if missing else files
        return self._body(compressed(archive(whole), asked.compression), broken, trailers)

    def _object(self, asked: GetObject | HeadObject, broken: Break) -> Any:
        content = self.objects[asked.key]
        etag = f"{len(content)}-{hash(content)}"
        if asked.if_match not in (None, etag):
            return PreconditionFailed("changed", status=412, code="PreconditionFailed")
        first, last = 0, len(content) - 1
        ranged: Headers = ()
        if asked.range is not None:
            first, last = asked.range[0], last if asked.range[1] is None else min(asked.range[1], last)
            ranged = (("content-range", f"bytes {first}-{last}/{len(content)}"),)
        part = content[first : last + 1]
        fields: Headers = (
            *DATE,
            ("etag", f'"{etag}"'),
            ("last-modified", self.modified.get(asked.key, LONG_AGO)),
            ("content-length", str(len(part))),
            *ranged,
        )
        head = Head(206 if ranged else 200, fields)
        if isinstance(asked, HeadObject):
            return asked.parse(Response(head, b""))
        body = self._body(part, broken)
        return (head, body) if isinstance(body, Source) else body

    def _body(self, body: bytes, broken: Break, trailers: Headers = ()) -> Any:
        if broken is None:
            source = Source(body, self._chunk, trailers)
        elif broken[0] < 0:
            return broken[1]("refused")
        else:
            source = Source(body, self._chunk, trailers, int(broken[0] * len(body)), broken[1])
        self.sources.append(source)
        return source


def following(iterator: Any) -> Any:
    """Return the next item of a blocking iterator, or the awaitable of an async one."""
    return iterator.__anext__() if hasattr(iterator, "__anext__") else next(iterator)


def closing(thing: Any) -> Any:
    """Close it. The caller awaits the result of an async one."""
    return thing.aclose() if hasattr(thing, "aclose") else thing.close()


def told(mode: str, steps: Generator[Any, Any, Any]) -> Any:
    """Carry out each step that a generator yields, awaiting if necessary; return its result."""
    return _stepped(steps) if mode == "blocking" else anyio.run(_awaited, steps, backend=mode)


def _stepped(steps: Generator[Any, Any, Any]) -> Any:
    value = None
    while True:
        try:
            value = steps.send(value)
        except StopIteration as end:
            return end.value


async def _awaited(steps: Generator[Any, Any, Any]) -> Any:
    value: Any = None
    error: BaseException | None = None
    while True:
        try:
            step = steps.send(value) if error is None else steps.throw(error)
        except StopIteration as end:
            return end.value
        value = error = None
        try:
            value = await step if inspect.isawaitable(step) else step
        except Exception as met:  # noqa: BLE001  # raised again inside the generator
            error = met


def opened(
    mode: str,
    answer: Callable[[Any], Any],
    keys: Any,
    *,
    policy: RetryPolicy = ONCE,
    plan_of: CallContext | None = None,
    connections: int = 64,
    buffer_size: int = BUFFER_SIZE,
    client: Answers | None = None,
    **options: Any,
) -> Any:
    """Open the bundle; await the result of an async one."""
    action = BundleObjects[Any]("bucket", keys, **options)
    chosen = plan_of or plan(policy)._replace(budget=RetryBudget(10_000))
    sizes = {"connections": connections, "buffer_size": buffer_size}
    if mode == "blocking":
        return BundleResponse[Any](client or Answers(answer), action, chosen, **sizes)
    twin: Any = client or AsyncAnswers(answer)
    return AsyncBundleResponse[Any](twin, action, chosen, **sizes).opened()


def alone(source: Source | AsyncSource) -> Callable[[Any], Any]:
    """Return the answer function of a service that has one bundle and no objects."""
    missing = NotFound("no such key", status=404, code="NoSuchKey")
    return lambda operation: source if isinstance(operation, BundleRequest) else missing


def bundle(source: Source, keys: Iterable[Any], *, buffer_size: int = BUFFER_SIZE, **options: Any) -> Any:
    """Return a bundle whose single answer is `source`."""
    action = BundleObjects[Any]("bucket", keys, **options)
    client = Answers(alone(source))
    return BundleResponse[Any](client, action, plan(), connections=3, buffer_size=buffer_size)


async def abundle(
    source: Source | AsyncSource, keys: Iterable[Any], *, buffer_size: int = BUFFER_SIZE, **options: Any
) -> Any:
    """Return an async bundle whose single answer is `source`."""
    action = BundleObjects[Any]("bucket", keys, **options)
    client = AsyncAnswers(alone(source))
    return await AsyncBundleResponse[Any](client, action, plan(), connections=3, buffer_size=buffer_size).opened()
