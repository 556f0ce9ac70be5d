"""Transfers that are killed or interrupted at any byte: a second run continues them, and nothing is left."""

from __future__ import annotations

import errno
import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_posix
from tigris_http import TigrisHTTP
from tigris_http.transfers import Progress, TransferOptions

from .killing import INTERRUPTED, Forks, Relay, interrupted, killed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tigris_http.emulator import Emulator
    from tigris_http.emulator.responder import RequestRecord

pytestmark = needs_posix

PART = 5 << 20
CONTENT = random.Random(1).randbytes(4 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=2)
POINTS = [random.Random(seed).randrange(1, len(CONTENT)) for seed in range(20)]
KILLED = -9


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as running:
        yield running


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        yield client


def read(client: TigrisHTTP) -> bytes:
    with client.get_object("atlas", "k") as body:
        return body.read()


def uploads(client: TigrisHTTP) -> list[str]:
    return [each.upload_id for each in client.list_multipart_uploads("atlas")]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def requests(tigris: Emulator) -> list[RequestRecord]:
    """Return the requests that came here directly. The emulator may note those of a killed process later."""
    return [each for each in tigris.requests if f"http://{each.header('host')}" == tigris.endpoint]


def spans(tigris: Emulator) -> int:
    """Return the number of bytes that the ranges of all GETs have."""
    found = 0
    for each in requests(tigris):
        if each.operation == "GetObject":
            first, _, last = (each.header("range") or "").removeprefix("bytes=").partition("-")
            found += min(int(last), len(CONTENT) - 1) - int(first) + 1
    return found


@pytest.mark.parametrize("after", POINTS)
def test_a_killed_download_continues(
    client: TigrisHTTP, tigris: Emulator, forks: Forks, tmp_path: Path, after: int
) -> None:
    client.put_object("atlas", "k", CONTENT)
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with Relay(tigris, "down", after, killed) as relay:
        assert KILLED == forks.run(relay, "download_file", PART, target=str(target), resume=True)
    assert b"old" == target.read_bytes()
    assert {"a"} <= {*names(tmp_path)} <= {".a.tigris.part", ".a.tigris.record", "a"}
    tigris.clear_requests()
    seen: list[Progress] = []
    done = client.download_file("atlas", "k", target, resume=True, transfer=IN_PARTS, progress=seen.append)
    assert CONTENT == target.read_bytes()
    assert ["a"] == names(tmp_path)
    assert len(CONTENT) - done.resumed_bytes == spans(tigris)
    assert len(CONTENT) == sum(each.advanced for each in seen)
    assert done.resumed_bytes <= after


@pytest.mark.parametrize("after", POINTS)
def test_a_killed_upload_continues(
    client: TigrisHTTP, tigris: Emulator, forks: Forks, tmp_path: Path, after: int
) -> None:
    source = tmp_path / "source"
    source.write_bytes(CONTENT)
    with Relay(tigris, "up", after, killed) as relay:
        assert KILLED == forks.run(relay, "upload_file", PART, source=str(source), resume=True)
    assert [] == [each.key for each in client.list_objects_v2("atlas")]
    begun = uploads(client)
    stored = [part.etag for each in begun for part in client.list_parts("atlas", "k", each)]
    tigris.clear_requests()
    done = client.upload_file("atlas", "k", source, resume=True, transfer=IN_PARTS)
    asked = [each.operation for each in requests(tigris)]
    assert CONTENT == read(client)
    assert [] == uploads(client)
    assert ["source"] == names(tmp_path)
    assert len(stored) <= done.reused_parts == 5 - asked.count("UploadPart")
    assert (0 if begun else 1) == asked.count("CreateMultipartUpload")


def test_a_kill_near_the_end_loses_little(client: TigrisHTTP, tigris: Emulator, forks: Forks, tmp_path: Path) -> None:
    client.put_object("atlas", "k", CONTENT)
    after = len(CONTENT) - 1000

    def killed_after_a_checkpoint(number: int) -> None:
        record, deadline = tmp_path / ".a.tigris.record", time.monotonic() + 30
        while record.read_bytes().count(b"\n") < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        killed(number)

    with Relay(tigris, "down", after, killed_after_a_checkpoint) as relay:
        assert KILLED == forks.run(relay, "download_file", PART, target=str(tmp_path / "a"), resume=True)
    # The last checkpoint, and the bytes between the relay and the file.
    assert PART < client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=IN_PARTS).resumed_bytes
    client.delete_object("atlas", "k")
    with Relay(tigris, "up", after, killed) as relay:
        assert KILLED == forks.run(relay, "upload_file", PART, source=str(tmp_path / "a"), resume=True)
    # Two parts are under way at once.
    assert 2 <= client.upload_file("atlas", "k", tmp_path / "a", resume=True, transfer=IN_PARTS).reused_parts


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("largest", [0, PART + 99, len(CONTENT) - 1])
def test_a_file_that_may_not_grow_ends_a_download(
    client: TigrisHTTP, tigris: Emulator, forks: Forks, tmp_path: Path, largest: int, resume: bool
) -> None:
    """The system writes up to its limit, then refuses, as a full disk does."""
    client.put_object("atlas", "k", CONTENT)
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with Relay(tigris, "down", 0) as relay:
        given = {"target": str(target), "resume": resume}
        assert errno.EFBIG == forks.run(relay, "download_file", PART, largest=largest, **given)
    assert b"old" == target.read_bytes()
    kept = [".a.tigris.part", ".a.tigris.record"] if resume and largest else []
    assert [*kept, "a"] == names(tmp_path)
    done = client.download_file("atlas", "k", target, resume=True, transfer=IN_PARTS)
    assert bool(kept) == (done.resumed_bytes > 0)
    assert CONTENT == target.read_bytes()
    assert ["a"] == names(tmp_path)


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("after", [1, PART // 2, 3 * PART + PART // 2])
@pytest.mark.parametrize("way", ["down", "up"])
def test_ctrl_c_ends_a_transfer_that_stands_still_within_a_second(
    client: TigrisHTTP, tigris: Emulator, forks: Forks, tmp_path: Path, way: str, after: int, resume: bool
) -> None:
    rung: list[float] = []

    def ring(number: int) -> None:
        rung.append(time.monotonic())
        interrupted(number)

    source, target = tmp_path / "source", tmp_path / "a"
    source.write_bytes(CONTENT)
    target.write_bytes(b"old")
    if way == "down":
        client.put_object("atlas", "k", CONTENT)
    with Relay(tigris, way, after, ring) as relay:
        if way == "down":
            status = forks.run(relay, "download_file", PART, target=str(target), resume=resume)
        else:
            status = forks.run(relay, "upload_file", PART, source=str(source), resume=resume)
        assert INTERRUPTED == status
        # The rest is for a machine with other work.
        assert time.monotonic() - rung[0] < 3
    assert b"old" == target.read_bytes()
    if not resume:
        assert ["a", "source"] == names(tmp_path)
        assert [] == uploads(client)
    if way == "down":
        done = client.download_file("atlas", "k", target, resume=True, transfer=IN_PARTS)
        reused = done.resumed_bytes
        assert CONTENT == target.read_bytes()
    else:
        assert [] == [each.key for each in client.list_objects_v2("atlas")]
        reused = client.upload_file("atlas", "k", source, resume=True, transfer=IN_PARTS).reused_parts
        assert CONTENT == read(client)
    if not resume or after > 2 * PART:
        assert resume == (reused > 0)
    assert ["a", "source"] == names(tmp_path)
    assert [] == uploads(client)
