"""Properties and listings: the requests that they send, and the keys that they show."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import fsspec
import pytest

from tigris_http import AccessDenied, NotFound, TigrisHTTP
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.fsspec import TigrisFileSystem

    Sent = Callable[[Callable[[], object]], dict[str, int]]

ODD = ["a", "a//b", "a//", "./z", "../z", "/x", "d/", "d/e", "f/full/", "q?*[1]", "g@1", "é/%20", "tab\t", "x/y/z/1"]
"""Keys that are no clean paths. `f/full/` is a name with a slash at its end, and has bytes."""


@pytest.fixture
def odd(client: TigrisHTTP, bucket: str) -> str:
    for key in ODD:
        client.put_object(bucket, key, b"" if key in {"d/", "a//"} else key.encode())
    return bucket


# -- one path --------------------------------------------------------------------------------------------------------


def test_the_properties_of_an_object_are_one_head(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe_file(f"{bucket}/a.txt", b"12345", content_type="text/plain", metadata={"of": "me"})
    found: dict[str, Any] = {}
    assert {"HeadObject": 1} == sent(lambda: found.update(fs.info(f"t3://{bucket}/a.txt")))
    assert (f"{bucket}/a.txt", 5, "file", '"827ccb0eea8a706c4c34a16891f84e7b"') == tuple(
        found[name] for name in ("name", "size", "type", "ETag")
    )
    assert ("text/plain", {"of": "me"}) == (found["ContentType"], found["Metadata"])
    assert found["LastModified"].timestamp() == found["mtime"]


def test_a_directory_is_a_head_and_a_listing_of_one(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe({f"{bucket}/d/{number}": b"1" for number in range(3)})
    found: dict[str, Any] = {}
    assert {"HeadObject": 1, "ListObjectsV2": 1} == sent(lambda: found.update(fs.info(f"{bucket}/d")))
    assert (f"{bucket}/d", 0, "directory") == (found["name"], found["size"], found["type"])


def test_a_bucket_and_the_root_are_directories(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    assert {"HeadBucket": 1} == sent(lambda: fs.info(bucket))
    assert ("directory", "directory") == (fs.info(bucket)["type"], fs.info("")["type"])
    assert fs.isdir(bucket)
    assert fs.isdir("t3://")
    assert not fs.isfile(bucket)


@pytest.mark.parametrize("path", ["no-such-bucket-here", "no-such-bucket-here/a", "{bucket}/no", "{bucket}/no/"])
def test_what_is_not_there_is_a_file_not_found(fs: TigrisFileSystem, bucket: str, path: str) -> None:
    path = path.format(bucket=bucket)
    for call in (fs.info, fs.ls, fs.created, fs.modified, fs.checksum, fs.ukey):
        with pytest.raises(FileNotFoundError) as raised:
            call(path)
        assert isinstance(raised.value.__cause__, NotFound)
    assert not fs.exists(path)
    assert not fs.isfile(path)
    assert not fs.isdir(path)
    assert ([], [], 0) == (fs.find(path), fs.glob(path), fs.du(path))


def test_whether_a_path_is_there_is_an_error_if_nobody_may_tell(
    fs: TigrisFileSystem, bucket: str, tigris: Emulator
) -> None:
    for call in (fs.exists, fs.isfile, fs.isdir, fs.info):
        tigris.inject(Fault("status", status=403, operation="HeadObject"))
        with pytest.raises(PermissionError) as raised:
            call(f"{bucket}/a")
        assert isinstance(raised.value.__cause__, AccessDenied)


def test_times_and_tags_of_an_object(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    path = f"{bucket}/a"
    before = datetime.now(timezone.utc)
    fs.pipe(path, b"1")
    assert abs((fs.created(path) - before).total_seconds()) < 60
    assert fs.created(path) == fs.modified(path)
    assert {"HeadObject": 1} == sent(lambda: fs.checksum(path))
    one, token = fs.checksum(path), fs.ukey(path)
    assert (one, token) == (fs.checksum(path), fs.ukey(path))
    fs.pipe(path, b"2")
    assert one != fs.checksum(path)
    assert token != fs.ukey(path)
    fs.pipe(f"{bucket}/d/e", b"")
    with pytest.raises(IsADirectoryError):
        fs.created(f"{bucket}/d")


# -- directories -----------------------------------------------------------------------------------------------------


def test_nothing_is_remembered_between_two_listings(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, sent: Sent
) -> None:
    assert [] == fs.ls(bucket)
    client.put_object(bucket, "a/b", b"1")
    assert [f"{bucket}/a"] == fs.ls(bucket, detail=False)
    assert {"ListObjectsV2": 1} == sent(lambda: fs.ls(bucket))
    fs.invalidate_cache()
    fs.invalidate_cache(bucket)
    client.delete_object(bucket, "a/b")
    assert [] == fs.ls(bucket)
    assert not fs.exists(f"{bucket}/a/b")


def test_the_root_lists_the_buckets(fs: TigrisFileSystem, bucket: str) -> None:
    entries = {each["name"]: each for each in fs.ls("t3://")}
    assert "directory" == entries[bucket]["type"]
    assert [bucket] == fs.glob(f"{bucket[:-1]}[{bucket[-1]}]")


def test_a_listing_of_a_file_is_the_file(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/d/a", b"1")
    assert [(f"{bucket}/d/a", 1)] == [(each["name"], each["size"]) for each in fs.ls(f"{bucket}/d/a")]
    assert [f"{bucket}/d/a"] == fs.find(f"{bucket}/d/a")


def test_a_listing_has_all_its_pages(fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, sent: Sent) -> None:
    names = [f"{bucket}/{number:05}" for number in range(1203)]
    fs.pipe(dict.fromkeys(names, b""))
    found: list[str] = []
    assert {"ListObjectsV2": 2} == sent(lambda: found.extend(fs.ls(bucket, detail=False)))
    assert names == found
    assert {"ListObjectsV2": 2} == sent(lambda: fs.find(bucket))


def test_every_key_is_found_and_read_by_its_path(fs: TigrisFileSystem, client: TigrisHTTP, odd: str) -> None:
    files = {f"{odd}/{key}": key.encode() for key in ODD if key not in {"d/", "a//"}}
    assert sorted(files) == fs.find(odd)
    assert sum(map(len, files.values())) == fs.du(odd)
    for path, content in files.items():
        assert content == fs.cat_file(path)
        assert (path, len(content), "file") == tuple(fs.info(path)[name] for name in ("name", "size", "type"))
        assert fs.exists(path)
        assert fs.isfile(path)
        with fs.open(path) as file:
            assert content == file.read()


def test_a_walk_reaches_every_key_once(fs: TigrisFileSystem, odd: str) -> None:
    files, dirs = [], []
    for _, below, here in fs.walk(odd, detail=True):
        files += [each["name"] for each in here.values()]
        dirs += [each["name"] for each in below.values()]
    # The bytes of `f/full/` are those of a name that ends like a directory's.
    assert sorted(f"{odd}/{key}" for key in ODD if key not in {"d/", "a//"}) == sorted(files)
    assert len(dirs) == len(set(dirs))
    assert {f"{odd}/a//", f"{odd}//", f"{odd}/d", f"{odd}/x/y/z"} <= {f"{odd}/a//", *dirs}


def test_the_directories_of_a_tree_are_those_of_its_walk(fs: TigrisFileSystem, odd: str) -> None:
    walked = {each["name"] for _, below, _ in fs.walk(odd, detail=True) for each in below.values()}
    found = fs.find(odd, withdirs=True, detail=True)
    both = f"{odd}/a"  # an object and a directory: the object is shown
    assert walked - {both} | {odd} == {name for name, each in found.items() if each["type"] == "directory"}
    for name in walked:
        assert fs.isdir(name) or name == both
        assert fs.ls(name, detail=False) or name == f"{odd}/a//"


def test_a_walk_goes_where_the_caller_lets_it(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe({f"{bucket}/{name}": b"" for name in ("a/1", "b/2", "b/c/3", "4")})
    seen = []
    for path, dirs, files in fs.walk(bucket):
        seen.append((path, list(dirs), files))
        if "a" in dirs:
            dirs.remove("a")
    assert [(bucket, ["a", "b"], ["4"]), (f"{bucket}/b", ["c"], ["2"]), (f"{bucket}/b/c", [], ["3"])] == seen
    assert [f"{bucket}/b/c", f"{bucket}/b"] == [path for path, _, _ in fs.walk(f"{bucket}/b", topdown=False)]
    assert {"ListObjectsV2": 1} == sent(lambda: list(fs.walk(bucket, maxdepth=1)))
    assert [("no-such-bucket/a", [], [])] == list(fs.walk("no-such-bucket/a"))
    with pytest.raises(FileNotFoundError):
        list(fs.walk("no-such-bucket/a", on_error="raise"))


def test_a_depth_limits_listings_to_the_directories_above_it(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe({f"{bucket}/{name}": b"" for name in ("1", "a/2", "a/b/3", "a/b/c/4", "d/5")})
    found: list[str] = []
    assert {"ListObjectsV2": 1} == sent(lambda: found.extend(fs.find(bucket, maxdepth=1, withdirs=True)))
    assert [bucket, f"{bucket}/1", f"{bucket}/a", f"{bucket}/d"] == found
    assert {"ListObjectsV2": 3} == sent(lambda: found.extend(fs.find(bucket, maxdepth=2)))
    assert [f"{bucket}/1", f"{bucket}/a/2", f"{bucket}/d/5"] == fs.find(bucket, maxdepth=2)
    assert {"ListObjectsV2": 1} == sent(lambda: fs.glob(f"{bucket}/a*"))
    assert {"ListObjectsV2": 1} == sent(lambda: fs.glob(f"{bucket}/**"))
    for call in (fs.find, fs.glob):
        with pytest.raises(ValueError, match="maxdepth"):
            call(bucket, maxdepth=0)


@pytest.mark.parametrize("pattern", ["*", "**", "a/*", "*/2", "a/**/3", "[1a]", "?", "a/b/*/4", "**/c/*", "1*"])
def test_patterns_find_the_same_as_on_the_disk(fs: TigrisFileSystem, bucket: str, tmp_path: Any, pattern: str) -> None:
    local = fsspec.filesystem("file", auto_mkdir=True)
    for name in ("1", "12", "a/2", "a/b/3", "a/b/c/4", "d/2"):
        fs.pipe(f"{bucket}/{name}", b"")
        local.pipe(f"{tmp_path}/{name}", b"")
    here = [name[len(str(tmp_path)) :].strip("/") for name in local.glob(f"{tmp_path}/{pattern}")]
    there = [name[len(bucket) :].strip("/") for name in fs.glob(f"{bucket}/{pattern}")]
    assert sorted(here) == sorted(there)


def test_sizes_come_from_the_listing_alone(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe({f"{bucket}/a/{number}": b"x" * number for number in range(9)})
    assert 36 == fs.du(f"{bucket}/a")
    assert {f"{bucket}/a/8": 8} == {name: size for name, size in fs.du(bucket, total=False).items() if size == 8}
    assert {"ListObjectsV2": 1} == sent(lambda: fs.du(bucket))


def test_versions_are_listed(fs: TigrisFileSystem, snapshots: str) -> None:
    for value in (b"1", b"22"):
        fs.pipe(f"{snapshots}/a", value)
    versions = fs.ls(snapshots, versions=True)
    assert [2, 1] == [each["size"] for each in versions]
    assert [b"22", b"1"] == [fs.cat_file(each["name"], version_id=each["VersionId"]) for each in versions]
    assert 1 == fs.info(f"{snapshots}/a", version_id=versions[1]["VersionId"])["size"]
    fs.pipe({f"{snapshots}/{name}": b"" for name in ("a-b", "a.c", "d/a", "d/ab")})
    assert versions == fs.ls(f"{snapshots}/a", versions=True)
    assert [f"{snapshots}/d/a"] == fs.ls(f"{snapshots}/d/a", versions=True, detail=False)
    assert [f"{snapshots}/d/a", f"{snapshots}/d/ab"] == fs.ls(f"{snapshots}/d", versions=True, detail=False)
    with pytest.raises(FileNotFoundError):
        fs.ls(f"{snapshots}/no", versions=True)
    with pytest.raises(ValueError, match="snapshot"):
        fs.ls(f"{snapshots}@1764582000000000000/a", versions=True)
