"""Right answers in parts that a fault can spoil: the answer of `fixtures/exchanges` for each use of a client.

The uses are those of `uses.py`. `tests/cases` has the meaning of the fixtures.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from urllib.parse import unquote

from tests.exchanges import load

from .uses import CASE_OF

_OWN: Final = {
    "create_bucket": "create_bucket/plain",
    "get_bucket_info": "head_bucket/snapshot_bucket",
    "put_object": "put_object/plain",
    "put_object large": "put_object/plain",
    "get_object": "get_object/whole",
    "get_object streamed": "get_object/whole",
    "open_object": "get_object/whole",
    "delete_objects": "delete_objects/some_denied",
    "get_stats": "list_buckets/everything_that_tigris_adds",
    "update_object": "put_object/plain",
    "bundle_objects": "bundle_objects/whole",
    "bundle_archive": "bundle_archive/whole",
    "diff": "list_objects_v2/at_a_snapshot_with_owners",
    "upload_file": "put_object/plain",
    "download_file": "get_object/whole",
    "write_object": "put_object/plain",
    "copy_file": "copy_object/plain",
    "get_ranges": "get_object/whole",
    "upload_tree": "put_object/plain",
    "download_tree": "list_objects_v2/with_metadata_and_content",
    "copy_prefix": "list_objects_v2/odd_keys",
    "move_prefix": "list_objects_v2/odd_keys",
    "restore_prefix": "list_objects_v2/at_a_snapshot_with_owners",
    "delete_prefix": "list_objects_v2/odd_keys",
    "undelete_prefix": "list_deleted_object_versions/two_of_one_key",
    "exists": "head_object/whole",
    "wait_until_exists": "head_object/whole",
}
CASES: Final = {**_OWN, **CASE_OF}
"""The fixture that answers each use."""


@dataclass(frozen=True)
class Good:
    """A right answer in parts."""

    status: int
    fields: tuple[bytes, ...]
    """Header fields, without those for the body's length."""
    length: int | None
    """The value of Content-Length, if there is one."""
    body: bytes
    """The body without its framing; empty for a HEAD."""
    is_head: bool = False
    """True for the answer to a HEAD."""

    @property
    def line(self) -> bytes:
        """The status line."""
        return b"HTTP/1.1 %d Reason" % self.status

    @property
    def framed(self) -> tuple[bytes, ...]:
        """The header fields with the right length."""
        return (*self.fields, *self.length_field)

    @property
    def length_field(self) -> tuple[bytes, ...]:
        """The field for the body's length, if there is one."""
        return () if self.length is None else (b"Content-Length: %d" % self.length,)

    def head(self, *fields: bytes, line: bytes | None = None, end: bytes = b"\r\n") -> bytes:
        """Return the head. Given `fields` are added in place of the right framing."""
        return end.join((line or self.line, *((*self.fields, *fields) if fields else self.framed), b"", b""))

    @property
    def whole(self) -> bytes:
        """The right answer."""
        return self.head() + self.body

    def instead(self, body: bytes, *fields: bytes, status: int | None = None) -> bytes:
        """Return the answer with another body and right framing; a 204 becomes a 200."""
        line = b"HTTP/1.1 %d Reason" % (status or (200 if self.status == 204 else self.status))
        return self.head(*fields, b"Content-Length: %d" % len(body), line=line) + (b"" if self.is_head else body)


NOTHING: Final = Good(200, (), 0, b"")
"""Stands for an answer before the request was read."""


@cache
def _of_case(case: str) -> Good:
    answer = load(case).response
    fields, length = [], None
    for name, value in answer.headers:
        if name == "content-length":
            length = int(value)
        elif name not in {"transfer-encoding", "trailer", "connection"}:
            fields.append(f"{name}: {value}".encode())
    if length is None and answer.body:
        length = len(answer.body)  # a chunked one
    return Good(answer.status, tuple(fields), length, answer.body)


@cache
def _members() -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(_of_case(CASES["bundle_objects"]).body)) as tar:
        return {each.name: (tar.extractfile(each) or io.BytesIO()).read() for each in tar.getmembers()}


def good(method: str, target: str, use: str) -> Good:
    """Return the right answer to this request of a use."""
    if use == "bundle_objects" and method == "GET":
        # A bundle that broke requests its objects one by one.
        content = _members()[unquote(target.partition("?")[0]).split("/", 2)[2]]
        return replace(_of_case(CASES["get_object"]), length=len(content), body=content)
    if use == "update_object" and method == "GET":
        return _of_case(CASES["get_object"])
    if use == "diff" and target.startswith("/atlas-fork"):
        return _of_case("list_objects_v2/empty")
    if use == "purge_bucket" and method == "HEAD":
        # A HEAD that looks for a live bucket.
        return replace(_of_case("head_bucket/missing"), is_head=True)
    if method == "HEAD" and "/" not in target[1:] and load(CASES[use]).request.method != "HEAD":
        # A HEAD that looks for the API of Tigris, and for the type of a new bucket.
        return replace(_of_case("head_bucket/fork_with_forks"), is_head=True)
    if method == "HEAD" and load(CASES[use]).request.method != "HEAD":
        # A HEAD of a key. The keys of a rename are free: an answer that never changes cannot show a source that
        # disappears.
        return replace(_of_case("head_object/missing" if use == "rename_object" else "head_object/whole"), is_head=True)
    found = _of_case(CASES[use])
    if use in {"open_object", "download_file", "get_ranges"}:
        part = b"Content-Range: bytes 0-%d/%d" % (len(found.body) - 1, len(found.body))
        return replace(found, status=206, fields=(*found.fields, part))
    return replace(found, body=b"", is_head=True) if method == "HEAD" else found
