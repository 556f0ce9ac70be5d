"""The command line has the options of the class."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, get_args

import pytest

from tigris_http.emulator import EmulatorCredentials, Fault, FaultKind
from tigris_http.emulator import __main__ as command_line

from . import wire
from .program import ROOT, program

if TYPE_CHECKING:
    from collections.abc import Callable


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tigris_http.emulator", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def test_further_keys_may_sign(connect: Callable[..., Any]) -> None:
    with program("--credentials", "tid_a:sec", "--credentials", "tid_b:sec:to:ken") as running:
        for credentials in (
            running.credentials,
            EmulatorCredentials("tid_a", "sec"),
            EmulatorCredentials("tid_b", "sec", "to:ken"),
        ):
            assert [] == connect(running, credentials).list_buckets()["Buckets"]
        assert 403 == wire.send(running, "GET", "/", secret="other").status


def test_faults_come_from_the_command_line() -> None:
    faults = ("status,operation=GetObject,status=429,times=2,code=SlowDown,retry_after=7", "drop_request,key=a/b")
    with program("--fault", faults[0], "--fault", faults[1]) as running:
        wire.send(running, "PUT", "/plain")
        first, second, third = (wire.send(running, "GET", "/plain/k") for _ in range(3))
        assert [(429, "SlowDown", "7")] * 2 == [
            (each.status, each.code, each.headers["Retry-After"]) for each in (first, second)
        ]
        assert 404 == third.status
        with pytest.raises(ConnectionError):
            wire.send(running, "PUT", "/plain/a/b", b"x")
        assert 200 == wire.send(running, "PUT", "/plain/a/b", b"x").status


def test_every_part_of_a_fault_can_be_given() -> None:
    given = {
        "operation": "GetObject", "bucket": "b", "key": "k", "times": "2", "after": "3", "status": "500",
        "code": "SlowDown", "body": "a=b", "retry_after": "4", "rate": "5.5", "seconds": "6", "abort": "true",
    }  # fmt: skip
    assert {field.name for field in dataclasses.fields(Fault)} == {"kind", *given}
    for kind in get_args(FaultKind):
        text = ",".join([kind, *(f"{name}={value}" for name, value in given.items())])
        expected = Fault(kind, "GetObject", "b", "k", 2, 3, 500, "SlowDown", "a=b", 4, 5.5, 6.0, abort=True)
        assert [expected] == command_line._parser().parse_args(["--fault", text]).faults  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--fault", "explode"], "kind: 'explode' is not a fault"),
        (["--fault", "status,colour=red"], "'colour' is not a part of a fault; they are abort, after"),
        (["--fault", "status,kind=status"], "'kind' is not a part of a fault"),
        (["--fault", "status,times=often"], "times must be a number, not 'often'"),
        (["--fault", "status,times=0"], "times and rate must be above zero"),
        (["--fault", "status,abort=1"], "abort must be true or false"),
        (["--credentials", "tid_a"], "write KEY:SECRET or KEY:SECRET:TOKEN"),
        (["--credentials", ":very-secret"], "access_key_id: must not be empty"),
        (["--restore-seconds", "-1"], "must be at least 0, not -1.0"),
        (["--clock-skew", "1e99"], "clock_skew: must be between"),
    ],
)
def test_a_wrong_option_is_named(arguments: list[str], why: str) -> None:
    ended = run("--port", "0", *arguments)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert why in ended.stderr
    assert "very-secret" not in ended.stderr


def test_an_archived_object_comes_back_after_the_given_time(connect: Callable[..., Any]) -> None:
    with program("--restore-seconds", "3600") as running:
        s3 = connect(running)
        s3.create_bucket(Bucket="plain")
        s3.put_object(Bucket="plain", Key="k", Body=b"x", StorageClass="GLACIER")
        s3.restore_object(Bucket="plain", Key="k", RestoreRequest={"Days": 1})
        assert 'ongoing-request="true"' == s3.head_object(Bucket="plain", Key="k")["Restore"]


def test_requests_are_logged_without_secrets(connect: Callable[..., Any]) -> None:
    with program("--log", "--credentials", "tid_b:sec:the-token") as running:
        s3 = connect(running, EmulatorCredentials("tid_b", "sec", "the-token"))
        s3.create_bucket(Bucket="plain")
        url = s3.generate_presigned_url("get_object", Params={"Bucket": "plain", "Key": "a b"}, ExpiresIn=60)
        target = url.partition(str(running.port))[2]
        for each in (target, target.replace("X-Amz-Signature", "X%2DAmz-Signature")):
            wire.send_as_is(running, "GET", each, b"", {})
        running.process.terminate()
        out, err = running.process.communicate(timeout=20)
    assert "" == out
    first, second, third = err.splitlines()
    assert re.fullmatch(r"[-0-9]+ [:,0-9]+ PUT /plain 200 CreateBucket", first)
    assert " GET /plain/a%20b?X-Amz-Algorithm=" in second
    assert second.endswith(" 404 GetObject NoSuchKey")
    for line in (second, third):
        assert "=****" in line
        assert not re.search("the-token|Signature=[0-9a-f]", line)


def test_a_quiet_program_prints_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tigris_http.emulator", "--port", str(port), "--quiet"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            while running.poll() is None:
                with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.1)
            running.terminate()
            assert ("", "", 0) == (*running.communicate(timeout=20), running.returncode)
        finally:
            running.kill()


def test_help_shows_how_clients_reach_it() -> None:
    shown = run("--help").stdout
    for text in (
        "boto3.client(",
        "TIGRIS_STORAGE_ENDPOINT=",
        "TIGRIS_STORAGE_SECRET_ACCESS_KEY=",
        *get_args(FaultKind),
    ):
        assert text in shown
