"""The emulator answers the requests of `fixtures/exchanges` as recorded: same status, headers and shape of the body.

The test sends each recorded request for Tigris to the emulator, signed, and with the versions of this emulator. Values
that change daily (dates, versions, request ids) are compared by their form.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import re
import tarfile
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

import pytest

from tests.cases import FIRST
from tests.guards import none_left
from tigris_http import Credentials, TigrisHTTP
from tigris_http._auth.sigv4 import Signer
from tigris_http.emulator import Emulator

from .worlds import WORLDS, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SAMPLES = Path(__file__).parents[2] / "fixtures" / "exchanges"
MOMENT, VERSION = "1792493847118382304", "1792493846000000007"

# Headers that the emulator sends beside those of any sample; the samples leave out headers that no client reads.
ALWAYS = {"date", "server", "server-timing", "x-tigris-served-from", "x-amz-request-id"}
OF_OBJECTS = {"accept-ranges", "x-tigris-regions", "x-tigris-read-source"}
OF_S3 = {"content-length", "transfer-encoding", "content-range", "content-type", "x-amz-copy-source-version-id"}
# Elements that S3's documents may have and the samples leave out.
OPTIONAL = {
    *(
        "Resource",
        "RequestId",
        "Key",
        "BucketName",
        "StorageClass",
        "Condition",
        "RangeRequested",
        "ActualObjectSize",
        "UploadId",
        "PartNumber",
    ),  # in errors
    *("Owner", "ID", "DisplayName", "Delimiter", "EncodingType", "InitialCreatedDate"),  # in listings
}


def bucket(objects: Mapping[str, bytes] | None = None, *, snapshots: bool = False) -> Callable[[TigrisHTTP], None]:
    """Create `atlas-data` with these objects."""

    def setup(client: TigrisHTTP) -> None:
        client.create_bucket("atlas-data", snapshot_enabled=snapshots)
        for name, content in (objects or {}).items():
            client.put_object("atlas-data", name, content, content_type="text/plain")

    return setup


def with_keys(*keys: str) -> Callable[[TigrisHTTP], None]:
    return bucket(dict.fromkeys(keys, b"abc"))


def two_buckets(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", soft_delete=30)
    client.create_bucket("atlas-lab")


def with_snapshot(key: str = "a.txt") -> Callable[[TigrisHTTP], Mapping[str, str]]:
    """Create `atlas-data` with one object, which a snapshot holds."""

    def setup(client: TigrisHTTP) -> Mapping[str, str]:
        client.create_bucket("atlas-data", snapshot_enabled=True)
        version = client.put_object("atlas-data", key, b"abc", content_type="text/plain").version_id
        assert version is not None
        return {MOMENT: client.create_snapshot("atlas-data", "base").version, VERSION: version}

    return setup


def with_fork(client: TigrisHTTP) -> Mapping[str, str]:
    versions = with_snapshot()(client)
    client.create_fork("atlas-lab", "atlas-data", versions[MOMENT])
    return versions


def with_grandchild(client: TigrisHTTP) -> None:
    with_fork(client)
    client.create_fork("atlas-child", "atlas-lab")


def two_snapshots(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", snapshot_enabled=True)
    for name in (None, None, "before import"):
        client.create_snapshot("atlas-data", name)


def another_for_the_copy(client: TigrisHTTP) -> Mapping[str, str]:
    client.create_bucket("atlas-lab")
    return with_snapshot()(client)


def archived(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data")
    client.put_object("atlas-data", "cold.bin", b"abc", storage_class="GLACIER")


def versions_and_markers(client: TigrisHTTP) -> None:
    client.create_bucket("atlas-data", snapshot_enabled=True)
    client.put_object("atlas-data", "a.txt", b"abc")
    client.delete_object("atlas-data", "a.txt")
    for _ in range(2):
        client.put_object("atlas-data", "b c.txt", b"abc")


def for_bundles(client: TigrisHTTP) -> None:
    archived(client)
    for key in ("img/1.jpg", "notes/ä b.txt", "a.txt", "b.txt"):
        client.put_object("atlas-data", key, b"abc")
    client.put_object("atlas-data", "empty", b"", content_type="application/octet-stream")


def nothing(client: TigrisHTTP) -> None:
    """Leave the emulator empty."""


CASES: dict[str, Callable[[TigrisHTTP], Mapping[str, str] | None]] = {
    "bundle_archive/fail_mode_missing": with_keys("img/1.jpg"),
    "bundle_objects/fail_mode_missing": with_keys("img/1.jpg"),
    "bundle_objects/gzip": for_bundles,
    "bundle_objects/skipped": for_bundles,
    "bundle_objects/whole": for_bundles,
    "copy_object/onto_itself": with_keys("a.txt"),
    "copy_object/plain": with_keys("old name+1.txt"),
    "copy_object/from_a_snapshot": another_for_the_copy,
    "create_bucket/all_options": nothing,
    "create_bucket/dotted_name": nothing,
    "create_bucket/exists": bucket(),
    "create_bucket/fork_of_a_snapshot": with_snapshot(),
    "create_bucket/plain": nothing,
    "create_bucket/unknown_region": nothing,
    "create_fork/missing_source": nothing,
    "create_fork/of_a_snapshot": with_snapshot(),
    "create_fork/of_now": with_snapshot(),
    "create_fork/regular_source": bucket(),
    "create_snapshot/named": bucket(snapshots=True),
    "create_snapshot/nameless": bucket(snapshots=True),
    "create_snapshot/regular_bucket": bucket(),
    "delete_bucket/empty": bucket(),
    "delete_bucket/force": with_keys("a.txt"),
    "delete_bucket/missing": nothing,
    "delete_bucket/not_empty": with_keys("a.txt"),
    "delete_object/condition_failed": bucket({"a.txt": b"other"}),
    "delete_object/marker_added": with_snapshot(),
    "delete_object/plain": with_keys("a.txt"),
    "delete_object/version": with_snapshot(),
    "delete_objects/missing_bucket": nothing,
    "delete_snapshot/done": with_snapshot(),
    "delete_snapshot/fork_was_made_from_it": with_fork,
    "delete_snapshot/missing_bucket": nothing,
    "get_object/archived": archived,
    "get_object/at_a_snapshot": with_snapshot("dir/a b+c(1)'é.txt"),
    "get_object/empty": for_bundles,
    "get_object/last_bytes": with_keys("a.txt"),
    "get_object/missing": bucket(),
    "get_object/not_modified": with_keys("a.txt"),
    "get_object/range": with_keys("a.txt"),
    "get_object/range_outside": with_keys("a.txt"),
    "get_object/version": with_snapshot(),
    "get_object/whole": with_keys("a.txt"),
    "has_snapshot_enabled/missing": nothing,
    "has_snapshot_enabled/regular_bucket": bucket(),
    "has_snapshot_enabled/snapshot_bucket": bucket(snapshots=True),
    "head_bucket/fork_with_forks": with_grandchild,
    "head_bucket/missing": nothing,
    "head_bucket/regular_bucket": bucket(),
    "head_bucket/snapshot_bucket": bucket(snapshots=True),
    "head_object/condition_failed": bucket({"a.txt": b"other"}),
    "head_object/missing": bucket(),
    "head_object/whole": with_keys("a.txt"),
    "list_buckets/first_page": two_buckets,
    "list_buckets/last_page": two_buckets,
    "list_buckets/none": nothing,
    "list_forks/denied_in_json": nothing,
    "list_forks/none": bucket(snapshots=True),
    "list_forks/one": with_fork,
    "list_object_versions/versions_and_markers": versions_and_markers,
    "list_objects_v2/empty": bucket(),
    "list_objects_v2/missing_bucket": nothing,
    "list_objects_v2/odd_keys": with_keys("\r\n\0", "../x", "100%"),
    "list_objects_v2/truncated_with_prefixes": with_keys("img/1.jpg", "img/raw/2.jpg", "img/z.jpg"),
    "list_snapshots/first_page": two_snapshots,
    "list_snapshots/missing_bucket": nothing,
    "put_object/compare_and_swap": with_keys("a.txt"),
    "put_object/only_if_absent": with_keys("a.txt"),
    "put_object/plain": bucket(),
    "put_object/snapshot_bucket": bucket(snapshots=True),
    "rename_object/done": with_keys("old name+1.txt"),
    "rename_object/missing_source": bucket(),
    **WORLDS,
}
_WITHOUT = {name.partition("/")[0] for name, _ in FIRST.values()} - {name.partition("/")[0] for name in CASES}
CASES |= {name: plain for name, _ in FIRST.values() if name.partition("/")[0] in _WITHOUT}


class _Wire(io.BytesIO):
    """Bytes instead of a socket, from which `http.client` reads an answer."""

    def makefile(self, mode: Literal["rb"]) -> _Wire:
        return self


def answer(raw: bytes, method: str) -> tuple[http.client.HTTPResponse, bytes]:
    found = http.client.HTTPResponse(_Wire(raw), method=method)  # type: ignore[arg-type]  # the only method that it calls
    found.begin()
    return found, found.read()


def answer_of(emulator: Emulator, raw: bytes, replaced: Mapping[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
    """Sign a sample's request, send it, and return the answer."""
    head, _, body = raw.partition(b"\r\n\r\n")
    text = head.decode()
    for old, new in replaced.items():
        text = text.replace(old, new)
    first, *lines = text.split("\r\n")
    method, target, _ = first.split(" ")
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    host = next(value for name, value in headers if name == "Host")
    path, _, query = target.partition("?")
    keys = emulator.credentials
    signed = Signer("auto").sign(
        Credentials(keys.access_key_id, keys.secret_access_key),
        method=method,
        authority=host,
        path=path,
        query=query,
        headers=tuple((name.lower(), value) for name, value in headers if name != "Host"),
        payload_hash=hashlib.sha256(body).hexdigest(),
        now=datetime.now(timezone.utc),
    )
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host)
        for name, value in signed:
            connection.putheader(name, value)
        connection.endheaders(body or None)
        found = connection.getresponse()
        return found, found.read()
    finally:
        connection.close()


def form(value: str) -> str:
    """Return the part of a header's value that does not change daily."""
    if re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", value):
        return "a date"
    return re.sub(r"dur=\d+", "dur=n", re.sub(r"\b\d{19}\b", "a version", value))


def elements(element: ET.Element, above: str = "") -> Iterator[str]:
    """Yield the path of each element, its namespace included."""
    path = f"{above}/{element.tag}"
    yield path
    for child in element:
        yield from elements(child, path)


def members(value: Any, above: str = "") -> Iterator[str]:
    """Yield the path and type of each member of a JSON document."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from members(child, f"{above}/{name}")
    elif isinstance(value, list):
        for child in value:
            yield from members(child, f"{above}[]")
    else:
        yield f"{above}: {type(value).__name__}"


def shape(body: bytes, content_type: str) -> set[str]:
    """Return the elements or members of a document."""
    if content_type == "application/json":
        return set(members(json.loads(body)))
    return set(elements(ET.fromstring(body)))


def optional(path: str) -> bool:
    return path.rpartition("/")[2].rpartition("}")[2] in OPTIONAL


@pytest.mark.parametrize("case", CASES)
def test_the_emulator_answers_as_the_sample(case: str) -> None:
    request = (SAMPLES / case / "request.http").read_bytes()
    method = request.partition(b" ")[0].decode()
    sample, sample_body = answer((SAMPLES / case / "response.http").read_bytes(), method)
    with Emulator(minimum_part_size=0) as emulator:
        with TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
            replaced = CASES[case](client) or {}
        given, body = answer_of(emulator, request, replaced)
        taken_for = emulator.requests[-1].operation or "an operation that it lacks"
    cure = (
        f"the emulator took {case} for {taken_for}. If that is another operation, add a row to ROUTES in "
        "tigris_http/emulator/routes.py, or take its query name out of _NOT_OFFERED there; else compare its handler, "
        "and the state in tests/scenarios/worlds.py"
    )
    assert sample.status == given.status, cure
    wanted = {name.lower(): form(value) for name, value in sample.getheaders() if name.lower() != "content-length"}
    headers = {name.lower(): form(value) for name, value in given.getheaders()}
    assert wanted == {name: headers.get(name) for name in wanted}, cure
    none_left(
        set(headers) - set(wanted) - ALWAYS - OF_OBJECTS - OF_S3,
        f"the emulator sends this header and fixtures/exchanges/{case}/response.http does not",
    )
    content_type = headers.get("content-type", "")
    if content_type in ("application/x-tar", "application/gzip"):
        with tarfile.open(fileobj=io.BytesIO(sample_body)) as theirs, tarfile.open(fileobj=io.BytesIO(body)) as ours:
            assert theirs.getnames() == ours.getnames()
            assert {b"0", b"\0"} >= {member.type for member in ours}
    elif content_type in ("application/json", "application/xml") and method != "HEAD":
        there, here = shape(sample_body, content_type), shape(body, content_type)
        none_left(
            (path for path in there - here if not optional(path)),
            f"fixtures/exchanges/{case} has it: add it to tigris_http/emulator",
        )
        none_left(
            (path for path in here - there if not optional(path)),
            f"the emulator sends it: add it to fixtures/exchanges/{case}/response.http",
        )
        if sample.status >= 400:
            assert re.findall(rb'Code"?[>:]\s*"?(\w+)', sample_body) == re.findall(rb'Code"?[>:]\s*"?(\w+)', body)
    else:
        assert sample_body == body


def test_every_family_of_samples_is_sent() -> None:
    families = {path.name for path in SAMPLES.iterdir() if path.is_dir()}
    sent = {case.partition("/")[0] for case in CASES}
    none_left(
        families - sent,
        "add a case that succeeds to tests/cases, or one of its cases and what it needs to WORLDS in "
        "tests/scenarios/worlds.py; the emulator answers it by a line in tigris_http/emulator/routes.py",
    )
    none_left(sent - families, "not in fixtures/exchanges: remove it from WORLDS in tests/scenarios/worlds.py")
