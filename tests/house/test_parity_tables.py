"""The README files name a call for each row: their three tables are complete, and every call in them runs.

A call of the first table has to send what botocore's model of S3 says of the operation beside it; a call of the second
the headers beside it; a call of the third, in the place of a function of tigris-boto3-ext, has to send something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import tigris_boto3_ext
from botocore.session import get_session  # type: ignore[import-untyped]  # boto3 ships no types

import tigris_http
from tests import forms
from tests.guards import none_left
from tigris_http import ArchiveBody, BundleResponse, ObjectBody, Pages, PresignedPost, PresignedURL, TigrisHTTP
from tigris_http import operations as ops
from tigris_http.emulator import Emulator, EmulatorSession

ROOT = Path(__file__).parents[2]
MODEL = get_session().get_service_model("s3")

OF_ANOTHER_FORM = {"RenameObject"}
"""Tigris' own; that of S3 is one of directory buckets."""


def rows(file: str, title: str) -> list[tuple[list[str], str]]:
    """Return the names on the left of each row, and its right cell."""
    page = (ROOT / file).read_text("utf-8")
    section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ", 1) for line in section.splitlines() if line.startswith("| ")][1:]
    return [(re.findall(r"`([\w-]+)`", left) or [left], right) for left, right in cells]


def calls(cell: str) -> list[str]:
    return [code for code in re.findall(r"`([^`]+)`", cell) if "(" in code]


S3 = rows("tigris_http/operations/README.md", "Every operation of S3")
HEADERS = rows("tigris_http/operations/README.md", "Every header of Tigris")
EXTENSION = rows(".docs/coming-from.md", "tigris-boto3-ext")


class Recorded(httpx.HTTPTransport):
    """A transport that keeps the requests it sent."""

    def __init__(self, sent: list[httpx.Request]) -> None:
        super().__init__()
        self._sent = sent

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._sent.append(request)
        return super().handle_request(request)


class World:
    """Buckets in the states that the calls want, and what was sent since they are there."""

    def __init__(self, emulator: Emulator) -> None:
        self.sent: list[httpx.Request] = []
        self.transport = Recorded(self.sent)
        self.client = TigrisHTTP(emulator.endpoint, emulator.credentials, transport=self.transport)
        emulator.add_session(EmulatorSession("e.y.J", "org_1"))
        self.names: dict[str, Any] = {
            "b": "atlas",
            "k": "k",
            "new": "new-bucket",
            "fork": "fork",
            "soft": "soft",
            "deleted": "deleted",
            "full": "full",
            "archived": "archived",
            "client": self.client,
            "replace": replace,
            "options": ops.CreateBucket("any", storage_class="STANDARD_IA"),
            "endpoint": emulator.endpoint,
            "token": "e.y.J",
            "namespace": "org_1",
            **{name: getattr(ops, name) for name in ops.__all__},
            **{name: getattr(tigris_http, name) for name in tigris_http.__all__},
            "TigrisHTTP": partial(TigrisHTTP, transport=self.transport),
        }

    def prepare(self, *, snapshots: bool) -> None:
        client, names = self.client, self.names
        client.create_bucket("atlas", snapshot_enabled=snapshots, object_acl=True)
        for key in ("k", "other"):
            client.put_object("atlas", key, b"123")
        client.create_bucket("full")
        client.put_object("full", "k", b"1")
        client.put_object("atlas", "archived", b"cold", storage_class="GLACIER")
        if snapshots:
            names["v"] = client.create_snapshot("atlas").version
            client.create_fork("fork", "atlas")
            client.put_object("fork", "k", b"456")
        upload = client.create_multipart_upload("atlas", "k")
        names["upload_id"] = upload.upload_id
        names["parts"] = [client.upload_part("atlas", "k", upload.upload_id, 1, b"abc")]
        client.create_bucket("soft", soft_delete=True)
        client.put_object("soft", "gone", b"1")
        client.delete_object("soft", "gone")
        (names["gone_version"],) = [version.version_id for version in client.list_deleted_object_versions("soft")]
        client.create_bucket("deleted", soft_delete=True)
        client.delete_bucket("deleted")
        self.sent.clear()

    def run(self, code: str) -> Any:
        """Run a call to the end of what it hands out, and return that."""
        exec(f"result = {code}" if not code.startswith("with ") else code, self.names)
        result = self.names.pop("result", None)
        if isinstance(result, Pages):
            return list(result)
        if isinstance(result, (ObjectBody, ArchiveBody, BundleResponse)):
            with result as body:
                return list(body) if isinstance(body, BundleResponse) else body.read()
        return result


@contextmanager
def world(*, snapshots: bool) -> Iterator[World]:
    with Emulator() as emulator:
        made = World(emulator)
        with made.transport, made.client:
            made.prepare(snapshots=snapshots)
            yield made


def matches(name: str, request: httpx.Request) -> bool:
    """Return whether a request is that of an operation of S3, as botocore's model writes it."""
    http = MODEL.operation_model(name).http
    path, _, marks = http["requestUri"].partition("?")
    wanted = {tuple(mark.partition("=")[::2]) for mark in marks.split("&") if mark}
    sent = set(request.url.params.multi_items())
    return (
        request.method == http["method"]
        and ("{Bucket}" in path) + ("{Key+}" in path) == len(request.url.path.strip("/").split("/")) - (not path[1:])
        and wanted <= sent
    )


@pytest.mark.parametrize(("names", "cell"), S3, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_each_operation_of_s3_is_sent_by_its_call(names: list[str], cell: str) -> None:
    codes = calls(cell)
    assert codes, f"the cell beside {', '.join(names)} names no call"
    with world(snapshots=False) as here:
        for number, code in enumerate(codes):
            here.sent.clear()
            result = here.run(code)
            if isinstance(result, PresignedURL):
                answer = httpx.request(result.method, result.url, headers=dict(result.headers), content=b"")
                assert answer.is_success, (code, answer.text)
            elif isinstance(result, PresignedPost):
                assert 204 == forms.post(result, b"by a form").status
                assert b"by a form" == here.run("client.get_object(b, k)")
            else:
                assert any(matches(names[number], request) for request in here.sent), here.sent
                assert len(names) == len(codes)


@pytest.mark.parametrize(("names", "cell"), HEADERS, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_each_header_is_sent_by_its_call(names: list[str], cell: str) -> None:
    with world(snapshots=True) as here:
        (code,) = calls(cell)
        here.run(code)
        assert here.sent
        sent = {name.lower() for request in here.sent for name in request.headers}
        assert {name.lower() for name in names} <= sent


@pytest.mark.parametrize(("names", "cell"), EXTENSION, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_what_is_named_beside_a_function_of_the_extension_runs(names: list[str], cell: str) -> None:
    for code in calls(cell):
        with world(snapshots=True) as here:
            result = here.run(code)
            assert here.sent or isinstance(result, PresignedURL), code
    if not calls(cell):
        same = "same names" in cell
        wanted = names if same else re.findall(r"`(\w+)`", cell)
        assert wanted
        assert all(hasattr(tigris_http, name) for name in wanted)


def test_every_name_of_the_extension_has_its_row() -> None:
    named = [name for names, _ in EXTENSION for name in names]
    public = set(tigris_boto3_ext.__all__) - {"__version__"}
    assert 61 <= len(public)
    none_left(public - set(named), "add a row to the table in .docs/coming-from.md")
    assert set(named) - public <= {"tarfile"}
    assert len(named) == len(set(named))


def test_every_operation_of_s3_that_is_offered_has_its_row() -> None:
    named = [name for names, _ in S3 for name in names if name in MODEL.operation_names]
    assert len(named) == len(set(named))
    ours = set(MODEL.operation_names) & set(ops.__all__) - OF_ANOTHER_FORM
    none_left(ours - set(named), "add a row to Every operation of S3 in tigris_http/operations/README.md")
    none_left(set(named) - ours, "not offered: remove its row in tigris_http/operations/README.md")
