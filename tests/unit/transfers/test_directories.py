"""The directories of a download: made below the target, and never through a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.systems import needs_posix
from tigris_http.transfers._local import names

pytestmark = needs_posix


def test_directories_are_made_below_the_target_and_the_target_too(tmp_path: Path) -> None:
    target, made = str(tmp_path / "deep/target"), set[str]()
    assert names.enter(target, f"{target}/a/b/file", made) is None
    assert names.enter(target, f"{target}/a/c/", made) is None
    assert names.enter(target, f"{target}/file", made) is None
    assert ["a", "a/b", "a/c"] == sorted(path.relative_to(target).as_posix() for path in Path(target).rglob("*"))


def test_a_directory_that_was_made_is_not_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, made = str(tmp_path), set[str]()
    assert names.enter(target, f"{target}/a/b/file", made) is None
    asked: list[str] = []
    real = os.mkdir

    def mkdir(path: str) -> None:
        asked.append(path)
        real(path)

    monkeypatch.setattr(os, "mkdir", mkdir)
    for name in ("a/b/other", "a/b/c/file", "file"):
        assert names.enter(target, f"{target}/{name}", made) is None
    assert [f"{target}/a/b/c"] == asked


@pytest.mark.parametrize("name", ["link/file", "link/", "link/deeper/file", "a/link/file"])
def test_nothing_is_made_through_a_link(tmp_path: Path, name: str) -> None:
    outside, target = tmp_path / "outside", tmp_path / "target"
    outside.mkdir()
    (target / "a").mkdir(parents=True)
    for link in (target / "link", target / "a/link"):
        link.symlink_to(outside)
    shown = "a/link" if name[0] == "a" else "link"
    made: set[str] = set()
    for _ in range(2):
        told = names.enter(str(target), f"{target}/{name}", made)
        assert f"{shown!r} below the target is a link, and nothing is written through links" == told
    assert [] == list(outside.iterdir())


def test_a_dangling_link_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    told = names.enter(str(tmp_path), f"{tmp_path}/link/file", set())
    assert "'link' below the target is a link, and nothing is written through links" == told
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").write_bytes(b"1")
    told = names.enter(str(tmp_path), f"{tmp_path}/a/b/c/file", set())
    assert "'a/b' below the target is a file, not a directory" == told
    assert b"1" == (tmp_path / "a/b").read_bytes()


def test_the_target_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "target").symlink_to("real")
    assert names.enter(str(tmp_path / "target"), f"{tmp_path}/target/a/file", set()) is None
    assert (tmp_path / "real/a").is_dir()


def test_a_directory_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        names.enter(str(tmp_path), f"{tmp_path}/{'x' * 300}/file", set())
    (tmp_path / "file").touch()
    with pytest.raises((FileExistsError, NotADirectoryError)):
        names.enter(str(tmp_path / "file"), f"{tmp_path}/file/a", set())


def test_a_path_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="path must be below"):
        names.enter(str(tmp_path / "a"), f"{tmp_path}/ab/file", set())


def folding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this file system ignore case, for `lexists`."""

    def lexists(path: str) -> bool:
        above, name = os.path.split(path)
        return name.casefold() in {other.name.casefold() for other in Path(above).iterdir()}

    monkeypatch.setattr(os.path, "lexists", lexists)


def test_a_file_system_is_probed_by_the_names_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "12").touch()
    (tmp_path / "Name").touch()
    monkeypatch.setattr("sys.platform", "linux")
    before = sorted(tmp_path.rglob("*"))
    assert not names.folds(str(tmp_path))
    assert not names.folds(str(tmp_path / "not/there"))
    folding(monkeypatch)
    assert names.folds(str(tmp_path))
    assert names.folds(str(tmp_path / "not/there"))
    assert before == sorted(tmp_path.rglob("*"))


def test_both_spellings_side_by_side_show_that_case_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Name").touch()
    os.link(tmp_path / "Name", tmp_path / "nAME")
    monkeypatch.setattr("sys.platform", "linux")
    assert not names.folds(str(tmp_path))


def test_an_empty_directory_is_probed_by_its_parents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Name/1").mkdir(parents=True)
    monkeypatch.setattr("sys.platform", "linux")
    assert not names.folds(str(tmp_path / "Name/1"))
    folding(monkeypatch)
    assert names.folds(str(tmp_path / "Name/1"))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_systems_that_fold_are_not_probed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert names.folds(str(tmp_path))


@pytest.mark.parametrize(("kind", "expected"), [("vfat", True), ("exfat", True), ("ext4", False), ("tmpfs", False)])
def test_the_kind_of_file_system_decides_if_no_name_can_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, expected: bool
) -> None:
    device = tmp_path.stat().st_dev
    mounts = (
        "22 1 0:999 / / rw,relatime shared:1 - btrfs /dev/sda1 rw\n"
        f"36 22 {os.major(device)}:{os.minor(device)} / /mnt rw master:1 - {kind} /dev/sdb1 rw\n"
    )
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(names, "_ignores_case", lambda _: None)
    monkeypatch.setattr(Path, "read_text", lambda *_: mounts)
    assert expected == names.folds(str(tmp_path))
