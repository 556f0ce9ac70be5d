"""Reading: whole objects and ranges, many objects in one stream, and copies to the disk."""

from __future__ import annotations

import io
import os
from functools import partial
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from fsspec.callbacks import Callback
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http import BundleSkipped, NotFound, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.fsspec.files.read_ahead import ReadAhead

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http.fsspec import TigrisFileSystem

    Sent = Callable[[Callable[[], object]], dict[str, int]]

TEXT = bytes(range(256)) * 4
BOUNDS = [None, 0, 1, 1000, 1023, 1024, 1025, 5000, -1, -24, -1024, -5000]


class Number:
    """An integer such as NumPy's, which is no int."""

    def __init__(self, value: int) -> None:
        self._value = value

    def __index__(self) -> int:
        return self._value


@pytest.fixture
def many(fs: TigrisFileSystem, bucket: str) -> dict[str, bytes]:
    found = {f"{bucket}/many/{number:03}": b"%d" % number * 50 for number in range(150)}
    fs.pipe(found)
    return found


# -- ranges ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", BOUNDS)
def test_the_bounds_of_a_range_are_those_of_a_slice(fs: TigrisFileSystem, bucket: str, start: int | None) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    fs.pipe(f"{bucket}/empty", b"")
    for end in BOUNDS:
        assert TEXT[start:end] == fs.cat_file(f"{bucket}/a", start=start, end=end), (start, end)
        assert b"" == fs.cat_file(f"{bucket}/empty", start=start, end=end), (start, end)


def test_a_range_is_one_request(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    for bounds in ((None, None), (3, 9), (3, None), (-5, None)):
        assert {"GetObject": 1} == sent(partial(fs.cat_file, f"{bucket}/a", *bounds))


def test_ranges_of_many_files_come_in_order(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe({f"{bucket}/a": TEXT, f"{bucket}/b": TEXT[::-1]})
    names = [f"{bucket}/{name}" for name in "abaabba"]
    starts, ends = [0, 1, 10, 1000, -4, 0, 900], [4, 9, 40, 2000, None, 0, 1024]
    found: list[Any] = []
    # One for the ranges of each file that lie close together, and one for the range from the end.
    assert {"GetObject": 3, "HeadObject": 1} == sent(lambda: found.extend(fs.cat_ranges(names, starts, ends)))
    wanted = [
        (TEXT if name[-1] == "a" else TEXT[::-1])[start:end]
        for name, start, end in zip(names, starts, ends, strict=True)
    ]
    assert wanted == found
    assert [TEXT[:7], TEXT[::-1][:7]] == fs.cat_ranges([f"{bucket}/a", f"{bucket}/b"], 0, 7)


def test_ranges_far_apart_or_without_a_gap_have_requests_of_their_own(
    fs: TigrisFileSystem, bucket: str, sent: Sent
) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    names = [f"{bucket}/a"] * 2
    assert {"GetObject": 2} == sent(lambda: fs.cat_ranges(names, [0, 900], [10, 910], max_gap=0))
    assert {"GetObject": 1} == sent(lambda: fs.cat_ranges(names, [0, 900], [10, 910]))


def test_ranges_of_what_is_not_there_are_errors_in_their_places(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    names = [f"{bucket}/a", f"{bucket}/no", f"{bucket}/no", bucket, f"{bucket}/a", f"{bucket}/a"]
    found = fs.cat_ranges(names, [0, 0, 5, 0, 4000, 1], [4, 4, 9, 4, 5000, 3])
    assert (TEXT[:4], b"", TEXT[1:3]) == (found[0], found[4], found[5])
    assert [FileNotFoundError, FileNotFoundError, IsADirectoryError] == [type(each) for each in found[1:4]]
    with pytest.raises(FileNotFoundError):
        fs.cat_ranges(names, 0, 4, on_error="raise")
    with pytest.raises(ValueError, match="same length"):
        fs.cat_ranges(names, [0], [4])
    with pytest.raises(TypeError, match="list"):
        fs.cat_ranges(names[0], 0, 4)


def test_bounds_may_be_numbers_of_another_library(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    one, two = Number(1), Number(2)
    assert TEXT[1:2] == fs.cat_file(f"{bucket}/a", one, two)
    assert [TEXT[1:2], TEXT[1:5]] == fs.cat_ranges([f"{bucket}/a"] * 2, one, [two, Number(5)])
    assert [TEXT[1:2]] * 2 == fs.cat_ranges([f"{bucket}/a"] * 2, [one, one], two)


# -- many objects ----------------------------------------------------------------------------------------------------


def test_many_objects_are_one_bundle(fs: TigrisFileSystem, many: dict[str, bytes], sent: Sent) -> None:
    found: dict[str, bytes] = {}
    assert {"BundleObjects": 1} == sent(lambda: found.update(fs.cat(list(many))))
    assert many == found
    assert {"ListObjectsV2": 1, "BundleObjects": 1} == sent(
        lambda: fs.cat(next(iter(many)).rpartition("/")[0], recursive=True)
    )


def test_objects_of_several_buckets_are_a_bundle_each(
    fs: TigrisFileSystem, many: dict[str, bytes], snapshots: str, sent: Sent
) -> None:
    others = {f"{snapshots}/{number}": b"%d" % number for number in range(20)}
    fs.pipe(others)
    found: dict[str, bytes] = {}
    assert {"BundleObjects": 2} == sent(lambda: found.update(fs.cat([*many, *others])))
    assert {**many, **others} == found


def test_a_pattern_reads_its_files_and_a_directory_all_below_it(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe({f"{bucket}/{name}": name.encode() for name in ("d/1", "d/2", "d/e/3", "x")})
    assert {f"{bucket}/d/1": b"d/1", f"{bucket}/d/2": b"d/2"} == fs.cat(f"{bucket}/d/*")
    assert {"d/1", "d/2", "d/e/3"} == {each.decode() for each in fs.cat(f"{bucket}/d", recursive=True).values()}
    assert b"x" == fs.cat(f"t3://{bucket}/x") == fs.cat(f"{bucket}/x", recursive=True)
    assert {f"{bucket}/x": b"x"} == fs.cat([f"t3://{bucket}/x"])
    assert {f"{bucket}/d/1": b"1", f"{bucket}/x": b""} == fs.cat([f"{bucket}/d/1", f"{bucket}/x"], start=2)
    with pytest.raises(FileNotFoundError):
        fs.cat(f"{bucket}/no*")


@pytest.mark.parametrize("count", [2, 60])
def test_what_is_missing_among_many_is_raised_returned_or_left_out(
    fs: TigrisFileSystem, many: dict[str, bytes], bucket: str, count: int
) -> None:
    names = [*list(many)[:count], f"{bucket}/gone", bucket]
    with pytest.raises((FileNotFoundError, IsADirectoryError)):
        fs.cat(names)
    assert dict(list(many.items())[:count]) == fs.cat(names, on_error="omit")
    found = fs.cat(names, on_error="return")
    assert names == list(found)
    assert (FileNotFoundError, IsADirectoryError) == (type(found[names[-2]]), type(found[names[-1]]))
    assert isinstance(found[names[-2]].__cause__, NotFound)
    with pytest.raises(FileNotFoundError):
        fs.cat(f"{bucket}/gone", on_error="return")


def test_a_name_that_no_object_can_have_is_the_error_of_this_name(
    fs: TigrisFileSystem, many: dict[str, bytes], bucket: str
) -> None:
    wrong = ["No_Bucket/a", f"{bucket}/{'k' * 1025}"]
    found = fs.cat([*wrong, *many], on_error="return")
    assert [ValueError, ValueError] == [type(found.pop(name)) for name in wrong]
    assert many == found == fs.cat([*wrong, *many], on_error="omit")
    with pytest.raises(ValueError, match="No_Bucket"):
        fs.cat([*wrong, *many])


def test_a_bundle_that_cannot_be_read_is_an_error_for_each_file(
    fs: TigrisFileSystem, many: dict[str, bytes], tigris: Emulator
) -> None:
    tigris.inject(Fault("status", status=403, operation="BundleObjects"))
    found = fs.cat(list(many), on_error="return")
    assert {PermissionError} == {type(each) for each in found.values()}
    tigris.inject(Fault("status", status=403, operation="BundleObjects"))
    with pytest.raises(PermissionError):
        fs.cat(list(many))


@pytest.mark.parametrize("operation", ["BundleObjects", "GetObject"])
def test_a_stream_that_breaks_is_read_on(
    fs: TigrisFileSystem, many: dict[str, bytes], tigris: Emulator, operation: str
) -> None:
    tigris.inject(Fault("cut_body", operation=operation, after=3000 if operation == "BundleObjects" else 20))
    name = next(iter(many))
    assert many == fs.cat(list(many))
    assert many[name] == fs.cat(name)
    assert () == tigris.faults


def test_a_mapping_reads_and_writes_objects(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    mapping = fs.get_mapper(f"{bucket}/m")
    mapping.update({str(number): b"%d" % number for number in range(20)})
    assert {str(number) for number in range(20)} == set(mapping)
    found: dict[str, bytes] = {}
    names = [*map(str, range(20)), "no"]
    assert {"BundleObjects": 1} == sent(lambda: found.update(mapping.getitems(names, on_error="omit")))
    assert {str(number): b"%d" % number for number in range(20)} == found
    with pytest.raises(KeyError):
        mapping["no"]
    del mapping["7"]
    assert "7" not in mapping


# -- to the disk -----------------------------------------------------------------------------------------------------


def test_a_tree_comes_in_bundles(fs: TigrisFileSystem, many: dict[str, bytes], tmp_path: Path, sent: Sent) -> None:
    root = next(iter(many)).rpartition("/")[0]
    counts = sent(lambda: fs.get(root, f"{tmp_path}/new", recursive=True))
    assert 1 == counts["BundleObjects"]
    assert 5 >= sum(counts.values()), counts
    found = {f"{root}/{path.name}": path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert many == found


def test_a_tree_replaces_the_files_that_are_there(fs: TigrisFileSystem, bucket: str, tmp_path: Path) -> None:
    fs.pipe({f"{bucket}/d/a": b"new", f"{bucket}/d/e/b": b"two"})
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").write_bytes(b"old")
    os.utime(tmp_path / "d/a")
    fs.get(f"{bucket}/d", str(tmp_path), recursive=True)
    assert (b"new", b"two") == ((tmp_path / "d/a").read_bytes(), (tmp_path / "d/e/b").read_bytes())
    fs.get(f"{bucket}/d/", f"{tmp_path}/d", recursive=True)
    assert not (tmp_path / "d/d").exists()


def test_a_key_that_is_no_path_is_an_error_and_writes_nothing_outside(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, tmp_path: Path
) -> None:
    client.put_object(bucket, "d/../../../evil", b"1")
    client.put_object(bucket, "d/ok", b"2")
    with pytest.raises(OSError, match="refused"):
        fs.get(f"{bucket}/d", f"{tmp_path}/in/here", recursive=True)
    for path, options in ((f"{bucket}/d/**", {}), (f"{bucket}/d", {"recursive": True, "maxdepth": 9})):
        with pytest.raises(ValueError, match="evil"):
            fs.get(path, f"{tmp_path}/in/here/", **options)
    # As versions of fsspec before 2026 name it.
    with pytest.raises(ValueError, match="leads out of the target"):
        fs.get_file(f"{bucket}/d/../../../evil", f"{tmp_path}/in/here/d/../../../evil")
    assert not list(tmp_path.parent.rglob("evil"))
    fs.get_file(f"{bucket}/d/../../../evil", f"{tmp_path}/evil")
    assert b"1" == (tmp_path / "evil").read_bytes()


@pytest.mark.parametrize("files", ["a", "ab"])
def test_a_tree_keeps_its_names_down_to_a_depth(fs: TigrisFileSystem, bucket: str, tmp_path: Path, files: str) -> None:
    """fsspec alone gives a single file at this depth the name of the directory."""
    fs.pipe({f"{bucket}/t/{file}": b"" for file in (*files, "d/e")})
    for source, target, into in (("/t/", "new", "new"), ("/t", "other", "other"), ("/t", "new", "new/t")):
        fs.get(f"{bucket}{source}", f"{tmp_path}/{target}", recursive=True, maxdepth=1)
        assert list(files) == sorted(path.name for path in (tmp_path / into).iterdir() if path.is_file())
    with pytest.raises(OSError, match="not there"):
        fs.get(f"{bucket}/not there", f"{tmp_path}/x", recursive=True, maxdepth=1)


def test_an_object_is_not_left_out_for_a_directory_of_its_name(
    fs: TigrisFileSystem, bucket: str, tmp_path: Path
) -> None:
    fs.pipe({f"{bucket}/d/a": b"1", f"{bucket}/d/a/b": b"2"})
    (tmp_path / "d/a").mkdir(parents=True)
    with pytest.raises(IsADirectoryError, match="d/a"):
        fs.get_file(f"{bucket}/d/a", str(tmp_path / "d/a"))
    for options in ({"recursive": True}, {"recursive": True, "maxdepth": 9}):
        with pytest.raises(OSError, match="d/a"):
            fs.get(f"{bucket}/d/", f"{tmp_path}/d", **options)


def test_a_tree_that_is_not_there_is_a_file_not_found(fs: TigrisFileSystem, bucket: str, tmp_path: Path) -> None:
    for recursive in (True, False):
        with pytest.raises(FileNotFoundError):
            fs.get(f"{bucket}/no", str(tmp_path / "no"), recursive=recursive)
    assert [] == list(tmp_path.iterdir())


def test_a_download_reports_to_its_callback(fs: TigrisFileSystem, bucket: str, tmp_path: Path) -> None:
    fs.pipe({f"{bucket}/d/{name}": b"12345" for name in "abc"})
    whole, tree = Callback(), Callback()
    fs.get_file(f"{bucket}/d/a", str(tmp_path / "a"), callback=whole)
    assert (5, 5) == (whole.size, whole.value)
    fs.get(f"{bucket}/d", str(tmp_path / "d"), recursive=True, callback=tree)
    assert (3, 3) == (tree.size, tree.value)


def test_a_failed_download_leaves_no_file(fs: TigrisFileSystem, bucket: str, tmp_path: Path, tigris: Emulator) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    tigris.inject(Fault("status", status=403, operation="GetObject"))
    with pytest.raises(PermissionError):
        fs.get_file(f"{bucket}/a", str(tmp_path / "a"))
    with pytest.raises(FileNotFoundError):
        fs.get_file(f"{bucket}/no", str(tmp_path / "no"))
    assert [] == list(tmp_path.iterdir())


def test_an_object_goes_into_an_open_file(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    target, callback = io.BytesIO(), Callback()
    fs.get_file(f"{bucket}/a", target, callback=callback)
    assert (TEXT, len(TEXT), len(TEXT)) == (target.getvalue(), callback.size, callback.value)


def test_a_cache_of_files_sits_on_top(
    options: dict[str, Any], fs: TigrisFileSystem, bucket: str, tmp_path: Path, sent: Sent
) -> None:
    fs.pipe(f"{bucket}/a", TEXT)
    cached = fsspec.filesystem(
        "filecache", target_protocol="t3", target_options=options, cache_storage=str(tmp_path), check_files=False
    )
    assert TEXT == cached.cat(f"t3://{bucket}/a")
    assert {} == sent(lambda: cached.cat(f"t3://{bucket}/a"))


# -- the bytes that a file holds -------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 3000),
    st.integers(1, 900),
    st.lists(st.tuples(st.integers(0, 3100), st.integers(0, 1500)), max_size=20),
    st.integers(0, 3000),
)
def test_reading_ahead_returns_the_bytes_of_the_object(
    size: int, block: int, reads: list[tuple[int, int]], known: int
) -> None:
    content = os.urandom(size)
    fetched: list[tuple[int, int]] = []

    def fetch(start: int, end: int) -> bytes:
        assert 0 <= start < end <= size
        fetched.append((start, end))
        return content[start:end]

    cache = ReadAhead(block, fetch, size, content[:known])
    at = 0
    for start, length in reads:
        for first in (start, at):
            assert content[first : first + length] == cache._fetch(first, first + length)
            at = first + length
    assert content == cache._fetch(None, None)


def test_sequential_reads_fetch_twice_as_much_each_time_up_to_a_block() -> None:
    size, fetched = 64 << 20, []

    def fetch(start: int, end: int) -> bytes:
        fetched.append(end - start)
        return bytes(end - start)

    cache = ReadAhead(1 << 20, fetch, size)
    for at in range(0, 8 << 20, 4096):
        cache._fetch(at, at + 4096)
    kib = [each >> 10 for each in fetched]
    assert [256, 512, 1024, 1024] == kib[:4]
    cache._fetch(32 << 20, (32 << 20) + 4)
    assert 128 == fetched[-1] >> 10, "a read elsewhere begins small"


def test_the_reason_of_a_skipped_object_is_its_error() -> None:
    from tigris_http.fsspec.methods.bundles import _skipped

    kinds = {
        reason: type(_skipped("atlas", BundleSkipped("a", reason, "atlas/a")))
        for reason in ("NoSuchKey", None, "AccessDenied")
    }
    assert {"NoSuchKey": FileNotFoundError, None: FileNotFoundError, "AccessDenied": PermissionError} == kinds
