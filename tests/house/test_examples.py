"""Each example runs as a user runs it: a process of its own, settings from the environment, warnings as errors."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tigris_http.emulator import Emulator

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))
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


def run(example: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_every_example_is_known_here() -> None:
    assert sorted(SHOWN) == [example.stem for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example_works_against_the_service_that_the_environment_names(
    example: Path, environment: dict[str, str]
) -> None:
    assert SHOWN[example.stem] in run(example, environment)


def test_quickstart_needs_neither_account_nor_network() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TIGRIS_"))}
    assert SHOWN["quickstart"] in run(EXAMPLES[0].with_name("quickstart.py"), bare)
