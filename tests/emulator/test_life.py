"""Starting, stopping, surviving; the program; many at once."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension

from tests.systems import needs_posix
from tigris_http.emulator import Emulator, Fault
from tigris_http.emulator.__main__ import setting
from tigris_http.emulator.store import blobs

from . import wire
from .program import program

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
NAMES = ["AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]


@needs_posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_prints_its_settings_and_stops_cleanly(number: signal.Signals) -> None:
    with program("--access-key", "tid_k", "--secret-key", "tsec_s") as running:
        assert re.fullmatch(r"AWS_ENDPOINT_URL_S3=http://127\.0\.0\.1:\d+", running.lines[0])
        assert ["AWS_ACCESS_KEY_ID=tid_k", "AWS_SECRET_ACCESS_KEY=tsec_s", "AWS_REGION=auto"] == running.lines[1:]
        assert 200 == wire.send(running, "PUT", "/plain").status
        running.process.send_signal(number)
        out, err = running.process.communicate(timeout=10)
        assert (0, "", "") == (running.process.returncode, out, err)


@needs_posix
def test_on_a_terminal_the_settings_are_commands_for_another_one() -> None:
    ours, its = os.openpty()
    command = [
        sys.executable,
        "-m",
        "tigris_http.emulator",
        "--port",
        "0",
        "--access-key",
        "tid_k",
        "--secret-key",
        "it's $HOME",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=its) as running, os.fdopen(ours) as terminal:
        os.close(its)
        pasted = "".join(terminal.readline() for _ in range(4))
        running.terminate()
        assert 0 == running.wait(10)
    seen = subprocess.run(
        ["/bin/sh", "-c", f'{pasted}\nexec "$0" -c "import os; print(*map(os.getenv, {NAMES}))"', sys.executable],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    endpoint, *others = seen.stdout.rstrip("\n").split(" ", 2)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", endpoint)
    assert ["tid_k", "it's $HOME auto"] == others


def test_a_setting_is_quoted_for_its_shell() -> None:
    assert "A=it's $b" == setting("A", "it's $b", None)
    assert "$env:A = 'it''s $b'" == setting("A", "it's $b", "nt")


def test_bad_arguments_end_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory", "utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments, why in (
            (["--port", port], f"cannot listen on 127.0.0.1:{port}: "),
            (["--port", "70000"], "port: must be between 0 and 65535"),
            (["--port", "0", "--access-key", "only"], ""),
            (["--port", "0", "--data", str(tmp_path / "file")], str(tmp_path / "file")),
        ):
            command = [sys.executable, "-m", "tigris_http.emulator", *arguments]
            ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
            assert (2, "", 1) == (ended.returncode, ended.stdout, len(ended.stderr.splitlines())), ended.stderr
            assert why in ended.stderr


@needs_posix
def test_everything_survives_being_killed(tmp_path: Path, connect: Callable[..., Any]) -> None:
    big = os.urandom(300_000)
    with program("--data", str(tmp_path)) as first:
        s3 = connect(first)
        extension.create_snapshot_bucket(s3, "atlas")
        extension.create_soft_delete_bucket(s3, "kept", retention_days=9)
        s3.put_object(Bucket="atlas", Key="é//k", Body=b"old", Metadata={"m": "1"})
        version = extension.get_snapshot_version(extension.create_snapshot(s3, "atlas", snapshot_name="base"))
        assert version is not None
        last = s3.put_object(Bucket="atlas", Key="é//k", Body=big)["VersionId"]
        extension.create_fork(s3, "lab", "atlas", snapshot_version=version)
        extension.force_delete_bucket(s3, "kept")
        number = s3.create_multipart_upload(Bucket="atlas", Key="parts")["UploadId"]
        etag = s3.upload_part(Bucket="atlas", Key="parts", UploadId=number, PartNumber=1, Body=b"part")["ETag"]
        headers = wire.signed_headers(first, "PUT", "/atlas/half", bytes(1_000_000))
        with socket.create_connection(("127.0.0.1", first.port), timeout=5) as half:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            half.sendall(
                f"PUT /atlas/half HTTP/1.1\r\n{lines}Content-Length: 1000000\r\n\r\n".encode() + bytes(500_000)
            )
            assert 200 == wire.send(first, "HEAD", "/atlas").status
            first.process.send_signal(signal.SIGKILL)
            first.process.wait(10)
    (tmp_path / "blobs" / "00000" / "999.part").write_bytes(b"left behind")
    with program("--data", str(tmp_path)) as second:
        s3 = connect(second)
        assert big == s3.get_object(Bucket="atlas", Key="é//k")["Body"].read()
        past = extension.get_object_from_snapshot(s3, "atlas", "é//k", version)
        assert (b"old", {"m": "1"}) == (past["Body"].read(), past["Metadata"])
        assert b"old" == s3.get_object(Bucket="lab", Key="é//k")["Body"].read()
        assert [f"{version}; name=base"] == [e["Name"] for e in extension.list_snapshots(s3, "atlas")["Buckets"]]
        deleted = extension.list_deleted_buckets(s3)["buckets"]
        assert [("kept", 9)] == [(each["name"], each["retention_days"]) for each in deleted]
        done = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
        s3.complete_multipart_upload(Bucket="atlas", Key="parts", UploadId=number, MultipartUpload=done)
        assert ["parts", "é//k"] == [each["Key"] for each in s3.list_objects_v2(Bucket="atlas")["Contents"]]
        assert int(last) < int(s3.put_object(Bucket="atlas", Key="new", Body=b"")["VersionId"])
        assert [] == [file.name for file in (tmp_path / "blobs").glob("*/*.part")]


def test_a_directory_has_one_emulator_at_a_time(tmp_path: Path) -> None:
    with Emulator(data=tmp_path):
        other = Emulator(data=tmp_path)
        in_use = f"{tmp_path} is locked by another emulator, process {os.getpid()}: stop it, or give this one another"
        with pytest.raises(sqlite3.OperationalError, match=re.escape(in_use)):
            other.start()
    with other:
        assert 200 == wire.send(other, "GET", "/").status


def test_files_of_what_is_gone_are_removed(tmp_path: Path, connect: Callable[..., Any]) -> None:
    with Emulator(data=tmp_path) as tigris:
        s3 = connect(tigris)
        s3.create_bucket(Bucket="plain")
        for body in (b"1" * 10, b"2" * 10):
            s3.put_object(Bucket="plain", Key="k", Body=body)
        s3.put_object(Bucket="plain", Key="bad", Body=b"x")
        assert 400 == wire.send(tigris, "PUT", "/plain/bad", b"y", payload="0" * 64).status
        assert 412 == wire.send(tigris, "PUT", "/plain/bad", b"y", {"If-None-Match": "*"}).status
        assert 2 == len(list((tmp_path / "blobs").glob("*/*")))
        extension.force_delete_bucket(s3, "plain")
        assert [] == list((tmp_path / "blobs").glob("*/*"))


def open_files() -> int:
    """Count the descriptors of this process, if the system shows them."""
    shown = Path("/proc/self/fd")
    return len(list(shown.iterdir())) if shown.exists() else 0


def test_nothing_is_left_after_stopping(connect: Callable[..., Any]) -> None:
    threads = set(threading.enumerate())
    descriptors = open_files()
    emulator = Emulator()
    emulator.stop()
    with emulator as tigris:
        idle = [socket.create_connection(("127.0.0.1", tigris.port), timeout=5) for _ in range(5)]
        half = socket.create_connection(("127.0.0.1", tigris.port), timeout=5)
        half.sendall(b"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert emulator is emulator.start()
        assert 200 == wire.send(tigris, "GET", "/").status
    emulator.stop()
    for sock in [*idle, half]:
        with contextlib.suppress(ConnectionResetError):
            while sock.recv(1000):
                pass  # an answer may have come before the end, which must come
        sock.close()
    assert threads == set(threading.enumerate())
    assert descriptors == open_files()
    for attribute in ("endpoint", "port", "requests", "faults"):
        with pytest.raises(RuntimeError, match="not running"):
            getattr(emulator, attribute)
    with pytest.raises(RuntimeError, match="not running"):
        emulator.inject(Fault("status"))
    with emulator:
        assert 200 == wire.send(emulator, "GET", "/").status


@pytest.mark.parametrize("in_files", [False, True])
def test_many_threads_lose_nothing(tmp_path: Path, connect: Callable[..., Any], in_files: bool) -> None:
    with Emulator(data=tmp_path if in_files else None) as tigris:
        s3 = connect(tigris)
        extension.create_snapshot_bucket(s3, "atlas")
        failures: list[BaseException] = []

        def work(worker: int) -> None:
            try:
                for n in range(12):
                    body = f"{worker}-{n}".encode()
                    s3.put_object(Bucket="atlas", Key=f"own/{worker}/{n}", Body=body)
                    s3.put_object(Bucket="atlas", Key="shared", Body=body)
                    assert body == s3.get_object(Bucket="atlas", Key=f"own/{worker}/{n}")["Body"].read()
                    assert 200 == wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).status
            except BaseException as failure:  # noqa: BLE001 - handed to the main thread
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [] == failures
        assert 97 == s3.list_objects_v2(Bucket="atlas")["KeyCount"]
        versions = [int(each["VersionId"]) for each in s3.list_object_versions(Bucket="atlas")["Versions"]]
        snapshots = [int(each["Name"]) for each in extension.list_snapshots(s3, "atlas")["Buckets"]]
        assert (192, 96, 288) == (len(versions), len(snapshots), len({*versions, *snapshots}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": -1},
        {"access_key": "k"},
        {"secret_key": "s"},
        {"bundle_chunk": 0},
        {"idle_timeout": 0},
        {"bundle_long_names": "v7"},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="|".join(wrong)):
        Emulator(**wrong)


def test_the_emulator_imports_nothing_of_its_parent() -> None:
    check = (
        "import sys, tigris_http.emulator.__main__\n"
        "loaded = {n for n in sys.modules if n.startswith('tigris_http.') and '.emulator' not in n}\n"
        "print(sorted(loaded - {'tigris_http._version'}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )
    assert "[]" == ended.stdout.strip()


def test_requests_are_remembered_up_to_a_limit() -> None:
    with Emulator(log_limit=3) as tigris:
        for n in range(5):
            wire.send(tigris, "GET", f"/b{n}?list-type=2", headers={"X-Tigris-Query": "x"})
        assert ["/b2?list-type=2", "/b3?list-type=2", "/b4?list-type=2"] == [each.target for each in tigris.requests]
        last = tigris.requests[-1]
        assert ("GET", "QueryObjects", 404, "NoSuchBucket", "x", "tid_emulator") == (
            last.method,
            last.operation,
            last.status,
            last.code,
            last.header("X-Tigris-Query"),
            last.access_key_id,
        )
        tigris.clear_requests()
        assert () == tigris.requests


def test_a_disk_that_fails_is_a_500_and_not_a_lost_connection(
    tmp_path: Path, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> int:
        raise OSError(5, "Input/output error")

    with Emulator(data=tmp_path) as tigris:
        assert 200 == wire.send(tigris, "PUT", "/plain").status
        monkeypatch.setattr(blobs._FileWriter, "commit", broken)
        reply = wire.send(tigris, "PUT", "/plain/k", b"x")
        assert (500, "InternalError") == (reply.status, reply.code)
        assert 404 == wire.send(tigris, "GET", "/plain/k").status
    assert ["PUT /plain/k failed"] == [record.getMessage() for record in caplog.records]
