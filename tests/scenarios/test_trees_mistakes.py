"""Mistakes of callers: each is refused by the name of its parameter, before anything is sent or written."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tests.trees import found, lay
from tigris_http import AccessDenied, TigrisError, TigrisHTTP
from tigris_http.transfers import TransferOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

pytestmark = needs_posix
SHARED: dict[str, Any] = {
    "include": "*.txt",
    "exclude": ["a", 1],
    "dry_run": "yes",
    "on_error": "stop",
    "concurrency": 0,
    "progress": 5,
    "on_item": "print",
    "timeout": -1,
    "extra_headers": 3,
}
SYNC: dict[str, Any] = {
    **SHARED,
    "compare": "time",
    "delete": 1,
    "max_delete": -1,
    "allow_empty": None,
    "transfer": 8,
}
UP: dict[str, Any] = {
    **SYNC,
    "source": 5,
    "bucket": "a/b",
    "prefix": b"www",
    "symlinks": True,
    "keep_mtime": "no",
    "metadata": {"name": 5},
    "cache_control": "a\nb",
    "storage_class": 7,
    "acl": "public",
}
DOWN: dict[str, Any] = {
    **SYNC,
    "target": 5,
    "bucket": "",
    "prefix": None,
    "snapshot_version": "yesterday",
    "small": 2 << 20,
    "unsafe_keys": "rename",
    "keep_mtime": 0,
    "fsync": "yes",
}
GONE: dict[str, Any] = {**SHARED, "bucket": None, "prefix": 3, "max_delete": 1.5}
BACK: dict[str, Any] = {**SHARED, "bucket": "UPPER_", "prefix": 3, "overwrite": "no"}
ALL = [
    *[("upload_tree", name, value) for name, value in UP.items()],
    *[("download_tree", name, value) for name, value in DOWN.items()],
    *[("delete_prefix", name, value) for name, value in GONE.items()],
    *[("undelete_prefix", name, value) for name, value in BACK.items()],
]


@pytest.mark.parametrize(("method", "name", "value"), ALL, ids=[f"{method}-{name}" for method, name, _ in ALL])
def test_a_wrong_value_is_refused_by_its_name(tmp_path: Path, method: str, name: str, value: object) -> None:
    right: dict[str, Any] = {"bucket": "atlas", "prefix": "www"}
    if method == "upload_tree":
        right["source"] = tmp_path
    if method == "download_tree":
        right["target"] = tmp_path / "target"
    with TigrisHTTP("http://127.0.0.1:9", ("a", "b")) as client, pytest.raises((TypeError, ValueError), match=name):
        getattr(client, method)(**{**right, name: value})
    assert [] == [*tmp_path.iterdir()]


async def test_the_other_kind_of_path_is_refused(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(NotADirectoryError, match="source must be a directory"):
        await client.upload_tree(tmp_path / "file", "atlas")
    with pytest.raises(NotADirectoryError, match="source must be a directory"):
        await client.upload_tree(tmp_path / "none", "atlas")
    with pytest.raises(NotADirectoryError, match="target must be a directory"):
        await client.download_tree("atlas", "", tmp_path / "file")
    assert {"file": b"x"} == found(tmp_path)


async def test_a_prefix_without_its_slash_is_a_directory(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    for key in ("photos/1", "photos-old/1", "photos"):
        await client.put_object("atlas", key, key.encode())
    await client.download_tree("atlas", "photos", tmp_path)
    assert {"1": b"photos/1"} == found(tmp_path)


async def test_a_prefix_too_long_is_refused_by_its_name(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="prefix"):
        await client.upload_tree(tmp_path, "atlas", "p" * 1_024)
    with pytest.raises(ValueError, match="prefix"):
        await client.download_tree("atlas", "p" * 1_024, tmp_path)


async def test_metadata_too_large_is_refused_at_once(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    lay(tmp_path, {"a": b"1"})
    # With `mtime` it is too large.
    with pytest.raises(ValueError, match="metadata"):
        await client.upload_tree(tmp_path, "atlas", metadata={"name": "v" * 2_040})


async def test_wrong_keys_end_the_tree(harness: Harness, tigris: Emulator, tmp_path: Path) -> None:
    lay(tmp_path, {"a": b"1"})
    client = harness.client(credentials=(tigris.credentials.access_key_id, "wrong"))
    with pytest.raises(AccessDenied):
        await client.upload_tree(tmp_path, "atlas")
    with pytest.raises(AccessDenied):
        await client.download_tree("atlas", "", tmp_path)
    assert {"a": b"1"} == found(tmp_path)


async def test_a_closed_client_says_so(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    lay(tmp_path, {"a": b"1"})
    await client.create_bucket("atlas")
    await client.aclose()
    with pytest.raises((RuntimeError, TigrisError), match="closed"):
        await client.upload_tree(tmp_path, "atlas")
    with pytest.raises((RuntimeError, TigrisError), match="closed"):
        await client.download_tree("atlas", "", tmp_path / "x")


def test_eight_threads_share_a_client(tigris: Emulator, tmp_path: Path) -> None:
    contents = {f"d/{number}": bytes([number]) * 100 * number for number in range(20)} | {"m": bytes(400_000)}
    lay(tmp_path / "source", contents)
    errors: list[BaseException] = []
    transfer = TransferOptions(part_size=5 << 20)
    with TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=8) as client:
        client.create_bucket("atlas")

        def both(number: int) -> None:
            try:
                client.upload_tree(tmp_path / "source", "atlas", str(number), transfer=transfer).raise_for_failures()
                client.download_tree("atlas", str(number), tmp_path / str(number)).raise_for_failures()
            except BaseException as error:  # noqa: BLE001  # seen by the test
                errors.append(error)

        threads = [threading.Thread(target=both, args=(number,)) for number in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert [] == errors
    assert [contents] * 8 == [found(tmp_path / str(number)) for number in range(8)]


def test_a_forked_child_has_trees_of_its_own(tigris: Emulator, tmp_path: Path) -> None:
    lay(tmp_path / "source", {"a": b"1", "d/b": b"2"})
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        client.upload_tree(tmp_path / "source", "atlas", "parent").raise_for_failures()
        child = os.fork()
        if not child:
            code = 1
            try:
                client.upload_tree(tmp_path / "source", "atlas", "child").raise_for_failures()
                client.download_tree("atlas", "parent", tmp_path / "target").raise_for_failures()
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert 0 == status
        keys = {each.key for each in client.list_objects_v2("atlas")}
    assert {"child/a", "child/d/b", "parent/a", "parent/d/b"} == keys
    assert {"a": b"1", "d/b": b"2"} == found(tmp_path / "target")
