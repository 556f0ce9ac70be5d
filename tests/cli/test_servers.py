"""Plain S3 on third-party servers: what Tigris alone has falls back or is an error, and nothing else differs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.servers.third_party import STARTERS, Server, started

from .shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("a.txt", "sub/b c.txt", "sub/ü")


@pytest.fixture(scope="session", params=STARTERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(request.param) as running:
        yield running


@pytest.fixture(scope="session")
def bucket() -> str:
    return f"cli-{uuid4().hex[:12]}"


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, server: Server, tmp_path: Path) -> Shell:
    key, secret = server.credentials
    values = {"AWS_ENDPOINT_URL_S3": server.endpoint, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
    for name, value in {**values, "AWS_REGION": server.region, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch)


def test_a_day_with_objects(shell: Shell, bucket: str) -> None:
    root = f"t3://{bucket}"
    shell.ok("bucket", "create", bucket)
    with ExitStack() as stack:
        stack.callback(shell, "bucket", "rm", bucket)
        stack.callback(shell, "rm", "-r", root)
        for key in KEYS:
            path = Path("site", key)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(key * 100, "utf-8")
        assert f"{bucket}" in shell.ok("ls").lines
        assert 0 == shell("sync", "-q", "site", f"{root}/w/").code
        again = shell.ok("sync", "--json", "site", f"{root}/w/").objects
        assert (0, len(KEYS)) == (again[-1]["done"], again[-1]["skipped"])
        assert [f"w/{key}" for key in KEYS] == shell.ok("ls", "-r", root).lines
        assert ["sub/", "a.txt"] == shell.ok("ls", f"{root}/w/").lines
        assert b"a.txt" * 100 == shell.ok("cat", f"{root}/w/a.txt").out
        assert 0 == shell("cp", "-q", "-r", f"{root}/w/", "back").code
        assert (Path("back") / KEYS[2]).read_text("utf-8") == KEYS[2] * 100
        total = sum(len(key.encode()) * 100 for key in KEYS)
        assert [(total, len(KEYS))] == [
            (each["bytes"], each["objects"]) for each in shell.ok("du", "--json", root).objects
        ]
        assert [f"{root}/w/a.txt"] == shell.ok("find", root, "--name", "*.txt", "--smaller", "600").lines
        shell.ok("pipe", f"{root}/piped", stdin=b"x" * 1000)
        shell.ok("mv", f"{root}/piped", f"{root}/moved")
        assert 3 == shell("stat", f"{root}/piped").code
        assert [1000] == [each["size"] for each in shell.ok("stat", "--json", f"{root}/moved").objects]
        shell.ok("cp", f"{root}/moved", f"{root}/copied")
        assert ["bucket_info"] == [each["type"] for each in shell.ok("stat", "--json", root).objects]
        keys = shell.ok("ls", "-r", f"{root}/w/").out
        assert 0 == shell("bundle", "-q", root, "out", stdin=keys).code
        assert (Path("out/w") / KEYS[1]).read_text("utf-8") == KEYS[1] * 100
        shell.ok("rm", f"{root}/copied", f"{root}/moved")
        assert {"deleted": 3, "failed": 0}.items() <= shell.ok("rm", "-r", "--json", f"{root}/w/").objects[-1].items()
        assert [] == shell.ok("ls", "-r", root).lines


def test_what_tigris_alone_has_is_an_error_that_changes_nothing(shell: Shell, bucket: str) -> None:
    shell.ok("bucket", "create", bucket)
    with ExitStack() as stack:
        stack.callback(shell, "bucket", "rm", bucket)
        stack.callback(shell, "rm", "-r", f"t3://{bucket}")
        shell.ok("pipe", f"t3://{bucket}/a", stdin=b"1")
        for words in (
            ("snapshot", "ls", bucket),
            ("snapshot", "create", bucket),
            ("ls", f"t3://{bucket}@1765889000506396762/"),
            ("diff", f"t3://{bucket}@1765889000506396762/"),
            ("undelete", "restore", f"t3://{bucket}/a"),
        ):
            done = shell(*words)
            assert (0 < done.code < 130, b"", 1) == (True, done.out, done.err.count("\n")), done
        assert b"1" == shell.ok("cat", f"t3://{bucket}/a").out


def test_a_wrong_secret_is_denied(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    assert 4 == shell("ls").code
