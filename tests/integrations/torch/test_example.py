"""The example of a training run that is stopped, as a user runs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.house.test_examples import ALL, run
from tests.systems import needs_posix

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http.emulator import Emulator


@needs_posix
def test_the_example_ends_with_the_weights_of_a_run_that_was_never_stopped(tigris: Emulator, tmp_path: Path) -> None:
    service = {
        "AWS_ENDPOINT_URL_S3": tigris.endpoint,
        "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
    }
    shown = run(ALL[0].with_name("train_pytorch.py"), {**os.environ, **service}, tmp_path)
    assert "the resumed run ends with the same weights" in shown
    assert [] == list(tmp_path.iterdir())
