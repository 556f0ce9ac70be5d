"""Writing: bytes, local files and trees, copies, moves, deletions, buckets and links."""

from __future__ import annotations

import urllib.request
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from fsspec.callbacks import Callback

from tigris_http import Conflict, ConnectionFailed, Credentials, PreconditionFailed, RetryPolicy, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Sent = Callable[[Callable[[], object]], dict[str, int]]
    Contents = Callable[[], dict[str, bytes]]

ODD = ["a//b", "./z", "../z", "/x", "d/", "e//", "q?*[1]", "g@1", "é/%20", "tab\t\x01"]
MIB = 1 << 20


# -- bytes -----------------------------------------------------------------------------------------------------------


def test_every_key_is_written_and_deleted_by_its_path(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    for key in ODD:
        fs.pipe_file(f"t3://{bucket}/{key}", key.encode())
    assert {key: key.encode() for key in ODD} == contents()
    for key in ODD[::2]:
        fs.rm_file(f"t3://{bucket}/{key}")
    assert set(ODD[1::2]) == set(contents())
    fs.rm([f"{bucket}/{key}" for key in ODD[1::2] if "*" not in key])
    assert {key for key in ODD[1::2] if "*" in key} == set(contents())


def test_bytes_are_stored_by_one_request(fs: TigrisFileSystem, bucket: str, sent: Sent, contents: Contents) -> None:
    for value in (b"1", bytearray(b"2"), memoryview(b"3")):
        assert {"PutObject": 1} == sent(partial(fs.pipe, f"{bucket}/a", value))
        assert {"a": bytes(value)} == contents()


def test_large_bytes_go_in_parts(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    value = bytes(40 * MIB)
    counts = sent(lambda: fs.pipe_file(f"{bucket}/a", value, mode="create"))
    assert 3 == counts["UploadPart"]
    assert value == fs.cat(f"{bucket}/a")
    with pytest.raises(FileExistsError):
        fs.pipe_file(f"{bucket}/a", value, mode="create")


def test_a_creation_stores_only_where_there_is_nothing(
    fs: TigrisFileSystem, bucket: str, sent: Sent, contents: Contents, tmp_path: Path
) -> None:
    path = f"{bucket}/a"
    (tmp_path / "local").write_bytes(b"local")
    assert {"PutObject": 1} == sent(lambda: fs.pipe_file(path, b"1", mode="create"))
    calls: list[Callable[[], object]] = [
        lambda: fs.pipe_file(path, b"2", mode="create"),
        lambda: fs.put_file(str(tmp_path / "local"), path, mode="create"),
        lambda: fs.put(str(tmp_path / "local"), path, mode="create"),
        lambda: fs.touch(path, truncate=False),
    ]
    for call in calls:
        with pytest.raises(FileExistsError) as raised:
            call()
        assert isinstance(raised.value.__cause__, PreconditionFailed)
    assert {"a": b"1"} == contents()
    with pytest.raises(ValueError, match="mode must be"):
        fs.pipe_file(path, b"2", mode="append")


def test_a_touch_stores_an_empty_object(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    fs.touch(f"{bucket}/a", truncate=False)
    fs.pipe(f"{bucket}/b", b"1")
    fs.touch(f"{bucket}/b")
    assert {"a": b"", "b": b""} == contents()


def test_a_bucket_is_no_file(fs: TigrisFileSystem, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    calls: list[Callable[[], object]] = [
        lambda: fs.pipe_file(bucket, b"1"),
        lambda: fs.cat_file(bucket),
        lambda: fs.put_file(str(tmp_path / "a"), bucket),
        lambda: fs.get_file(bucket, str(tmp_path / "b")),
        lambda: fs.open(bucket, "wb"),
        lambda: fs.rm_file(bucket),
        lambda: fs.touch(f"t3://{bucket}/"),
    ]
    for call in calls:
        with pytest.raises(IsADirectoryError):
            call()


# -- from the disk ---------------------------------------------------------------------------------------------------


def test_a_tree_of_files_is_uploaded_with_types_from_their_names(
    fs: TigrisFileSystem, bucket: str, contents: Contents, tmp_path: Path
) -> None:
    for name in ("site/a.html", "site/b/c.txt", "site/b/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    callback = Callback()
    fs.put(str(tmp_path / "site"), bucket, recursive=True, callback=callback)
    assert {name: name.encode() for name in ("site/a.html", "site/b/c.txt", "site/b/d")} == contents()
    assert ((3, 3), "text/html") == ((callback.size, callback.value), fs.info(f"{bucket}/site/a.html")["ContentType"])
    fs.put(f"{tmp_path}/site/", f"{bucket}/new/deep", recursive=True)
    assert {"a.html", "b/c.txt", "b/d"} == {key[9:] for key in contents() if key.startswith("new/deep/")}
    fs.put_file(str(tmp_path / "site/a.html"), f"{bucket}/x", content_type="text/x")
    assert ("text/x", {}) == (fs.info(f"{bucket}/x")["ContentType"], fs.info(f"{bucket}/x")["Metadata"])


@pytest.mark.parametrize("files", ["a", "ab"])
def test_an_uploaded_tree_keeps_its_names_down_to_a_depth(
    fs: TigrisFileSystem, bucket: str, contents: Contents, tmp_path: Path, files: str
) -> None:
    (tmp_path / "t/d").mkdir(parents=True)
    for file in (*files, "d/e"):
        (tmp_path / "t" / file).write_bytes(b"")
    for source, target in (("t/", "new"), ("t", "other"), ("t", "new")):
        fs.put(f"{tmp_path}/{source}", f"{bucket}/{target}", recursive=True, maxdepth=1)
    assert {f"{into}/{file}" for into in ("new", "other", "new/t") for file in files} == set(contents())


def test_an_upload_reports_to_its_callback(fs: TigrisFileSystem, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(40 * MIB))
    callback = Callback()
    fs.put_file(str(tmp_path / "a"), f"{bucket}/a", callback=callback)
    assert (40 * MIB, 40 * MIB) == (callback.size, callback.value)


def test_an_upload_that_fails_is_an_error(
    fs: TigrisFileSystem, bucket: str, tmp_path: Path, tigris: Emulator, contents: Contents
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").write_bytes(b"1")
    calls: list[Callable[[], object]] = [
        lambda: fs.put(str(tmp_path / "d"), bucket, recursive=True),
        lambda: fs.put(str(tmp_path / "d/a"), f"{bucket}/a"),
    ]
    for call in calls:
        tigris.inject(Fault("status", status=403, operation="PutObject"))
        with pytest.raises(PermissionError):
            call()
    assert {} == contents()
    with pytest.raises(FileNotFoundError):
        fs.put(str(tmp_path / "no"), bucket)
    with pytest.raises(FileNotFoundError):
        fs.put(str(tmp_path / "d/a"), "no-such-bucket-here/a")


# -- deletions -------------------------------------------------------------------------------------------------------


def test_deletions_go_a_thousand_a_request(fs: TigrisFileSystem, bucket: str, sent: Sent, contents: Contents) -> None:
    names = [f"{bucket}/d/{number:04}" for number in range(2500)]
    fs.pipe(dict.fromkeys(names, b""))
    assert {"DeleteObjects": 1} == sent(lambda: fs.rm(names[:1000]))
    assert {"HeadObject": 1, "ListObjectsV2": 2, "DeleteObjects": 2} == sent(
        lambda: fs.rm(f"{bucket}/d", recursive=True)
    )
    assert {} == contents()
    assert {"DeleteObject": 1} == sent(lambda: fs.rm_file(f"{bucket}/x"))


def test_a_directory_is_deleted_with_all_that_is_below_it(
    fs: TigrisFileSystem, bucket: str, contents: Contents
) -> None:
    fs.pipe({f"{bucket}/{key}": b"" for key in ("d", "d/", "d/a", "d//b", "d/\x01", "da", "e/f", "e/g/h", "e/i")})
    fs.rm(f"{bucket}/d", recursive=True)
    assert {"da", "e/f", "e/g/h", "e/i"} == set(contents())
    fs.rm(f"{bucket}/e", recursive=True, maxdepth=1)
    assert {"da", "e/g/h"} == set(contents())
    fs.rm(f"{bucket}/d*")
    assert {"e/g/h"} == set(contents())
    fs.rm(f"{bucket}/e*", recursive=True)
    assert {} == contents()
    for names in (["d", "d/e/1", "d//e"], ["d/e", "d//e/1", "d"], ["d/**"]):
        fs.pipe({f"{bucket}/d/{name}": b"" for name in ("1", "e/1", "/e/1")})
        fs.rm([f"{bucket}/{name}" for name in names], recursive=True)
        assert {} == contents()
    for path, recursive in ((f"{bucket}/no", True), (f"{bucket}/no*", False), (f"{bucket}/no*", True)):
        with pytest.raises(FileNotFoundError):
            fs.rm(path, recursive=recursive)
    with pytest.raises(PermissionError):
        fs.rm("", recursive=True)


def test_an_object_that_is_not_deleted_is_an_error(fs: TigrisFileSystem, bucket: str, tigris: Emulator) -> None:
    fs.pipe({f"{bucket}/a": b"", f"{bucket}/b": b""})
    tigris.inject(Fault("status", status=403, operation="DeleteObjects"))
    with pytest.raises(PermissionError):
        fs.rm([f"{bucket}/a", f"{bucket}/b"])
    assert 2 == len(fs.ls(bucket))


def test_a_deletion_of_a_tree_leaves_no_delete_marker_for_its_name(
    fs: TigrisFileSystem, client: TigrisHTTP, snapshots: str
) -> None:
    fs.pipe(f"{snapshots}/d/a", b"")
    fs.rm(f"{snapshots}/d", recursive=True)
    markers = {each.key for each in client.list_object_versions(snapshots) if each.is_delete_marker}
    assert {"d/a"} == markers


# -- copies and moves ------------------------------------------------------------------------------------------------


def test_a_copy_keeps_properties_and_stays_in_the_service(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe_file(f"{bucket}/a", b"1", content_type="text/csv", metadata={"of": "me"})
    assert {"HeadObject": 1, "CopyObject": 1} == sent(lambda: fs.cp_file(f"{bucket}/a", f"{bucket}/b"))
    info = fs.info(f"{bucket}/b")
    assert ("text/csv", {"of": "me"}) == (info["ContentType"], info["Metadata"])
    with pytest.raises(FileNotFoundError):
        fs.cp_file(f"{bucket}/no", f"{bucket}/c")


def test_a_tree_is_copied_with_every_key(fs: TigrisFileSystem, bucket: str, snapshots: str, contents: Contents) -> None:
    keys = ["a", "b//c", "./d", "e/f"]
    fs.pipe({f"{snapshots}/d/{key}": key.encode() for key in keys})
    fs.copy(f"{snapshots}/d", f"{bucket}/new", recursive=True)
    fs.copy(f"{snapshots}/d", f"{bucket}/new", recursive=True)
    assert {f"new/{at}{key}": key.encode() for key in keys for at in ("", "d/")} == contents()


@pytest.mark.parametrize("depth", [1, None])
@pytest.mark.parametrize("files", ["a", "ab"])
@pytest.mark.parametrize("act", ["copy", "mv"])
def test_a_tree_keeps_its_names_with_one_file_or_several(
    fs: TigrisFileSystem, bucket: str, snapshots: str, contents: Contents, act: str, files: str, depth: int | None
) -> None:
    """fsspec alone gives a single file at this depth the name of the directory."""
    fs.pipe(f"{bucket}/there/old", b"")
    for source, target in (("/t/", "new"), ("/t", "there"), ("/", "root"), ("", "there")):
        fs.pipe({f"{snapshots}/{'t/' if 't' in source else ''}{file}": b"" for file in files})
        getattr(fs, act)(f"{snapshots}{source}", f"{bucket}/{target}", recursive=True, maxdepth=depth)
        fs.rm(fs.find(snapshots) or [f"{snapshots}/a"])
    # A bucket is no directory in the target.
    into = ("new", "there/t", "root", "there")
    assert {"there/old", *(f"{each}/{file}" for each in into for file in files)} == set(contents())


@pytest.mark.parametrize("act", ["copy", "mv"])
def test_an_object_goes_with_the_directory_of_its_name(
    fs: TigrisFileSystem, bucket: str, contents: Contents, act: str
) -> None:
    fs.pipe({f"{bucket}/a": b"1", f"{bucket}/a/b": b"2"})
    getattr(fs, act)(f"{bucket}/a", f"{bucket}/new", recursive=True)
    assert {"new": b"1", "new/b": b"2", **({"a": b"1", "a/b": b"2"} if act == "copy" else {})} == contents()


def test_a_copy_of_a_tree_leaves_out_what_is_gone_if_told_so(
    fs: TigrisFileSystem, bucket: str, contents: Contents, tigris: Emulator
) -> None:
    fs.pipe({f"{bucket}/d/{key}": b"" for key in "ab"})
    for error in ("ignore", "raise", None):
        # As if it were deleted after the listing.
        tigris.inject(Fault("status", status=404, code="NoSuchKey", operation="CopyObject", key=f"{error}/a"))
        if error == "ignore":
            fs.copy(f"{bucket}/d", f"{bucket}/{error}", recursive=True, on_error=error)
            assert {"d/a", "d/b", "ignore/b"} == set(contents())
        else:
            with pytest.raises(FileNotFoundError):
                fs.copy(f"{bucket}/d", f"{bucket}/{error}", recursive=True, on_error=error)


def test_a_move_within_a_bucket_is_a_rename(fs: TigrisFileSystem, bucket: str, sent: Sent, contents: Contents) -> None:
    fs.pipe(f"{bucket}/a", b"1")
    counts = sent(lambda: fs.mv(f"{bucket}/a", f"{bucket}/b"))
    assert (1, {"HeadObject", "ListObjectsV2", "RenameObject"}) == (counts["RenameObject"], set(counts))
    assert {"b": b"1"} == contents()
    fs.mv(f"{bucket}/b", f"{bucket}/b")
    assert {"b": b"1"} == contents()
    with pytest.raises(FileNotFoundError):
        fs.mv(f"{bucket}/no", f"{bucket}/c")
    assert {"b": b"1"} == contents()


def test_a_move_takes_a_tree_with_every_key(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    keys = ["", "a", "b//c", "./d", "e/f"]
    fs.pipe({f"{bucket}/d/{key}": key.encode() for key in keys})
    with pytest.raises(IsADirectoryError):
        fs.mv(f"{bucket}/d", f"{bucket}/new")
    fs.mv(f"{bucket}/d", f"{bucket}/new", recursive=True)
    assert {f"new/{key}": key.encode() for key in keys} == contents()
    fs.pipe(f"{bucket}/x/1", b"x")
    fs.mv(f"{bucket}/x", f"{bucket}/new", recursive=True)
    fs.mv(f"{bucket}/new/e/*", f"{bucket}/y/")
    assert {b"x", b"e/f"} == set(fs.cat([f"{bucket}/new/x/1", f"{bucket}/y/f"]).values())
    fs.mv([f"{bucket}/y/f", f"{bucket}/new/a"], [f"{bucket}/1", f"{bucket}/2"])
    assert {b"e/f", b"a"} == set(fs.cat([f"{bucket}/1", f"{bucket}/2"]).values())


@pytest.mark.parametrize(
    ("moved", "target"),
    [
        ("{}/d/", "{}/d/e"),  # d/x would replace d/e/x
        (["{}/d/x", "{}/d/y"], ["{}/d/y", "{}/d/z"]),
        (["{}/d/x", "{}/d/e/x"], "{}/f/"),
        (["{}/d/x", "t3://{}/d/y"], ["{}/z", "t3://{}/z"]),
    ],
)
def test_a_move_that_would_lose_a_file_is_refused(
    fs: TigrisFileSystem, bucket: str, contents: Contents, moved: str | list[str], target: str | list[str]
) -> None:
    before = {f"d/{name}": name.encode() for name in ("x", "y", "e/x", "e/y")}
    fs.pipe({f"{bucket}/{key}": value for key, value in before.items()})

    def named(path: str | list[str]) -> str | list[str]:
        return path.format(bucket) if isinstance(path, str) else [each.format(bucket) for each in path]

    with pytest.raises(ValueError, match=r"would be lost|may replace"):
        fs.mv(named(moved), named(target), recursive=True)
    assert before == contents()


def test_a_move_to_another_bucket_copies_then_deletes(
    fs: TigrisFileSystem, bucket: str, snapshots: str, sent: Sent, contents: Contents
) -> None:
    fs.pipe(f"{snapshots}/a", b"1")
    counts = sent(lambda: fs.mv(f"{snapshots}/a", f"{bucket}/b"))
    assert (1, 1) == (counts["CopyObject"], counts["DeleteObject"])
    assert ({"b": b"1"}, False) == (contents(), fs.exists(f"{snapshots}/a"))


@pytest.mark.parametrize("fault", ["CopyObject", "DeleteObject"])
def test_a_move_that_fails_loses_nothing(
    fs: TigrisFileSystem, bucket: str, snapshots: str, tigris: Emulator, fault: str
) -> None:
    fs.pipe(f"{snapshots}/a", b"1")
    tigris.inject(Fault("status", status=403, operation=fault))
    with pytest.raises(PermissionError):
        fs.mv(f"{snapshots}/a", f"{bucket}/b")
    assert b"1" == fs.cat(f"{snapshots}/a")


# -- buckets, links, metadata ----------------------------------------------------------------------------------------


def test_directories_of_the_root_are_buckets(fs: TigrisFileSystem, client: TigrisHTTP) -> None:
    fs.mkdir("t3://made-here", snapshot_enabled=True)
    assert client.has_snapshot_enabled("made-here")
    with pytest.raises(FileExistsError) as raised:
        fs.mkdir("made-here")
    assert isinstance(raised.value.__cause__, Conflict)
    fs.makedirs("made-here", exist_ok=True)
    with pytest.raises(FileExistsError):
        fs.makedirs("made-here")
    fs.mkdir("made-here/below/it")
    assert [] == fs.ls("made-here")
    with pytest.raises(FileNotFoundError):
        fs.mkdir("not-made-here/a", create_parents=False)
    fs.makedirs("made-with/a/b")
    assert fs.isdir("made-with")
    fs.rm("made-with", recursive=True)
    assert not fs.exists("made-with")
    fs.pipe("made-here/a", b"1")
    with pytest.raises(OSError, match="not empty") as full:
        fs.rmdir("made-here")
    assert b"1" == fs.cat("made-here/a"), full.value


def test_an_empty_directory_is_removed_and_no_other(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    fs.pipe({f"{bucket}/d/": b"", f"{bucket}/e/f": b"1"})
    fs.rmdir(f"{bucket}/d")
    with pytest.raises(FileNotFoundError):
        fs.rmdir(f"{bucket}/d")
    with pytest.raises(OSError, match="not empty"):
        fs.rmdir(f"{bucket}/e")
    assert {"e/f": b"1"} == contents()


def test_a_link_reads_and_writes_without_credentials(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a b", b"12345")
    for link in (fs.sign(f"{bucket}/a b", expiration=60), fs.url(f"{bucket}/a b")):
        with urllib.request.urlopen(link) as response:
            assert b"12345" == response.read()
    to_write = fs.url(f"{bucket}/new", client_method="put_object", expires=60)
    with urllib.request.urlopen(urllib.request.Request(to_write, b"new", {"Content-Type": ""}, method="PUT")):
        assert b"new" == fs.cat(f"{bucket}/new")
    with pytest.raises(ValueError, match="client_method"):
        fs.url(f"{bucket}/a", client_method="delete_object")


def test_a_link_is_made_with_credentials_that_a_function_returns(tigris: Emulator, bucket: str) -> None:
    def credentials() -> Credentials:
        return Credentials(tigris.credentials.access_key_id, tigris.credentials.secret_access_key)

    fs = TigrisFileSystem(endpoint=tigris.endpoint, credentials=credentials)
    to_write = fs.url(f"{bucket}/new", client_method="put_object")
    with urllib.request.urlopen(urllib.request.Request(to_write, b"new", {"Content-Type": ""}, method="PUT")):
        assert b"new" == fs.cat(f"{bucket}/new")
    fs.close()


def test_metadata_changes_and_the_object_stays(fs: TigrisFileSystem, client: TigrisHTTP, bucket: str) -> None:
    path = f"{bucket}/a"
    headers: dict[str, Any] = {
        "content_type": "text/csv",
        "cache_control": "no-cache",
        "storage_class": "STANDARD_IA",
        "acl": "public-read",
    }
    client.update_bucket(bucket, object_acl=True)
    fs.pipe_file(
        path, b"1", metadata={"one": "1", "two": "2"}, expires=datetime(2030, 1, 1, tzinfo=timezone.utc), **headers
    )
    fs.setxattr(path, two="b", three="3", one=None)
    info = client.head_object(bucket, "a")
    assert headers == {name: getattr(info, name) for name in headers}
    assert "Tue, 01 Jan 2030 00:00:00 GMT" == info.expires
    assert {"two": "b", "three": "3"} == fs.metadata(path)
    assert ("b", None) == (fs.getxattr(path, "two"), fs.getxattr(path, "one"))
    assert ("text/csv", b"1") == (fs.info(path)["ContentType"], fs.cat(path))
    with pytest.raises(FileNotFoundError):
        fs.setxattr(f"{bucket}/no", a="1")


def test_a_service_that_is_away_is_a_connection_error() -> None:
    client = TigrisHTTP("http://127.0.0.1:9", ("tid_a", "tsec_a"), retry=RetryPolicy(max_attempts=1))
    fs = TigrisFileSystem(client=client)
    calls: list[Callable[[], object]] = [
        lambda: fs.cat("atlas/a"),
        lambda: fs.exists("atlas/a"),
        lambda: fs.pipe("atlas/a", b"1"),
    ]
    for call in calls:
        with pytest.raises(ConnectionError) as raised:
            call()
        assert isinstance(raised.value.__cause__, ConnectionFailed)
