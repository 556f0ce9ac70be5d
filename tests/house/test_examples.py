"""Each example runs as a user runs it: a process of its own, from any directory, with or without an account."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Emulator

LIBRARIES = {"train_pytorch": "torch", "train_ray": "ray"}
"""Examples of an integration, each with its library: the suite in `tests/integrations/<library>` runs them."""
ALL = sorted((Path(__file__).parents[2] / "examples").glob("[a-z]*.py"))
EXAMPLES = [example for example in ALL if example.stem not in LIBRARIES]
SHOWN = {
    "async_client": "50 objects in one stream, sum 1225",
    "backup_and_restore": "every object equals the backup",
    "bucket_info": "of snapshot base",
    "dataset_archive": "not begun, as there is no dataset/train/img_00999.jpg",
    "isolated_testing": "the fork is gone",
    "keeping_house": "restored: a year's work",
    "large_upload": "every byte is there: True",
    "links": "as it was: a first note (inline)",
    "quickstart": "Every byte was compared. Done.",
    "remote_archive": "tile 42 is whole: True",
    "refreshing_credentials": "more than one lease: True",
    "review_before_merge": "to review: -apology ~greeting +thanks\nleft after the merge: []",
    "scoped_clients": "view: as it was / client: as it is",
    "test_with_fixtures": "4 passed",
    "time_travel": "just before the last write: second draft",
    "training_loop": "the same samples in the same order",
    "verify_service": "questions asked, 0 answered otherwise than expected",
}
"""For each example, words of its output that it only prints when it worked."""


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with Emulator() as tigris:
        yield {
            **os.environ,
            "AWS_ENDPOINT_URL_S3": tigris.endpoint,
            "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
        }


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """No variable at all. If this user's home has profiles, another home."""
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    return {"HOME": str(tmp_path)} if home.joinpath(".aws").exists() else {}


def run(example: Path, environment: dict[str, str], directory: Path) -> str:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", str(example)],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        shown, errors = process.communicate(timeout=120)
    except BaseException:
        os.killpg(process.pid, 9)
        raise
    assert (0, "") == (process.returncode, errors)
    assert not has_processes(process.pid), "a process of the example still runs"
    return shown


def has_processes(group: int) -> bool:
    """Return whether the group has a process. The first process of the machine may take seconds to reap an orphan."""
    deadline = time.monotonic() + 10
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        if time.monotonic() > deadline:
            os.killpg(group, 9)
            return True
        time.sleep(0.01)


def test_every_example_is_known_here() -> None:
    assert sorted(SHOWN.keys() | LIBRARIES.keys()) == [example.stem for example in ALL]


@pytest.mark.parametrize("example", LIBRARIES)
def test_an_example_of_an_integration_is_run_by_its_suite(example: str) -> None:
    suite = Path(__file__).parents[1] / "integrations" / LIBRARIES[example]
    assert f"{example}.py" in suite.joinpath("test_example.py").read_text("utf-8")


@needs_posix
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example_works_against_the_service_that_the_environment_names(
    example: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    shown = run(example, {**environment, "TMPDIR": str(tmp_path)}, tmp_path)
    assert SHOWN[example.stem] in shown
    assert "a local emulator" not in shown
    assert [] == list(tmp_path.iterdir()), "the example left files"


@needs_posix
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example_needs_neither_account_nor_network_nor_variables(
    example: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    shown = run(example, bare, tmp_path)
    assert SHOWN[example.stem] in shown
    assert "a local emulator: no credentials were found" in shown.splitlines()[0]
    assert [] == list(tmp_path.iterdir()), "the example left files"


@needs_posix
def test_a_proxy_and_half_an_account_do_not_reach_the_local_emulator(bare: dict[str, str], tmp_path: Path) -> None:
    half = {"AWS_ACCESS_KEY_ID": "tid_half", "TIGRIS_STORAGE_ENDPOINT": "http://127.0.0.1:1"}
    proxy = {"http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
    shown = run(EXAMPLES[0].with_name("links.py"), {**bare, **half, **proxy}, tmp_path)
    assert SHOWN["links"] in shown


@needs_posix
def test_a_quickstart_without_its_service_ends_with_the_first_error(bare: dict[str, str], tmp_path: Path) -> None:
    account = {"AWS_ACCESS_KEY_ID": "tid_k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}
    command = [sys.executable, "-W", "error", str(EXAMPLES[0].with_name("quickstart.py"))]
    ended = subprocess.run(
        command, cwd=tmp_path, env={**bare, **account}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (1, 1) == (ended.returncode, ended.stderr.count("Traceback"))
    assert "ConnectionFailed: CreateBucket quickstart-" in ended.stderr.splitlines()[-1]


def test_the_readme_names_the_command_of_each_example() -> None:
    text = EXAMPLES[0].with_name("README.md").read_text("utf-8")
    assert [] == [example.name for example in ALL if f"python examples/{example.name}" not in text]
