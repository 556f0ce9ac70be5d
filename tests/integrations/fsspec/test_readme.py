"""The page about the file system: its programs run, and its table has the methods."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    import pytest

    from tigris_http.emulator import Emulator

PAGE = (Path(__file__).parents[3] / "tigris_http/fsspec/README.md").read_text("utf-8")


def test_the_programs_of_the_page_run_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, tigris: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", tigris.endpoint)
    monkeypatch.setenv("TIGRIS_STORAGE_ACCESS_KEY_ID", tigris.credentials.access_key_id)
    monkeypatch.setenv("TIGRIS_STORAGE_SECRET_ACCESS_KEY", tigris.credentials.secret_access_key)
    TigrisFileSystem.clear_instance_cache()
    names: dict[str, object] = {}
    programs = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert 2 == len(programs)
    for program in programs:
        exec(program, names)
    assert ["1000 7898 ['atlas/days/1.csv']", "1000 False"] == capsys.readouterr().out.splitlines()
    fs = names["fs"]
    assert isinstance(fs, TigrisFileSystem)
    assert 1000 == len(fs.find("atlas/tiles"))
    fs.close()
    TigrisFileSystem.clear_instance_cache()


def test_the_table_of_the_page_names_methods_that_there_are() -> None:
    table = PAGE[PAGE.index("## Requests of each method") : PAGE.index("Nothing is remembered")]
    named = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`(\w+)[`(]", row.partition("|")[2].partition("|")[0])
    }
    assert 30 < len(named)
    fs = TigrisFileSystem(key="tid_a", secret="tsec_a")
    assert not [name for name in named if not callable(getattr(fs, name, None))]
