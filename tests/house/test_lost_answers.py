"""The picture of lost answers tells the truth: each of its calls ends as it shows, after its answer was lost."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tigris_http import OutcomeUnknown, RetryPolicy, TigrisHTTP
from tigris_http.emulator import Emulator, Fault

sys.path.insert(0, str(Path(__file__).parents[2] / ".ci"))
try:
    PICTURE = import_module("pictures.lost_answers")
finally:
    sys.path.pop(0)

SHOWN = {name: row.unknown for row in PICTURE.ROWS for name in re.findall(r"(\w+)(?:\(.*?\))?(?:, |$)", row.calls)}
"""For each call of the picture, when its outcome is unknown."""
Call = Callable[[TigrisHTTP], Any]
PART = 5 << 20


def read(client: TigrisHTTP) -> bytes:
    with client.get_object("atlas", "a") as body:
        return body.read()


def read_bundle(client: TigrisHTTP) -> list[bytes]:
    with client.bundle_objects("atlas", ["a"] * 9, on_skipped="raise") as bundle:
        return [bytes(member.data) for member in bundle]


def complete(client: TigrisHTTP) -> object:
    upload = client.create_multipart_upload("atlas", "m").upload_id
    part = client.upload_part("atlas", "m", upload, 1, b"1")
    return client.complete_multipart_upload("atlas", "m", upload, [part])


CALLS: dict[str, tuple[str, Call]] = {
    "get_object": ("GetObject", read),
    "list_objects_v2": ("ListObjectsV2", lambda client: list(client.list_objects_v2("atlas"))),
    "bundle_objects": ("BundleObjects", read_bundle),
    "put_object": ("PutObject", lambda client: client.put_object("atlas", "b", b"1")),
    "put_object if": ("PutObject", lambda client: client.put_object("atlas", "b", b"1", if_none_match="*")),
    "delete_object": ("DeleteObject", lambda client: client.delete_object("atlas", "a")),
    "copy_object": ("CopyObject", lambda client: client.copy_object("atlas", "b", "atlas", "a")),
    "create_bucket": ("CreateBucket", lambda client: client.create_bucket("other")),
    "complete_multipart_upload": ("CompleteMultipartUpload", complete),
    "rename_object": ("RenameObject", lambda client: client.rename_object("atlas", "a", "b")),
    "update_object": ("PutObject", lambda client: client.update_object("atlas", "a", lambda old: (old or b"") + b"1")),
    "create_snapshot": ("CreateSnapshot", lambda client: client.create_snapshot("atlas")),
    "merge_fork": ("MergeFork", lambda client: client.merge_fork("atlas", "fork")),
    "rebase_fork": ("RebaseFork", lambda client: client.rebase_fork("fork")),
}


@pytest.fixture
def lost() -> Iterator[tuple[Emulator, TigrisHTTP]]:
    retry = RetryPolicy(base=0.001)
    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials, retry=retry) as client:
        client.create_bucket("atlas", snapshot_enabled=True)
        client.put_object("atlas", "a", b"here be dragons")
        client.create_fork("fork", "atlas")
        tigris.clear_requests()
        yield tigris, client


def test_every_call_of_the_picture_is_tried() -> None:
    assert {name.partition(" ")[0] for name in CALLS} == set(SHOWN)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_whose_answer_is_lost_ends_as_shown(lost: tuple[Emulator, TigrisHTTP], name: str) -> None:
    tigris, client = lost
    operation, call = CALLS[name]
    fault = Fault("lose_answer", operation=operation)
    tigris.inject(fault)
    conditional = name == "put_object if"
    always = not conditional and SHOWN[name] == PICTURE.ALWAYS
    if always or conditional:
        with pytest.raises(OutcomeUnknown):
            call(client)
    else:
        assert call(client) is not None
    sent = [request for request in tigris.requests if request.operation == operation]
    assert sent, "the fault met no request"
    assert not always or len(sent) == 1
