"""What `tigris_http` exports: each name is there when it is asked for."""

import pytest

import tigris_http


@pytest.mark.parametrize("name", tigris_http.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    value = getattr(tigris_http, name)
    assert name in dir(tigris_http)
    assert not isinstance(value, type) or value.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'boto3'"):
        _ = tigris_http.boto3  # type: ignore[attr-defined]
