"""The walk: every file below a directory once, in order of the keys, with a reason for each item that is no file."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems import needs_posix
from tigris_http.transfers._local.walk import LocalFile, LocalProblem, Symlinks, Walk

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = needs_posix

Tree: TypeAlias = "Mapping[str, Tree | bytes]"
Item: TypeAlias = LocalFile | LocalProblem

MODES: tuple[Symlinks, ...] = ("follow", "skip")
NAMES = st.text(st.sampled_from("aAb-.0!~ é\u0301\ud7ff\ue000\U0001f600"), min_size=1, max_size=6).filter(
    lambda name: name not in (".", "..")
)
TREES = st.recursive(
    st.binary(max_size=3), lambda below: st.dictionaries(NAMES, below, max_size=5), max_leaves=25
).filter(lambda tree: isinstance(tree, dict))


def everything(root: Path, symlinks: Symlinks = "follow", *, most: int = 3, prefix: str = "") -> list[Item]:
    walk = Walk(str(root), symlinks=symlinks, prefix=prefix)
    found: list[Item] = []
    while items := walk.take(most):
        assert len(items) <= most
        found += items
    assert walk.take(most) == []
    return found


def keys(items: list[Item]) -> list[str]:
    return [item.key for item in items]


def problems(items: list[Item]) -> list[tuple[str, str, str]]:
    return [(item.key, item.kind, item.reason) for item in items if isinstance(item, LocalProblem)]


def build(root: Path, tree: Tree) -> dict[str, bytes]:
    """Write a tree. Return the bytes of each file by its key."""
    files: dict[str, bytes] = {}
    for name, value in tree.items():
        if isinstance(value, bytes):
            (root / name).write_bytes(value)
            files[name] = value
        else:
            (root / name).mkdir()
            files |= {f"{name}/{below}": data for below, data in build(root / name, value).items()}
    return files


@settings(deadline=None)
@given(TREES, st.integers(1, 30), st.sampled_from(MODES), st.sampled_from(["", "p", "photos/"]))
def test_each_file_comes_once_in_the_order_of_its_key(tree: Tree, most: int, symlinks: Symlinks, prefix: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        files = build(Path(name), tree)
        found = everything(Path(name), symlinks, most=most, prefix=prefix)
        assert sorted((prefix + key for key in files), key=str.encode) == keys(found)
        for item in found:
            assert isinstance(item, LocalFile)
            state = Path(item.path).stat()
            assert files[item.key.removeprefix(prefix)] == Path(item.path).read_bytes()
            assert (state.st_size, state.st_mtime_ns) == (item.size, item.mtime)


def test_a_directory_sorts_with_its_slash(tmp_path: Path) -> None:
    build(tmp_path, {"a": {"x": b"", "-": b""}, "a-b": b"", "a0": b"", "a!": {"z": b""}, "A": b"", "é": b"", "z": b""})
    assert ["A", "a!/z", "a-b", "a/-", "a/x", "a0", "z", "é"] == keys(everything(tmp_path))


def test_empty_directories_yield_nothing(tmp_path: Path) -> None:
    build(tmp_path, {"a": {"b": {"c": {}}}})
    assert everything(tmp_path) == []


@pytest.mark.parametrize("symlinks", MODES)
def test_a_root_that_is_no_directory_is_an_error_each_time(tmp_path: Path, symlinks: Symlinks) -> None:
    file = tmp_path / "file"
    file.touch()
    kinds: dict[str, type[OSError]] = {
        str(file): NotADirectoryError,
        str(tmp_path / "none"): FileNotFoundError,
        "": FileNotFoundError,
    }
    for root, kind in kinds.items():
        walk = Walk(root, symlinks=symlinks)
        for _ in range(2):
            with pytest.raises(kind) as caught:
                walk.take(1)
            assert root == caught.value.filename


@pytest.mark.parametrize("symlinks", MODES)
def test_a_root_that_is_a_link_is_walked(tmp_path: Path, symlinks: Symlinks) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/file").touch()
    (tmp_path / "link").symlink_to("real")
    assert ["file"] == keys(everything(tmp_path / "link", symlinks))


def test_links_are_followed_or_left_out(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    build(tmp_path, {"in": {"file": b"1"}, "out": {"far": b"123"}})
    (inside / "to file").symlink_to(outside / "far")
    (inside / "to folder").symlink_to(outside)
    (inside / "to nothing").symlink_to("nowhere")
    (inside / "to itself").symlink_to("to itself")
    found = everything(inside)
    assert ["file", "to file", "to folder/far", "to itself", "to nothing"] == keys(found)
    assert [1, 3, 3] == [item.size for item in found if isinstance(item, LocalFile)]
    assert [
        ("to itself", "failed", os.strerror(errno.ELOOP)),
        ("to nothing", "failed", "the link leads to nothing"),
    ] == problems(found)
    assert ["file"] == keys(everything(inside, "skip"))


def test_a_loop_of_links_is_a_failure_and_the_rest_is_walked(tmp_path: Path) -> None:
    build(tmp_path, {"above": {"root": {"a": {"x": b""}, "z": b""}, "beside": b""}})
    root = tmp_path / "above/root"
    (root / "a/back").symlink_to("..")
    (root / "b").symlink_to(tmp_path / "above")
    found = everything(root)
    assert ["a/back/", "a/x", "b/beside", "b/root/", "z"] == keys(found)
    for item in found:
        if isinstance(item, LocalProblem):
            assert item.error is not None
            assert ("failed", errno.ELOOP) == (item.kind, item.error.errno)
            assert "a link leads back to a directory above it" == item.reason
    assert ["a/x", "z"] == keys(everything(root, "skip"))


def test_the_same_directory_twice_side_by_side_is_no_loop(tmp_path: Path) -> None:
    build(tmp_path, {"a": {"x": b""}})
    (tmp_path / "b").symlink_to("a")
    assert ["a/x", "b/x"] == keys(everything(tmp_path))


@pytest.mark.parametrize("symlinks", MODES)
def test_pipes_and_sockets_are_refused(tmp_path: Path, symlinks: Symlinks, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        found = everything(tmp_path, symlinks)
    assert [
        ("pipe", "refused", "is a named pipe, not a regular file"),
        ("socket", "refused", "is a socket, not a regular file"),
    ] == problems(found)


def test_other_kinds_of_items_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "door of Solaris")
    monkeypatch.setattr("tigris_http.transfers._local.walk._KINDS", ())
    assert [("door of Solaris", "refused", "is not a regular file")] == problems(everything(tmp_path))


def test_devices_are_refused(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to(os.devnull)
    assert [("null", "refused", "is a character device, not a regular file")] == problems(everything(tmp_path))


def test_names_that_are_not_utf_8_are_refused_in_order(tmp_path: Path) -> None:
    for name in (b"caf\xe9", b"folder\xff/file", b"caf\\t", b"caf\xc3\xa9", b"cafa", b"\xff", rb"\udcff", rb"\\udcff"):
        path = tmp_path / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = everything(tmp_path)
    twins = [r"\\\udcff", r"\\udcff", r"\udcff"]
    assert [*twins, "caf\\t", "caf\\udce9", "cafa", "café", "folder\\udcff/"] == keys(found)
    assert sorted(set(keys(found))) == keys(found)
    assert [
        (twins[0], "refused", "the name is not UTF-8"),
        ("caf\\udce9", "refused", "the name is not UTF-8"),
        ("folder\\udcff/", "refused", "the name is not UTF-8"),
    ] == problems(found)
    assert all(Path(item.path).exists() for item in found)


def test_links_that_are_left_out_may_have_any_name(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff")).symlink_to("nowhere")
    (tmp_path / os.fsdecode(b"\xfe")).symlink_to(".")
    assert everything(tmp_path, "skip") == []


def test_a_key_has_at_most_1_024_bytes_with_its_prefix(tmp_path: Path) -> None:
    long = ("é" * 100,) * 5
    tmp_path.joinpath(*long).mkdir(parents=True)
    tmp_path.joinpath(*long, "x" * 19).touch()
    tmp_path.joinpath(*long, "x" * 20).touch()
    start = "/".join(long)
    found = everything(tmp_path)
    assert 1_024 == len(found[0].key.encode())
    assert [(f"{start}/{'x' * 20}", "refused", "the key has 1,025 bytes, and a key has at most 1,024")] == problems(
        found
    )
    assert 2 == len(problems(everything(tmp_path, prefix="p")))


def test_files_of_downloads_under_way_are_left_out(tmp_path: Path) -> None:
    ours = (".tigris-0123456789abcdef.tmp", ".file.tigris.part", ".file.tigris.record")
    others = (".tigris-0123.tmp", ".tigris-.tmp", "file.tigris.part", "tigris-0123456789abcdef.tmp")
    for name in (*ours, *others):
        (tmp_path / name).touch()
    assert sorted(others) == keys(everything(tmp_path))


def test_a_file_that_vanishes_is_left_out_and_a_directory_is_a_failure(tmp_path: Path) -> None:
    build(tmp_path, {"a": b"", "b": b"", "c": {"x": b""}, "d": b""})
    walk = Walk(str(tmp_path), symlinks="follow")
    assert ["a"] == keys(walk.take(1))
    (tmp_path / "b").unlink()
    shutil.rmtree(tmp_path / "c")
    rest = walk.take(10)
    assert ["c/", "d"] == keys(rest)
    assert [("c/", "failed", os.strerror(errno.ENOENT))] == problems(rest)


def test_items_that_change_their_kind_meanwhile_are_reported(tmp_path: Path) -> None:
    build(tmp_path, {"a": b"", "b": b"", "c": {"x": b""}, "d": b""})
    for symlinks in MODES:
        walk = Walk(str(tmp_path), symlinks=symlinks)
        assert ["a"] == keys(walk.take(1))
        (tmp_path / "b").unlink()
        (tmp_path / "b").mkdir()
        shutil.rmtree(tmp_path / "c")
        (tmp_path / "c").touch()
        rest = walk.take(10)
        assert [
            ("b", "failed", "became a directory while the tree was read"),
            ("c/", "failed", os.strerror(errno.ENOTDIR)),
        ] == problems(rest)
        (tmp_path / "b").rmdir()
        (tmp_path / "c").unlink()
        build(tmp_path, {"b": b"", "c": {"x": b""}})


def test_items_replaced_by_links_are_left_out_if_links_are(tmp_path: Path) -> None:
    build(tmp_path, {"a": b"", "b": b"", "c": b"", "d": {"x": b""}, "e": {"y": b""}})
    walk = Walk(str(tmp_path), symlinks="skip")
    assert ["a"] == keys(walk.take(1))
    (tmp_path / "b").unlink()
    (tmp_path / "b").symlink_to("c")
    shutil.rmtree(tmp_path / "d")
    (tmp_path / "d").symlink_to("e")
    assert ["c", "e/y"] == keys(walk.take(10))


def test_an_item_that_may_not_be_read_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, {"a": {"x": b""}, "b": b"", "c": b""})
    scandir, status = os.scandir, os.stat

    def denied(path: str) -> None:
        if path in (f"{tmp_path}/a/", f"{tmp_path}/b"):
            raise PermissionError(errno.EACCES, "Permission denied", path)

    def scan(path: str) -> object:
        denied(path)
        return scandir(path)

    def find(path: str, *, follow_symlinks: bool = True) -> os.stat_result:
        denied(path)
        return status(path, follow_symlinks=follow_symlinks)

    walk = Walk(str(tmp_path), symlinks="follow")
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scan)
        patched.setattr(os, "stat", find)
        found = walk.take(10)
    assert ["a/", "b", "c"] == keys(found)
    assert [("a/", "failed", "Permission denied"), ("b", "failed", "Permission denied")] == problems(found)
    assert [True, True] == [isinstance(item.error, PermissionError) for item in found if isinstance(item, LocalProblem)]
