"""`cp` of several sources: at once, as each of them alone, and ended in order."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Fault

from .shell import settings
from .test_copying import keys, stored
from .test_process import interrupted, process, until

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http.emulator import Emulator

    from .shell import Shell

MIB = 1 << 20
PARTS = ("--part-size", "5M", "--concurrency", "2")


def lay(*names: str, size: int = 0) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() + bytes(size))


def test_files_objects_and_copies_arrive_whole(shell: Shell, client: TigrisHTTP) -> None:
    names = [f"{number:03}" for number in range(60)]
    lay(*names)
    client.create_bucket("other")
    shell.ok("cp", *names, "t3://photos/in/")
    assert {f"in/{name}": name.encode() for name in names} == {key: stored(client, key) for key in keys(client)}
    sources = [f"t3://photos/in/{name}" for name in names]
    assert sorted(f"copy {each} -> out/{each[-3:]}" for each in sources) == sorted(
        shell.ok("cp", *sources, "out/").lines
    )
    assert {name: name.encode() for name in names} == {each.name: each.read_bytes() for each in Path("out").iterdir()}
    shell.ok("cp", *sources[1:], "000", "t3://other")
    assert {name: name.encode() for name in names} == {
        key: stored(client, key, "other") for key in keys(client, "other")
    }


def test_each_that_fails_is_told_with_its_own_error_and_the_others_arrive(
    shell: Shell, client: TigrisHTTP, tigris: Emulator
) -> None:
    lay("a", "b", "c", "k" * 200)
    tigris.inject(Fault("status", operation="PutObject", key="in/b", status=403))
    long = "x" * 900 + "/"
    done = shell("cp", "--json", "a", "nothing", "b", "c", "t3://photos/in/")
    assert (1, ["in/a", "in/c"]) == (done.code, keys(client))
    assert [("AccessDenied", 4), ("FileNotFoundError", 3)] == sorted(
        (each["error"], each["exit"]) for each in done.errors
    )
    done = shell("cp", "--json", "a", "k" * 200, f"t3://photos/{long}")
    assert (1, ["ValueError"], [f"{long}a"]) == (
        done.code, [each["error"] for each in done.errors], [key for key in keys(client) if key.startswith("x")]
    )  # fmt: skip


@pytest.mark.parametrize("command", ["cp", "mv"])
@pytest.mark.parametrize("target", ["t3://photos", "out/"])
def test_two_sources_of_one_name_are_refused_before_one_is_lost(
    shell: Shell, client: TigrisHTTP, tigris: Emulator, command: str, target: str
) -> None:
    for key in ("x/a", "y/b", "z/a"):
        client.put_object("photos", key, key.encode())
    tigris.clear_requests()
    done = shell(command, *(f"t3://photos/{key}" for key in ("x/a", "y/b", "z/a")), target)
    assert (2, 0) == (done.code, len(tigris.requests))
    assert "t3://photos/x/a and t3://photos/z/a would both become" in done.err
    assert ["x/a", "y/b", "z/a"] == keys(client)


def test_one_job_takes_them_in_their_order(shell: Shell, client: TigrisHTTP) -> None:
    names = [f"{number:02}" for number in range(30)]
    lay(*names)
    assert [f"copy {name} -> t3://photos/{name}" for name in names] == shell.ok(
        "cp", "-j1", *names, "t3://photos"
    ).lines


def test_large_files_go_in_parts_one_after_the_other_beside_small_ones(
    shell: Shell, client: TigrisHTTP, tigris: Emulator
) -> None:
    lay("a", "b", "c", size=11 * MIB)
    lay("s", "t")
    tigris.clear_requests()
    shell.ok("cp", *PARTS, "a", "b", "s", "c", "t", "t3://photos")
    assert ["a", "b", "c", "s", "t"] == keys(client)
    assert [11 * MIB + 1] * 3 == [client.head_object("photos", key).size for key in "abc"]
    known = {"CreateMultipartUpload": "begin", "CompleteMultipartUpload": "end"}
    assert ["begin", "end"] * 3 == [known[each.operation] for each in tigris.requests if each.operation in known]


def test_a_reader_that_goes_away_ends_it(shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch) -> None:
    from tigris_http.cli.output import Output

    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError

    lay("a", "b")
    monkeypatch.setattr(Output, "item", broken)
    assert 141 == shell("cp", "a", "b", "t3://photos").code
    assert set(keys(client)) <= {"a", "b"}


@needs_posix
def test_ctrl_c_aborts_the_upload_under_way_and_says_what_is_not_done(
    tigris: Emulator, client: TigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay("a", "b", size=11 * MIB)
    # At this bandwidth a part takes a minute.
    words = ("cp", *PARTS, "--bandwidth", "100K", "a", "b", "t3://photos")
    with process(*words, env=settings(tigris), cwd=tmp_path) as running:
        until(lambda: any(each.operation == "CreateMultipartUpload" for each in tigris.requests))
        code, seconds, err = interrupted(running, signal.SIGINT)
    assert (130, 1) == (code, err.count("\n"))
    assert seconds < 1.5
    assert "interrupted: 0 done; not done: a -> t3://photos/a and 1 more" in err
    assert ([], []) == (list(client.list_multipart_uploads("photos")), keys(client))


@needs_posix
def test_those_after_one_that_stands_still_go_on(tigris: Emulator, client: TigrisHTTP, tmp_path: Path) -> None:
    names = [f"{number:02}" for number in range(40)]
    for name in names:
        client.put_object("photos", name, name.encode())
    tigris.inject(Fault("stall_body", operation="GetObject", key="00"))
    sources = [f"t3://photos/{name}" for name in names]
    with process("cp", "--json", *sources, "out/", env=settings(tigris), cwd=tmp_path) as running:
        assert running.stdout is not None
        done = [json.loads(running.stdout.readline())["source"] for _ in names[1:]]
        code, _, err = interrupted(running, signal.SIGINT)
    assert (130, sources[1:]) == (code, sorted(done))
    assert "interrupted: 39 done (78 bytes); not done: t3://photos/00 -> out/00" in err
    assert names[1:] == sorted(each.name for each in (tmp_path / "out").iterdir())
