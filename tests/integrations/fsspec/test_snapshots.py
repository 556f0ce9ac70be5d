"""The past: `bucket@snapshot` in a path, and a file system at a snapshot. It is read, and never written."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import fsspec
import pytest

from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http import TigrisHTTP

OLD = {f"d/{number:02}": b"old %d" % number for number in range(20)}


@pytest.fixture
def version(fs: TigrisFileSystem, client: TigrisHTTP, snapshots: str) -> str:
    """A snapshot of old objects, since changed and deleted."""
    fs.pipe({f"{snapshots}/{key}": value for key, value in OLD.items()})
    made = client.create_snapshot(snapshots, "before").version
    fs.pipe({f"{snapshots}/{key}": b"new" for key in list(OLD)[:10]})
    fs.rm([f"{snapshots}/{key}" for key in list(OLD)[10:]])
    return made


def reads(fs: Any, root: str, tmp_path: Path) -> None:
    """Claim that each way to read finds the old objects."""
    files = {f"{root}/{key}": value for key, value in OLD.items()}
    name, value = f"{root}/d/15", b"old 15"
    assert value == fs.cat(name) == fs.cat_file(f"t3://{name}")
    assert files == fs.cat(list(files)) == fs.cat(f"{root}/d", recursive=True) == fs.cat(f"{root}/d/*")
    assert [value[1:3], value[4:]] == fs.cat_ranges([name, name], [1, 4], [3, 9])
    assert ("file", len(value), name) == tuple(fs.info(name)[each] for each in ("type", "size", "name"))
    assert ("directory", f"{root}/d") == (fs.info(f"{root}/d")["type"], fs.info(f"{root}/d")["name"])
    assert fs.exists(name)
    assert not fs.exists(f"{root}/d/99")
    assert sorted(files) == fs.find(root) == fs.glob(f"{root}/d/*") == fs.ls(f"{root}/d", detail=False)
    assert [(root, ["d"], []), (f"{root}/d", [], sorted(key[2:] for key in OLD))] == list(fs.walk(root))
    assert sum(map(len, OLD.values())) == fs.du(root)
    with fs.open(name, "r") as file:
        assert value.decode() == file.read()
    fs.get(f"{root}/d", f"{tmp_path}/d", recursive=True)
    assert {key: (tmp_path / key).read_bytes() for key in OLD} == OLD
    fs.get_file(name, f"{tmp_path}/one")
    assert value == (tmp_path / "one").read_bytes()


def test_a_path_with_a_snapshot_reads_the_past(
    fs: TigrisFileSystem, snapshots: str, version: str, tmp_path: Path
) -> None:
    reads(fs, f"{snapshots}@{version}", tmp_path)
    assert b"new" == fs.cat(f"{snapshots}/d/00")


def test_a_file_system_at_a_snapshot_reads_the_past(
    options: dict[str, Any], snapshots: str, version: str, tmp_path: Path
) -> None:
    past = fsspec.filesystem("t3", snapshot_version=version, **options)
    reads(past, snapshots, tmp_path)
    assert version in repr(past)
    past.close()


def test_a_url_with_a_snapshot_reads_the_past(options: dict[str, Any], snapshots: str, version: str) -> None:
    with fsspec.open(f"t3://{snapshots}@{version}/d/15", **options) as file:
        assert b"old 15" == file.read()
    files = fsspec.open_files(f"t3://{snapshots}@{version}/d/1*", **options)
    assert 10 == len(files)


def test_a_link_into_the_past_needs_no_header(fs: TigrisFileSystem, snapshots: str, version: str) -> None:
    import urllib.request

    with urllib.request.urlopen(fs.sign(f"{snapshots}@{version}/d/15")) as response:
        assert b"old 15" == response.read()


def test_the_past_is_copied_to_the_present(fs: TigrisFileSystem, snapshots: str, version: str) -> None:
    fs.cp_file(f"{snapshots}@{version}/d/15", f"{snapshots}/restored")
    assert b"old 15" == fs.cat(f"{snapshots}/restored")
    fs.copy(f"{snapshots}@{version}/d", f"{snapshots}/all", recursive=True)
    assert sorted(OLD.values()) == sorted(fs.cat(f"{snapshots}/all", recursive=True).values())


WRITES: dict[str, Callable[[Any, str, str], object]] = {
    "pipe": lambda fs, path, _: fs.pipe(path, b"1"),
    "put": lambda fs, path, local: fs.put(local, path),
    "put a tree": lambda fs, path, local: fs.put(local.rpartition("/")[0], path, recursive=True),
    "touch": lambda fs, path, _: fs.touch(path),
    "wb": lambda fs, path, _: fs.open(path, "wb"),
    "ab": lambda fs, path, _: fs.open(path, "ab"),
    "x": lambda fs, path, _: fs.open(path, "x"),
    "rm_file": lambda fs, path, _: fs.rm_file(path),
    "rm": lambda fs, path, _: fs.rm([path]),
    "rm a tree": lambda fs, path, _: fs.rm(path, recursive=True),
    "copy": lambda fs, path, _: fs.cp_file(path, path + "2"),
    "mv": lambda fs, path, _: fs.mv(path, path + "2"),
    "mkdir": lambda fs, path, _: fs.mkdir(path),
    "makedirs": lambda fs, path, _: fs.makedirs(path, exist_ok=True),
    "rmdir": lambda fs, path, _: fs.rmdir(path),
    "setxattr": lambda fs, path, _: fs.setxattr(path, a="1"),
    "put_object": lambda fs, path, _: fs.url(path, client_method="put_object"),
}


@pytest.mark.parametrize("write", WRITES)
def test_no_write_to_the_past_is_sent(
    fs: TigrisFileSystem,
    options: dict[str, Any],
    snapshots: str,
    version: str,
    write: str,
    tmp_path: Path,
    sent: Callable[[Callable[[], object]], dict[str, int]],
) -> None:
    (tmp_path / "local").write_bytes(b"1")
    past = TigrisFileSystem(**options, snapshot_version=version)

    def refused() -> None:
        for each, root in ((fs, f"{snapshots}@{version}"), (past, snapshots)):
            with pytest.raises(OSError, match="read-only") as raised:
                WRITES[write](each, f"{root}/d/15", str(tmp_path / "local"))
            assert errno.EROFS == raised.value.errno

    # A look at the target may come first.
    assert set(sent(refused)) <= {"HeadObject", "ListObjectsV2"}
    past.close()
