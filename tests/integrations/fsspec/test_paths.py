"""Buckets, snapshots and keys in paths."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.fsspec import TigrisFileSystem
from tigris_http.fsspec.paths import placed, stripped

KEYS = st.text(st.sampled_from("ab/.*?@: é"), min_size=1, max_size=12)


@given(KEYS)
def test_any_text_after_the_bucket_is_the_key(key: str) -> None:
    for path in (f"atlas/{key}", f"t3://atlas/{key}", f"tigris://atlas/{key}", f"/atlas/{key}"):
        place = placed(path)
        assert ("atlas", key, None) == (place.bucket, place.key, place.snapshot)
        assert f"atlas/{key}" == place.file(place.key)


@given(st.lists(st.sampled_from(["", "a", "b.c", ".", ".."]), min_size=1, max_size=5))
def test_the_path_of_a_directory_leads_back_to_its_prefix(names: list[str]) -> None:
    prefix = "/".join(names) + "/"
    path = placed("atlas").directory(prefix)
    assert prefix == placed(path).prefix
    assert path == stripped(path), "a listing would ask for another directory"


@given(st.lists(st.sampled_from(["", "a", "b.c"]), max_size=4), st.sampled_from(["x", "x y"]))
def test_the_parent_of_a_file_is_the_directory_that_lists_it(names: list[str], name: str) -> None:
    prefix = "".join(f"{each}/" for each in names)
    assert placed("atlas").directory(prefix) == TigrisFileSystem._parent(f"t3://atlas/{prefix}{name}")


def test_the_parents_of_directories_end_at_the_root() -> None:
    path, seen = "atlas/a///b", []
    while path:
        path = TigrisFileSystem._parent(path)
        seen.append(path)
    assert ["atlas/a///", "atlas/a//", "atlas/a", "atlas", ""] == seen


def test_a_slash_at_the_end_names_the_directory_of_that_name() -> None:
    assert ["atlas/a", "atlas", "", "atlas/a//"] == TigrisFileSystem._strip_protocol(
        ["t3://atlas/a/", "t3://atlas/", "t3://", "atlas/a//"]
    )


def test_a_path_object_is_a_path() -> None:
    assert "atlas/a" == TigrisFileSystem._strip_protocol(pathlib.PurePosixPath("atlas/a"))


def test_a_version_after_the_bucket_is_a_snapshot_and_an_at_in_a_key_is_text() -> None:
    place = placed("t3://atlas@17/a@b")
    assert ("atlas", "a@b", "17", "atlas@17/x") == (place.bucket, place.key, place.snapshot, place.file("x"))
    assert "a@b" == placed("atlas/a@b").key


@pytest.mark.parametrize("path", ["atlas@/a", "atlas@latest/a", "atlas@1 /a", "atlas@\u0661/a"])
def test_a_snapshot_that_is_no_version_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="bucket@snapshot"):
        placed(path)
