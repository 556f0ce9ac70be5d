"""The steps of a download that continues, with answers that no service should give."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http._core.steps import Call, Close, Open
from tigris_http.operations.objects.reads import GetObject
from tigris_http.transfers import DownloadFile
from tigris_http.transfers._local.part import PartFile

if TYPE_CHECKING:
    from pathlib import Path


def answer(etag: str, size: int) -> Any:
    return SimpleNamespace(info=SimpleNamespace(etag=etag, size=size, content_range=(32, size - 1)))


@pytest.mark.parametrize(("etag", "size"), [("e2", 64), ("e1", 65)])
def test_an_answer_of_another_object_begins_again_although_it_had_a_condition(
    tmp_path: Path, etag: str, size: int
) -> None:
    names = ("version_id", "snapshot_version", "if_match")
    left = PartFile(tmp_path / "a", {"bucket": "atlas", "key": "k"} | dict.fromkeys(names))
    left.open()
    left.begin("e1", 64)
    left.write(memoryview(bytes(32)), 0)
    left.close()
    action = DownloadFile("atlas", "k", tmp_path / "a", resume=True)
    work = action.work(is_async=False, connections=2)
    steps = work.steps()
    opening = next(steps)
    assert isinstance(opening, Call)
    conditional = steps.send(opening.function())
    assert isinstance(conditional, Open)
    assert isinstance(conditional.operation, GetObject)
    assert ((32, 63), "e1") == (conditional.operation.range, conditional.operation.if_match)
    other = answer(etag, size)
    closing = steps.send(other)
    assert isinstance(closing, Close)
    assert closing.opened is other
    again = steps.send(None)
    assert isinstance(again, Open)
    assert isinstance(again.operation, GetObject)
    assert (0, None) == ((again.operation.range or (1,))[0], again.operation.if_match)
    steps.close()
    work.close()
