"""The simulation of a large data set, small: `tests.benchmarks.bench_manifest` has the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import bench_manifest
from tests.systems import needs_linux

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_linux


def test_each_key_comes_once_an_epoch_to_one_of_1024_workers(capsys: pytest.CaptureFixture[str]) -> None:
    """More shards than blocks: each block is shared by several."""
    rows = bench_manifest.main(20_011, 1_024, 2, 7, block_keys=100)
    assert ["worker 0", "worker 1023", "all shards, counted"] == [row.part for row in rows[1:]]
    assert [20_011, 19, 20, 20_011] == [row.keys for row in rows]
    assert all(row.megabytes < bench_manifest.MOST_MEGABYTES for row in rows)
    assert "every key once an epoch" in capsys.readouterr().out


def test_the_count_notices_a_worker_that_read_another_key(tmp_path: Path) -> None:
    manifest, read = str(tmp_path / "manifest"), tmp_path / "read"
    bench_manifest.write(manifest, 100, 10)
    with bench_manifest.served(manifest) as endpoint:
        bench_manifest.work(endpoint, 1, 4, 7, str(read))
        numbers = read.read_text("ascii").splitlines()
        assert 100 == bench_manifest.count(endpoint, 100, 4, 7, {"1": str(read)})
        read.write_text("\n".join([*numbers[1:], numbers[0]]), "ascii")
        with pytest.raises(AssertionError, match=r"worker 1 read \d+ in place of train/"):
            bench_manifest.count(endpoint, 100, 4, 7, {"1": str(read)})
