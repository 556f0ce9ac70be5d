"""`sync`, `restore`, `diff`, and `-r` of `cp`, `mv`, `rm` and `undelete restore`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Emulator, Fault

from .shell import ROOT, names_here, settings, started

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell

FILES = {"a.txt": b"a", "sub/b c.txt": b"bb", "sub/deep/ü.bin": b"ccc" * 1000, "x.tmp": b"t"}


def make(folder: str, files: dict[str, bytes] = FILES) -> None:
    for name, data in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def fill(client: TigrisHTTP, prefix: str = "", bucket: str = "photos") -> None:
    for name, data in FILES.items():
        client.put_object(bucket, prefix + name, data)


def read(folder: str) -> dict[str, bytes]:
    root = Path(folder)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def stored(client: TigrisHTTP, prefix: str = "", bucket: str = "photos") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for each in client.list_objects_v2(bucket, prefix=prefix or None):
        with client.get_object(bucket, each.key) as body:
            found[each.key.removeprefix(prefix)] = body.read()
    return found


def counts(objects: list[dict[str, object]]) -> dict[str, object]:
    (found,) = [each for each in objects if each["type"] == "summary"]
    return {name: found[name] for name in ("done", "skipped", "deleted", "refused", "failed") if found[name]}


def test_a_folder_goes_up_and_comes_down(shell: Shell, client: TigrisHTTP) -> None:
    make("site")
    done = shell("cp", "-r", "site", "t3://photos/www")
    assert (0, len(FILES)) == (done.code, len(done.lines))
    assert f"upload {Path('site', 'a.txt')} -> t3://photos/www/a.txt" in done.lines
    assert "upload: 4 done (2.9 KiB)\n" == done.err
    assert stored(client, "www/") == FILES
    assert "text/plain" == client.head_object("photos", "www/a.txt").content_type
    assert 0 == shell("cp", "-r", "t3://photos/www/", "back").code
    assert read("back") == FILES


def test_patterns_and_a_dry_run_choose(shell: Shell, client: TigrisHTTP) -> None:
    make("site")
    words = ("cp", "-r", "--json", "--exclude", "*.tmp", "--include", "sub/**", "site/", "t3://photos/")
    planned = shell.ok(*words, "--dry-run").objects
    assert {"planned"} == {each["status"] for each in planned if each["type"] == "item"}
    assert ({"done": 2}, {}) == (counts(planned), stored(client))
    assert {"done": 2} == counts(shell.ok(*words).objects)
    assert {"sub/b c.txt", "sub/deep/ü.bin"} == stored(client).keys()


def test_properties_are_those_of_each_object(shell: Shell, client: TigrisHTTP) -> None:
    make("site")
    options = ("--cache-control", "no-store", "--metadata", "k=v", "--storage-class", "STANDARD_IA")
    assert 0 == shell("sync", *options, "site", "t3://photos").code
    info = client.head_object("photos", "a.txt")
    assert ("no-store", "v", "STANDARD_IA") == (info.cache_control, info.metadata["k"], info.storage_class)
    assert 2 == shell("cp", "-r", "--content-type", "a/b", "site", "t3://photos").code
    assert 2 == shell("sync", "--metadata", "k=v", "t3://photos", "back").code


def test_a_sync_sends_what_differs_and_deletes_if_asked(shell: Shell, client: TigrisHTTP) -> None:
    make("site")
    assert {"done": 4} == counts(shell.ok("sync", "--json", "site", "t3://photos/w").objects)
    assert {"skipped": 4} == counts(shell.ok("sync", "--json", "site", "t3://photos/w").objects)
    Path("site/a.txt").write_bytes(b"changed")
    Path("site/x.tmp").unlink()
    assert {"done": 1, "skipped": 2} == counts(shell.ok("sync", "--json", "site", "t3://photos/w").objects)
    assert "x.tmp" in stored(client, "w/")
    done = shell.ok("sync", "--json", "--delete", "site", "t3://photos/w")
    assert {"skipped": 3, "deleted": 1} == counts(done.objects)
    assert [("delete", "t3://photos/w/x.tmp")] == [
        (each["action"], each["source"]) for each in done.objects if each["type"] == "item"
    ]
    assert stored(client, "w/") == read("site")
    assert {"done": 3} == counts(shell.ok("sync", "--json", "--compare", "always", "site", "t3://photos/w").objects)


def test_a_sync_down_deletes_files(shell: Shell, client: TigrisHTTP) -> None:
    fill(client, "w/")
    make("site", {"old.txt": b"old", "a.txt": b"other size"})
    assert 1 == shell("sync", "--delete", "--max-delete", "0", "t3://photos/w/", "site").code
    assert "old.txt" in read("site")
    assert {"done": 4} == counts(shell.ok("sync", "--json", "--delete", "t3://photos/w/", "other").objects)
    assert 0 == shell("sync", "--delete", "t3://photos/w/", "site").code
    assert read("site") == FILES == read("other")


def test_too_many_deletions_are_refused(shell: Shell, client: TigrisHTTP) -> None:
    fill(client, "w/")
    make("site", {"a.txt": b"a"})
    done = shell("sync", "--json", "--delete", "--max-delete", "2", "site", "t3://photos/w/")
    assert (1, 3) == (done.code, len(done.errors))
    assert "3 deletions are more than --max-delete 2" in done.errors[0]["message"]
    assert stored(client, "w/").keys() == FILES.keys()


MISTAKES = [
    (("sync", "--delete", "nothing", "t3://photos"), "SOURCE must be a folder that exists"),
    (("sync", "--delete", "empty", "t3://photos"), "give --allow-empty if that is meant"),
    (("sync", "--delete", "t3://photos/none/", "full"), "give --allow-empty if that is meant"),
    (("sync", "full", "other"), "SOURCE or TARGET must be a URI such as t3://bucket/prefix/: full -> other"),
    (("sync", "-", "t3://photos"), "a tree has no standard input or output"),
    (("sync", "full", "t3://photos@1765889000506396762/"), "TARGET is at a snapshot, which cannot be changed"),
    (("sync", "--max-delete", "1", "full", "t3://photos"), "--max-delete needs --delete"),
    (("sync", "--allow-empty", "full", "t3://photos"), "--allow-empty needs --delete"),
    (("sync", "--snapshot", "17", "full", "t3://photos"), "--snapshot needs a URI as SOURCE"),
    (("sync", "--compare", "newer", "full", "t3://photos"), "--compare: invalid choice: 'newer'"),
    (("sync", "t3://photos", "t3://photos/w"), "overlap in bucket 'photos'"),
    (("cp", "-r", "full", "other", "t3://photos"), "-r takes one SOURCE"),
    (("cp", "-r", "full/a.txt", "t3://photos"), "SOURCE must be a folder for -r, not the file full/a.txt"),
    (("cp", "-r", "--resume", "full", "t3://photos"), "--resume is not for -r"),
    (("cp", "--include", "*", "full/a.txt", "t3://photos"), "--include needs -r"),
    (("mv", "-r", "full", "other"), "SOURCE or TARGET must be a URI"),
    (("mv", "-r", "t3://photos@17/", "other"), "SOURCE is at a snapshot, which cannot be changed: use cp"),
    (("mv", "-r", "--no-overwrite", "t3://photos/a", "t3://photos/b"), "--no-overwrite is not for -r"),
    (("mv", "-r", "t3://photos/a", "t3://photos/a/b"), "overlap in bucket 'photos'"),
    (("rm", "--max-delete", "1", "t3://photos/a"), "--max-delete needs -r"),
    (("rm", "-r", "full"), "URI must be a URI such as t3://bucket/key, not 'full'"),
    (("rm", "-r", "t3://photos@1765889000506396762/"), "URI is at a snapshot, which cannot be changed"),
    (("restore", "t3://photos/a.txt"), "URI must name a snapshot, such as t3://photos@VERSION/a.txt"),
    (("restore", "t3://photos@17/sub/"), "URI is a prefix: use -r for t3://photos@17/sub/"),
    (("restore", "--delete", "t3://photos@17/a.txt"), "--delete needs -r"),
    (("restore", "-r", "--max-delete", "1", "t3://photos@17/"), "--max-delete needs --delete"),
    (("diff", "t3://photos"), "OLD and NEW are the same: name a snapshot"),
    (("diff", "t3://photos@1/a", "t3://photos@2/b"), "OLD and NEW must have the same prefix"),
    (("undelete", "restore", "--overwrite", "t3://photos/a"), "need -r"),
]


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=[" ".join(each[0]) for each in MISTAKES])
def test_a_mistake_changes_nothing(
    shell: Shell, client: TigrisHTTP, tigris: Emulator, words: tuple[str, ...], message: str
) -> None:
    fill(client)
    make("full", {"a.txt": b"1"})
    Path("empty").mkdir()
    before = len(tigris.requests)
    done = shell(*words)
    sent = {each.operation for each in tigris.requests[before:]}
    assert (2, 1) == (done.code, done.err.count("\n")), done
    assert message in done.err
    # A listing tells that a source is empty.
    assert sent == ({"ListObjectsV2"} if "--allow-empty if" in message else set())
    assert (stored(client), read("full")) == (FILES, {"a.txt": b"1"})


def test_what_is_not_there_is_not_found(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", b"")
    for words in (("sync", "nothing", "t3://photos"), ("cp", "-r", "nothing", "t3://photos"),
                  ("cp", "-r", "t3://photos/none", "out"), ("rm", "-r", "t3://photos/none"),
                  ("rm", "-r", "t3://no-such-bucket"), ("sync", "t3://no-such-bucket", "out")):  # fmt: skip
        assert 3 == shell(*words).code, words


def test_keys_that_are_no_files_are_errors(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "w/good", b"1")
    client.put_object("photos", "w/../evil", b"2")
    done = shell("cp", "-r", "--json", "t3://photos/w/", "out")
    assert (1, {"done": 1, "refused": 1}) == (done.code, counts(done.objects))
    assert ["out"] == names_here()
    assert ["good"] == names_here("out")
    assert "w/../evil" in done.errors[0]["message"]


def test_one_object_that_fails_does_not_stop_the_others(shell: Shell, client: TigrisHTTP, tigris: Emulator) -> None:
    make("site")
    tigris.inject(Fault("status", operation="PutObject", key="sub/b c.txt", status=403, times=9))
    done = shell("sync", "--json", "site", "t3://photos")
    assert (1, {"done": 3, "failed": 1}) == (done.code, counts(done.objects))
    (error,) = done.errors
    assert f"upload {Path('site', 'sub', 'b c.txt')}: PutObject photos/sub/b c.txt: 403" in error["message"]
    assert FILES.keys() - {"sub/b c.txt"} == stored(client).keys()


def test_a_folder_is_removed_and_its_neighbours_stay(shell: Shell, client: TigrisHTTP) -> None:
    for key in ("tmp/a", "tmp/b/c", "tmp.txt", "tmp", "other/d"):
        client.put_object("photos", key, b"")
    planned = shell.ok("rm", "-r", "--json", "--dry-run", "t3://photos/tmp")
    assert {"deleted": 2} == counts(planned.objects)
    done = shell.ok("rm", "-r", "--json", "t3://photos/tmp")
    assert {"t3://photos/tmp/a", "t3://photos/tmp/b/c"} == {
        each["source"] for each in done.objects if each["type"] == "item"
    }
    assert {"tmp.txt", "tmp", "other/d"} == stored(client).keys()
    assert 1 == shell("rm", "-r", "--max-delete", "2", "t3://photos").code
    assert 3 == len(stored(client))
    assert 0 == shell("rm", "-r", "-q", "--include", "*.txt", "t3://photos").code
    assert {"tmp", "other/d"} == stored(client).keys()
    assert 0 == shell("rm", "-r", "-q", "t3://photos/").code
    assert {} == stored(client)


@pytest.mark.parametrize("words", [("rm", "-r", "t3://photos/"), ("sync", "--delete", "site", "t3://photos")])
def test_a_person_is_asked(shell: Shell, client: TigrisHTTP, words: tuple[str, ...]) -> None:
    fill(client)
    make("site", {"a.txt": b"a"})
    done = shell(*words, stdin=b"n\n", terminal=True)
    assert (1, True) == (done.code, "[y/N]" in done.err)
    assert stored(client) == FILES
    assert 0 == shell(*words, stdin=b"y\n", terminal=True).code
    assert len(stored(client)) < 2


def test_a_folder_is_copied_and_synced_within_the_service(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("backup")
    fill(client, "w/")
    version = client.create_snapshot("photos").version
    done = shell.ok("cp", "-r", "--json", "t3://photos/w", "t3://backup/copy")
    items = {(each["source"], each["target"]) for each in done.objects if each["type"] == "item"}
    assert {(f"t3://photos/w/{name}", f"t3://backup/copy/{name}") for name in FILES} == items
    assert stored(client, "copy/", "backup") == FILES
    client.put_object("photos", "w/a.txt", b"new")
    client.put_object("backup", "copy/extra", b"")
    done = shell.ok("sync", "--json", "--delete", "t3://photos/w/", "t3://backup/copy/")
    assert {"done": 1, "skipped": 3, "deleted": 1} == counts(done.objects)
    assert {**FILES, "a.txt": b"new"} == stored(client, "copy/", "backup")
    assert {"done": 1, "skipped": 3} == counts(
        shell.ok("sync", "--json", f"t3://photos@{version}/w/", "t3://backup/copy/").objects
    )
    assert stored(client, "copy/", "backup") == FILES
    assert {"skipped": 4} == counts(
        shell.ok("cp", "-r", "--no-overwrite", "--json", "t3://photos/w", "t3://backup/copy").objects
    )


def test_a_folder_is_moved_within_the_service(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("other")
    fill(client, "w/")
    assert {"done": 4} == counts(shell.ok("mv", "-r", "--json", "--dry-run", "t3://photos/w", "t3://photos/v").objects)
    done = shell.ok("mv", "-r", "--json", "t3://photos/w", "t3://photos/v")
    assert ("t3://photos/w/a.txt", "t3://photos/v/a.txt") in {
        (each["source"], each["target"]) for each in done.objects if each["type"] == "item"
    }
    assert (stored(client, "w/"), stored(client, "v/")) == ({}, FILES)
    assert 0 == shell("mv", "-r", "-q", "t3://photos/v/", "t3://other").code
    assert (stored(client), stored(client, bucket="other")) == ({}, FILES)
    assert 3 == shell("mv", "-r", "t3://photos/v", "t3://other/x").code


def test_a_folder_is_moved_up_and_down(shell: Shell, client: TigrisHTTP) -> None:
    make("site")
    assert 0 == shell("mv", "-r", "--dry-run", "site", "t3://photos/w").code
    assert (read("site"), stored(client)) == (FILES, {})
    done = shell.ok("mv", "-r", "--json", "--exclude", "*.tmp", "./site/", "t3://photos/w")
    actions = [each["action"] for each in done.objects if each["type"] == "item"]
    assert (3, 3) == (actions.count("upload"), actions.count("delete"))
    kept = {name: data for name, data in FILES.items() if name != "x.tmp"}
    assert ({"x.tmp": b"t"}, kept) == (read("site"), stored(client, "w/"))
    assert 0 == shell("mv", "-r", "-q", "t3://photos/w", "back").code
    assert (kept, {}) == (read("back"), stored(client))
    assert 3 == shell("mv", "-r", "nothing", "t3://photos").code


def test_what_changes_while_it_is_moved_stays(
    shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tigris_http import TigrisHTTP

    make("site")
    fill(client, "w/")
    up, down = TigrisHTTP.upload_tree, TigrisHTTP.download_tree

    def upload_tree(self: TigrisHTTP, *arguments: object, **options: object) -> object:
        result = up(self, *arguments, **options)  # type: ignore[arg-type]
        Path("site/a.txt").write_bytes(b"written later")
        return result

    def download_tree(self: TigrisHTTP, *arguments: object, **options: object) -> object:
        result = down(self, *arguments, **options)  # type: ignore[arg-type]
        client.put_object("photos", "w/a.txt", b"written later")
        return result

    monkeypatch.setattr(TigrisHTTP, "upload_tree", upload_tree)
    monkeypatch.setattr(TigrisHTTP, "download_tree", download_tree)
    done = shell("mv", "-r", "site", "t3://photos/up")
    assert (1, {"a.txt": b"written later"}) == (done.code, read("site"))
    assert "a.txt changed meanwhile: it stays here, too" in done.err
    done = shell("mv", "-r", "t3://photos/w", "back")
    assert (1, {"a.txt": b"written later"}) == (done.code, stored(client, "w/"))
    assert "412 PreconditionFailed" in done.err
    assert stored(client, "up/") == FILES == read("back")


@needs_posix
def test_a_linked_folder_is_not_moved(shell: Shell, client: TigrisHTTP, tmp_path: Path) -> None:
    make("site")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine", "utf-8")
    Path("site/link").symlink_to(outside)
    assert 0 == shell("mv", "-r", "site", "t3://photos/w").code
    assert "mine" == (outside / "mine").read_text("utf-8")
    assert stored(client, "w/") == FILES


def test_the_past_is_restored(shell: Shell, client: TigrisHTTP) -> None:
    fill(client, "w/")
    version = client.create_snapshot("photos").version
    client.put_object("photos", "w/a.txt", b"changed")
    client.delete_object("photos", "w/x.tmp")
    client.put_object("photos", "w/new", b"")
    root = f"t3://photos@{version}/w"
    done = shell.ok("restore", "--json", f"{root}/a.txt")
    assert [(f"{root}/a.txt", "t3://photos/w/a.txt", 1)] == [
        (each["source"], each["target"], each["size"]) for each in done.objects
    ]
    assert b"a" == stored(client, "w/")["a.txt"]
    planned = shell.ok("restore", "-r", "--json", "--delete", "--dry-run", root).objects
    assert {"done": 1, "skipped": 3, "deleted": 1} == counts(planned)
    assert {"done": 1, "skipped": 3} == counts(shell.ok("restore", "-r", "--json", root).objects)
    assert {**FILES, "new": b""} == stored(client, "w/")
    assert 0 == shell("restore", "-r", "--delete", "--snapshot", version, "t3://photos").code
    assert stored(client, "w/") == FILES
    assert 3 == shell("restore", f"t3://photos@{version}/none").code
    assert 3 == shell("restore", "-r", f"t3://photos@{version}/none").code


def test_deleted_folders_come_back(shell: Shell, client: TigrisHTTP) -> None:
    client.create_bucket("soft", soft_delete=True)
    fill(client, "d/", "soft")
    client.delete_objects("soft", [f"d/{name}" for name in FILES])
    client.put_object("soft", "d/a.txt", b"live")
    done = shell.ok("undelete", "restore", "-r", "--json", "t3://soft/d")
    assert {"done": 3, "skipped": 1} == counts(done.objects)
    assert {**FILES, "a.txt": b"live"} == stored(client, "d/", "soft")
    assert 3 == shell("undelete", "restore", "-r", "t3://soft/none").code


def test_differences_are_shown(shell: Shell, client: TigrisHTTP) -> None:
    fill(client)
    old = client.create_snapshot("photos").version
    client.put_object("photos", "a.txt", b"longer")
    client.put_object("photos", "new\nline", b"")
    client.delete_object("photos", "x.tmp")
    place = f"t3://photos@{old}/"
    assert ["C  a.txt", "A  new\\nline", "R  x.tmp"] == shell.ok("diff", place).lines
    assert ["C  1  6  a.txt", "A  -  0  new\\nline", "R  1  -  x.tmp"] == shell.ok(
        "diff", "-l", place, "t3://photos"
    ).lines
    assert b"a.txt\0new\nline\0x.tmp\0" == shell.ok("diff", "-0", place).out
    assert [("changed", 1, 6), ("added", None, 0), ("removed", 1, None)] == [
        (each["change"], each["old_size"], each["size"]) for each in shell.ok("diff", "--json", place).objects
    ]
    assert ["R  x.tmp"] == shell.ok("diff", f"t3://photos@{old}/x").lines
    assert 1 == shell("diff", "--exit-code", place).code
    assert 0 == shell("diff", "--exit-code", f"t3://photos@{old}/sub/").code
    client.create_fork("fork", "photos")
    assert [] == shell.ok("diff", "t3://photos", "t3://fork").lines
    client.put_object("fork", "forked", b"")
    assert ["A  forked"] == shell.ok("diff", "t3://photos", "t3://fork").lines


@needs_posix
def test_progress_of_a_tree_is_a_log_if_wanted(client: TigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    fill(client)
    words = ("sync", "--progress=always", "-q", "t3://photos", "out")
    with started(
        *words, env={**settings(tigris), "PYTHONPATH": str(ROOT)}, cwd=tmp_path, stderr=subprocess.PIPE
    ) as run:
        _, err = run.communicate(timeout=30)
    assert 0 == run.returncode
    assert err.startswith(b"100%  2.9 KiB of 2.9 KiB  4 of 4 files")
