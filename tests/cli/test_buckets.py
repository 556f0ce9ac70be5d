"""`bucket`, `snapshot`, `fork` and `undelete`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell


def test_a_bucket_lives(shell: Shell, client: TigrisHTTP) -> None:
    shell.ok("bucket", "create", "t3://life", "--soft-delete", "30", "--storage-class", "STANDARD_IA")
    found = client.get_bucket_metadata("life")
    assert found.soft_delete is not None
    assert (30, "STANDARD_IA", False) == (found.soft_delete.retention_days, found.storage_class, found.snapshot_enabled)
    assert 5 == shell("bucket", "create", "life").code
    shell.ok("bucket", "set", "life", "--soft-delete", "7", "--acl", "public-read", "--protect", "on")
    (info,) = shell.ok("bucket", "info", "--json", "life").objects
    assert (7, True, "life") == (info["soft_delete_days"], info["protected"], info["bucket"])
    shell.ok("bucket", "set", "life", "--protect", "off")
    client.put_object("life", "a", b"1")
    assert 5 == shell("bucket", "rm", "life").code
    shell.ok("bucket", "rm", "--force", "life")
    assert 3 == shell("bucket", "info", "life").code
    shell.ok("bucket", "restore", "life")
    assert ["a"] == shell.ok("ls", "t3://life").lines
    assert 5 == shell("bucket", "purge", "life").code
    shell.ok("bucket", "rm", "--force", "life")
    shell.ok("bucket", "purge", "life")
    assert [] == shell.ok("ls", "--deleted").lines


def test_the_size_of_a_bucket_is_shown_if_asked(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", b"12345")
    (plain,) = shell.ok("bucket", "info", "--json", "photos").objects
    (sized,) = shell.ok("bucket", "info", "--json", "--size", "photos").objects
    assert (None, None) == (plain["objects"], plain["bytes"])
    assert (1, 5) == (sized["objects"], sized["bytes"])
    assert "bytes:                5 (5 B)" in shell.ok("bucket", "info", "--size", "photos").lines
    assert "snapshot-enabled:     yes" in shell.ok("stat", "t3://photos").lines


def test_snapshots_are_taken_listed_and_deleted(shell: Shell, client: TigrisHTTP) -> None:
    (version,) = shell.ok("snapshot", "create", "photos", "before import").lines
    (made,) = shell.ok("snapshot", "create", "--json", "photos").objects
    listed = shell.ok("snapshot", "ls", "--json", "photos").objects
    assert {(version, "before import"), (made["version"], None)} == {(each["version"], each["name"]) for each in listed}
    assert any(line.endswith("before import") for line in shell.ok("snapshot", "ls", "photos").lines)
    shell.ok("snapshot", "rm", "photos", version)
    assert [made["version"]] == [each.version for each in client.list_snapshots("photos")]
    assert 3 <= shell("snapshot", "ls", "none").code


def test_forks_are_made_merged_and_rebased(shell: Shell, client: TigrisHTTP) -> None:
    client.put_object("photos", "a", b"1")
    version = client.create_snapshot("photos").version
    client.put_object("photos", "b", b"2")
    shell.ok("fork", "create", "now", "photos")
    shell.ok("fork", "create", "then", f"t3://photos@{version}")
    (made,) = shell.ok("fork", "create", "--json", "also", "photos", "--snapshot", version).objects
    assert ("photos", version) == (made["parent"], made["snapshot"])
    assert ["a"] == shell.ok("ls", "t3://then").lines
    assert ["a", "b"] == shell.ok("ls", "t3://now").lines
    names = {each["bucket"]: each["snapshot"] for each in shell.ok("fork", "ls", "--json", "photos").objects}
    assert {"now", "then", "also"} == names.keys()
    assert version == names["then"]
    client.put_object("then", "c", b"3")
    shell.ok("fork", "merge", "photos", "then")
    assert ["a", "b", "c"] == shell.ok("ls", "t3://photos").lines
    shell.ok("fork", "rebase", "now")
    assert ["a", "b", "c"] == shell.ok("ls", "t3://now").lines


@pytest.fixture
def soft(client: TigrisHTTP) -> TigrisHTTP:
    client.create_bucket("soft", soft_delete=True)
    for key in ("d/a", "d/b", "e"):
        client.put_object("soft", key, key.encode())
        client.delete_object("soft", key)
    return client


def test_deleted_objects_come_back(shell: Shell, soft: TigrisHTTP) -> None:
    listed = shell.ok("undelete", "ls", "--json", "t3://soft").objects
    assert ["d/a", "d/b", "e"] == [each["key"] for each in listed]
    assert ["t3://soft/d/a", "t3://soft/d/b", ""] == shell.ok(
        "undelete", "ls", "-0", "t3://soft/d/"
    ).out.decode().split("\0")
    assert 3 == len(shell.ok("undelete", "ls", "t3://soft").lines)
    shell.ok("undelete", "restore", "--dry-run", "t3://soft/e")
    assert [] == shell.ok("ls", "t3://soft").lines
    shell.ok("undelete", "restore", "t3://soft/e")
    assert b"e" == shell.ok("cat", "t3://soft/e").out
    identity = listed[0]["version_id"]
    shell.ok("undelete", "restore", "--version-id", identity, "t3://soft/d/a")
    assert ["d/a", "e"] == [each.key for each in soft.list_objects_v2("soft")]
    assert 3 == shell("undelete", "restore", "t3://soft/never").code


def test_deleted_objects_go_for_good(shell: Shell, soft: TigrisHTTP) -> None:
    shell.ok("undelete", "purge", "t3://soft/e")
    assert ["d/a", "d/b"] == [each.key for each in soft.list_deleted_object_versions("soft")]
    soft.put_object("soft", "d/live", b"1")
    soft.put_object("soft", "d.txt", b"a neighbour")
    soft.delete_object("soft", "d.txt")
    done = shell.ok("undelete", "purge", "--json", "-r", "t3://soft/d")
    assert ["t3://soft/d/a", "t3://soft/d/b"] == [each["source"] for each in done.objects]
    assert ["d.txt"] == [each.key for each in soft.list_deleted_object_versions("soft")]
    assert ["d/live"] == shell.ok("ls", "-r", "t3://soft").lines
    assert 3 == shell("undelete", "purge", "t3://soft/d/live").code


@pytest.mark.parametrize("answer", [b"n\n", b"", b"yes please\n"])
@pytest.mark.parametrize(
    "command",
    [("bucket", "rm", "--force", "soft"), ("undelete", "purge", "-r", "t3://soft/"), ("bucket", "purge", "gone")],
)
def test_a_person_is_asked_before_anything_goes_for_good(
    shell: Shell, soft: TigrisHTTP, command: tuple[str, ...], answer: bytes
) -> None:
    done = shell(*command, stdin=answer, terminal=True)
    assert 1 == done.code
    assert "[y/N]" in done.err
    assert "not confirmed: nothing was changed" in done.err
    assert 3 == len(list(soft.list_deleted_object_versions("soft")))
    assert "soft" in shell.ok("ls").lines


def test_a_yes_or_an_option_goes_on(shell: Shell, soft: TigrisHTTP) -> None:
    assert 0 == shell("undelete", "purge", "t3://soft/e", stdin=b"y\n", terminal=True).code
    done = shell("undelete", "purge", "-r", "-y", "t3://soft/", stdin=b"", terminal=True)
    assert (0, False) == (done.code, "[y/N]" in done.err)
    assert [] == list(soft.list_deleted_object_versions("soft"))
