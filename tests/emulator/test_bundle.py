"""Bundles: the archive as tarfile reads it, the framing as it is on the wire."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import tarfile
import time
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http.emulator import Emulator
from tigris_http.emulator.handlers.objects import tar
from tigris_http.emulator.handlers.objects.bundle import SIZED_FRAME

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = [
    "img/1.jpg",
    "empty",
    "notes/ä b.txt",
    "long/" * 60 + "x",
    "n" * 100,
    "n" * 101,
    "/lead",
    "a//../b",
    "trail/",
    "🦝",
]
FORMAT = {"X-Tigris-Bundle-Format": "tar", "Content-Type": "application/json"}


@pytest.fixture
def objects(s3: Any) -> dict[str, bytes]:
    made = {key: b"" if key == "empty" else key.encode() * (n * 97) for n, key in enumerate(KEYS, 1)}
    for key, body in made.items():
        s3.put_object(Bucket="plain", Key=key, Body=body)
    return made


def members(archive: bytes) -> list[tuple[str, bytes]]:
    result: list[tuple[str, bytes]] = []
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for each in opened:
            data = opened.extractfile(each)
            assert data is not None
            result.append((each.name, data.read()))
    return result


def ask(tigris: Emulator, keys: list[str], headers: dict[str, str] | None = None) -> wire.Reply:
    return wire.send(
        tigris, "POST", "/plain?bundle", json.dumps({"keys": keys}).encode(), {**FORMAT, **(headers or {})}
    )


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_the_extension_reads_every_member(s3: Any, objects: dict[str, bytes], compression: str) -> None:
    with extension.bundle_objects(s3, "plain", list(objects), compression=compression) as response:
        packed = response.read()
    expected_type = {"none": "application/x-tar", "gzip": "application/gzip", "zstd": "application/zstd"}
    assert (200, expected_type[compression]) == (response.status_code, response.content_type)
    if compression == "gzip":
        packed = gzip.decompress(packed)
    elif compression == "zstd":
        packed = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert list(objects.items()) == members(packed)


def test_a_zstd_frame_of_a_small_bundle_says_its_size_and_that_of_a_large_one_streams(
    tigris: Emulator, s3: Any, objects: dict[str, bytes]
) -> None:
    with extension.bundle_objects(s3, "plain", list(objects), compression="zstd") as response:
        packed = response.read()
    assert list(objects.items()) == members(zstandard.ZstdDecompressor().decompress(packed))
    s3.put_object(Bucket="plain", Key="large", Body=bytes(SIZED_FRAME))
    streamed = ask(tigris, ["img/1.jpg", "large"], {"X-Tigris-Bundle-Compression": "zstd"}).body
    assert -1 == zstandard.frame_content_size(streamed)
    whole = zstandard.ZstdDecompressor().decompressobj().decompress(streamed)
    assert [("img/1.jpg", objects["img/1.jpg"]), ("large", bytes(SIZED_FRAME))] == members(whole)


def test_members_come_in_the_order_asked_and_as_often(tigris: Emulator, objects: dict[str, bytes]) -> None:
    keys = ["empty", "img/1.jpg", "empty", "img/1.jpg"]
    assert keys == [name for name, _ in members(ask(tigris, keys).body)]


def test_missing_keys_are_in_a_last_member(tigris: Emulator, objects: dict[str, bytes]) -> None:
    found = members(ask(tigris, ["gone", "img/1.jpg", "weg ä"]).body)
    assert ["img/1.jpg", "__bundle_errors.json"] == [name for name, _ in found]
    skipped = [{"key": "gone", "reason": "NoSuchKey"}, {"key": "weg ä", "reason": "NoSuchKey"}]
    assert {"skipped": skipped} == json.loads(found[-1][1])


def test_fail_mode_names_what_is_missing(s3: Any, tigris: Emulator, objects: dict[str, bytes]) -> None:
    reply = ask(tigris, ["img/1.jpg", "a", "b"], {"X-Tigris-Bundle-On-Error": "fail"})
    assert (404, "BundleKeyNotFound") == (reply.status, reply.code)
    assert b"<MissingKeys><Key>a</Key><Key>b</Key></MissingKeys>" in reply.body
    with pytest.raises(extension.BundleError) as caught:
        extension.bundle_objects(s3, "plain", ["a"], on_error="fail")
    assert (404, "BundleKeyNotFound") == (caught.value.status_code, caught.value.code)
    assert 200 == ask(tigris, ["img/1.jpg"], {"X-Tigris-Bundle-On-Error": "fail"}).status


def test_the_totals_come_in_trailers(tigris: Emulator, s3: Any, objects: dict[str, bytes]) -> None:
    body = json.dumps({"keys": ["img/1.jpg", "gone", "empty"]}).encode()
    headers = wire.signed_headers(tigris, "POST", "/plain?bundle", body, FORMAT)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = (
        f"POST /plain?bundle HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        + body
    )
    head, _, rest = wire.exchange(tigris, request).partition(b"\r\n\r\n")
    assert b"Transfer-Encoding: chunked" in head
    assert b"Trailer: X-Tigris-Bundle-Count, X-Tigris-Bundle-Bytes, X-Tigris-Bundle-Skipped" in head
    assert b"Content-Length" not in head
    trailers = rest.rpartition(b"\r\n0\r\n")[2]
    size = len(objects["img/1.jpg"])
    expected = f"X-Tigris-Bundle-Count: 2\r\nX-Tigris-Bundle-Bytes: {size}\r\nX-Tigris-Bundle-Skipped: 1\r\n\r\n"
    assert expected.encode() == trailers


@pytest.mark.parametrize("chunk", [1, 511, 512, 32768, 1 << 20])
def test_chunks_have_the_size_that_was_set(connect: Callable[..., Any], chunk: int) -> None:
    with Emulator(bundle_chunk=chunk) as tigris:
        client = connect(tigris)
        client.create_bucket(Bucket="plain")
        client.put_object(Bucket="plain", Key="k", Body=b"x" * 3000)
        body = b'{"keys":["k"]}'
        headers = wire.signed_headers(tigris, "POST", "/plain?bundle", body, FORMAT)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = (
            f"POST /plain?bundle HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        )
        raw = wire.exchange(tigris, request + body).partition(b"\r\n\r\n")[2]
    sizes: list[int] = []
    while size := int(raw[: raw.index(b"\r\n")], 16):
        sizes.append(size)
        raw = raw[raw.index(b"\r\n") + 2 + size + 2 :]
    total = 512 + 3072 + 1024
    assert [chunk] * (total // chunk) + [total % chunk] * bool(total % chunk) == sizes


def test_xml_names_keys_too(tigris: Emulator, objects: dict[str, bytes]) -> None:
    body = (
        '<Bundle xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>empty</Key></Object>'
        "<Object><Key>notes/ä b.txt</Key></Object></Bundle>"
    ).encode()
    reply = wire.send(tigris, "POST", "/plain?bundle=", body, {**FORMAT, "Content-Type": "application/xml"})
    assert ["empty", "notes/ä b.txt"] == [name for name, _ in members(reply.body)]


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b'{"keys":["k"]}', {"X-Tigris-Bundle-Format": "zip"}, "InvalidArgument"),
        (b'{"keys":["k"]}', {"X-Tigris-Bundle-Compression": "br"}, "InvalidArgument"),
        (b'{"keys":["k"]}', {"X-Tigris-Bundle-On-Error": "maybe"}, "InvalidArgument"),
        (b'{"keys":[]}', {}, "InvalidRequest"),
        (b'{"keys":[""]}', {}, "InvalidRequest"),
        (json.dumps({"keys": ["k"] * 5001}).encode(), {}, "InvalidRequest"),
        (b'{"keys":[1]}', {}, "MalformedJSON"),
        (b'{"keys":"k"}', {}, "MalformedJSON"),
        (b"[]", {}, "MalformedJSON"),
        (b"[" * 100_000, {}, "MalformedJSON"),
        (b"\xff", {}, "MalformedJSON"),
        (b"", {}, "MalformedJSON"),
        (b"<Bundle>", {"Content-Type": "text/xml"}, "MalformedXML"),
        (b"<!DOCTYPE x><Bundle/>", {"Content-Type": "text/xml"}, "MalformedXML"),
        (b" " * (5 * 1024 * 1024 + 1), {}, "EntityTooLarge"),
    ],
)
def test_bad_requests_are_refused(tigris: Emulator, s3: Any, body: bytes, headers: dict[str, str], code: str) -> None:
    assert code == wire.send(tigris, "POST", "/plain?bundle", body, {**FORMAT, **headers}).code


def test_the_format_must_be_named(tigris: Emulator, s3: Any) -> None:
    assert 400 == wire.send(tigris, "POST", "/plain?bundle", b'{"keys":["k"]}').status
    assert "NoSuchBucket" == wire.send(tigris, "POST", "/none-such?bundle", b'{"keys":["k"]}', FORMAT).code


def test_long_names_can_be_written_the_gnu_way(connect: Callable[..., Any]) -> None:
    with Emulator(bundle_long_names="gnu") as tigris:
        client = connect(tigris)
        client.create_bucket(Bucket="plain")
        for key in KEYS:
            client.put_object(Bucket="plain", Key=key, Body=b"x")
        archive = ask(tigris, KEYS).body
    assert b"././@LongLink" in archive
    assert b"PaxHeaders" not in archive
    assert KEYS == [name for name, _ in members(archive)]


def test_the_snapshot_header_is_ignored_unless_the_option_says_otherwise(connect: Callable[..., Any]) -> None:
    for honoured in (False, True):
        with Emulator(bundle_snapshots=honoured) as tigris:
            client = connect(tigris)
            extension.create_snapshot_bucket(client, "plain")
            client.put_object(Bucket="plain", Key="k", Body=b"old")
            version = extension.get_snapshot_version(extension.create_snapshot(client, "plain"))
            client.put_object(Bucket="plain", Key="k", Body=b"new")
            assert version is not None
            found = members(ask(tigris, ["k"], {"X-Tigris-Snapshot-Version": version}).body)
            assert [("k", b"old" if honoured else b"new")] == found


def test_what_is_being_sent_stays_although_it_is_deleted(tigris: Emulator, s3: Any) -> None:
    for n in range(8):
        s3.put_object(Bucket="plain", Key=str(n), Body=b"%d" % n * 2_000_000)
    body = json.dumps({"keys": [str(n) for n in range(8)]}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", tigris.port, timeout=20)
    connection.request(
        "POST", "/plain?bundle", body, wire.signed_headers(tigris, "POST", "/plain?bundle", body, FORMAT)
    )
    answer = connection.getresponse()
    for n in range(8):
        s3.delete_object(Bucket="plain", Key=str(n))
    found = members(answer.read())
    connection.close()
    assert [b"%d" % n * 2_000_000 for n in range(8)] == [data for _, data in found]


def test_a_bundle_of_5000_is_quick(tigris: Emulator, s3: Any) -> None:
    from tigris_http.emulator.store.rows import Content, Details

    store, responder, _, _ = tigris._alive()
    objects = responder._service.objects
    keys = [f"{n:05}" for n in range(5000)]
    with store.write():
        for key in keys:
            writer = store.blobs.writer()
            writer.write(key.encode() * 4000)
            objects.put("plain", key.encode(), Content(writer.commit(), 20_000, "e"), None, Details())
    began = time.perf_counter()
    archive = ask(tigris, keys).body
    assert 5.0 > time.perf_counter() - began  # 100 MB; a fraction of a second on an idle machine
    assert 5000 * (512 + 20_480) + 1024 == len(archive)


@settings(max_examples=200, deadline=None)
@given(
    name=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=300),
    size=st.one_of(st.integers(0, 2000), st.integers(0, 2**60)),
    kind=st.sampled_from(["pax", "gnu"]),
)
def test_every_header_is_read_back_by_tarfile(name: str, size: int, kind: str) -> None:
    header = tar.member(name.encode(), size, 1_700_000_000, kind)
    with tarfile.open(fileobj=io.BytesIO(header + tar.END), mode="r|") as opened:
        member = opened.next()
    assert member is not None
    # tarfile strips trailing slashes from PAX names
    assert (name.rstrip("/"), size, 1_700_000_000) == (member.name.rstrip("/"), member.size, member.mtime)
