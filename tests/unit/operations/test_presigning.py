"""URLs signed by the service: the key used, the arguments refused, and the secret of the key, which is dropped."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.unit.operations.test_objects import refused
from tigris_http import Head, MalformedResponse, Response, TigrisHTTP, TigrisSnapshot
from tigris_http.operations import Presign, PresignResult

SECRET = "tsec_never-to-be-seen"
URL = "https://abc.t3.tigrisfiles.io/k?X-Amz-Date=20261020T105730Z&X-Amz-Expires=600&X-Amz-Signature=0"


def read(**answer: object) -> PresignResult:
    return Presign("abc", "k", access_key_id="tid_a").parse(Response(Head(200), json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("name", "error", "arguments"),
    [
        ("bucket", ValueError, {"bucket": "A"}),
        ("key", ValueError, {"key": ""}),
        ("method", ValueError, {"method": "delete"}),
        ("method", ValueError, {"method": "GET"}),
        ("expires", ValueError, {"expires": 0}),
        ("expires", ValueError, {"expires": 90 * 24 * 3600 + 1}),
        ("expires", TypeError, {"expires": 1.5}),
        ("expires", TypeError, {"expires": True}),
        ("version_id", ValueError, {"version_id": ""}),
        ("version_id", TypeError, {"version_id": 7}),
        ("version_id", ValueError, {"version_id": "7", "method": "put"}),
        ("access_key_id", ValueError, {"access_key_id": ""}),
        ("access_key_id", ValueError, {"access_key_id": "tid\n"}),
        ("access_key_id", TypeError, {"access_key_id": 7}),
    ],
)
def test_an_impossible_parameter_is_refused(name: str, error: type[Exception], arguments: dict[str, Any]) -> None:
    with pytest.raises(error, match=name):
        Presign(**{"bucket": "abc", "key": "k", **arguments})


def test_without_a_key_there_is_no_request() -> None:
    operation = Presign("abc", "k")
    assert operation.needs_key
    refused("access_key_id", ValueError, lambda: operation)
    assert Presign("abc", "k", access_key_id="tid_a") == operation.with_key("tid_a")
    assert not operation.with_key("tid_a").needs_key


def test_the_secret_of_the_key_is_dropped() -> None:
    presigned = read(url=URL, custom_domain_url="", key_secret=SECRET, more={"key_secret": SECRET})
    assert PresignResult(URL) == presigned
    assert all(SECRET not in str(getattr(presigned, name)) for name in ("url", "custom_domain_url", "expires_at"))


def test_a_result_shows_no_url() -> None:
    presigned = read(url=URL, custom_domain_url=URL.replace("abc.t3.tigrisfiles.io", "files.example.com"))
    assert "PresignResult()" == repr(presigned)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, datetime(2026, 10, 20, 11, 7, 30, tzinfo=timezone.utc)),
        ("https://h/k", None),
        ("https://h/k?X-Amz-Date=20261020T105730Z", None),
        ("https://h/k?X-Amz-Date=20261340T105730Z&X-Amz-Expires=600", None),
        ("https://h/k?X-Amz-Date=99991231T235959Z&X-Amz-Expires=600", None),
        ("https://h/k?X-Amz-Date=20261020T105730Z&X-Amz-Expires=6000000000000", None),
        ("https://h/k?nX-Amz-Date=20261020T105730Z&X-Amz-Expires=600", None),
    ],
)
def test_the_expiry_of_a_url_is_read_from_it(url: str, expected: datetime | None) -> None:
    assert expected == PresignResult(url).expires_at


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"url": None},
        {"url": ""},
        {"url": 7},
        {"url": "javascript:alert(1)"},
        {"url": "https://"},
        {"url": "https://h/a b"},
        {"url": "https://h/\r\n"},
        {"url": URL, "custom_domain_url": "data:,"},
        {"url": URL, "custom_domain_url": []},
    ],
    ids=str,
)
def test_an_answer_without_a_url_is_malformed_and_not_repeated(answer: dict[str, object]) -> None:
    with pytest.raises(MalformedResponse) as caught:
        read(key_secret=SECRET, **answer)
    assert SECRET not in str(caught.value)


def test_a_view_at_a_snapshot_signs_only_a_pinned_object() -> None:
    """A URL for the current object is not what such a view promises."""
    client = TigrisHTTP("http://127.0.0.1:1", ("tid_a", SECRET))
    with TigrisSnapshot(client, "abc", "1792493847118382304") as past:
        pinned = Presign("abc", "k", version_id="7")
        assert pinned is past._config.scoped(pinned)
        for operation in (Presign("abc", "k"), Presign("abc", "k", method="put")):
            with pytest.raises(ValueError, match="Presign cannot be done at a snapshot of 'abc'"):
                past.send(operation)
