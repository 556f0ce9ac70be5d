"""`run`: each line once, failures by their numbers, one client for all."""

from __future__ import annotations

import io
import shlex
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http import TigrisHTTP

if TYPE_CHECKING:
    import pytest

    from .shell import Shell

LINES = 100_000


def test_each_line_runs_once(shell: Shell, client: TigrisHTTP) -> None:
    names = ["plain", "with space", "quote's", 'double"', "ü", "back\\slash", "#hash", "line\nbreak"]
    for number, _ in enumerate(names):
        Path(f"f{number}").write_text(str(number), "utf-8")
    lines = [f"cp f{number} {shlex.quote(f't3://photos/{name}')}" for number, name in enumerate(names[:-1])]
    lines += ["", "  # a comment", "tigris-http cp f7 t3://photos/last"]
    Path("list").write_text("\n".join(lines), "utf-8")
    done = shell.ok("run", "--json", "list")
    assert len(names) == sum(each["type"] == "item" for each in done.objects)
    assert (len(names), 0) == (done.objects[-1]["done"], done.objects[-1]["failed"])
    stored = {each.key: int(each.size) for each in client.list_objects_v2("photos")}
    assert {*names[:-1], "last"} == stored.keys()


def test_failures_have_the_numbers_of_their_lines(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", b"")
    lines = [
        *("stat t3://photos/a", "ls --bogus", "stat t3://photos/none", "'open", "cat t3://photos/a", "run x"),
        *("cp - t3://photos/x", "emulator", "pipe t3://photos/x", "cp t3://photos/a -", "ls --endpoint x"),
        *("ls --help", "ls --json", "bundle t3://photos x", "\udcff", "stat t3://photos/a"),
    ]
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    done = shell("run", "--json", "-", stdin=data)
    assert (1, ["stat", "stat", "summary"]) == (done.code, [each["type"] for each in done.objects])
    assert (2, 14) == (done.objects[-1]["done"], done.objects[-1]["failed"])
    errors = [each for each in done.err.splitlines() if each.startswith("{")]
    failed = sorted(int(each.split('"line": ')[1].split(",")[0]) for each in errors)
    assert list(range(2, 16)) == failed
    plain = shell("run", "-", stdin=b"stat t3://photos/none\n")
    assert "tigris-http run: 0 lines done, 1 failed" in plain.err
    assert "tigris-http stat: line 1: HeadObject photos/none: 404" in plain.err


def test_a_list_that_is_not_there_is_not_found(shell: Shell) -> None:
    assert 3 == shell("run", "nothing").code


def test_all_lines_share_one_client_and_run_at_once(
    shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    meeting = threading.Barrier(8, timeout=30)
    original = TigrisHTTP.head_object

    def head_object(self: TigrisHTTP, *arguments: str, **options: object) -> object:
        made.append(self)
        meeting.wait()
        return original(self, *arguments, **options)  # type: ignore[arg-type]

    client.put_object("photos", "a", b"")
    monkeypatch.setattr(TigrisHTTP, "head_object", head_object)
    done = shell.ok("run", "--jobs", "8", "--json", "-", stdin=b"stat t3://photos/a\n" * 16)
    assert (16, 1) == (len(made), len(set(map(id, made))))
    assert 17 == len(done.lines)


class Source(io.RawIOBase):
    """A long list that counts how much of it was read."""

    def __init__(self, line: bytes, count: int) -> None:
        self._data, self.read_so_far = io.BytesIO(line * count), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._data.readinto(buffer)
        self.read_so_far += size
        return size


def test_a_list_is_read_as_it_runs(shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four commands at once wait for each other: then the rest of 100,000 lines has not been read."""
    source = Source(b"stat t3://photos/a\n", LINES)
    seen: list[int] = []
    meeting = threading.Barrier(4, action=lambda: seen.append(source.read_so_far), timeout=30)

    def head_object(*_: object, **__: object) -> object:
        meeting.wait()
        if len(seen) > 20:
            raise BrokenPipeError
        raise PermissionError("no")

    monkeypatch.setattr(TigrisHTTP, "head_object", head_object)
    assert 141 == shell("run", "--jobs", "4", "-", stdin=source).code
    assert all(size < number * 1000 + 40_000 for number, size in enumerate(seen))
    assert max(seen) < LINES * len(b"stat t3://photos/a\n") // 10
