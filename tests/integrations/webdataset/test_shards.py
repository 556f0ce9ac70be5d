"""Shards at `t3://` URLs, written and read by webdataset itself."""

from __future__ import annotations

import importlib
import io
import multiprocessing
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest
import webdataset as wds
from webdataset.gopen import gopen, gopen_schemes

from tests.systems import needs_posix
from tigris_http import AsyncTigrisHTTP, NotFound, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.webdataset import register

np: Any = importlib.import_module("numpy")


def made(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "__key__": f"images/{number:04}",
            "bin": bytes([number % 256]) * 3000,
            "cls": number,
            "json": {"number": number, "text": "…"},
            "x.npy": np.full((3, 2), number),
        }


def write(url: str, count: int) -> None:
    with wds.TarWriter(url) as shard:
        for sample in made(count):
            shard.write(sample)


def read(urls: str) -> list[dict[str, Any]]:
    return list(wds.WebDataset(urls, shardshuffle=False).decode())


def test_shards_come_back_in_order(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    register(client)
    with wds.ShardWriter(f"t3://{bucket}/train/%04d.tar", maxcount=10, verbose=0) as shards:
        for sample in made(35):
            shards.write(sample)
    assert [f"train/{number:04}.tar" for number in range(4)] == [each.key for each in client.list_objects_v2(bucket)]
    tigris.clear_requests()
    found = read(f"t3://{bucket}/train/{{0000..0003}}.tar")
    assert 4 == len(tigris.requests)
    assert list(range(35)) == [sample["cls"] for sample in found]
    for number, sample in enumerate(found):
        assert (f"images/{number:04}", {"number": number, "text": "…"}) == (sample["__key__"], sample["json"])
        assert bytes([number]) * 3000 == sample["bin"]
        assert np.array_equal(np.full((3, 2), number), sample["x.npy"])


def test_a_shard_of_several_parts_and_compressed_ones(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    register(client)
    large = os.urandom(9 << 20)
    with wds.TarWriter(f"tigris://{bucket}/large.tar") as shard:
        for number in range(3):
            shard.write({"__key__": f"{number}", "bin": large})
    assert 2 == sum(record.operation == "UploadPart" for record in tigris.requests)
    assert [large] * 3 == [sample["bin"] for sample in read(f"tigris://{bucket}/large.tar")]
    write(f"t3://{bucket}/small.tar.gz", 20)
    with client.get_object(bucket, "small.tar.gz") as body:
        assert b"\x1f\x8b" == body.read(2)
    assert list(range(20)) == [sample["cls"] for sample in read(f"t3://{bucket}/small.tar.gz")]


@pytest.mark.parametrize("fault", ["cut_body", "lose_answer", "drop_request"])
def test_a_shard_that_breaks_off_is_read_on(client: TigrisHTTP, bucket: str, tigris: Emulator, fault: Any) -> None:
    register(client)
    write(f"t3://{bucket}/a.tar", 100)
    for after in (100, 5_000, 200_000):
        tigris.inject(Fault(fault, operation="GetObject", after=after))
    assert list(range(100)) == [sample["cls"] for sample in read(f"t3://{bucket}/a.tar")]
    assert () == tigris.faults


def test_a_missing_shard_is_an_error_or_left_out_as_the_handler_says(client: TigrisHTTP, bucket: str) -> None:
    register(client)
    write(f"t3://{bucket}/0.tar", 5)
    with pytest.raises(NotFound) as caught:
        read(f"t3://{bucket}/{{0..1}}.tar")
    assert ("1.tar", "NoSuchKey") == (caught.value.key, caught.value.code)
    left: list[Exception] = []

    def note(error: Exception) -> bool:
        left.append(error)
        return True

    found = list(wds.WebDataset(f"t3://{bucket}/{{0..1}}.tar", shardshuffle=False, handler=note))
    assert (5, 1) == (len(found), len(left))


@pytest.mark.parametrize("key", ["a b/c#d?e=%20.tar", "ä//💥.tar", "a@b.tar", "//x.tar", "%41.tar"])
def test_keys_are_taken_as_they_are(client: TigrisHTTP, bucket: str, key: str) -> None:
    register(client)
    write(f"t3://{bucket}/{key}", 3)
    assert [key] == [each.key for each in client.list_objects_v2(bucket)]
    assert [0, 1, 2] == [sample["cls"] for sample in read(f"t3://{bucket}/{key}")]


def test_a_snapshot_is_read_after_the_shard_was_replaced(client: TigrisHTTP, bucket: str) -> None:
    register(client)
    write(f"t3://{bucket}/a.tar", 4)
    version = client.create_snapshot(bucket).version
    write(f"t3://{bucket}/a.tar", 2)
    assert 2 == len(read(f"t3://{bucket}/a.tar"))
    assert 4 == len(read(f"t3://{bucket}@{version}/a.tar"))
    with pytest.raises(ValueError, match="cannot be written"):
        wds.TarWriter(f"t3://{bucket}@{version}/a.tar")


def test_wrong_urls_are_refused_before_anything_is_sent(client: TigrisHTTP, tigris: Emulator) -> None:
    register(client)
    for url in ("t3://", "t3://bucket", "t3://bucket/", "t3:///key", "t3://A_b/key", "t3://bucket@now/key"):
        with pytest.raises(ValueError, match=r"url|uri"):
            gopen(url)
    with pytest.raises(ValueError, match="mode"):
        gopen_schemes["t3"]("t3://bucket/key", "ab", 8192)
    assert () == tigris.requests


def test_registering_again_takes_the_new_client(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    register(TigrisHTTP("http://127.0.0.1:9", ("a", "b")))
    others = {scheme: handler for scheme, handler in gopen_schemes.items() if scheme not in {"t3", "tigris"}}
    register(client)
    register(client)
    write(f"t3://{bucket}/a.tar", 1)
    assert 1 == len(read(f"tigris://{bucket}/a.tar"))
    assert others.items() <= gopen_schemes.items()
    with pytest.raises(TypeError, match="client must be a TigrisHTTP"):
        register(AsyncTigrisHTTP(tigris.endpoint, tigris.credentials))  # type: ignore[arg-type]


def settings(tigris: Emulator) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL_S3": tigris.endpoint,
        "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
    }


def test_the_environment_is_read_at_the_first_url(
    client: TigrisHTTP, bucket: str, tigris: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(client)
    write(f"t3://{bucket}/a.tar", 2)
    register()
    for name, value in settings(tigris).items():
        monkeypatch.setenv(name, value)
    assert 2 == len(read(f"t3://{bucket}/a.tar"))


def total(url: str) -> int:
    return sum(int(sample["cls"]) for sample in read(url))


@needs_posix
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_forked_workers_have_connections_of_their_own(
    client: TigrisHTTP, bucket: str, tigris: Emulator, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings(tigris).items():
        monkeypatch.setenv(name, value)
    register(client if own else None)
    write(f"t3://{bucket}/a.tar", 50)
    assert sum(range(50)) == total(f"t3://{bucket}/a.tar")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert [sum(range(50))] * 4 == pool.map(total, [f"t3://{bucket}/a.tar"] * 4)
    assert sum(range(50)) == total(f"t3://{bucket}/a.tar")


def test_a_spawned_worker_registers_itself(
    client: TigrisHTTP, bucket: str, tigris: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(client)
    write(f"t3://{bucket}/a.tar", 5)
    for name, value in settings(tigris).items():
        monkeypatch.setenv(name, value)
    with multiprocessing.get_context("spawn").Pool(1, initializer=register) as pool:
        assert sum(range(5)) == pool.apply(total, (f"t3://{bucket}/a.tar",))


def test_a_stream_is_closed_when_it_is_let_go(client: TigrisHTTP, bucket: str) -> None:
    register(client)
    client.put_object(bucket, "large", bytes(10 << 20))
    stream = gopen(f"t3://{bucket}/large")
    assert 5 == len(stream.read(5))
    del stream  # a warning would be an error
    with gopen(f"t3://{bucket}/plain.tar", "wb") as file, tarfile.open(fileobj=file, mode="w|") as tar:
        member = tarfile.TarInfo("x.txt")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"hi"))
    assert ["hi"] == [sample["txt"] for sample in read(f"t3://{bucket}/plain.tar")]


def test_without_webdataset_the_error_names_the_extra() -> None:
    program = "import sys; sys.modules['webdataset'] = None; import tigris_http.webdataset"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "pip install 'tigris-http[webdataset]'" in done.stderr
