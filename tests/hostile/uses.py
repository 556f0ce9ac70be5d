"""The uses of a client: one for each method, and two if a body can be read in two ways.

Each use is a coroutine of the async client; `AsyncFacade` lets the blocking one run it too. It returns its result in
a form that can be compared. A method whose operation has a case in `tests/cases` has the use of that case. This module
defines the special ones.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal, TypeAlias

from tests.cases import CASES, FIRST
from tests.cases.expected import SNAPSHOT
from tests.exchanges import load
from tigris_http import NotFound, TimedOut
from tigris_http._client.table import Method, Methods
from tigris_http.operations import PagedOperation, PostForm, UpdateBucketResult

Kind: TypeAlias = Literal["head", "ack", "json", "document", "streamed", "ranged", "updated", "bundle"]
"""How the answer is read: a head alone; whole, and only its head counts; as JSON that may be empty; as XML or JSON; as
an open body, the whole object or a part of it; as an object that is then written; as a tar.
"""


@dataclass(frozen=True)
class Use:
    """One call of a client's method."""

    name: str
    """The method's name, and the variant after a space."""
    kind: Kind
    do: Callable[[Any], Awaitable[object]]

    @property
    def verb(self) -> str:
        """The method's name."""
        return self.name.split(" ")[0]


async def _listed(pages: Any) -> object:
    return [item async for item in pages]


async def _read(client: Any) -> object:
    async with client.get_object("atlas-data", "k") as body:
        return await body.read()


async def _streamed(client: Any) -> object:
    content = bytearray()
    async with client.get_object("atlas-data", "k") as body:
        async for chunk in body:
            content += chunk
    return bytes(content)


async def _sought(client: Any) -> object:
    async with client.open_object("atlas-data", "k") as file:
        return await file.read()


async def _bundled(client: Any) -> object:
    # The keys of the fixture.
    keys = ["img/1.jpg", "notes/ä b.txt", "empty"]
    async with client.bundle_objects("atlas-data", keys, min_bundle=1) as bundle:
        return [(member.key, bytes(member.data)) async for member in bundle]


async def _archived(client: Any) -> object:
    async with client.bundle_archive("atlas-data", ["img/1.jpg", "notes/ä b.txt", "empty"]) as body:
        return await body.read()


async def _there(client: Any) -> object:
    if not await client.exists("atlas-data", "k"):
        raise NotFound("there is no such object", status=404)
    return True


async def _waited(client: Any) -> object:
    try:
        return await client.wait_until_exists("atlas-data", "k", within=0)
    except TimedOut as error:
        raise error.__cause__ if isinstance(error.__cause__, NotFound) else error from None


async def _downloaded(client: Any) -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder, "k")
        try:
            await client.download_file("atlas-data", "k", path)
        except Exception:
            if os.listdir(folder):  # noqa: PTH208  # names are all that is wanted
                raise AssertionError("a failed download left a file") from None
            raise
        return path.read_bytes()  # noqa: ASYNC240  # a small file of this test


async def _compared(client: Any) -> object:
    # The fork is empty.
    changes = client.diff("atlas-data", old=SNAPSHOT, other_bucket="atlas-fork")
    return [(change.kind, change.key) async for change in changes]


async def _tree_uploaded(client: Any) -> object:
    with TemporaryDirectory() as folder:
        Path(folder, "k").write_bytes(b"abc")  # noqa: ASYNC240  # a small file of this test
        result = await client.upload_tree(folder, "atlas-data", compare="always", on_error="raise")
        return [each.key for each in result.sent]


async def _tree_downloaded(client: Any) -> object:
    with TemporaryDirectory() as folder:
        result = await client.download_tree("atlas-data", "", folder, dry_run=True)
        return [each.key for each in result.sent]


async def _written(client: Any) -> object:
    async with client.write_object("atlas-data", "k") as file:
        await file.write(b"abc")
    return file.result


_LARGE: Final = bytes(4 << 20)
"""More than the buffers of a connection: the sender waits for the receiver."""

OWN: Final = (
    Use("create_bucket", "ack", lambda client: client.create_bucket("atlas-data")),
    Use("get_bucket_info", "head", lambda client: client.get_bucket_info("atlas-data")),
    Use("put_object", "ack", lambda client: client.put_object("atlas-data", "k", b"abc")),
    Use("put_object large", "ack", lambda client: client.put_object("atlas-data", "k", _LARGE)),
    Use("get_object", "streamed", _read),
    Use("get_object streamed", "streamed", _streamed),
    Use("open_object", "ranged", _sought),
    Use("delete_objects", "document", lambda client: client.delete_objects("atlas-data", ["k"])),
    Use("get_stats", "document", lambda client: client.get_stats()),
    Use("update_object", "updated", lambda client: client.update_object("atlas-data", "k", lambda _: b"abc")),
    Use("bundle_objects", "bundle", _bundled),
    Use("bundle_archive", "bundle", _archived),
    Use("diff", "document", _compared),
    Use("upload_file", "ack", lambda client: client.upload_file("atlas-data", "k", b"abc")),
    Use("download_file", "ranged", _downloaded),
    Use("write_object", "ack", _written),
    Use("copy_file", "document", lambda client: client.copy_file("atlas-data", "new", "atlas-data", "k")),
    Use("get_ranges", "ranged", lambda client: client.get_ranges("atlas-data", "k", [(0, 1 << 20)])),
    Use("upload_tree", "ack", _tree_uploaded),
    Use("download_tree", "document", _tree_downloaded),
    Use(
        "copy_prefix",
        "document",
        lambda client: client.copy_prefix("atlas-data", "q/", "atlas-data", "p/", dry_run=True, compare="always"),
    ),
    Use(
        "move_prefix",
        "document",
        lambda client: client.move_prefix("atlas-data", "q/", "atlas-data", "p/", dry_run=True),
    ),
    Use(
        "restore_prefix",
        "document",
        lambda client: client.restore_prefix("atlas-data", "", "1792493847118382304", dry_run=True, compare="always"),
    ),
    Use("delete_prefix", "document", lambda client: client.delete_prefix("atlas-data", "", dry_run=True)),
    Use(
        "undelete_prefix",
        "document",
        lambda client: client.undelete_prefix("atlas-data", "", dry_run=True, overwrite=True),
    ),
    Use("exists", "head", _there),
    Use("wait_until_exists", "head", _waited),
)
"""Special uses."""


def _plain(name: str, method: Method) -> tuple[Use, str]:
    """Return the use that the first case of an operation makes, and the name of that case."""
    kind = method.action
    case, operation = FIRST[kind]
    arguments = {
        each.name: getattr(operation, each.name)
        for each in fields(operation)
        if each.init and (each.default is MISSING or getattr(operation, each.name) != each.default)
    }

    async def use(client: Any) -> object:
        begun = getattr(client, name)(**arguments)
        return await (_listed(begun) if issubclass(kind, PagedOperation) else begun)

    return Use(name, _kind(case), use), case


def _kind(case: str) -> Kind:
    answer = load(case)
    if answer.request.method == "HEAD":
        return "head"
    if not answer.response.body:
        return "ack"
    return "json" if isinstance(CASES[case][1], UpdateBucketResult) else "document"


def _has_case(kind: type) -> bool:
    try:
        load(FIRST[kind][0])
    except (LookupError, OSError, ValueError):
        return False
    return True


_METHODS: Final = {
    name: method
    for name, method in vars(Methods).items()
    if isinstance(method, Method) and method.action is not PostForm and name not in {use.verb for use in OWN}
}
WITHOUT_CASE: Final = {name: method.action for name, method in _METHODS.items() if not _has_case(method.action)}
"""Methods without a use: `test_matrix.py` fails for them, and all other tests still run."""
_PLAIN: Final = [_plain(name, method) for name, method in _METHODS.items() if name not in WITHOUT_CASE]
CASE_OF: Final = {use.name: case for use, case in _PLAIN}
"""The exchange of each plain use."""
USES: Final = (*OWN, *(use for use, _ in _PLAIN))
