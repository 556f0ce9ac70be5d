"""A wrong argument of the emulator is refused by its name when the emulator is made."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tigris_http.emulator import Emulator, EmulatorCredentials

ANY: Any = EmulatorCredentials


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"port": "9000"}, "port: must be an int, not str: name a directory by data="),
        ({"port": None}, "port: must be an int, not NoneType"),
        ({"port": True}, "port: must be an int, not bool"),
        ({"data": 5}, "data: must be the path of a directory, not int"),
        ({"host": None}, "host: must be a str, not NoneType"),
        ({"access_key": 1, "secret_key": "s"}, "access_key_id: must be a str, not int"),
        ({"access_key": "k", "secret_key": b"s"}, "secret_access_key: must be a str, not bytes"),
        (
            {"credentials": [("id", "secret")]},
            "credentials: must be several EmulatorCredentials, and one is of type tuple",
        ),
        ({"credentials": ("id", "secret")}, "credentials: must be several EmulatorCredentials, and one is of type str"),
        (
            {"credentials": EmulatorCredentials("id", "secret")},
            "credentials: must be several EmulatorCredentials, not one EmulatorCredentials: put it into a list",
        ),
        ({"credentials": None}, "credentials: must be several EmulatorCredentials, not one NoneType"),
        ({"domains": "localhost"}, "domains: must be several str, not one str: put it into a list"),
        ({"custom_domains": "a.test"}, "custom_domains: must be several str, not one str: put it into a list"),
        ({"custom_domains": [5]}, "custom_domains: must be several str, and one is of type int"),
        ({"source_keys": "AK"}, "source_keys: must be several str, not one str: put it into a list"),
        ({"region": None}, "region: must be a str, not NoneType"),
        ({"owner_email": None}, "owner_email: must be a str, not NoneType"),
        ({"clock_skew": "5"}, "clock_skew: must be a number of seconds, not str"),
        ({"restore_seconds": None}, "restore_seconds: must be a number of seconds, not NoneType"),
        ({"idle_timeout": None}, "idle_timeout: must be a number of seconds, not NoneType"),
        ({"bundle_chunk": "1"}, "bundle_chunk: must be an int, not str"),
        ({"max_connections": 1.5}, "max_connections: must be an int, not float"),
        ({"log_limit": None}, "log_limit: must be an int, not NoneType"),
        ({"minimum_part_size": "0"}, "minimum_part_size: must be an int, not str"),
        ({"mixed_deletions": "no"}, "mixed_deletions: must be a bool, not str"),
        ({"bundle_snapshots": 1}, "bundle_snapshots: must be a bool, not int"),
    ],
    ids=repr,
)
def test_a_wrong_type_is_refused_by_name(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        Emulator(**wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"port": 70_000}, "port: must be between 0 and 65535, not 70000"),
        ({"bundle_chunk": 0}, "bundle_chunk: must be at least 1, not 0"),
        ({"clock_skew": float("nan")}, "clock_skew: must be finite, not nan"),
        ({"restore_seconds": -1}, "restore_seconds: must be at least 0, not -1"),
        ({"idle_timeout": 0}, "idle_timeout: must be above 0, not 0"),
        ({"bundle_long_names": ["pax"]}, "bundle_long_names: must be pax or gnu"),
        ({"access_key": "k"}, "access_key and secret_key: give both or none"),
    ],
    ids=repr,
)
def test_a_value_that_makes_no_sense_is_refused_by_name(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Emulator(**wrong)


def test_a_key_of_wrong_types_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"^session_token: must be a str, not int$"):
        ANY("id", "secret", 5)
