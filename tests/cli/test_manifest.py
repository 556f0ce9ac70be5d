"""`manifest` writes the keys of a prefix into an object, and reads them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http.manifests import open_manifest

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

    from .shell import Shell

KEYS = ["train/a\nb", "train/c", "train/ü"]


@pytest.fixture
def filled(client: TigrisHTTP) -> TigrisHTTP:
    for key in (*KEYS, "valid/x"):
        client.put_object("photos", key, b"x" * 700)
    return client


def facts(lines: list[str]) -> dict[str, str]:
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_a_manifest_is_written_beside_the_data_and_shown(shell: Shell, filled: TigrisHTTP) -> None:
    written = facts(shell.ok("manifest", "t3://photos/train/").lines)
    manifest = open_manifest(filled, "photos", ".manifests/train/keys.manifest")
    assert written == {
        "manifest": "t3://photos/.manifests/train/keys.manifest",
        "objects of": "t3://photos/train/",
        "objects": "3",
        "bytes": "2100",
        "blocks": "1",
        "digest": manifest.digest,
    }
    assert written == facts(shell.ok("manifest", "--show", "t3://photos/.manifests/train/keys.manifest").lines)
    assert "2.1 KiB" == facts(shell.ok("manifest", "-h", "t3://photos/train/").lines)["bytes"]


def test_the_keys_come_out_as_they_are(shell: Shell, filled: TigrisHTTP) -> None:
    filled.create_bucket("lists")
    shell.ok("manifest", "t3://photos/train/", "--to", "t3://lists/train", "--block-keys", "2")
    assert 2 == len(open_manifest(filled, "lists", "train").blocks)
    assert "".join(f"{key}\0" for key in KEYS).encode() == shell.ok("manifest", "--keys", "-0", "t3://lists/train").out
    assert ["train/a\\nb", "train/c", "train/ü"] == shell.ok("manifest", "--keys", "t3://lists/train").lines
    objects = shell.ok("manifest", "--json", "--keys", "t3://lists/train").objects
    assert [(f"t3://photos/{key}", 700) for key in KEYS] == [(each["uri"], each["size"]) for each in objects]


def test_of_a_snapshot_the_keys_are_those_of_then(shell: Shell, filled: TigrisHTTP) -> None:
    version = filled.create_snapshot("photos", "before").version
    filled.delete_object("photos", "train/c")
    at = f"t3://photos@{version}/train/"
    shown = facts(shell.ok("manifest", at).lines)
    assert (at, "3") == (shown["objects of"], shown["objects"])
    assert f"t3://photos/.manifests/train/keys@{version}.manifest" == shown["manifest"]
    objects = shell.ok("manifest", "--json", "--keys", shown["manifest"]).objects
    assert f"{at}c" == objects[1]["uri"]
    # A manifest that was there at a snapshot is read from it.
    shell.ok("manifest", "t3://photos/train/")
    later = filled.create_snapshot("photos", "with manifest").version
    filled.delete_object("photos", ".manifests/train/keys.manifest")
    found = shell.ok("manifest", "--show", f"t3://photos@{later}/.manifests/train/keys.manifest")
    assert "2" == facts(found.lines)["objects"]
    keys = shell.ok("manifest", "--keys", "-0", f"t3://photos@{later}/.manifests/train/keys.manifest")
    assert 2 == keys.out.count(b"\0")


def test_a_dry_run_writes_nothing(shell: Shell, filled: TigrisHTTP) -> None:
    found = shell.ok("manifest", "--dry-run", "t3://photos/train/")
    assert ["would list t3://photos/train/ -> t3://photos/.manifests/train/keys.manifest"] == found.lines
    assert [] == list(filled.list_objects_v2("photos", prefix=".manifests/"))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (["--show", "--keys", "t3://photos/x"], 2, "--show and --keys exclude each other"),
        (["-0", "t3://photos/train/"], 2, "-0 needs --keys"),
        (["--show", "--to", "t3://photos/x", "t3://photos/y"], 2, "--to, --block-keys and --dry-run are for writing"),
        (["--keys", "--block-keys", "7", "t3://photos/y"], 2, "--to, --block-keys and --dry-run are for writing"),
        (["--show", "t3://photos"], 2, "URI must name an object"),
        (["t3://photos/train/", "--to", "t3://photos"], 2, "--to must name an object"),
        (["t3://photos/train/", "--to", "t3://photos@17/x"], 2, "--to is at a snapshot"),
        (["t3://photos/train/", "--to", "t3://photos/train/x"], 2, "lies below the prefix"),
        (["t3://photos/train/", "--block-keys", "70000"], 2, "--block-keys must"),
        (["folder"], 2, "URI must be a URI"),
        (["t3://none/train/"], 3, "NoSuchBucket"),
        (["--show", "t3://photos/none"], 3, "photos/none"),
        (["--show", "t3://photos/train/c"], 1, "damaged, or no manifest"),
    ],
)
def test_mistakes_are_named(shell: Shell, words: list[str], code: int, problem: str) -> None:
    found = shell("manifest", *words)
    assert (code, b"") == (found.code, found.out)
    assert problem in found.err
