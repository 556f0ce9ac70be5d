"""Transfers beside the transfer manager of boto3 and the command line of AWS: the same objects, and the same files."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from s3transfer.utils import ChunksizeAdjuster  # type: ignore[import-untyped]

from tests.servers.installing import pinned
from tests.systems import needs_posix
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

MIB = 1 << 20
PART, THRESHOLD = 5 * MIB, 8 * MIB
SIZES = [0, 1, *(edge + by for edge in (PART, THRESHOLD, 2 * PART) for by in (-1, 0, 1))]
CONTENT = random.Random(3).randbytes(max(SIZES))
OURS = TransferOptions(part_size=PART, threshold=THRESHOLD, concurrency=4)
THEIRS = TransferConfig(multipart_chunksize=PART, multipart_threshold=THRESHOLD)
READ = ("ours", "boto3")
"""The writers whose objects are read. The objects of `aws` equal those of boto3."""


@dataclass(frozen=True)
class Others:
    """The work of the others: `WRITER/SIZE` is an object of each, and a file that boto3 and `aws` made of it."""

    tigris: Emulator
    s3: Any
    folder: Path

    def source(self, size: int) -> Path:
        return self.folder / "sources" / str(size)

    def head(self, key: str) -> dict[str, Any]:
        """Return the properties of an object and the number of its parts."""
        whole = self.s3.head_object(Bucket="atlas", Key=key, ChecksumMode="ENABLED")
        first = self.s3.head_object(Bucket="atlas", Key=key, PartNumber=1) if whole["ContentLength"] else {}
        del whole["ResponseMetadata"], whole["LastModified"]
        return {**whole, "PartsCount": first.get("PartsCount")}

    def asked(self, key: str) -> dict[str, Any]:
        """Return the properties that all three were asked for."""
        head = self.head(key)
        head["Metadata"].pop("mtime", None)
        return {name: value for name, value in head.items() if not name.startswith("Checksum")}


@pytest.fixture(scope="session")
def others() -> Iterator[Others]:
    # Of 300 MB pytest would keep those of three runs.
    with tempfile.TemporaryDirectory() as made, Emulator() as tigris, closing(boto(tigris)) as s3:
        folder = Path(made)
        world = Others(tigris, s3, folder)
        s3.create_bucket(Bucket="atlas")
        extra = {"ContentType": "text/x-poem", "CacheControl": "no-store", "Metadata": {"a": "b"}}
        (folder / "sources").mkdir()
        for writer in READ:
            (folder / "by boto3" / writer).mkdir(parents=True)
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            for size in SIZES:
                world.source(size).write_bytes(CONTENT[:size])
                os.utime(world.source(size), ns=(0, 1_700_000_000_123_456_700))
                s3.upload_file(str(world.source(size)), "atlas", f"boto3/{size}", ExtraArgs=extra, Config=THEIRS)
                client.upload_file("atlas", f"ours/{size}", world.source(size), transfer=OURS)
        settings = ("--content-type", "text/x-poem", "--cache-control", "no-store", "--metadata", "a=b")
        aws(tigris, folder, "cp", "--recursive", *settings, "sources", "s3://atlas/aws")
        aws(tigris, folder, "cp", "--recursive", "--exclude", "aws/*", "s3://atlas", "by aws")
        for key in (f"{writer}/{size}" for writer in READ for size in SIZES):
            s3.download_file("atlas", key, str(folder / "by boto3" / key), Config=THEIRS)
        yield world


def boto(tigris: Emulator) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=tigris.endpoint,
        aws_access_key_id=tigris.credentials.access_key_id,
        aws_secret_access_key=tigris.credentials.secret_access_key,
        region_name="auto",
        config=Config(s3={"addressing_style": "path"}),
    )


def aws(tigris: Emulator, folder: Path, *arguments: str) -> None:
    """Run `aws s3` in a folder. It takes two seconds to start."""
    (folder / "config").write_text(
        f"[default]\ns3 =\n  addressing_style = path\n  multipart_threshold = {THRESHOLD}\n"
        f"  multipart_chunksize = {PART}\n",
        "utf-8",
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
        "AWS_DEFAULT_REGION": "auto",
        "AWS_ENDPOINT_URL": tigris.endpoint,
        # Its botocore cannot use a connection again after it announced an empty body (issue 3755 of botocore).
        "BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE": "true",
    }
    python = pinned("awscli") / "bin" / "python"
    command = [str(python), "-m", "awscli", "s3", *arguments, "--only-show-errors"]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=120)


@pytest.fixture
def client(harness: Harness, others: Others) -> AsyncTigrisHTTP:
    return harness.client(others.tigris.endpoint, others.tigris.credentials)


@needs_posix
@pytest.mark.parametrize("size", SIZES)
async def test_all_three_store_the_same_object(
    client: AsyncTigrisHTTP, harness: Harness, others: Others, size: int
) -> None:
    key = f"{harness.mode}/{size}"
    stored = await client.upload_file(
        "atlas",
        key,
        others.source(size),
        content_type="text/x-poem",
        cache_control="no-store",
        metadata={"a": "b"},
        transfer=OURS,
    )
    found = others.asked(key)
    assert others.asked(f"boto3/{size}") == others.asked(f"aws/{size}") == found
    assert (size, found["ETag"].strip('"'), found["PartsCount"] or 0) == (stored.size, stored.etag, stored.parts)


@needs_posix
@pytest.mark.parametrize("size", SIZES)
async def test_all_three_make_the_same_file_of_an_object(
    client: AsyncTigrisHTTP, others: Others, tmp_path: Path, size: int
) -> None:
    for writer in READ:
        key = f"{writer}/{size}"
        target = tmp_path / "target"
        await client.download_file("atlas", key, target, transfer=OURS)
        by_aws, by_boto3 = others.folder / "by aws" / key, others.folder / "by boto3" / key
        assert CONTENT[:size] == target.read_bytes() == by_aws.read_bytes() == by_boto3.read_bytes()
        # boto3 leaves the time of the download; aws sets that of the object; ours is kept from the source.
        expected = others.source(size) if writer == "ours" else by_aws
        assert expected.stat().st_mtime_ns == target.stat().st_mtime_ns
        target.unlink()


@needs_posix
@pytest.mark.parametrize(
    ("algorithm", "size"),
    [
        *((algorithm, 70_000) for algorithm in ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")),
        # The emulator computes the others in Python, a megabyte in a second.
        *((algorithm, THRESHOLD) for algorithm in ("crc32", "sha1", "sha256")),
    ],
)
async def test_boto3_computes_the_same_checksums(
    client: AsyncTigrisHTTP, harness: Harness, others: Others, algorithm: Any, size: int
) -> None:
    ours, theirs = (f"{algorithm}/{who}/{size}" for who in (harness.mode, "boto3"))
    await client.upload_file("atlas", ours, CONTENT[:size], checksums=algorithm, transfer=OURS)
    extra = {"ChecksumAlgorithm": algorithm.upper()}
    others.s3.upload_fileobj(io.BytesIO(CONTENT[:size]), "atlas", theirs, ExtraArgs=extra, Config=THEIRS)
    assert others.head(theirs) == others.head(ours)
    assert f"Checksum{algorithm.upper()}" in others.head(ours)


@needs_posix
@pytest.mark.parametrize("size", [9, THRESHOLD])
async def test_boto3_stores_the_same_settings(
    client: AsyncTigrisHTTP, harness: Harness, others: Others, size: int
) -> None:
    ours, theirs = (f"settings/{who}/{size}" for who in (harness.mode, "boto3"))
    until = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    await client.upload_file(
        "atlas",
        ours,
        CONTENT[:size],
        content_type="text/x-poem; charset=utf-8",
        content_encoding="br",
        content_disposition='attachment; filename="a b.txt"',
        content_language="de",
        cache_control="max-age=60",
        expires=until,
        metadata={"Author": "N. N.", "b": "c  d"},
        tagging={"k": "a b+c=d&e"},
        storage_class="STANDARD_IA",
        acl="public-read",
        transfer=OURS,
    )
    extra = {
        "ContentType": "text/x-poem; charset=utf-8",
        "ContentEncoding": "br",
        "ContentDisposition": 'attachment; filename="a b.txt"',
        "ContentLanguage": "de",
        "CacheControl": "max-age=60",
        "Expires": until,
        "Metadata": {"Author": "N. N.", "b": "c  d"},
        "Tagging": "k=a%20b%2Bc%3Dd%26e",
        "StorageClass": "STANDARD_IA",
        "ACL": "public-read",
    }
    others.s3.upload_fileobj(io.BytesIO(CONTENT[:size]), "atlas", theirs, ExtraArgs=extra, Config=THEIRS)
    assert others.asked(theirs) == others.asked(ours)
    for ask in (others.s3.get_object_tagging, others.s3.get_object_acl):
        found = [ask(Bucket="atlas", Key=key) for key in (ours, theirs)]
        for each in found:
            del each["ResponseMetadata"]
        assert found[0] == found[1]


class Unseekable(io.BytesIO):
    """A stream of unknown length."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")

    def tell(self) -> int:
        raise io.UnsupportedOperation("tell")


@needs_posix
@pytest.mark.parametrize("size", [0, 1, PART - 1, THRESHOLD, 2 * PART + 1])
async def test_a_stream_of_unknown_length_becomes_the_same_object(
    client: AsyncTigrisHTTP, harness: Harness, others: Others, size: int
) -> None:
    ours, theirs = (f"streams/{who}/{size}" for who in (harness.mode, "boto3"))
    await client.upload_file("atlas", ours, Unseekable(CONTENT[:size]), transfer=OURS)
    others.s3.upload_fileobj(Unseekable(CONTENT[:size]), "atlas", theirs, Config=THEIRS)
    assert others.asked(theirs) == others.asked(ours)


# -- more than 10,000 parts --------------------------------------------------------------------------------------


@given(
    st.integers(0, 5 << 40) | st.sampled_from([parts * size * MIB for parts in (10_000, 10_001) for size in (5, 16)])
)
def test_boto3_need_not_change_the_size_of_parts(size: int) -> None:
    part = plan.part_size(TransferOptions(), size)
    assert part == ChunksizeAdjuster().adjust_chunksize(part, size)
    assert -(-size // part) <= 10_000
    # boto3 doubles the size until it fits: it never needs more parts.
    assert part <= ChunksizeAdjuster().adjust_chunksize(16 * MIB, size)


@given(st.integers(5 * MIB, 5 << 30), st.integers(0, 5 << 40))
def test_a_size_is_refused_if_boto3_would_change_it(part_size: int, size: int) -> None:
    """boto3 changes it without a word. A caller who gives a size reads parts by it later."""
    options = TransferOptions(part_size=part_size)
    if part_size == ChunksizeAdjuster().adjust_chunksize(part_size, size):
        assert part_size == plan.part_size(options, size)
    else:
        with pytest.raises(ValueError, match="part_size must be at least"):
            plan.part_size(options, size)


def test_a_file_of_10001_parts_is_stored_in_larger_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All as it is with parts of 16 MiB, but for the unit: 160 GB do not fit here."""
    unit = 64
    for name in ("USUAL_PART", "MIB"):
        monkeypatch.setattr(plan, name, unit)
    content = random.Random(4).randbytes(10_000 * unit + 1)
    (tmp_path / "source").write_bytes(content)
    digests = [hashlib.md5(content[start : start + 2 * unit]).digest() for start in range(0, len(content), 2 * unit)]
    with Emulator(minimum_part_size=0) as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        stored = client.upload_file("atlas", "k", tmp_path / "source", transfer=TransferOptions(threshold=0))
        assert (5001, len(content)) == (stored.parts, stored.size)
        assert f"{hashlib.md5(b''.join(digests)).hexdigest()}-5001" == stored.etag
        with closing(boto(tigris)) as s3, s3.get_object(Bucket="atlas", Key="k")["Body"] as body:
            assert content == body.read()
