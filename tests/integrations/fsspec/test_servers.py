"""The file system on three third-party servers: plain S3, without bundles, renames and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.servers.third_party import STARTERS, Server, started
from tigris_http import TigrisHTTP
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MIB = 1 << 20


@pytest.fixture(scope="session", params=STARTERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(request.param) as running:
        yield running


@pytest.fixture(scope="session")
def shared(server: Server) -> str:
    """A bucket for all tests: SeaweedFS takes long to create one."""
    name = f"fsspec-{uuid4().hex[:12]}"
    with TigrisHTTP(server.endpoint, server.credentials, region=server.region, addressing_style="path") as client:
        client.create_bucket(name)
    return name


@pytest.fixture
def foreign(server: Server) -> Iterator[Any]:
    """A file system of the server."""
    key, secret = server.credentials
    fs = TigrisFileSystem(
        endpoint=server.endpoint, key=key, secret=secret, region=server.region, addressing_style="path"
    )
    yield fs
    fs.close()


@pytest.fixture
def root(shared: str) -> str:
    return f"{shared}/{uuid4().hex[:8]}"


def test_objects_are_written_read_and_listed(foreign: Any, root: str) -> None:
    contents = {f"{root}/d/{number:02}": b"%d" % number * 100 for number in range(30)}
    foreign.pipe(contents)
    assert contents == foreign.cat(list(contents)), "by single GETs, where there are no bundles"
    assert list(contents) == foreign.find(root) == foreign.ls(f"{root}/d", detail=False)
    assert [f"{root}/d"] == foreign.ls(root, detail=False)
    assert ("directory", "file") == (foreign.info(f"{root}/d")["type"], foreign.info(f"{root}/d/07")["type"])
    assert [b"7" * 3, b"77"] == foreign.cat_ranges([f"{root}/d/07"] * 2, [1, 98], [4, 200])
    assert b"7" == foreign.cat_file(f"{root}/d/07", start=-1)
    assert 30 * 100 + 20 * 100 == foreign.du(root)
    with pytest.raises(FileNotFoundError):
        foreign.cat(f"{root}/no")


@pytest.mark.parametrize("content", [b"0", b"0123456789"])
def test_the_last_bytes_are_those_of_a_slice_also_if_there_are_fewer(foreign: Any, root: str, content: bytes) -> None:
    foreign.pipe(f"{root}/a", content)
    for start in (-1, -10, -11, -1000):
        assert content[start:] == foreign.cat_file(f"{root}/a", start=start)
        assert [content[start:]] == foreign.cat_ranges([f"{root}/a"], [start], [None])
        assert content[start:5] == foreign.cat_file(f"{root}/a", start=start, end=5)
    assert content[-9:] == foreign.tail(f"{root}/a", 9)
    with foreign.open(f"{root}/a") as file:
        assert max(len(content) - 4, 0) == file.seek(max(len(content) - 4, 0))
        assert content[-4:] == file.read()


def test_files_are_stored_as_a_whole_or_not_at_all(foreign: Any, root: str) -> None:
    content = bytes(range(256)) * 50_000
    with foreign.open(f"{root}/a", "wb", block_size=5 * MIB) as file:
        file.write(content)
    with foreign.open(f"{root}/a") as file:
        assert (12_000_000, content[12_000_000:]) == (file.seek(12_000_000), file.read())
    with foreign.open(f"{root}/a", "ab") as file:
        file.write(b"end")
    assert content + b"end" == foreign.cat(f"{root}/a")
    for size in (10, 20 * MIB):
        with (  # noqa: PT012
            pytest.raises(ZeroDivisionError),
            foreign.open(f"{root}/b", "wb", block_size=5 * MIB) as file,
        ):
            file.write(bytes(size))
            raise ZeroDivisionError
    assert not foreign.exists(f"{root}/b")


def test_trees_go_up_and_down(foreign: Any, root: str, tmp_path: Path) -> None:
    for name in ("a", "b/c", "b/d"):
        (tmp_path / "up" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "up" / name).write_text(name, "utf-8")
    foreign.put(str(tmp_path / "up"), f"{root}/tree", recursive=True)
    foreign.get(f"{root}/tree", str(tmp_path / "down"), recursive=True)
    assert {"a": "a", "b/c": "b/c", "b/d": "b/d"} == {
        path.relative_to(tmp_path / "down").as_posix(): path.read_text("utf-8")
        for path in (tmp_path / "down").rglob("*")
        if path.is_file()
    }


def test_a_move_is_a_copy_and_a_deletion(foreign: Any, root: str) -> None:
    foreign.pipe({f"{root}/d/{name}": name.encode() for name in "abc"})
    foreign.mv(f"{root}/d/a", f"{root}/x")
    foreign.mv(f"{root}/d", f"{root}/e", recursive=True)
    foreign.copy(f"{root}/e", f"{root}/f", recursive=True)
    assert {f"{root}/{name}" for name in ("x", "e/b", "e/c", "f/b", "f/c")} == set(foreign.find(root))
    assert (b"a", b"b") == (foreign.cat(f"{root}/x"), foreign.cat(f"{root}/f/b"))
    foreign.rm(root, recursive=True)
    assert [] == foreign.find(root)
