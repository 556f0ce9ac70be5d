"""Signing keys are those of requests-aws4auth, without its import of requests."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import PathFinder

import pytest
import requests_aws4auth
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._auth import signing_key

SCRIPT = """
import sys
from tigris_http._auth.signing_key import key_class
key = key_class()("secret", "auto", "s3", "20261130", store_secret_key=False)
print("requests" in sys.modules, key.key.hex(), key.scope)
"""


def plain(secret: str) -> requests_aws4auth.AWS4SigningKey:
    return requests_aws4auth.AWS4SigningKey(secret, "auto", "s3", "20261130", store_secret_key=False)


def test_the_module_is_loaded_without_its_package_and_gives_the_same_key() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    expected = plain("secret")
    assert f"False {expected.key.hex()} {expected.scope}" == ran.stdout.strip()


@given(st.text(min_size=1, max_size=60))
def test_any_secret_gives_the_key_of_the_package(secret: str) -> None:
    signing_key.key_class.cache_clear()
    ours = signing_key.key_class()(secret, "auto", "s3", "20261130", store_secret_key=False)
    assert plain(secret).key == ours.key


def test_without_a_spec_of_its_own_the_package_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    signing_key.key_class.cache_clear()
    monkeypatch.delitem(sys.modules, "requests_aws4auth")
    monkeypatch.setattr(PathFinder, "find_spec", lambda *_: None)
    with pytest.raises(ModuleNotFoundError, match="requests_aws4auth"):
        signing_key.key_class()  # nothing can be imported without a finder: the package was asked for
    monkeypatch.undo()
    signing_key.key_class.cache_clear()
    assert signing_key.key_class().__name__ == "AWS4SigningKey"
