"""What a `credential_process` is and what it writes: words as botocore has them, any output survived."""

from __future__ import annotations

import json
import traceback
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.compat import compat_shell_split  # type: ignore[import-untyped]  # boto3 ships no types
from dateutil.parser import parse  # type: ignore[import-untyped]  # boto3 needs it
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._client.config.credential_process import answer, words
from tigris_http.credentials import Credentials
from tigris_http.errors import CredentialsError

WHOLE = {"Version": 1, "AccessKeyId": "tid_a", "SecretAccessKey": "tsec_hidden"}


@given(st.text(st.sampled_from("a\\\"' \t\nb"), max_size=30), st.sampled_from(["win32", "linux"]))
def test_a_command_has_the_words_that_botocore_gives_it(command: str, platform: str) -> None:
    try:
        expected = compat_shell_split(command, platform=platform)
    except ValueError:
        expected = []
    try:
        found = words(command, windows=platform == "win32")
    except ValueError:
        found = []
    assert expected == found


@pytest.mark.parametrize(
    ("windows", "expected"),
    [(False, ["/a b/c", "--x=1 2", "d"]), (True, ["'/a", "b/c'", "--x=1 2", "d"])],
)
def test_quotes_keep_words_together(windows: bool, expected: list[str]) -> None:
    assert expected == words("""'/a b/c' --x="1 2" d""", windows=windows)


def test_long_commands_take_no_long_time() -> None:
    assert ["\\" * 500_000] == words("\\" * 500_000, windows=True)


@pytest.mark.parametrize(
    ("expected", "document"),
    [
        (Credentials("tid_a", "tsec_hidden"), WHOLE),
        (Credentials("tid_a", "tsec_hidden", "tok"), WHOLE | {"SessionToken": "tok"}),
        (Credentials("tid_a", "tsec_hidden"), WHOLE | {"SessionToken": None, "Expiration": None, "AccountId": "1"}),
        (
            Credentials("tid_a", "tsec_hidden", None, datetime(2026, 11, 2, 3, 4, 5, tzinfo=timezone.utc)),
            WHOLE | {"Expiration": "2026-11-02T04:04:05+01:00"},
        ),
    ],
)
def test_version_1_is_read(expected: Credentials, document: dict[str, Any]) -> None:
    assert expected == answer(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("why", "output"),
    [
        ("not the JSON that AWS documents", b""),
        ("not the JSON that AWS documents", b"[]"),
        ("not the JSON that AWS documents", b"tsec_hidden"),
        ("not the JSON that AWS documents", b"[" * 100_000),
        ("else than text as AccessKeyId", b'{"Version": 1, "AccessKeyId": 7, "SecretAccessKey": "tsec_hidden"}'),
        ("Expiration is not a time", json.dumps(WHOLE | {"Expiration": "tomorrow, says tsec_hidden"}).encode()),
        ("else than text as Expiration", json.dumps(WHOLE | {"Expiration": 1}).encode()),
        ("not of Version 1", b"{}"),
        ("not of Version 1", json.dumps(WHOLE | {"Version": 2}).encode()),
        ("not of Version 1", json.dumps(WHOLE | {"Version": True}).encode()),
        ("lacks AccessKeyId", json.dumps(WHOLE | {"AccessKeyId": ""}).encode()),
        ("lacks SecretAccessKey", json.dumps(WHOLE | {"SecretAccessKey": None}).encode()),
        ("unusable: secret_access_key must not", json.dumps(WHOLE | {"SecretAccessKey": "tsec_hidden\n"}).encode()),
        ("more than 1048576 bytes", b" " * 1048577),
    ],
)
def test_anything_else_is_an_error_that_repeats_nothing(why: str, output: bytes) -> None:
    with pytest.raises(CredentialsError, match=why) as caught:
        answer(output)
    assert "hidden" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "zone", ["Z", "z", " Z", "+01:00", "-0530", "+01", " +01:00", "UTC", " GMT", "", "+25:00", "+99"]
)
@pytest.mark.parametrize(
    "text",
    [
        "2030-01-02T03:04:05",
        "20300102T030405",
        "20300102030405",
        "2030-01-02 03:04:05",
        "2030-01-02t03:04",
        "20300102T0304",
        "2030-01-02T03",
        "2030-01-02T030405",
        "2030-01-02T03:04:05.1",
        "2030-01-02T03:04:05.123456789",
        "20300102T030405,5",
        "2030-02-30T03:04:05",
    ],
)
def test_an_expiration_is_the_time_that_boto3_reads(text: str, zone: str) -> None:
    try:
        expected = parse(text + zone)
        aware = expected.utcoffset() is not None
    except ValueError:
        expected, aware = None, False
    output = json.dumps(WHOLE | {"Expiration": text + zone}).encode()
    if expected is not None and aware:
        assert expected == answer(output).expires_at
    else:
        why = "does not exist" if expected is None or zone else "has no time zone"
        with pytest.raises(CredentialsError, match=f"the process's Expiration .*{why}" if zone else "Expiration"):
            answer(output)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(WHOLE)), inner, max_size=4),
    max_leaves=8,
)


@given(st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_output_gives_credentials_or_a_credentials_error(output: bytes) -> None:
    try:
        found = answer(output)
    except CredentialsError:
        return
    assert found.access_key_id
