"""A mistake in the command line: exit 2, one line, and nothing is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .shell import settings

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http.emulator import Emulator

    from .shell import Shell

MISTAKES = [
    (["lss"], "unknown command 'lss': did you mean ls?"),
    (["snapshot", "creat", "b"], "unknown command snapshot 'creat': did you mean snapshot create?"),
    (["snapshot"], "snapshot needs a command: create, ls, rm"),
    ([], "a command is missing: see tigris-http --help"),
    (["--jsn", "ls"], "unknown option --jsn: did you mean --json?"),
    (["ls", "--recursve", "t3://photos"], "ls: unknown option --recursve: did you mean --recursive?"),
    (["ls", "--recurs", "t3://photos"], "ls: unknown option --recurs: did you mean --recursive?"),
    (["bucket", "info", "a", "b"], "bucket info: unexpected argument 'b'"),
    (["ls", "photos"], "ls: URI must be a URI such as t3://bucket/key, not 'photos'"),
    (["cat", "./a.txt"], "cat: URI must be a URI such as t3://bucket/key, not './a.txt'"),
    (["mb", "t3://photos"], "unknown command 'mb': did you mean bucket create?"),
    (["rb", "t3://photos"], "unknown command 'rb': did you mean bucket rm?"),
    (["list"], "unknown command 'list': did you mean ls?"),
    (["xm"], "unknown command 'xm'; see tigris-http --help"),
    (["bucket", "delete", "photos"], "unknown command bucket 'delete': did you mean bucket rm?"),
    (["bucket", "list"], "unknown command bucket 'list': did you mean ls?"),
    (["ls", "https://photos/a"], "ls: URI must begin with t3://, tigris:// or s3://"),
    (["ls", "t3:///key"], "ls: URI must name a bucket"),
    (["ls", "t3://a b/c"], "ls: the bucket of URI"),
    (["ls", "t3://photos@yesterday/"], "ls: the snapshot of URI"),
    (["ls", "t3://photos@1x/"], "not '1x': `tigris-http snapshot ls` shows them"),
    (["stat", ""], "URI is empty"),
    (["cat", "t3://photos"], "cat: URI must name an object, such as t3://photos/key, not the bucket"),
    (["cp", "a.txt"], "cp: the following arguments are required: TARGET"),
    (["cp", "a.txt", "b.txt"], "cp: SOURCE or TARGET must be a URI such as t3://bucket/key: a.txt -> b.txt"),
    (["cp", "a.txt", "b.txt", "t3://photos/x"], "TARGET must be a folder or end with / for several sources"),
    (["cp", "folder", "t3://photos/x/"], "cp: SOURCE is a folder: use -r for folder"),
    (["cp", "t3://photos/x/", "y"], "cp: SOURCE is a prefix: use -r for t3://photos/x/"),
    (["cp", "t3://photos", "y"], "cp: SOURCE is a bucket: use -r for t3://photos/"),
    (["cp", "t3://photos/x", "t3://photos@1765889000506396762/x"], "TARGET is at a snapshot, which cannot be changed"),
    (["cp", "t3://photos/x", "t3://photos/x"], "SOURCE and TARGET are the same"),
    (["cp", "--part-size", "1M", "a.txt", "t3://photos/x"], "--part-size must be"),
    (["cp", "--part-size", "big", "a.txt", "t3://photos/x"], "--part-size: must be a size such as 1000, 10k or 1.5GiB"),
    (["cp", "--metadata", "author", "a.txt", "t3://photos/x"], "--metadata: must be name=value, not 'author'"),
    (["cp", "--storage-class", "COLD", "a.txt", "t3://photos/x"], "--storage-class: invalid choice: 'COLD'"),
    (["mv", "t3://photos@1765889000506396762/x", "y"], "SOURCE is at a snapshot, which cannot be changed: use cp"),
    (["mv", "-", "t3://photos/x"], "SOURCE cannot be standard input here"),
    (["cp", "--jobs", "2", "a.txt", "t3://photos/x"], "--jobs needs -r or several sources"),
    (["mv", "--jobs", "2", "a.txt", "b.txt", "t3://photos/x/"], "--jobs needs -r"),
    (["mv", "--exclude", "b", "a.txt", "t3://photos/x"], "--exclude needs -r"),
    (["mv", "t3://photos/x", "-"], "TARGET cannot be standard output here"),
    (["rm", "t3://photos"], "rm: URI is a bucket: use -r for all its objects"),
    (["rm", "t3://photos/"], "rm: URI is a bucket: use -r for all its objects"),
    (["rm", "t3://photos@1765889000506396762/x"], "URI is at a snapshot, which cannot be changed"),
    (["rm", "--version-id", "1", "t3://photos/a", "t3://photos/b"], "--version-id takes one URI"),
    (["ls", "--deleted", "--versions", "t3://photos"], "--deleted and --versions exclude each other"),
    (["ls", "--versions"], "--versions and --snapshot need a URI"),
    (["ls", "--deleted", "t3://photos@1765889000506396762/"], "a snapshot has neither deleted objects nor versions"),
    (["find", "t3://photos", "--newer", "soon"], "--newer: must be a time such as 2026-01-31T12:00, or an age"),
    (["find", "t3://photos", "--older", "2026-13-01"], "--older: must be a time"),
    (["presign", "--method", "put", "t3://photos@1765889000506396762/x"], "--method put cannot change a snapshot"),
    (["presign", "--expires", "soon", "t3://photos/x"], "--expires: must be a duration such as 90, 15m, 12h or 7d"),
    (["presign", "--content-type", "a/b", "t3://photos/x"], "--content-type is for --method put"),
    (["cat", "--range", "a-b", "t3://photos/x"], "--range: must be a range of bytes such as 0-99, 100- or -50"),
    (["pipe", "t3://photos/x/"], "pipe: URI must name an object, not a prefix"),
    (["bucket", "set", "photos"], "bucket set: bucket set needs a setting"),
    (["bucket", "set", "photos", "--protect", "yes"], "--protect: must be on or off, not 'yes'"),
    (["bucket", "rm", "t3://photos/a"], "BUCKET must be a bucket, not an object"),
    (["bucket", "create", "Photos"], "BUCKET 'Photos' must consist of lower-case letters"),
    (["snapshot", "create", "photos", "a;b"], "name must be 1 to 64 printable ASCII characters"),
    (["fork", "create", "new", "t3://photos/a"], "SOURCE must be a bucket, not an object"),
    (["bundle", "t3://photos/a/", "out"], "bundle: URI must be a bucket"),
    (["bundle", "t3://photos", "-"], "TARGET can be standard output with --tar only"),
    (["bundle", "t3://photos", "t3://photos"], "TARGET must be a folder or a file here"),
    (["run", "t3://photos/list"], "FILE must be a file of this computer or -"),
    (["run", "--jobs", "0", "list"], "--jobs: must be at least 1"),
    (["ls", "--progress", "often"], "--progress: invalid choice: 'often'"),
    (["ls", "--profile"], "--profile: expected one argument"),
    (["completion", "fish"], "invalid choice: 'fish'"),
    (["stat", "--version-id", "1", "t3://photos"], "--version-id needs the URI of an object"),
    (["undelete", "restore", "t3://photos"], "URI is a bucket: use -r for all its objects"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=[" ".join(each[0]) for each in MISTAKES])
def test_a_mistake_is_one_line_and_nothing_is_sent(
    shell: Shell, tigris: Emulator, arguments: list[str], message: str
) -> None:
    Path("folder").mkdir()
    Path("a.txt").write_text("a", "utf-8")
    done = shell(*arguments)
    assert (2, b"") == (done.code, done.out)
    assert done.err.startswith("tigris-http")
    assert message in done.err
    assert 1 == done.err.count("\n")
    assert [] == list(tigris.requests)
    assert {"folder", "a.txt"} == {each.name for each in Path().iterdir()}


def test_a_mistake_is_an_object_with_json(shell: Shell) -> None:
    (error,) = shell("cat", "--json", "t3://photos").errors
    assert ("error", "cat", "UsageError", 2) == (error["type"], error["command"], error["error"], error["exit"])


@pytest.mark.parametrize(
    ("given", "arguments", "code", "message"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, ("ls",), 4, "SignatureDoesNotMatch"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, ("ls",), 4, "no credentials"),
        ({"AWS_MAX_ATTEMPTS": "many"}, ("ls",), 2, "AWS_MAX_ATTEMPTS"),
        ({"AWS_MAX_ATTEMPTS": "1"}, ("ls", "--endpoint", "http://127.0.0.1:1"), 6, "no connection"),
        ({}, ("ls", "--endpoint", "ftp://x"), 2, "endpoint"),
        ({}, ("ls", "--profile", "none"), 4, "none"),
    ],
)
def test_settings_that_do_not_work_have_their_codes(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, str],
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    done = shell(*arguments)
    assert (code, b"") == (done.code, done.out)
    assert message in done.err
    assert 1 == done.err.count("\n")


@pytest.mark.parametrize(
    ("arguments", "words", "others"),
    [
        (["ls", "t3://plain@1765889000506396762/"], "a bucket that was made with --snapshots", "snapshot_enabled"),
        (["manifest", "--show", "t3://photos/a"], "Write it again with `tigris-http manifest`", "write_manifest"),
        (["ls", "--profile", "none"], "'none', which --profile names", "argument"),
    ],
)
def test_a_message_speaks_of_options_and_commands(
    shell: Shell, client: TigrisHTTP, arguments: list[str], words: str, others: str
) -> None:
    client.create_bucket("plain")
    client.put_object("photos", "a", b"1")
    done = shell(*arguments)
    assert done.code
    assert words in done.err
    assert others not in done.err


def test_a_profile_has_endpoint_and_keys(shell: Shell, monkeypatch: pytest.MonkeyPatch, tigris: Emulator) -> None:
    for name in settings(tigris):
        monkeypatch.delenv(name)
    home = Path(os.environ["HOME"], ".aws")
    home.mkdir(parents=True)
    pair = tigris.credentials
    lines = ("[work]", f"endpoint_url = {tigris.endpoint}", f"aws_access_key_id = {pair.access_key_id}",
             f"aws_secret_access_key = {pair.secret_access_key}")  # fmt: skip
    home.joinpath("credentials").write_text("\n".join(lines), "utf-8")
    assert 4 == shell("ls").code
    shell.ok("--profile", "work", "bucket", "create", "found")
    assert ["found"] == shell.ok("ls", "--profile=work").lines
    assert [] == list(Path().iterdir())


def test_a_secret_is_in_no_output(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
    done = shell("ls", "--debug", "t3://photos")
    assert 4 == done.code
    assert "debug: ListObjectsV2 photos: attempt 1, GET, 403" in done.err
    assert "hush-hush" not in done.err
    assert "Signature=" not in done.err
