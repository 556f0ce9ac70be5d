"""Any key goes out byte for byte and comes back the same: both clients, both addressing styles, every operation.

A key is 1 to 1,024 bytes of UTF-8, of any characters at all. The emulator's log of requests shows the exact target.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self

    from tigris_http._wire.address import Style

BUCKET = "atlas"
ODD_KEYS = {
    # key -> its path below the bucket, as it must be on the wire
    "a": "a",
    "../x": "../x",
    "..": "..",
    ".": ".",
    "./": "./",
    "a/./b": "a/./b",
    "a/../../other/k": "a/../../other/k",
    "a//b": "a//b",
    "/": "/",
    "//": "//",
    "/lead": "/lead",
    "trail/": "trail/",
    "dots...": "dots...",
    "a%2Fb": "a%252Fb",
    "%": "%25",
    "100%": "100%25",
    "%00": "%2500",
    "a?b#c": "a%3Fb%23c",
    "?": "%3F",
    "?versions": "%3Fversions",
    "#": "%23",
    "+": "%2B",
    "a+b c": "a%2Bb%20c",
    " ": "%20",
    " a ": "%20a%20",
    "a&b=c": "a%26b%3Dc",
    "a;b,c": "a%3Bb%2Cc",
    "!'()*": "%21%27%28%29%2A",
    "~-_.": "~-_.",
    "a:b@c": "a%3Ab%40c",
    "http://x/y": "http%3A//x/y",
    "\\": "%5C",
    '"<>&': "%22%3C%3E%26",
    "[]{}|^`": "%5B%5D%7B%7D%7C%5E%60",
    "\0": "%00",
    "\r\n": "%0D%0A",
    "\t\x0b\x7f\x85": "%09%0B%7F%C2%85",
    "é": "%C3%A9",
    "e\u0301": "e%CC%81",
    "\ufeffbom": "%EF%BB%BFbom",
    "\u2028\ufffe": "%E2%80%A8%EF%BF%BE",
    "\U0001f600/\U0010ffff": "%F0%9F%98%80/%F4%8F%BF%BF",
    "k" * 1024: "k" * 1024,
    "\U0001f600" * 256: "%F0%9F%98%80" * 256,
    "/" * 1024: "/" * 1024,
    "__bundle_errors.json": "__bundle_errors.json",
}

# Whatever UTF-8 can express, and more often what URLs, XML, JSON, tar and HTTP have a meaning for.
characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("/.%+?#&=;:@ \\\"'<>[]{}~\r\n\0\t\x7f"),
    st.sampled_from(["../", "./", "//", "%2F", "%25", "\r\n", "%00", "?versionId=", "é", "\U0001f600"]),
)
keys = (
    st.lists(characters, min_size=1, max_size=40).map("".join)
    | st.lists(characters, min_size=200, max_size=1024).map("".join)
).map(lambda text: text.encode()[:1024].decode(errors="ignore"))


class Plays(Protocol):
    """A client that has done everything with a key; the list says what it saw wrong."""

    def __call__(self, key: str) -> None: ...


@dataclass
class Scene:
    """A client, its emulator, and how its requests are addressed."""

    tigris: Emulator
    style: Style
    play: Plays

    def path(self, key: str) -> str:
        """Return the target that a key must have, by the rule of S3."""
        encoded = quote(key.encode(), safe="/~")
        return f"/{encoded}" if self.style == "virtual" else f"/{BUCKET}/{encoded}"


def blocking(client: TigrisHTTP, key: str) -> None:
    content, other = key.encode(), "moved"
    client.put_object(BUCKET, key, content)
    with client.get_object(BUCKET, key) as body:
        assert (key, content) == (body.info.key, body.read())
    assert len(content) == client.head_object(BUCKET, key).size
    assert [key] == [entry.key for entry in client.list_objects_v2(BUCKET)]
    assert [key] == [entry.key for entry in client.list_objects_v2(BUCKET, prefix=key)]
    assert [key] == [entry.key for entry in client.list_object_versions(BUCKET)]
    with client.bundle_objects(BUCKET, [key], on_skipped="raise") as bundle:
        assert [(key, content)] == [(member.key, member.read()) for member in bundle]
    keys = [key + "x", key] if len(content) < 1024 else [key]
    with client.bundle_objects(BUCKET, keys, on_skipped="drop") as bundle:
        assert [(key, content)] == [(member.key, member.read()) for member in bundle]
    client.copy_object(BUCKET, other + key[:9], BUCKET, key)
    client.rename_object(BUCKET, other + key[:9], other)
    client.delete_object(BUCKET, key)
    client.rename_object(BUCKET, other, key)
    client.copy_object(BUCKET, key, BUCKET, key, metadata={"copied": "1"})
    with client.get_object(BUCKET, key) as body:
        assert ({"copied": "1"}, content) == (body.info.metadata, body.read())
    client.delete_object(BUCKET, key)
    assert [] == [entry.key for entry in client.list_objects_v2(BUCKET)]


async def awaited(client: AsyncTigrisHTTP, key: str) -> None:
    content, other = key.encode(), "moved"
    await client.put_object(BUCKET, key, content)
    async with client.get_object(BUCKET, key) as body:
        assert (key, content) == (body.info.key, await body.read())
    assert len(content) == (await client.head_object(BUCKET, key)).size
    assert [key] == [entry.key async for entry in client.list_objects_v2(BUCKET)]
    assert [key] == [entry.key async for entry in client.list_objects_v2(BUCKET, prefix=key)]
    assert [key] == [entry.key async for entry in client.list_object_versions(BUCKET)]
    async with client.bundle_objects(BUCKET, [key], on_skipped="raise") as bundle:
        assert [(key, content)] == [(member.key, await member.read()) async for member in bundle]
    await client.copy_object(BUCKET, other + key[:9], BUCKET, key)
    await client.rename_object(BUCKET, other + key[:9], other)
    await client.delete_object(BUCKET, key)
    await client.rename_object(BUCKET, other, key)
    await client.copy_object(BUCKET, key, BUCKET, key, metadata={"copied": "1"})
    async with client.get_object(BUCKET, key) as body:
        assert ({"copied": "1"}, content) == (body.info.metadata, await body.read())
    await client.delete_object(BUCKET, key)
    assert [] == [entry.key async for entry in client.list_objects_v2(BUCKET)]


@pytest.fixture(scope="module")
def resolver() -> Iterator[None]:
    """Resolve all names below `tigris.test` to this machine."""
    resolve = socket.getaddrinfo

    def resolved(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        ours = isinstance(name, str) and name.endswith("tigris.test")
        return resolve("127.0.0.1" if ours else host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolved)
        yield


@pytest.fixture(scope="module", params=["blocking-path", "blocking-virtual", "async-path", "async-virtual"])
def scene(request: pytest.FixtureRequest, resolver: None) -> Iterator[Scene]:
    """An emulator with the bucket `atlas`, and a client that plays all operations with a key."""
    kind, _, style = request.param.partition("-")
    with Emulator(log_limit=100) as tigris:
        endpoint = f"http://tigris.test:{tigris.port}" if style == "virtual" else tigris.endpoint
        with TigrisHTTP(endpoint, tigris.credentials, addressing_style=style) as client:
            client.create_bucket(BUCKET)
            if kind == "blocking":
                yield Scene(tigris, style, lambda key: blocking(client, key))
                return
        with asyncio.Runner() if hasattr(asyncio, "Runner") else _Loop() as runner:
            made = AsyncTigrisHTTP(endpoint, tigris.credentials, addressing_style=style)
            yield Scene(tigris, style, lambda key: runner.run(awaited(made, key)))
            runner.run(made.aclose())


class _Loop:
    """What `asyncio.Runner` is from Python 3.11 on."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.close()

    def run(self, coroutine: Any) -> Any:
        return self._loop.run_until_complete(coroutine)


def check(scene: Scene, key: str, path: str) -> None:
    scene.tigris.clear_requests()
    scene.play(key)
    requests = scene.tigris.requests
    for operation in ("PutObject", "GetObject", "HeadObject", "DeleteObject"):
        target = next(request.target for request in requests if request.operation == operation)
        assert path == target
        assert key.encode() == unquote_to_bytes(path.removeprefix("/" if scene.style == "virtual" else f"/{BUCKET}/"))
    source = next(str(request.header("x-amz-copy-source")) for request in requests if request.operation == "CopyObject")
    assert f"{BUCKET}/{quote(key.encode(), safe='/~')}" == source
    assert path == next(request.target for request in requests[::-1] if request.operation == "RenameObject")
    assert not any(request.unsigned for request in requests)
    # A rename looks at its new key first, and what a bundle passes over is asked about.
    asked = [request for request in requests if request.status >= 300]
    assert {("HeadObject", 404)} >= {(request.operation, request.status) for request in asked}


@pytest.mark.parametrize("key", ODD_KEYS)
def test_an_odd_key_is_on_the_wire_as_the_table_says_and_comes_back_the_same(scene: Scene, key: str) -> None:
    check(scene, key, f"/{ODD_KEYS[key]}" if scene.style == "virtual" else f"/{BUCKET}/{ODD_KEYS[key]}")


@given(key=keys)
@example(key="/" * 1023 + "x")
@example(key="\0" * 1024)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_key_comes_back_byte_for_byte(scene: Scene, key: str) -> None:
    check(scene, key, scene.path(key))


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("", ValueError),
        ("k" * 1025, ValueError),
        ("é" * 513, ValueError),
        ("\ud800", ValueError),
        (b"k", TypeError),
        (None, TypeError),
    ],
)
def test_what_is_no_key_is_refused_before_anything_is_sent(key: Any, error: type[Exception]) -> None:
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        for act in (client.head_object, client.get_object, client.delete_object):
            with pytest.raises(error, match="key"):
                act(BUCKET, key)
        with pytest.raises(error, match="key"):
            client.put_object(BUCKET, key, b"")
        with pytest.raises(error, match="key"):
            client.copy_object(BUCKET, "k", BUCKET, key)
        with pytest.raises(error, match="key"):
            client.rename_object(BUCKET, key, "k")
        with pytest.raises(error, match="key"):
            client.bundle_objects(BUCKET, [key])
        with pytest.raises(error, match="key"):
            client.delete_objects(BUCKET, [key])
        assert () == tigris.requests
