"""Any words are a command or a mistake: a known exit code, one line for each error, and no internal error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tigris_http.cli.failures import CODES
from tigris_http.cli.table.common import GLOBAL
from tigris_http.cli.table.index import COMMANDS

if TYPE_CHECKING:
    import pytest

    from .shell import Shell

RUN = sorted(set(COMMANDS) - {"emulator"})
OPTIONS = sorted({name for each in COMMANDS.values() for one in (*each.arguments, *GLOBAL) for name in one.names})
WORDS = st.sampled_from(
    [
        "t3://photos",
        "t3://photos/",
        "t3://photos/a",
        "t3://photos/d/",
        "s3://photos@17/a",
        "t3://",
        "photos",
        "a.txt",
        "d",
    ]
    + ["-", "--", "", ".", "..", "on", "off", "1", "0", "7d", "10M", "k=v", "0-9", "get", "bash", "never", "STANDARD"]
    + [each for each in OPTIONS if each.startswith("-")]
)


@given(st.sampled_from(RUN), st.lists(WORDS, max_size=6))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_are_a_command_or_a_mistake(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: str, words: list[str]
) -> None:
    # No service is there: nothing can change.
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    done = shell(*command.split(), *words, stdin=b"a\n")
    assert done.code in CODES
    assert "internal error" not in done.err
    assert bool(done.err) or done.code == 0
    if "--debug" not in words and "always" not in words:
        lines = done.err.splitlines()
        assert all(line.startswith(("tigris-http", "{")) for line in lines), done.err
