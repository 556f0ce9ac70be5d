"""The completion of bash and zsh, in a real shell."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .shell import Shell

pytestmark = needs_posix
BASH = """
source {script}
cd {folder}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
COMPREPLY=()
entry=$(complete -p tigris-http | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$entry"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def completed(shell: Shell, tmp_path: Path) -> Callable[[str], set[str]]:
    bash = shutil.which("bash")
    assert bash is not None
    script = tmp_path / "completion.bash"
    script.write_bytes(shell.ok("completion", "bash").out)
    (tmp_path / "work" / "report.txt").write_text("", "utf-8")

    def complete(words: str) -> set[str]:
        text = BASH.format(script=script, folder=tmp_path / "work", words=words)
        done = subprocess.run(
            [bash, "--norc", "-c", text], capture_output=True, text=True, timeout=30, check=True, encoding="utf-8"
        )
        assert "" == done.stderr
        return set(done.stdout.split())

    return complete


@pytest.mark.parametrize(
    ("words", "expected", "unexpected"),
    [
        ("tigris-http ''", {"ls", "cp", "sync", "bucket", "completion"} - {"sync"}, {"create"}),
        ("tigris-http s", {"stat", "snapshot"}, {"ls"}),
        ("tigris-http snapshot ''", {"create", "ls", "rm"}, {"cp"}),
        ("tigris-http cp --con", {"--content-type", "--concurrency"}, {"--dry-run"}),
        ("tigris-http cp rep", {"report.txt"}, {"ls"}),
        ("tigris-http cp a t3://b/ --storage-class G", {"GLACIER", "GLACIER_IR"}, {"STANDARD"}),
        ("tigris-http ls --progress ''", {"auto", "never", "always"}, {"ls"}),
    ],
)
def test_bash_completes(
    completed: Callable[[str], set[str]], words: str, expected: set[str], unexpected: set[str]
) -> None:
    found = completed(words)
    assert expected <= found
    assert not unexpected & found


def test_the_script_of_zsh_is_one(shell: Shell, tmp_path: Path) -> None:
    text = shell.ok("completion", "zsh").out.decode()
    assert text.startswith("#compdef tigris-http")
    for word in ("snapshot", "--content-type", "undelete"):
        assert word in text
    zsh = shutil.which("zsh")
    if zsh is not None:
        (tmp_path / "_tigris-http").write_text(text, "utf-8")
        done = subprocess.run([zsh, "-n", str(tmp_path / "_tigris-http")], capture_output=True, timeout=30, check=False)
        assert (0, b"") == (done.returncode, done.stderr)


def test_the_extra_is_named_if_it_is_missing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> object:
        if name == "shtab":
            raise ImportError(name)
        return original(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    done = shell("completion", "bash")
    assert 2 == done.code
    assert "pip install 'tigris-http[cli]'" in done.err
