"""`cat`, `pipe`, `rm` and `presign`."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http.emulator import Emulator

    from .shell import Shell

DATA = bytes(range(256)) * 5000


def test_objects_are_written_one_after_the_other(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", DATA)
    client.put_object("photos", "b", b"end")
    assert DATA + b"end" == shell.ok("cat", "t3://photos/a", "t3://photos/b").out
    done = shell("cat", "t3://photos/b", "t3://photos/none", "t3://photos/b")
    assert (1, b"endend") == (done.code, done.out)
    assert 3 == shell("cat", "t3://photos/none").code


@pytest.mark.parametrize(("span", "expected"), [("0-9", DATA[:10]), ("1279990-", DATA[-10:]), ("-3", DATA[-3:])])
def test_a_range_is_written(shell: Shell, client: TigrisHTTP, span: str, expected: bytes) -> None:
    client.put_object("photos", "a", DATA)
    assert expected == shell.ok("cat", f"--range={span}", "t3://photos/a").out


def test_the_past_is_written(shell: Shell, client: TigrisHTTP) -> None:
    first = client.put_object("photos", "a", b"old").version_id
    snapshot = client.create_snapshot("photos").version
    client.put_object("photos", "a", b"new")
    assert first is not None
    assert b"old" == shell.ok("cat", "--version-id", first, "t3://photos/a").out
    assert b"old" == shell.ok("cat", "--snapshot", snapshot, "t3://photos/a").out
    assert b"old" == shell.ok("cat", f"t3://photos@{snapshot}/a").out


@pytest.mark.parametrize("size", [0, 1, 40 << 20])
def test_standard_input_becomes_an_object(shell: Shell, client: TigrisHTTP, size: int) -> None:
    done = shell.ok("pipe", "--json", "--content-type", "a/b", "t3://photos/p", stdin=b"x" * size)
    assert [size] == [each["size"] for each in done.objects]
    info = client.head_object("photos", "p")
    assert (size, "a/b") == (info.size, info.content_type)


def test_a_pipe_keeps_an_existing_object_if_asked(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "p", b"old")
    assert 5 == shell("pipe", "--no-overwrite", "t3://photos/p", stdin=b"new").code
    assert b"old" == shell.ok("cat", "t3://photos/p").out


def test_objects_are_deleted_in_few_requests(shell: Shell, client: TigrisHTTP, tigris: Emulator) -> None:
    names = [f"k {number}" for number in range(20)] + ["control\x01", "line\nbreak", "keep"]
    for name in names:
        client.put_object("photos", name, b"")
    before = len(tigris.requests)
    done = shell.ok("rm", "--json", *(f"t3://photos/{name}" for name in names[:-1]))
    assert sorted(names[:-1]) == sorted(each["source"].removeprefix("t3://photos/") for each in done.objects)
    assert ["keep"] == [each.key for each in client.list_objects_v2("photos")]
    assert {"DeleteObject": 1, "DeleteObjects": 1} == {
        name: sum(each.operation == name for each in tigris.requests[before:])
        for name in ("DeleteObject", "DeleteObjects")
    }


def test_one_version_is_deleted(shell: Shell, client: TigrisHTTP) -> None:
    first = client.put_object("photos", "a", b"old").version_id
    client.put_object("photos", "a", b"new")
    assert first is not None
    shell.ok("rm", "--version-id", first, "t3://photos/a")
    assert 1 == len(list(client.list_object_versions("photos")))
    assert b"new" == shell.ok("cat", "t3://photos/a").out


def test_an_object_that_stays_is_an_error(shell: Shell, client: TigrisHTTP, monkeypatch: pytest.MonkeyPatch) -> None:
    from tigris_http import TigrisHTTP
    from tigris_http.operations import DeletedObject, DeleteFailure, DeleteObjectsResult

    failure = DeleteFailure("b", "AccessDenied", "not yours")
    answer = DeleteObjectsResult((DeletedObject("a"),), (failure, DeleteFailure("c")))
    monkeypatch.setattr(TigrisHTTP, "delete_objects", lambda *_: answer)
    assert client.exists("photos", "a") is False
    done = shell("rm", *(f"t3://photos/{key}" for key in "abc"))
    assert (1, ["delete t3://photos/a"]) == (done.code, done.lines)
    assert [
        "tigris-http rm: t3://photos/b: AccessDenied: not yours",
        "tigris-http rm: t3://photos/c: no answer names it",
    ] == done.err.splitlines()


def test_a_bucket_that_is_not_there_fails_for_each_object(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", b"")
    done = shell("rm", "t3://none/a", "t3://none/b", "t3://photos/a")
    assert (1, ["delete t3://photos/a"]) == (done.code, done.lines)
    assert 3 == shell("rm", "t3://none/a").code


def fetched(url: str, method: str = "GET", data: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    request = urllib.request.Request(url, data, headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        found: bytes = response.read()
    return found


def test_presigned_urls_work(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a b", b"old")
    snapshot = client.create_snapshot("photos").version
    client.put_object("photos", "a b", b"new")
    assert b"new" == fetched(shell.ok("presign", "t3://photos/a b").lines[0])
    assert b"old" == fetched(shell.ok("presign", "--snapshot", snapshot, "t3://photos/a b").lines[0])
    (put,) = shell.ok("presign", "--json", "--method", "put", "--content-type", "a/b", "t3://photos/up").objects
    fetched(put["url"], put["method"], b"sent", put["headers"])
    assert (b"sent", "a/b") == (shell.ok("cat", "t3://photos/up").out, client.head_object("photos", "up").content_type)
    fetched(shell.ok("presign", "--method", "delete", "t3://photos/up").lines[0], "DELETE")
    assert not client.exists("photos", "up")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(shell.ok("presign", "t3://photos/a b").lines[0].replace("Signature=", "Signature=0"))


def test_a_url_sends_no_request_and_expires_as_asked(shell: Shell, tigris: Emulator) -> None:
    (url,) = shell.ok("presign", "--expires", "2h", "t3://any/key").lines
    assert "X-Amz-Expires=7200" in url
    assert [] == list(tigris.requests)
    assert 2 == shell("presign", "--expires", "91d", "t3://any/key").code
