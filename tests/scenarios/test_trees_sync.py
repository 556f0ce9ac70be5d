"""Random trees and changes, up and down in each way to compare, against a slow oracle."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.trees import found
from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

SECOND = 10**9
START = 1_700_000_000 * SECOND
COMPARES = ("quick", "size", "etag", "missing", "always")
NAMES = ("a", "b", "c", "d", "e-f", "e", "ü", "x.tmp", "日")


@dataclass(frozen=True)
class Version:
    """The content of a file or an object, and the time of the file."""

    content: bytes
    mtime: int


Tree = dict[str, Version]


def differs(compare: str, ours: Version, theirs: Version) -> bool:
    """Return whether the table of the ways to compare calls two versions different."""
    same_size = len(ours.content) == len(theirs.content)
    return {
        "quick": not same_size or ours.mtime != theirs.mtime,
        "size": not same_size,
        "etag": ours.content != theirs.content,
        "missing": False,
        "always": True,
    }[compare]


def synced(compare: str, source: Tree, target: Tree) -> tuple[Tree, set[str], set[str]]:
    """Return the target after a sync with deletions, the names sent, and the names deleted. `*.tmp` is excluded."""
    takes_part = {name for name in {*source, *target} if not name.rpartition("/")[2].endswith(".tmp")}
    sent = {
        name
        for name in source.keys() & takes_part
        if name not in target or differs(compare, source[name], target[name])
    }
    deleted = (target.keys() - source.keys()) & takes_part
    after = {name: version for name, version in target.items() if name not in deleted}
    return {**after, **{name: source[name] for name in sent}}, sent, deleted


class Dice:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def version(self) -> Version:
        draw = self._random
        content = bytes(draw.choices(b"xy", k=draw.choice((0, 1, 1, 2, 3))))
        return Version(content, START + draw.choice((111_111_111, 111_111_112, 777_777_777, SECOND + 111_111_111)))

    def tree(self) -> Tree:
        names = {"/".join(self._random.choices(NAMES, k=self._random.choice((1, 2, 2, 3)))) for _ in range(7)}
        return without_clashes({name: self.version() for name in sorted(names)})

    def changed(self, tree: Tree) -> Tree:
        kept = {name: version for name, version in tree.items() if self._random.random() < 0.8}
        others = {name: self.version() for name in kept if self._random.random() < 0.3}
        fresh = self.tree() if self._random.random() < 0.7 else {}
        return without_clashes({**kept, **others, **fresh})

    def choose(self, *values: Any) -> Any:
        return self._random.choice(values)


def without_clashes(tree: Tree) -> Tree:
    """Leave out files in the place of a directory."""
    return {name: version for name, version in tree.items() if not any(f"{name}/" == o[: len(name) + 1] for o in tree)}


def write(root: Path, tree: Tree) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for name, version in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(version.content)
        os.utime(path, ns=(version.mtime, version.mtime))


def read(root: Path) -> Tree:
    return {name: Version(content, (root / name).stat().st_mtime_ns) for name, content in found(root).items()}


@pytest.fixture(scope="module")
def blocking() -> Iterator[TigrisHTTP]:
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        yield client


@contextmanager
def bucket(client: TigrisHTTP, name: str) -> Generator[str]:
    client.create_bucket(name)
    yield name
    client.delete_prefix(name, "").raise_for_failures()
    client.delete_bucket(name)


def stored(client: TigrisHTTP, name: str) -> Tree:
    objects: Tree = {}
    for each in client.list_objects_v2(name, prefix="www/", with_metadata=True):
        with client.get_object(name, each.key) as body:
            assert each.metadata is not None
            mtime = int(Decimal(each.metadata["mtime"]) * SECOND)
            objects[each.key.removeprefix("www/")] = Version(body.read(), mtime)
    return objects


def names(items: Any) -> set[str]:
    return {each.key.removeprefix("www/") for each in items}


@pytest.mark.parametrize("seed", range(40))
def test_syncs_up_and_down_agree_with_the_oracle(blocking: TigrisHTTP, seed: int) -> None:
    dice = Dice(seed)
    options: dict[str, Any] = {"delete": True, "allow_empty": True, "exclude": ["*.tmp"]}
    with tempfile.TemporaryDirectory() as folder, bucket(blocking, f"sync-{seed}") as name:
        source, target = Path(folder, "source"), Path(folder, "target")
        ours = dice.tree()
        write(source, ours)
        blocking.upload_tree(source, name, "www").raise_for_failures()
        theirs = ours
        for _ in range(2):
            compare = dice.choose(*COMPARES)
            ours = dice.changed(ours)
            write(source, ours)
            result = blocking.upload_tree(source, name, "www", compare=compare, **options)
            after, sent, deleted = synced(compare, ours, theirs)
            assert (sent, deleted, True) == (names(result.sent), names(result.deleted), result.ok)
            assert after == stored(blocking, name)
            theirs = after
        here = dice.choose({}, ours, dice.changed(ours), dice.tree())
        write(target, here)
        compare = dice.choose(*COMPARES)
        # Files and directories may change places.
        result = blocking.download_tree(name, "www", target, compare=compare, **options)
        after, sent, deleted = synced(compare, theirs, here)
        if after == without_clashes(after):
            assert (sent, deleted, True) == (names(result.sent), names(result.deleted), result.ok)
            assert after == read(target)
        # The other ways leave differences: by entity tag the bytes become equal, then by time the times.
        for last_compare in ("etag", "quick"):
            options["compare"] = last_compare
            blocking.upload_tree(source, name, "www", **options)
            blocking.download_tree(name, "www", target, **options)
        again = blocking.upload_tree(source, name, "www", **options)
        assert ((), (), True) == (again.sent, again.deleted, again.ok)
        down = blocking.download_tree(name, "www", target, **options)
        last = blocking.download_tree(name, "www", target, **options)
        if down.ok:
            assert ((), ()) == (last.sent, last.deleted)
            kept = {key for key in found(target) if not key.endswith(".tmp")}
            assert {key: each.content for key, each in ours.items() if not key.endswith(".tmp")} == {
                key: found(target)[key] for key in kept
            }
        assert all(here[key] == read(target)[key] for key in here if key.endswith(".tmp") and key in read(target))


# -- times as rclone writes and reads them


@pytest.mark.parametrize(
    ("written", "nanoseconds"),
    [
        ("1700000000.123456789", 1_700_000_000_123_456_789),
        ("1700000000", 1_700_000_000_000_000_000),
        ("1700000000.5", 1_700_000_000_500_000_000),
        ("-1.500000000", -1_500_000_000),
        ("0", 0),
        ("4102444800.000000001", 4_102_444_800_000_000_001),
    ],
)
async def test_times_of_rclone_are_read(
    client: AsyncTigrisHTTP, tmp_path: Path, written: str, nanoseconds: int
) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "small", b"x", metadata={"mtime": written})
    await client.put_object("atlas", "medium", bytes(300_000), metadata={"mtime": written})
    await client.download_tree("atlas", "", tmp_path)
    times = {(tmp_path / key).stat().st_mtime_ns for key in ("small", "medium")}
    assert {nanoseconds} == times
    again = [await client.download_tree("atlas", "", tmp_path), await client.upload_tree(tmp_path, "atlas")]
    assert [(), ()] == [each.sent for each in again]


async def test_times_are_written_for_rclone(harness: Harness, tmp_path: Path) -> None:
    client = harness.client()
    await client.create_bucket("atlas")
    (tmp_path / "a").write_bytes(b"x")
    os.utime(tmp_path / "a", ns=(0, 1_700_000_000_000_000_042))
    await client.upload_tree(tmp_path, "atlas")
    info = await client.head_object("atlas", "a")
    assert "1700000000.000000042" == info.metadata["mtime"]
