"""Listings by metadata, with metadata and contents; URLs that the service signs; sessions."""

from __future__ import annotations

import base64
import http.client
import json
import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest
import tigris_boto3_ext as extension

from tigris_http.emulator import Emulator, EmulatorSession

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable

NS = "{http://s3.amazonaws.com/doc/2006-03-01/}"
OBJECTS = {
    "img/1.png": ("image/png", 10),
    "img/2.jpg": ("image/jpeg", 20),
    "z.txt": ("text/plain", 30),
    "a.png": ("image/png", 5),
}


@pytest.fixture
def filled(s3: Any) -> Any:
    for key, (kind, size) in OBJECTS.items():
        s3.put_object(Bucket="plain", Key=key, Body=b"x" * size, ContentType=kind, Metadata={"n": key})
        time.sleep(0.002)  # listings and queries know milliseconds
    return s3


def listed(tigris: Emulator, query: str, **parameters: str) -> list[str]:
    keys: list[str] = []
    token: str | None = ""
    while token is not None:
        asked = {"list-type": "2", **parameters, **({"continuation-token": token} if token else {})}
        target = "/plain?" + "&".join(
            f"{name.replace('_', '-')}={quote(value, safe='')}" for name, value in asked.items()
        )
        answer = wire.send(tigris, "GET", target, headers={"X-Tigris-Query": query})
        assert 200 == answer.status, answer.body
        root = ET.fromstring(answer.body)
        keys += [entry.findtext(f"{NS}Key") or "" for entry in root.iter(f"{NS}Contents")]
        token = root.findtext(f"{NS}NextContinuationToken")
    return keys


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("WHERE `Content-Length` >= 20", ["img/2.jpg", "z.txt"]),
        ("`Content-Length` < 20", ["a.png", "img/1.png"]),
        ('WHERE `Content-Length` = 30 AND `Content-Type` = "text/plain"', ["z.txt"]),
        ('WHERE `Content-Type` IN ("image/png", "image/jpeg")', ["a.png", "img/1.png", "img/2.jpg"]),
        ('WHERE `Content-Type` NOT IN ("image/png")', ["img/2.jpg", "z.txt"]),
        ('WHERE `Content-Type` > "image/z"', ["z.txt"]),
        (r'WHERE key REGEXP "^img/.*\.png$"', ["img/1.png"]),
        ('WHERE `key` != "z.txt" ORDER BY `Content-Length` DESC', ["img/2.jpg", "img/1.png", "a.png"]),
        ('WHERE `key` > "" ORDER BY `Last-Modified`', ["img/1.png", "img/2.jpg", "z.txt", "a.png"]),
        ('WHERE `key` > "" ORDER BY `Last-Modified` DESC', ["a.png", "z.txt", "img/2.jpg", "img/1.png"]),
        ('WHERE `key` > "" ORDER BY `Content-Type`', ["img/2.jpg", "a.png", "img/1.png", "z.txt"]),
        ('WHERE `Last-Modified` > "2000-01-01T00:00:00Z"', sorted(OBJECTS)),
        ('WHERE `Last-Modified` < "2000-01-01T00:00:00.5+02:00"', []),
    ],
)
@pytest.mark.parametrize("page", ["1000", "1"])
def test_matching_objects_are_listed_in_the_requested_order(
    tigris: Emulator, filled: Any, query: str, expected: list[str], page: str
) -> None:
    assert expected == listed(tigris, query, max_keys=page)


def test_a_query_has_a_prefix_and_a_delimiter_too(tigris: Emulator, filled: Any) -> None:
    assert ["img/1.png", "img/2.jpg"] == listed(tigris, "`Content-Length` > 5", prefix="img/")
    assert ["img/2.jpg", "img/1.png"] == listed(tigris, "`Content-Length` > 5 ORDER BY `key` DESC", prefix="img/")
    target = "/plain?list-type=2&delimiter=%2F"
    answer = wire.send(tigris, "GET", target, headers={"X-Tigris-Query": '`Content-Type` = "image/png"'})
    assert (1, 1) == (answer.body.count(b"<Contents>"), answer.body.count(b"<CommonPrefixes>"))


def test_a_time_of_a_listing_can_be_asked_for(tigris: Emulator, filled: Any) -> None:
    shown = {entry["Key"]: entry["LastModified"] for entry in filled.list_objects_v2(Bucket="plain")["Contents"]}
    moment = shown["img/2.jpg"].strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    assert ["img/2.jpg"] == listed(tigris, f'`Last-Modified` = "{moment}"')
    assert ["a.png", "z.txt"] == listed(tigris, f'`Last-Modified` > "{moment}"')


@pytest.mark.parametrize(
    "query",
    [
        "size > 3",
        "`Content-Length` > 3 OR `key` = 1",
        '`Content-Length` > "3"',
        "`key` = 3",
        '`Last-Modified` > "yesterday"',
        '`Event-Type` = "OBJECT_DELETED"',
        '`key` > "" ORDER BY `Event-Type`',
        '`key` REGEXP "("',
        "`key` IN ()",
    ],
)
def test_what_is_no_query_is_refused(tigris: Emulator, s3: Any, query: str) -> None:
    answer = wire.send(tigris, "GET", "/plain?list-type=2", headers={"X-Tigris-Query": query})
    assert (400, "InvalidArgument") == (answer.status, answer.code)


def test_an_order_and_a_delimiter_do_not_go_together(tigris: Emulator, s3: Any) -> None:
    headers = {"X-Tigris-Query": '`key` > "" ORDER BY `key`'}
    answer = wire.send(tigris, "GET", "/plain?list-type=2&delimiter=%2F", headers=headers)
    assert (400, "InvalidArgument") == (answer.status, answer.code)


def entries(tigris: Emulator, headers: dict[str, str]) -> dict[str, tuple[dict[str, str], bytes | None]]:
    root = ET.fromstring(wire.send(tigris, "GET", "/plain?list-type=2", headers=headers).body)
    found: dict[str, tuple[dict[str, str], bytes | None]] = {}
    for entry in root.iter(f"{NS}Contents"):
        pairs = {e.findtext(f"{NS}Name") or "": e.findtext(f"{NS}Value") or "" for e in entry.iter(f"{NS}Metadata")}
        data = entry.findtext(f"{NS}Data")
        found[entry.findtext(f"{NS}Key") or ""] = (pairs, None if data is None else base64.b64decode(data))
    return found


def test_metadata_and_small_contents_are_shown_if_requested(tigris: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="small", Body=b"abc", Metadata={"uid": "1000", "mode": "33188"})
    s3.put_object(Bucket="plain", Key="large", Body=bytes(4097))
    s3.put_object(Bucket="plain", Key="cold", Body=b"cold", StorageClass="GLACIER")
    assert {"small": ({}, None), "large": ({}, None), "cold": ({}, None)} == entries(tigris, {})
    metadata = {"X-Tigris-List-Metadata": "true"}
    assert ({"uid": "1000", "mode": "33188"}, None) == entries(tigris, metadata)["small"]
    found = entries(tigris, {**metadata, "X-Tigris-List-Content": "true", "X-Tigris-Prefetch": "true"})
    assert (b"abc", None, None) == tuple(found[key][1] for key in ("small", "large", "cold"))
    assert ({}, None) == entries(tigris, {"X-Tigris-List-Content": "true"})["small"]


# -- presign -------------------------------------------------------------------------------------------------------


def fetched(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request(method, url.split(parts.netloc, 1)[1], body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def test_the_extension_gets_urls_that_work(tigris: Emulator, s3: Any) -> None:
    key = "dir/a b+c é?.txt"
    put = extension.presign(s3, "plain", key, "put", expires_in=60)["url"]
    assert 200 == fetched(put, "PUT", b"written")[0]
    assert (200, b"written") == fetched(extension.presign(s3, "plain", key, "get", expires_in=60)["url"])
    assert 403 == fetched(put)[0]


def presigned(tigris: Emulator, **options: object) -> tuple[int, dict[str, Any]]:
    whole = {"bucket": "plain", "key": "a", "key_id": tigris.credentials.access_key_id, "type": "get", **options}
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    answer = wire.send(tigris, "POST", "/?func=presign", json.dumps(whole).encode(), headers)
    return answer.status, json.loads(answer.body)


def test_a_url_is_for_one_version_and_for_a_custom_domain(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket="atlas", Key="a", Body=b"2")
    wire.send(tigris, "PATCH", "/atlas", b'{"website":{"domain_name":"files.example.com"}}')
    status, made = presigned(tigris, bucket="atlas", version_id=old, expires_in=9)
    assert (200, (200, b"1")) == (status, fetched(made["url"]))
    assert made["custom_domain_url"].startswith("https://files.example.com/a?")
    assert (tigris.credentials.secret_access_key, "get") == (made["key_secret"], made["type"])
    assert "" == presigned(tigris)[1]["custom_domain_url"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"type": "delete"}, (400, "InvalidRequest")),
        ({"expires_in": 0}, (400, "InvalidRequest")),
        ({"expires_in": 90 * 86400 + 1}, (400, "InvalidRequest")),
        ({"expires_in": True}, (400, "InvalidRequest")),
        ({"key": ""}, (400, "InvalidRequest")),
        ({"key": "k" * 1025}, (400, "InvalidRequest")),
        ({"key": "\ud800"}, (400, "InvalidRequest")),
        ({"bucket": 5}, (400, "InvalidRequest")),
        ({"key_id": "tid_other"}, (400, "InvalidRequest")),
        ({"type": "put", "version_id": "5"}, (400, "InvalidRequest")),
        ({"bucket": "missing"}, (404, "NoSuchBucket")),
    ],
)
def test_impossible_options_are_refused(
    tigris: Emulator, s3: Any, options: dict[str, object], expected: tuple[int, str]
) -> None:
    status, made = presigned(tigris, **options)
    assert expected == (status, made["Code"])


# -- sessions ------------------------------------------------------------------------------------------------------


def asked(tigris: Emulator, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> wire.Reply:
    return wire.send_as_is(tigris, method, target, body, headers)


def test_a_session_does_what_its_organisation_may(tigris: Emulator, s3: Any) -> None:
    tigris.add_session(EmulatorSession("e.y.J", "org_1"))
    mine = {"X-Amz-Security-Token": "e.y.J", "X-Tigris-Namespace": "org_1"}
    assert 200 == asked(tigris, "PUT", "/plain/a", mine, b"abc").status
    assert b"abc" == asked(tigris, "GET", "/plain/a", mine).body
    assert 200 == asked(tigris, "GET", "/plain?metadata", {**mine, "Accept": "application/json"}).status
    options = {"bucket": "plain", "key": "a", "key_id": tigris.credentials.access_key_id, "type": "get"}
    made = json.loads(asked(tigris, "POST", "/?func=presign", mine, json.dumps(options).encode()).body)
    assert (200, b"abc") == fetched(made["url"])


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Amz-Security-Token": "other", "X-Tigris-Namespace": "org_1"}, (403, "InvalidToken")),
        ({"X-Amz-Security-Token": "e.y.J", "X-Tigris-Namespace": "org_2"}, (403, "AccessDenied")),
        ({"X-Amz-Security-Token": "e.y.J"}, (403, "AccessDenied")),
        ({"X-Tigris-Namespace": "org_1"}, (403, "AccessDenied")),
        ({"X-Amz-Security-Token": "old", "X-Tigris-Namespace": "org_1"}, (400, "ExpiredToken")),
    ],
)
def test_who_has_no_session_is_refused(
    tigris: Emulator, s3: Any, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    tigris.add_session(EmulatorSession("e.y.J", "org_1"))
    tigris.add_session(EmulatorSession("old", "org_1", datetime.now(timezone.utc) - timedelta(seconds=1)))
    answer = asked(tigris, "GET", "/plain/a", headers)
    assert expected == (answer.status, answer.code)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: EmulatorSession("", "org"),
        lambda: EmulatorSession("t", ""),
        lambda: EmulatorSession("t", "org", datetime(2026, 1, 1)),  # noqa: DTZ001  # what is refused
    ],
)
def test_sessions_that_make_no_sense_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"token|expires_at"):
        wrong()


def test_a_session_does_not_show_its_token() -> None:
    assert "e.y.J" not in repr(EmulatorSession("e.y.J", "org_1"))
