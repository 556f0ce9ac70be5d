"""`examples/verify_service.py`: every question is asked, also after errors, and nothing of it stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.systems import needs_posix
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator, Fault

EXAMPLE = Path(__file__).parents[2] / "examples" / "verify_service.py"
BARE = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TIGRIS_"))}
SECRET = "tsec_Sm0keAndM1rrors"


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    with Emulator(access_key="tid_smoke", secret_key=SECRET) as emulator:
        yield emulator


@pytest.fixture
def start(tigris: Emulator) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the example against `tigris`, in a process of its own that ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def started(*arguments: str) -> subprocess.Popen[str]:
        environment = {
            **BARE,
            "AWS_ENDPOINT_URL_S3": f"http://localhost:{tigris.port}",
            "AWS_ACCESS_KEY_ID": "tid_smoke",
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }
        command = [sys.executable, "-W", "error", str(EXAMPLE), "--write", "--patience", "0", *arguments]
        pipe = subprocess.PIPE
        running.append(subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True))
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.communicate()


def buckets(tigris: Emulator) -> list[str]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        return [each.name for each in (*client.list_buckets(), *client.list_deleted_buckets())]


def without_credentials(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-W", "error", str(EXAMPLE), *arguments]
    done = subprocess.run(command, env=BARE, capture_output=True, text=True, timeout=120, check=False)
    assert "" == done.stderr
    return done.returncode, done.stdout


def rows(shown: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shown)
    return {row["question"]: row for row in found["questions"]}


def test_without_credentials_the_emulator_answers_and_the_output_says_so() -> None:
    code, shown = without_credentials()
    first, *lines = shown.splitlines()
    assert (0, "asking a local emulator: no credentials were found") == (code, first)
    assert all(line.startswith("same ") for line in lines[:-2])
    assert "live" not in shown


@pytest.mark.parametrize("mode", [(), ("--write",)], ids=["reading", "writing"])
def test_the_document_holds_every_question_once(mode: tuple[str, ...]) -> None:
    code, shown = without_credentials("--json", *mode)
    found = json.loads(shown)
    assert (True, []) == (found["complete"], found["left_behind"])
    assert "emulator" in found["service"]
    assert (0, []) == (code, [row["question"] for row in found["questions"] if not row["same"]])
    assert len(found["questions"]) == len(rows(shown))
    assert all(row["expected"] and row["observed"] for row in found["questions"])


def test_of_an_account_it_shows_neither_key_nor_link_nor_bucket_and_leaves_nothing(
    tigris: Emulator, start: Callable[..., subprocess.Popen[str]]
) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("of-the-account")
        client.create_bucket("of-the-account-too")
    shown, errors = start().communicate(timeout=120)
    assert "" == errors
    assert f"asking http://localhost:{tigris.port}\n" in shown
    for word in ("tid_smoke", SECRET, "X-Amz", "of-the-account", "left behind"):
        assert word not in shown
    assert ["of-the-account", "of-the-account-too"] == buckets(tigris)
    made = {record.target for record in tigris.requests if record.operation in ("CreateBucket", "CreateFork")}
    assert 3 == len({target for target in made if target.startswith("/verify-")})


def test_a_question_that_fails_is_answered_by_its_error_and_the_run_goes_on(
    tigris: Emulator, start: Callable[..., subprocess.Popen[str]]
) -> None:
    tigris.inject(Fault("status", "GetBucketLocation", status=501, times=9))
    tigris.inject(Fault("drop_request", "GetObject", key="between", times=9))
    tigris.inject(Fault("status", "ListObjectVersions", status=200, body="<html>", times=9))
    process = start("--json")
    found = rows(process.communicate(timeout=120)[0])
    assert 1 == process.returncode
    assert "501 ServiceUnavailable" == found["GetBucketLocation"]["observed"]
    assert found["GetObject a nanosecond after a snapshot"]["observed"].startswith("ConnectionFailed: ")
    assert "absent" == found["Versions a page, if the request names no number"]["observed"]
    assert found["Delete by Tigris-Force-Delete alone"]["same"]


@needs_posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, -2), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_a_run_that_is_stopped_deletes_its_buckets_all_the_same(
    tigris: Emulator, start: Callable[..., subprocess.Popen[str]], number: int, code: int
) -> None:
    tigris.inject(Fault("stall_body", "ListSnapshots", times=99))
    process = start("--json")
    deadline = time.monotonic() + 60
    while not any(record.operation == "ListSnapshots" for record in tigris.requests):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert len(buckets(tigris)) > 0
    process.send_signal(number)
    shown, _ = process.communicate(timeout=60)
    assert (code, []) == (process.returncode, buckets(tigris))
    found = json.loads(shown)
    assert (False, []) == (found["complete"], found["left_behind"])


def test_a_bucket_that_cannot_be_deleted_is_named(
    tigris: Emulator, start: Callable[..., subprocess.Popen[str]]
) -> None:
    tigris.inject(Fault("status", "DeleteBucket", status=403, times=99))
    process = start()
    shown, _ = process.communicate(timeout=120)
    left = [line.rpartition(" ")[2] for line in shown.splitlines() if line.startswith("left behind, please delete: ")]
    assert (1, sorted(left)) == (process.returncode, buckets(tigris))
    assert left
