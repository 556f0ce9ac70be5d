"""`bundle`: every key on standard input is a file, a member of the archive, or an error."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.systems import needs_posix

from .shell import names_here

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell

NAMES = [f"d/{number:03}" for number in range(40)] + ["with space", "ü"]


def filled(client: TigrisHTTP, *names: str) -> None:
    for name in names:
        client.put_object("photos", name, name.encode() * 100)


def files() -> dict[str, bytes]:
    return {path.relative_to("out").as_posix(): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}


def test_keys_become_files(shell: Shell, client: TigrisHTTP) -> None:
    filled(client, *NAMES)
    keys = shell.ok("ls", "-r", "t3://photos").out
    done = shell.ok("bundle", "--json", "t3://photos", "out", stdin=keys)
    assert {name: name.encode() * 100 for name in NAMES} == files()
    assert len(NAMES) == len(done.objects)


def test_keys_become_members_of_an_archive(shell: Shell, client: TigrisHTTP) -> None:
    names = [*NAMES, "line\nbreak", "x" * 300, "/lead", "large"]
    filled(client, *names)
    client.put_object("photos", "large", b"L" * (3 << 20))
    keys = shell.ok("ls", "-r", "-0", "t3://photos").out
    stream = shell.ok("bundle", "-0", "--tar", "t3://photos", "-", stdin=keys).out
    shell.ok("bundle", "-0", "--tar", "t3://photos", "a.tar", stdin=keys)
    for data in (stream, Path("a.tar").read_bytes()):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            found = {each.name: archive.extractfile(each) for each in archive}
            read = {name: b"" if member is None else member.read() for name, member in found.items()}
        assert {name: name.encode() * 100 for name in names[:-1]} | {"large": b"L" * (3 << 20)} == read
    assert ["a.tar"] == names_here()


def test_missing_keys_are_errors_and_the_others_arrive(shell: Shell, client: TigrisHTTP) -> None:
    filled(client, "a", "b")
    done = shell("bundle", "t3://photos", "out", stdin=b"a\nnone\nb\n")
    assert (1, {"a", "b"}) == (done.code, set(files()))
    assert "tigris-http bundle: t3://photos/none: NoSuchKey" in done.err


def test_an_error_of_the_disk_names_the_file(shell: Shell, client: TigrisHTTP) -> None:
    filled(client, "a")
    Path("out").mkdir()
    Path("out/a").mkdir()
    done = shell("bundle", "t3://photos", "out", stdin=b"a\n")
    assert (1, True) == (done.code, "a: Is a directory" in done.err)
    done = shell("bundle", "--tar", "t3://photos", "none/a.tar", stdin=b"a\n")
    assert (3, "tigris-http bundle: none/a.tar: No such file or directory\n") == (done.code, done.err)
    assert [] == [each for each in Path("out").iterdir() if each.name != "a"]


def test_keys_outside_the_folder_are_refused(shell: Shell, client: TigrisHTTP) -> None:
    bad = ["../up", "/root", "a//b", "x/../../y", "nul\0", "./here", "trail/"]
    filled(client, "good", *bad)
    done = shell(
        "bundle", "-0", "t3://photos", "out", stdin=("\0".join([*bad, "good"])).replace("nul\0\0", "").encode()
    )
    assert (1, {"good"}) == (done.code, set(files()))
    assert 6 == done.err.count("cannot be the path of a file below out")
    assert ["out"] == names_here()


@needs_posix
def test_a_link_in_the_folder_leads_nowhere(shell: Shell, client: TigrisHTTP, tmp_path: Path) -> None:
    filled(client, "link/a")
    Path("out").mkdir()
    Path("out/link").symlink_to(tmp_path)
    assert 1 == shell("bundle", "t3://photos", "out", stdin=b"link/a\n").code
    assert not (tmp_path / "a").exists()


def test_the_past_is_bundled(shell: Shell, client: TigrisHTTP) -> None:
    filled(client, "a")
    version = client.create_snapshot("photos").version
    client.put_object("photos", "a", b"new")
    shell.ok("bundle", f"t3://photos@{version}", "out", stdin=b"a\n")
    assert {"a": b"a" * 100} == files()


def test_a_key_that_is_no_text_ends_the_bundle(shell: Shell, client: TigrisHTTP) -> None:
    filled(client, "a")
    done = shell("bundle", "t3://photos", "out", stdin=b"\xff\n")
    assert 2 == done.code
    assert "a key on standard input is not UTF-8" in done.err
