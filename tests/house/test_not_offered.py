"""What S3 has and Tigris has not: the README of operations names a substitute, and the emulator refuses it, too."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from botocore.session import get_session  # type: ignore[import-untyped]  # boto3 ships no types

from tests.emulator import wire
from tests.guards import none_left
from tigris_http import TigrisHTTP
from tigris_http import operations as ops
from tigris_http.emulator import Emulator

README = (Path(__file__).parents[2] / "tigris_http" / "operations" / "README.md").read_text("utf-8")
SECTION = README.partition("\n## What S3 has and Tigris has not\n")[2].partition("\n## ")[0]
ROWS = [row.strip("|").split("|") for row in SECTION.splitlines() if row.startswith("| ")][1:]
OFFERED = set(ops.__all__)
S3 = get_session().get_service_model("s3")
VERB = "Create|Delete|Get|List|Put|Update"


def names_in(cell: str) -> set[str]:
    """Return the operations of a cell, which writes `Get/PutBucketPolicy` for two."""
    found: set[str] = set()
    for verbs, last, rest in re.findall(rf"((?:(?:{VERB})/)*)\b({VERB}|Select)([A-Z]\w+)", cell):
        found |= {verb + rest for verb in [*verbs.split("/")[:-1], last]}
    return found | set(re.findall(r"\bWriteGet\w+", cell))


REFUSED = {name for left, _ in ROWS for name in names_in(left)}
OF_OTHER_FORM = {"PutBucketAcl", "PutObjectAcl"}
"""Offered, but for one form of theirs, which the table says."""


def test_every_operation_of_s3_is_a_method_or_has_its_row() -> None:
    """A newer botocore that knows more fails here: it wants a method or a row."""
    none_left(
        set(S3.operation_names) - OFFERED - REFUSED,
        "add a row to What S3 has and Tigris has not in tigris_http/operations/README.md, or the operation",
    )
    none_left(
        (OFFERED & REFUSED) - OF_OTHER_FORM,
        "it is offered: remove it from What S3 has and Tigris has not in tigris_http/operations/README.md",
    )
    none_left(OF_OTHER_FORM - (OFFERED & REFUSED), "not in both: remove it from OF_OTHER_FORM")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_what_to_use_instead_is_there(row: list[str]) -> None:
    methods = re.findall(r"`(\w+)(?:\(([^`]*)\))?`", row[1])
    methods = [(name, given) for name, given in methods if name != "private"]
    assert methods or "nothing" in row[1] or "`public-read`" in row[1]
    for name, given in methods:
        known = inspect.signature(getattr(TigrisHTTP, name)).parameters
        assert set(re.findall(r"(\w+)=", given)) <= set(known)


def places(names: set[str]) -> set[tuple[str, str]]:
    """Return methods and targets, of which old names share theirs with new ones."""
    models = [S3.operation_model(name).http for name in S3.operation_names if name in names]
    return {(http["method"], http["requestUri"].replace("{Bucket}", "atlas").replace("{Key+}", "k")) for http in models}


def test_the_emulator_says_that_it_has_none_of_them() -> None:
    """Above all it takes none for a plain PUT or GET: a put of a lock must not replace the object."""
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "k", b"as it was")
        refused = places(REFUSED) - places(OFFERED)
        assert len(refused) > 50
        answers = {place: wire.send(emulator, *place) for place in refused}
        assert {501} == {answer.status for answer in answers.values()}, {
            place: answer.status for place, answer in answers.items() if answer.status != 501
        }
        assert {"NotImplemented"} == {answer.code for answer in answers.values()}
        with client.get_object("atlas", "k") as body:
            assert b"as it was" == body.read()
        assert ["atlas"] == [bucket.name for bucket in client.list_buckets()]
