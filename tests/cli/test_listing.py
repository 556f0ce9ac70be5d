"""`ls`, `du`, `find` and `stat` show what is there, whatever its name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell

KEYS = ("2026/a.png", "2026/b c.png", "2026/sub/d.png", "e.txt")
ODD = ("line\nbreak", "quote'\"", " space ", "tab\t", "\u202eevil", "ü/é", "a\x1b[31mred", "back\\nslash")


@pytest.fixture
def filled(client: TigrisHTTP) -> TigrisHTTP:
    for size, key in enumerate(KEYS):
        client.put_object("photos", key, b"x" * 1000 * size)
    return client


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["t3://photos"], ["2026/", "e.txt"]),
        (["t3://photos/2026/"], ["sub/", "a.png", "b c.png"]),
        (["s3://photos/2026"], ["2026/"]),
        (["tigris://photos/2026/b"], ["b c.png"]),
        (["-r", "t3://photos"], list(KEYS)),
        (["-r", "t3://photos/2026/s"], ["2026/sub/d.png"]),
        ([], ["photos"]),
    ],
)
def test_a_listing_shows_names_below_a_prefix(shell: Shell, arguments: list[str], expected: list[str]) -> None:
    assert expected == shell.ok("ls", *arguments).lines


@pytest.mark.usefixtures("filled")
def test_a_long_listing_is_aligned(shell: Shell) -> None:
    lines = shell.ok("ls", "-l", "t3://photos/2026/").lines
    assert ["PREFIX", "0", "1000"] == [line[19:].split()[0] for line in lines]
    assert {len("2026-01-01 00:00:00  PREFIX  STANDARD  ")} == {
        line.index(name) for line, name in zip(lines, ("sub/", "a.png", "b c.png"), strict=True)
    }
    assert "1000 B" in shell.ok("ls", "-lh", "t3://photos/2026/").lines[2]
    assert "2.9 KiB" in shell.ok("ls", "-lh", "t3://photos").lines[1]
    assert all(line[19] == "Z" for line in shell.ok("ls", "-l", "--utc", "-r", "t3://photos").lines)


@pytest.mark.usefixtures("filled")
def test_nothing_below_a_prefix_is_not_found_and_an_empty_bucket_is(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("empty")
    assert [] == shell.ok("ls", "t3://empty").lines
    for command in ("ls", "du"):
        missing = shell(command, "t3://photos/2027/")
        assert (3, b"") == (missing.code, missing.out)
        assert f"tigris-http {command}: nothing is at or below t3://photos/2027/\n" == missing.err
    assert 3 == shell("ls", "t3://nothing-here").code


def test_a_snapshot_shows_the_past(shell: Shell, filled: TigrisHTTP) -> None:
    version = filled.create_snapshot("photos").version
    filled.put_object("photos", "later.txt", b"")
    filled.delete_object("photos", "e.txt")
    then, now = ["2026/", "e.txt"], ["2026/", "later.txt"]
    assert then == shell.ok("ls", f"t3://photos@{version}").lines
    assert then == shell.ok("ls", "--snapshot", version, "t3://photos").lines
    assert now == shell.ok("ls", "t3://photos").lines
    assert f"t3://photos@{version}/e.txt" in shell.ok("find", f"t3://photos@{version}/").lines
    assert 3000 == shell.ok("stat", "--json", f"t3://photos@{version}/e.txt").objects[0]["size"]


def test_versions_and_deleted_objects_are_listed(shell: Shell, filled: TigrisHTTP) -> None:
    filled.put_object("photos", "e.txt", b"new")
    versions = shell.ok("ls", "--json", "--versions", "-r", "t3://photos/e").objects
    assert [(3, True), (3000, False)] == [(each["size"], each["is_latest"]) for each in versions]
    assert ["latest", "-"] == [line.split()[-2] for line in shell.ok("ls", "--versions", "t3://photos/e").lines]
    filled.create_bucket("soft", soft_delete=True)
    filled.put_object("soft", "gone", b"1")
    filled.delete_object("soft", "gone")
    assert [] == shell.ok("ls", "t3://soft").lines
    assert ["gone"] == shell.ok("ls", "--deleted", "t3://soft").lines
    assert ["deleted"] == [each["type"] for each in shell.ok("ls", "--json", "--deleted", "t3://soft").objects]
    filled.delete_bucket("soft", force=True)
    assert ["photos"] == shell.ok("ls").lines
    assert ["soft"] == shell.ok("ls", "--deleted").lines


def test_any_name_comes_through_null_and_json_and_none_forges_a_line(shell: Shell, client: TigrisHTTP) -> None:
    for key in ODD:
        client.put_object("photos", key, b"")
    expected = sorted(ODD)
    assert expected == shell.ok("ls", "-r", "-0", "t3://photos").out.decode().split("\0")[:-1]
    assert expected == sorted(each["key"] for each in shell.ok("ls", "-r", "--json", "t3://photos").objects)
    found = shell.ok("find", "-0", "t3://photos").out.decode().split("\0")[:-1]
    assert [f"t3://photos/{key}" for key in expected] == found
    for command in (("ls", "-r"), ("find",), ("ls", "-r", "-l")):
        out = shell.ok(*command, "t3://photos").out
        assert len(ODD) == len(out.split(b"\n")) - 1
        assert b"\x1b" not in out
        assert b"\r" not in out
    seen = shell("ls", "-r", "t3://photos", terminal=True).out.decode()
    assert "\u202e" not in seen
    assert "ü/é" in seen


@pytest.mark.usefixtures("filled")
def test_sizes_are_summed_up(shell: Shell) -> None:
    assert ["6000  4  t3://photos/"] == shell.ok("du", "t3://photos").lines
    assert ["5.9 KiB  4  t3://photos/"] == shell.ok("du", "-h", "t3://photos").lines
    deep = shell.ok("du", "--json", "-d", "2", "t3://photos").objects
    assert [("2026/", 3000, 3), ("2026/sub/", 2000, 1), ("", 6000, 4)] == [
        (each["key"], each["bytes"], each["objects"]) for each in deep
    ]
    assert 2 == len(shell.ok("du", "t3://photos/2026/", "t3://photos/e").lines)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["--name", "*.png"], list(KEYS[:3])),
        (["--name", "*.txt", "--name", "a*"], [KEYS[0], KEYS[3]]),
        (["--key", "2026/*", "--larger", "999"], list(KEYS[1:3])),
        (["--key", "*d.png"], [KEYS[2]]),
        (["--larger", "1.5k"], list(KEYS[2:])),
        (["--smaller", "1k"], list(KEYS[:2])),
        (["--larger", "1000"], list(KEYS[2:])),
        (["--newer", "1h"], list(KEYS)),
        (["--older", "1h"], []),
        (["--newer", "2999-01-01"], []),
        (["--older", "2999-01-01T00:00Z"], list(KEYS)),
        (["--storage-class", "GLACIER"], []),
        (["--storage-class", "STANDARD", "--name", "e*"], [KEYS[3]]),
    ],
)
def test_objects_are_found_by_all_conditions(shell: Shell, conditions: list[str], expected: list[str]) -> None:
    found = shell.ok("find", *conditions, "t3://photos").lines
    assert [f"t3://photos/{key}" for key in expected] == found


def test_the_properties_of_an_object_are_shown(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object(
        "photos", "map.png", b"12345", content_type="image/png", metadata={"author": "ann"}, tagging={"a": "b"},
        checksums="crc32",
    )  # fmt: skip
    lines = dict(line.split(":", 1) for line in shell.ok("stat", "t3://photos/map.png").lines)
    shown = {name: value.strip() for name, value in lines.items()}
    assert {
        "size": "5",
        "content-type": "image/png",
        "metadata author": "ann",
        "tag-count": "1",
    }.items() <= shown.items()
    assert shown["checksum crc32"] == "y/U6HA=="
    values = json.loads(shell.ok("stat", "--json", "t3://photos/map.png").out)
    assert ({"author": "ann"}, {"crc32": "y/U6HA=="}) == (values["metadata"], values["checksums"])
    old = values["version_id"]
    client.put_object("photos", "map.png", b"1")
    assert 5 == shell.ok("stat", "--json", "--version-id", old, "t3://photos/map.png").objects[0]["size"]


@pytest.mark.usefixtures("filled")
def test_one_of_several_that_fails_does_not_stop_the_others(shell: Shell) -> None:
    done = shell("stat", "--json", "t3://photos/e.txt", "t3://photos/no", "t3://photos")
    assert (1, ["stat", "bucket_info"]) == (done.code, [each["type"] for each in done.objects])
    assert [("no", 3, "stat")] == [(each["key"], each["exit"], each["command"]) for each in done.errors]
    assert 3 == shell("stat", "t3://photos/no").code
