"""`cp` and `mv`: the bytes arrive whole, under the expected name, and nothing else is touched."""

from __future__ import annotations

import os
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Emulator, Fault

from .shell import names_here

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell

DATA = bytes(range(256)) * 100


def stored(client: TigrisHTTP, key: str, bucket: str = "photos") -> bytes:
    with client.get_object(bucket, key) as body:
        return body.read()


def keys(client: TigrisHTTP, bucket: str = "photos") -> list[str]:
    return [each.key for each in client.list_objects_v2(bucket)]


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("t3://photos/2026/", "2026/a b.png"),
        ("t3://photos", "a b.png"),
        ("t3://photos/x.png", "x.png"),
        ("t3://photos/a//b", "a//b"),
    ],
)
def test_a_file_becomes_an_object(shell: Shell, client: TigrisHTTP, target: str, key: str) -> None:
    Path("a b.png").write_bytes(DATA)
    assert [f"copy a b.png -> t3://photos/{key}"] == shell.ok("cp", "a b.png", target).lines
    assert DATA == stored(client, key)
    assert "image/png" == client.head_object("photos", key).content_type
    assert Path("a b.png").read_bytes() == DATA


@pytest.mark.parametrize(
    ("target", "path"), [(".", "a.png"), ("new/sub/", "new/sub/a.png"), ("there", "there/a.png"), ("x", "x")]
)
def test_an_object_becomes_a_file(shell: Shell, client: TigrisHTTP, target: str, path: str) -> None:
    Path("there").mkdir()
    client.put_object("photos", "2026/a.png", DATA)
    shell.ok("cp", "t3://photos/2026/a.png", target)
    assert Path(path).read_bytes() == DATA
    assert stored(client, "2026/a.png") == DATA


def test_objects_are_copied_within_the_service(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("other")
    client.put_object("photos", "a", DATA, metadata={"x": "1"})
    version = client.create_snapshot("photos").version
    client.put_object("photos", "a", b"new")
    shell.ok("cp", "t3://photos/a", "t3://other/b")
    shell.ok("cp", f"t3://photos@{version}/a", "t3://other/old/")
    shell.ok("cp", "--snapshot", version, "t3://photos/a", "file")
    assert (b"new", DATA) == (stored(client, "b", "other"), stored(client, "old/a", "other"))
    assert DATA == Path("file").read_bytes()
    assert {"x": "1"} == client.head_object("other", "old/a").metadata


def test_properties_of_new_objects_are_set(shell: Shell, client: TigrisHTTP) -> None:
    Path("a.txt").write_bytes(b"1")
    options = ("--content-type", "text/x", "--cache-control", "no-store", "--metadata", "k=v=w", "--tag", "t=u",
               "--storage-class", "STANDARD_IA", "--content-disposition", "inline")  # fmt: skip
    shell.ok("cp", *options, "a.txt", "t3://photos/a")
    found = client.head_object("photos", "a")
    assert ("text/x", "no-store", "inline", 1) == (
        found.content_type, found.cache_control, found.content_disposition, found.tag_count
    )  # fmt: skip
    assert ("v=w", "STANDARD_IA") == (found.metadata["k"], found.storage_class)


def test_several_sources_go_into_a_prefix_and_each_is_reported(shell: Shell, client: TigrisHTTP) -> None:
    for name in ("a", "b"):
        Path(name).write_text(name, "utf-8")
    done = shell("cp", "--json", "a", "nothing", "b", "t3://photos/in/")
    assert (1, ["in/a", "in/b"]) == (done.code, keys(client))
    assert [("done", "a", "t3://photos/in/a", 1), ("done", "b", "t3://photos/in/b", 1)] == [
        (each["status"], each["source"], each["target"], each["size"])
        for each in sorted(done.objects, key=itemgetter("source"))
    ]
    assert [("FileNotFoundError", 3)] == [(each["error"], each["exit"]) for each in done.errors]
    assert 3 == shell("cp", "nothing", "t3://photos/").code


def test_an_existing_target_can_be_kept(shell: Shell, client: TigrisHTTP) -> None:
    Path("a").write_text("mine", "utf-8")
    client.put_object("photos", "a", b"theirs")
    assert 5 == shell("cp", "--no-overwrite", "a", "t3://photos/a").code
    assert 5 == shell("cp", "--no-overwrite", "t3://photos/a", "a").code
    assert ("mine", b"theirs") == (Path("a").read_text("utf-8"), stored(client, "a"))
    client.put_object("photos", "b", b"x")
    assert 5 == shell("cp", "--no-overwrite", "t3://photos/b", "t3://photos/a").code
    assert b"theirs" == stored(client, "a")


def test_an_upload_and_a_download_go_on(shell: Shell, client: TigrisHTTP, tigris: Emulator) -> None:
    part = 5 << 20
    size, options = 40 << 20, ("--resume", "-q", "--part-size", "5M", "--concurrency", "1")
    Path("big").write_bytes(os.urandom(size))
    tigris.inject(Fault("status", operation="CompleteMultipartUpload", status=403))
    assert 4 == shell("cp", *options, "big", "t3://photos/big").code
    before = len(tigris.requests)
    assert 0 == shell("cp", *options, "big", "t3://photos/big").code
    assert 0 == sum(each.operation == "UploadPart" for each in tigris.requests[before:])
    tigris.inject(Fault("status", operation="GetObject", status=403))
    assert 4 == shell("cp", "-q", "t3://photos/big", "back").code
    assert not Path("back").exists()
    assert 0 == shell("cp", *options, "t3://photos/big", "back").code
    assert Path("big").read_bytes() == Path("back").read_bytes()
    assert size > part


def test_a_failed_download_leaves_the_old_file(shell: Shell) -> None:
    Path("a").write_text("old", "utf-8")
    assert 3 == shell("cp", "t3://photos/none", "a").code
    assert ["a"] == names_here()
    assert "old" == Path("a").read_text("utf-8")


@pytest.mark.parametrize("end", ["..", ".", "nul\0"])
def test_a_key_that_is_no_file_name_stays_out_of_the_folder(shell: Shell, client: TigrisHTTP, end: str) -> None:
    client.put_object("photos", f"a/{end}", DATA)
    Path("into").mkdir()
    done = shell("cp", f"t3://photos/a/{end}", "into/")
    assert 2 == done.code
    assert "the end of the key cannot be the name of a file" in done.err
    assert [] == names_here("into")
    shell.ok("cp", f"t3://photos/a/{end}", "into/named")
    assert DATA == Path("into/named").read_bytes()


def test_standard_streams_are_sides(shell: Shell, client: TigrisHTTP) -> None:
    shell.ok("cp", "-", "t3://photos/a", stdin=DATA)
    assert DATA == stored(client, "a")
    assert DATA == shell.ok("cp", "t3://photos/a", "-").out
    assert 2 == shell("cp", "-", "t3://photos/a/", stdin=DATA).code


def test_a_dry_run_changes_nothing(shell: Shell, client: TigrisHTTP) -> None:
    Path("a").write_text("a", "utf-8")
    client.put_object("photos", "b", b"b")
    for command in (("cp", "a", "t3://photos/"), ("mv", "a", "t3://photos/"), ("mv", "t3://photos/b", "t3://photos/c"),
                    ("cp", "t3://photos/b", "new/"), ("rm", "t3://photos/b")):  # fmt: skip
        done = shell.ok(command[0], "--dry-run", "--json", *command[1:])
        assert ["planned"] == [each["status"] for each in done.objects]
        assert done.lines != shell.ok(command[0], "--dry-run", *command[1:]).lines
    assert (["a"], ["b"]) == (names_here(), keys(client))


def test_quiet_prints_nothing_but_results(shell: Shell) -> None:
    Path("a").write_text("a", "utf-8")
    shell.ok("bucket", "create", "-q", "quiet")
    assert b"" == shell.ok("cp", "-q", "a", "t3://quiet/").out
    assert ["a"] == shell.ok("ls", "-q", "t3://quiet").lines


def test_an_object_is_renamed_in_its_bucket(shell: Shell, client: TigrisHTTP) -> None:
    version = client.put_object("photos", "a", DATA, metadata={"k": "v"}).etag
    shell.ok("mv", "t3://photos/a", "t3://photos/b/")
    assert (["b/a"], version) == (keys(client), client.head_object("photos", "b/a").etag)
    assert 3 == shell("mv", "t3://photos/none", "t3://photos/x").code


def test_an_object_is_moved_between_buckets(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("other")
    client.put_object("photos", "a", DATA, metadata={"k": "v"})
    shell.ok("mv", "t3://photos/a", "t3://other/b")
    assert ([], ["b"]) == (keys(client), keys(client, "other"))
    assert {"k": "v"} == client.head_object("other", "b").metadata


def test_files_move_up_and_objects_down(shell: Shell, client: TigrisHTTP) -> None:
    Path("a").write_bytes(DATA)
    shell.ok("mv", "a", "t3://photos/up")
    assert ([], DATA) == (names_here(), stored(client, "up"))
    shell.ok("mv", "t3://photos/up", "down/")
    assert ([], DATA) == (keys(client), Path("down/up").read_bytes())


def test_a_move_that_fails_loses_nothing(shell: Shell, client: TigrisHTTP) -> None:
    Path("a").write_bytes(DATA)
    client.put_object("photos", "b", DATA)
    assert 3 == shell("mv", "a", "t3://no-such-bucket/a").code
    assert 3 == shell("mv", "t3://photos/b", "t3://no-such-bucket/b").code
    Path("there").mkdir()
    assert 2 == shell("mv", "t3://photos/b", "a", "x").code
    assert (DATA, DATA) == (Path("a").read_bytes(), stored(client, "b"))


def test_a_file_that_changes_while_it_is_moved_stays(
    shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tigris_http import TigrisHTTP

    original = TigrisHTTP.send

    def send(self: TigrisHTTP, operation: Any) -> Any:
        result = original(self, operation)
        Path("a").write_bytes(b"written later")
        return result

    monkeypatch.setattr(TigrisHTTP, "send", send)
    Path("a").write_bytes(DATA)
    done = shell("mv", "a", "t3://photos/a")
    assert (1, b"") == (done.code, done.out)
    assert "a changed while it was uploaded: it is stored, and stays here, too" in done.err
    assert (b"written later", DATA) == (Path("a").read_bytes(), stored(client, "a"))


def test_a_move_with_properties_is_a_copy(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", DATA, metadata={"old": "1"})
    shell.ok("mv", "--metadata", "new=2", "t3://photos/a", "t3://photos/b")
    assert (["b"], {"new": "2"}) == (keys(client), client.head_object("photos", "b").metadata)
    client.put_object("photos", "a", b"other")
    assert 5 == shell("mv", "--no-overwrite", "t3://photos/a", "t3://photos/b").code
    assert (["a", "b"], DATA) == (keys(client), stored(client, "b"))


@needs_posix
def test_a_download_into_a_folder_without_permission_keeps_the_object(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "b", DATA)
    Path("file").write_text("no folder", "utf-8")
    assert 1 <= shell("mv", "t3://photos/b", "file/b").code
    assert DATA == stored(client, "b")
