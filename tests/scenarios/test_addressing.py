"""Endpoints: virtual hosts, paths, ports, IPv6."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http._wire.address import Style

    from .harness import Harness


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Resolve all names below `tigris.test` to this machine; return the names that were resolved."""
    names_resolved: list[str] = []
    resolve = socket.getaddrinfo

    def resolved(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if isinstance(name, str) and name.endswith("tigris.test"):
            names_resolved.append(name)
            host = "127.0.0.1"
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return names_resolved


async def story(client: AsyncTigrisHTTP, bucket: str = "atlas") -> None:
    """Send one request of each kind."""
    await client.create_bucket(bucket, snapshot_enabled=True)
    await client.put_object(bucket, "a//../b ?#", b"x")
    async with client.get_object(bucket, "a//../b ?#") as body:
        assert b"x" == await body.read()
    version = (await client.create_snapshot(bucket)).version
    assert ["a//../b ?#"] == [entry.key async for entry in client.list_objects_v2(bucket, snapshot_version=version)]
    await client.copy_object(bucket, "copy", bucket, "a//../b ?#")
    await client.rename_object(bucket, "copy", "moved")
    async with client.bundle_objects(bucket, ["moved"], on_skipped="raise") as bundle:
        assert [("moved", b"x")] == [(member.key, bytes(member.data)) async for member in bundle]
    await client.create_fork(f"{bucket}-fork", bucket)
    assert [f"{bucket}-fork"] == [fork.name async for fork in client.list_forks(bucket)]
    assert (await client.head_bucket(f"{bucket}-fork")).snapshot_enabled
    assert ["moved"] == [entry.key for entry in (await client.delete_objects(bucket, ["moved"])).deleted]
    await client.delete_bucket(f"{bucket}-fork", force=True)
    assert [bucket] == [entry.name async for entry in client.list_buckets()]


async def test_a_name_with_dots_is_addressed_by_virtual_hosts(
    harness: Harness, tigris: Emulator, names: list[str]
) -> None:
    await story(harness.client(f"http://tigris.test:{tigris.port}"))
    assert {"tigris.test", "atlas.tigris.test", "atlas-fork.tigris.test"} == set(names)
    put = next(request for request in tigris.requests if request.operation == "PutObject")
    assert ("/a//../b%20%3F%23", f"atlas.tigris.test:{tigris.port}") == (put.target, put.header("host"))


async def test_path_style_is_used_on_request(harness: Harness, tigris: Emulator, names: list[str]) -> None:
    await story(harness.client(f"http://tigris.test:{tigris.port}", addressing_style="path"))
    assert {"tigris.test"} == set(names)
    put = next(request for request in tigris.requests if request.operation == "PutObject")
    assert ("/atlas/a//../b%20%3F%23", f"tigris.test:{tigris.port}") == (put.target, put.header("host"))


async def test_a_bucket_with_dots_is_addressed_by_path(harness: Harness, tigris: Emulator, names: list[str]) -> None:
    await story(harness.client(f"http://tigris.test:{tigris.port}"), "dotted.bucket")
    assert {"tigris.test"} == set(names)


@pytest.mark.parametrize(
    ("style", "host", "prefix"),
    [("auto", "tigris.test", "/atlas"), ("path", "tigris.test", "/atlas"), ("virtual", "atlas.tigris.test", "/")],
)
async def test_bundles_settings_and_restores_of_buckets_use_paths_unless_virtual_hosts_are_requested(
    harness: Harness, tigris: Emulator, names: list[str], style: Style, host: str, prefix: str
) -> None:
    client = harness.client(f"http://tigris.test:{tigris.port}", addressing_style=style)
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"x")
    before = len(tigris.requests)
    await client.get_bucket_metadata("atlas", with_size=True)
    await client.update_bucket("atlas", cache_control="no-cache")
    await client.set_bucket_soft_delete("atlas", enabled=True, retention_days=7)
    async with client.bundle_objects("atlas", ["a"]) as bundle:
        assert ["a"] == [result.key async for result in bundle]
    await client.delete_object("atlas", "a")
    await client.delete_bucket("atlas", force=True)
    await client.restore_bucket("atlas")
    sent = [(request.method, request.target, request.header("host")) for request in tigris.requests[before:]]
    own = [
        ("GET", f"{prefix}?metadata&with-size=true"),
        ("PATCH", prefix),
        ("PATCH", prefix),
        ("POST", f"{prefix}?bundle"),
        ("POST", f"{prefix}?restore"),
    ]
    assert [(*each, f"{host}:{tigris.port}") for each in own] == [
        each for each in sent if each[0] in {"GET", "PATCH", "POST"}
    ]
    usual = {each[2] for each in sent if each[0] == "DELETE"}
    assert {f"{'tigris.test' if style == 'path' else 'atlas.tigris.test'}:{tigris.port}"} == usual


async def test_localhost_has_virtual_hosts_on_request_without_a_resolver(harness: Harness, tigris: Emulator) -> None:
    await story(harness.client(f"http://localhost:{tigris.port}", addressing_style="virtual"))
    put = next(request for request in tigris.requests if request.operation == "PutObject")
    assert ("/a//../b%20%3F%23", f"atlas.localhost:{tigris.port}") == (put.target, put.header("host"))


async def test_localhost_uses_paths_by_default(harness: Harness, tigris: Emulator) -> None:
    await story(harness.client(f"http://localhost:{tigris.port}"))
    assert {f"localhost:{tigris.port}"} == {request.header("host") for request in tigris.requests}


async def test_an_ipv6_endpoint_is_addressed_by_path(harness: Harness) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with Emulator(host="::1") as tigris:
        client = harness.client(f"http://[::1]:{tigris.port}")
        await story(client)
        assert {f"[::1]:{tigris.port}"} == {request.header("host") for request in tigris.requests}
        await client.aclose()


async def test_an_address_has_no_virtual_hosts(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(addressing_style="virtual")
    with pytest.raises(ValueError, match="address"):
        await client.head_bucket("atlas")
    assert () == tigris.requests


async def test_an_endpoint_with_a_path_is_refused(harness: Harness, tigris: Emulator) -> None:
    with pytest.raises(ValueError, match="path"):
        harness.client(f"{tigris.endpoint}/prefix")
