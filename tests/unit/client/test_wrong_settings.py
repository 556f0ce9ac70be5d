"""A setting of a wrong type is refused when the client, the view or the policy is made, by its name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP, Timeouts

ENDPOINT, KEYS = "https://t3.storage.dev", ("tid_a", "tsec_b")
CLIENTS = pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
ANY: Any = RetryPolicy
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "tid_a", "AWS_SECRET_ACCESS_KEY": "tsec_b", "AWS_MAX_ATTEMPTS": "2"}
OF_VIEWS_TOO = [
    ({"retry": 3}, "retry must be a RetryPolicy, not int: RetryPolicy(max_attempts=3)"),
    ({"retry": 0}, "retry must be a RetryPolicy, not int: RetryPolicy(max_attempts=1)"),
    ({"retry": False}, "retry must be a RetryPolicy, not bool: RetryPolicy(max_attempts=1)"),
    ({"retry": True}, "retry must be a RetryPolicy, not bool: RetryPolicy(max_attempts=5)"),
    ({"retry": RetryPolicy}, "retry must be a RetryPolicy, not the class RetryPolicy: RetryPolicy(max_attempts=1)"),
    ({"timeouts": 30}, "timeouts must be a Timeouts, not int: Timeouts(read=30)"),
    ({"timeouts": 2.5}, "timeouts must be a Timeouts, not float: Timeouts(read=2.5)"),
    ({"timeouts": 0}, "timeouts must be a Timeouts, not int: Timeouts(connect=10, read=60)"),
    ({"timeouts": (3, 30)}, "timeouts must be a Timeouts, not tuple: Timeouts(connect=10, read=60)"),
    ({"extra_headers": ["a: b"]}, "extra_headers must be a mapping, not list"),
    ({"consistent": "no"}, "consistent must be a bool, not str"),
    ({"verify_features": 0}, "verify_features must be a bool, not int"),
    ({"on_retry": "log"}, "on_retry must be a function of one Attempt, not str"),
]
OF_CLIENTS = [
    ({"region": None}, "region must be a str, not NoneType"),
    ({"region": 3}, "region must be a str, not int"),
    ({"user_agent_extra": None}, "user_agent_extra must be a str, not NoneType"),
    ({"user_agent_extra": b"x"}, "user_agent_extra must be a str, not bytes: decode it"),
    ({"max_connections": "10"}, "max_connections must be an int, not str"),
    ({"verify": None}, "verify must be True, a path or an ssl.SSLContext, not NoneType"),
]


@CLIENTS
@pytest.mark.parametrize(("wrong", "message"), OF_VIEWS_TOO + OF_CLIENTS, ids=repr)
def test_a_client_refuses_it_when_it_is_made(kind: Any, wrong: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        kind(ENDPOINT, KEYS, **wrong)


@CLIENTS
@pytest.mark.parametrize(("wrong", "message"), OF_VIEWS_TOO, ids=repr)
def test_a_view_refuses_it_when_it_is_made(kind: Any, wrong: dict[str, object], message: str) -> None:
    client = kind(ENDPOINT, KEYS)
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        client.with_options(**wrong)


@CLIENTS
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        *OF_VIEWS_TOO,
        # Here None means that the environment is asked.
        *(case for case in OF_CLIENTS if case[0] != {"region": None}),
        ({"environment": "x"}, "environment must be a mapping such as os.environ, not str"),
        ({"profile": 3}, "profile must be a str, not int"),
    ],
    ids=repr,
)
def test_from_env_refuses_it(kind: Any, wrong: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        kind.from_env(**{"environment": ENVIRONMENT, **wrong})


@CLIENTS
@pytest.mark.parametrize(("wrong", "message"), OF_VIEWS_TOO[:2] + OF_VIEWS_TOO[5:6], ids=repr)
def test_from_profile_refuses_it(
    kind: Any, wrong: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "credentials").write_text(
        "[work]\naws_access_key_id = tid_a\naws_secret_access_key = tsec_b\n", "ascii"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        kind.from_profile("work", **wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"deadline": "5"}, "deadline must be a number of seconds or None, not str"),
        ({"deadline": True}, "deadline must be a number of seconds or None, not bool"),
        ({"base": None}, "base must be a number of seconds, not NoneType"),
        ({"cap": "20"}, "cap must be a number of seconds, not str"),
        ({"max_attempts": "3"}, "max_attempts must be an int, not str"),
        ({"max_attempts": True}, "max_attempts must be an int, not bool"),
        ({"jitter": 0.5}, "jitter must be a function that returns a number from 0 to 1"),
        ({"statuses": 503}, "statuses must be an iterable of int, not int: put a single one into a list"),
        ({"statuses": {"503"}}, "statuses must be an iterable of int, not of str"),
        ({"codes": "SlowDown"}, "codes must be an iterable of str, not str: put a single one into a list"),
        ({"codes": None}, "codes must be an iterable of str, not NoneType"),
    ],
    ids=repr,
)
def test_a_policy_refuses_it_by_the_name_of_its_field(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        ANY(**wrong)


@CLIENTS
def test_none_takes_the_defaults_and_keeps_the_settings_of_a_view(kind: Any) -> None:
    client = kind(ENDPOINT, KEYS, retry=None, timeouts=None)
    assert (RetryPolicy(), Timeouts()) == (client._config.retry, client._config.timeouts)
    own = client.with_options(retry=RetryPolicy(max_attempts=2), timeouts=Timeouts(read=1))
    assert own._config == own.with_options(retry=None, timeouts=None)._config
