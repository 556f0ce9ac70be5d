"""The parameters of a client are written once, and every constructor shows all of them."""

from __future__ import annotations

import inspect
import pydoc
from typing import Any

import pytest

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._client.config.config import configured

ANY: Any = TigrisHTTP
ENDPOINT, KEYS = "https://t3.storage.dev", ("tid_a", "tsec_b")
PARAMETERS = inspect.signature(configured).parameters
CLIENTS = pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])


@CLIENTS
def test_a_client_takes_the_parameters_of_configured(kind: type[TigrisHTTP]) -> None:
    assert PARAMETERS == inspect.signature(kind).parameters
    assert ["self", *PARAMETERS] == list(inspect.signature(kind.__init__).parameters)


@CLIENTS
def test_from_env_and_from_profile_take_them_too_but_none_is_required(kind: type[TigrisHTTP]) -> None:
    of_env, of_profile = (inspect.signature(each).parameters for each in (kind.from_env, kind.from_profile))
    assert ["environment", "profile", *PARAMETERS] == list(of_env)
    assert ["name", *PARAMETERS] == list(of_profile)
    left_open = {"endpoint": None, "credentials": None, "region": None}
    for parameters in (of_env, of_profile):
        assert {name: each.default for name, each in PARAMETERS.items()} | left_open == {
            name: parameters[name].default for name in PARAMETERS
        }
        assert {inspect.Parameter.KEYWORD_ONLY} == {parameters[name].kind for name in PARAMETERS}


@CLIENTS
def test_help_documents_each_parameter(kind: type[TigrisHTTP]) -> None:
    shown = pydoc.plain(pydoc.render_doc(kind.__init__))
    headings = {
        name for line in shown.splitlines() if line.strip().endswith(":") for name in line.strip(" :").split(", ")
    }
    assert set(PARAMETERS) <= headings
    assert {"environment", "profile"} <= {line.strip(" :") for line in (kind.from_env.__doc__ or "").splitlines()}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ANY(ENDPOINT), r"^__init__\(\) missing a required argument: 'credentials'"),
        (lambda: ANY(ENDPOINT, KEYS, "auto"), r"^__init__\(\) too many positional arguments"),
        (lambda: ANY(ENDPOINT, KEYS, retires=1), r"^__init__\(\) got an unexpected keyword argument 'retires'"),
        (lambda: ANY.from_env({}, retires=1), r"^from_env\(\) got an unexpected keyword argument 'retires'"),
        (
            lambda: ANY.from_profile(profile="x"),
            r"^from_profile\(\) got an unexpected keyword argument 'profile'",
        ),
        (lambda: ANY(ENDPOINT, KEYS, max_connections="1"), r"^max_connections must be an int, not str$"),
    ],
)
def test_a_wrong_argument_blames_the_constructor_that_was_called(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


def test_from_env_makes_a_subclass_by_its_own_constructor() -> None:
    class Mine(TigrisHTTP):
        def __init__(self, endpoint: str, credentials: Any, **options: Any) -> None:
            super().__init__(endpoint, credentials, **options)
            self.mine = options["max_connections"]

    assert 3 == Mine.from_env({}, credentials=KEYS, max_connections=3).mine
