"""Addresses: the exact bytes of the target, the host of each style, and the arguments refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._wire.address import (
    DEFAULT_ENDPOINT,
    Address,
    Endpoint,
    check_bucket_name,
    check_key,
    encode_query,
    locate,
)

if TYPE_CHECKING:
    from tigris_http._wire.address import Style

TIGRIS = Endpoint.parse(DEFAULT_ENDPOINT)
LOCAL = Endpoint.parse("http://127.0.0.1:9000")

PIECES = [
    "..",
    ".",
    "/",
    "//",
    "%",
    "%2F",
    "%2f",
    "+",
    " ",
    "?",
    "#",
    "&",
    "=",
    "a",
    "é",
    "🐅",
    "\x00",
    "\n",
    "~",
]
KEYS = (
    st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=1)
    .map("".join)
    .filter(lambda key: 0 < len(key.encode()) <= 1024)
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
QUERIES = st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=6).map(tuple)


@settings(deadline=None, max_examples=300)
@given(KEYS)
def test_decoding_the_path_gives_back_the_bytes_of_the_key(key: str) -> None:
    inside = locate(LOCAL, "auto", "bucket", key).path
    below = locate(TIGRIS, "auto", "bucket", key).path
    assert key.encode() == unquote_to_bytes(inside.removeprefix("/bucket/"))
    assert key.encode() == unquote_to_bytes(below[1:])
    assert "/bucket" + below == inside


@settings(deadline=None, max_examples=300)
@given(KEYS, QUERIES)
def test_a_target_holds_nothing_but_unreserved_characters_and_upper_case_escapes(
    key: str, query: tuple[tuple[str, str], ...]
) -> None:
    escaped = r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})"
    address = locate(TIGRIS, "path", "bucket", key, query)
    assert re.fullmatch(rf"(?:/{escaped}*)+", address.path)
    assert re.fullmatch(rf"(?:{escaped}|[=&])*", address.query)
    assert (f"{address.path}?{address.query}" if query else address.path) == address.target


@settings(deadline=None, max_examples=300)
@given(QUERIES)
def test_decoding_the_query_gives_back_its_pairs_in_order(query: tuple[tuple[str, str], ...]) -> None:
    pairs = [pair.partition("=")[::2] for pair in encode_query(query).split("&")] if query else []
    assert [(n.encode(), v.encode()) for n, v in query] == [
        (unquote_to_bytes(name), unquote_to_bytes(value)) for name, value in pairs
    ]


@pytest.mark.parametrize(
    ("expected", "key"),
    [
        ("/a//b", "a//b"),
        ("/./x", "./x"),
        ("/../x", "../x"),
        ("//lead", "/lead"),
        ("/trail/", "trail/"),
        ("/.", "."),
        ("/a%252Fb", "a%2Fb"),
        ("/a%3Fb%23c", "a?b#c"),
        ("/a%2Bb%20c", "a+b c"),
        ("/100%25", "100%"),
        ("/%21%27%28%29%2A~", "!'()*~"),
        ("/%C3%A9", "é"),
        ("/%F0%9F%90%85", "🐅"),
        ("/%00%0A%7F", "\x00\n\x7f"),
        ("/" + "k" * 1024, "k" * 1024),
    ],
)
def test_odd_keys_are_ordinary_keys(expected: str, key: str) -> None:
    assert expected == locate(TIGRIS, "auto", "bucket", key).path


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        ("", ()),
        ("metadata&with-size=true", (("metadata", ""), ("with-size", "true"))),
        ("prefix=a%2Fb%20c%2Bd~", (("prefix", "a/b c+d~"),)),
        ("b=2&a=1&a=0", (("b", "2"), ("a", "1"), ("a", "0"))),
        ("a%26b%3D=%26%3D%23%3F", (("a&b=", "&=#?"),)),
    ],
)
def test_queries_are_written_in_order_with_bare_flags(expected: str, query: tuple[tuple[str, str], ...]) -> None:
    assert expected == locate(TIGRIS, "auto", None, None, query).query


# expected connect host, port, Host header and path; then endpoint, style, bucket and key
PLACES: list[tuple[tuple[str, int, str, str], str, Style, str | None, str | None]] = [
    (("b01.t3.storage.dev", 443, "b01.t3.storage.dev", "/k"), "https://t3.storage.dev", "auto", "b01", "k"),
    (("b01.t3.storage.dev", 443, "b01.t3.storage.dev", "/"), "https://t3.storage.dev/", "auto", "b01", None),
    (("t3.storage.dev", 443, "t3.storage.dev", "/"), "https://t3.storage.dev", "auto", None, None),
    (("t3.storage.dev", 443, "t3.storage.dev", "/"), "https://t3.storage.dev", "virtual", None, None),
    (("t3.storage.dev", 443, "t3.storage.dev", "/b01/k"), "https://t3.storage.dev", "path", "b01", "k"),
    (("t3.storage.dev", 443, "t3.storage.dev", "/b01"), "https://t3.storage.dev", "path", "b01", None),
    (("t3.storage.dev", 443, "t3.storage.dev", "/my.b/k"), "https://t3.storage.dev", "auto", "my.b", "k"),
    (("my.b.t3.dev", 443, "my.b.t3.dev", "/k"), "https://t3.dev", "virtual", "my.b", "k"),
    (("b01.t3.dev", 443, "b01.t3.dev", "/k"), "HTTPS://T3.Dev:443", "auto", "b01", "k"),
    (("b01.t3.dev", 80, "b01.t3.dev:80", "/k"), "https://t3.dev:80", "auto", "b01", "k"),
    (("b01.t3.dev", 443, "b01.t3.dev:443", "/k"), "http://t3.dev:443", "auto", "b01", "k"),
    (("b01.t3.dev", 80, "b01.t3.dev", "/k"), "http://t3.dev:80", "auto", "b01", "k"),
    (("b01.t3.dev.", 443, "b01.t3.dev.", "/k"), "https://t3.dev.", "auto", "b01", "k"),
    (("127.0.0.1", 9000, "127.0.0.1:9000", "/b01/k"), "http://127.0.0.1:9000", "auto", "b01", "k"),
    (("127.1", 80, "127.1", "/b01/k"), "http://127.1", "auto", "b01", "k"),
    (("2130706433", 80, "2130706433", "/b01/k"), "http://2130706433", "auto", "b01", "k"),
    (("::1", 9000, "[::1]:9000", "/b01/k"), "http://[::1]:9000", "auto", "b01", "k"),
    (("::1", 80, "[::1]", "/b01/k"), "http://[::1]", "path", "b01", "k"),
    (("2001:db8::a", 443, "[2001:db8::a]", "/"), "https://[2001:DB8::A]:443", "auto", None, None),
    (("::ffff:1.2.3.4", 80, "[::ffff:1.2.3.4]", "/b01"), "http://[::ffff:1.2.3.4]", "auto", "b01", None),
    (("localhost", 9000, "localhost:9000", "/b01/k"), "http://localhost:9000", "auto", "b01", "k"),
    (("localhost.", 80, "localhost.", "/b01/k"), "http://localhost.", "auto", "b01", "k"),
    (("localhost", 9000, "b01.localhost:9000", "/k"), "http://localhost:9000", "virtual", "b01", "k"),
    (("s3.localhost", 80, "b01.s3.localhost", "/k"), "http://s3.localhost", "auto", "b01", "k"),
    (("minio", 9000, "minio:9000", "/b01/k"), "http://minio:9000", "auto", "b01", "k"),
    (("b01.minio", 9000, "b01.minio:9000", "/k"), "http://minio:9000", "virtual", "b01", "k"),
    (("my_host", 9000, "my_host:9000", "/b01/k"), "http://my_host:9000", "auto", "b01", "k"),
]


@pytest.mark.parametrize(("expected", "endpoint", "style", "bucket", "key"), PLACES)
def test_each_style_names_host_port_authority_and_path(
    expected: tuple[str, int, str, str], endpoint: str, style: Style, bucket: str | None, key: str | None
) -> None:
    address = locate(Endpoint.parse(endpoint), style, bucket, key)
    assert expected == (address.host, address.port, address.authority, address.path)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("auto", ("t3.storage.dev", "/b01?metadata")),
        ("path", ("t3.storage.dev", "/b01?metadata")),
        ("virtual", ("b01.t3.storage.dev", "/?metadata")),
    ],
)
def test_a_request_known_by_path_only_goes_so_unless_virtual_hosts_are_asked_for(
    style: Style, expected: tuple[str, str]
) -> None:
    address = locate(TIGRIS, style, "b01", None, (("metadata", ""),), path_style=True)
    assert expected == (address.authority, address.target)


def test_an_address_shows_its_origin_and_url() -> None:
    address = locate(Endpoint.parse("http://[::1]:9000"), "auto", "bucket", "a b", (("acl", ""),))
    assert Address("http", "::1", 9000, "[::1]:9000", "/bucket/a%20b", "acl") == address
    shown = [address.origin, address.target, address.url]
    assert shown == ["http://[::1]:9000", "/bucket/a%20b?acl", "http://[::1]:9000/bucket/a%20b?acl"]


@pytest.mark.parametrize("host", ["t3.storage.dev", "fly.storage.tigris.dev", "t3.storageapi.dev", "t3.tigrisfiles.io"])
def test_an_endpoint_that_holds_a_bucket_is_told_the_service(host: str) -> None:
    assert host == Endpoint.parse(f"https://{host}").host
    with pytest.raises(ValueError, match=f"^the endpoint seems to hold a bucket: give https://{host}, and"):
        Endpoint.parse(f"https://bucket.{host.upper()}/")
    assert f"bucket.{host}" == Endpoint.parse(f"https://bucket.{host}", argument="custom_domain").host


@pytest.mark.parametrize(
    ("wrong", "url"),
    [
        ("must begin with https:// or http://", ""),
        ("must begin with https:// or http://", "t3.storage.dev"),
        ("must begin with https:// or http://", "localhost:9000"),
        ("must begin with https:// or http://", "//t3.storage.dev"),
        ("scheme 'ftp'", "ftp://t3.storage.dev"),
        ("scheme 's3'", "s3://bucket"),
        ("must not contain a path, but has '/v1'", "https://t3.storage.dev/v1"),
        ("must not contain a path, but has '//'", "https://t3.storage.dev//"),
        ("must not contain a query", "https://t3.storage.dev?x=SECRET"),
        ("must not contain a query", "https://t3.storage.dev/?"),
        ("must not contain a fragment", "https://t3.storage.dev/#SECRET"),
        ("must not contain a user name or password", "https://me:SECRET@t3.storage.dev"),
        ("has no host", "https://"),
        ("has no host", "https://:9000"),
        ("has no host", "https:///"),
        ("must have an ASCII host", "https://tigré.dev"),
        ("which is no host name", "https://a b"),
        ("which is no host name", "https://a..b"),
        ("which is no host name", "https://-a"),
        ("which is no host name", "https://t3.dev\n"),
        ("which is no host name", "https://t3%2edev"),
        ("several colons", "http://::1"),
        ("no IPv6 address", "http://[::1"),
        ("no IPv6 address", "http://[nope]"),
        ("no IPv6 address", "http://[fe80::1%25eth0]"),
        ("port from 1 to 65535", "http://a:"),
        ("port from 1 to 65535", "http://a:0"),
        ("port from 1 to 65535", "http://a:65536"),
        ("port from 1 to 65535", "http://a:-1"),
        ("port from 1 to 65535", "http://a:80x"),
        ("port from 1 to 65535", "http://a:٨٠"),
        ("port from 1 to 65535", "http://[::1]9000"),
    ],
)
def test_an_endpoint_that_is_none_is_refused_with_the_reason(wrong: str, url: str) -> None:
    with pytest.raises(ValueError, match=r"^endpoint ") as caught:
        Endpoint.parse(url)
    assert wrong in str(caught.value)
    assert "SECRET" not in str(caught.value)


@settings(deadline=None)
@given(st.text() | st.from_regex(r"https?://[a-z0-9.\[\]:-]{0,20}(:[0-9]{0,6})?/?", fullmatch=True))
def test_any_text_is_an_endpoint_or_a_value_error(url: str) -> None:
    try:
        endpoint = Endpoint.parse(url)
    except ValueError as error:
        message = str(error)
    else:
        message = "endpoint found"
        again = Endpoint.parse(f"{endpoint.scheme}://{endpoint.authority}")
        assert (endpoint.host, endpoint.authority) == (again.host, again.authority)
    assert message.startswith("endpoint ")


@pytest.mark.parametrize("name", ["abc", "a-b", "1.2.3", "my.bucket.name", "a" * 63, "0a0", "a--b", "xn--abc"])
def test_a_name_that_a_bucket_may_have_is_returned(name: str) -> None:
    assert name == check_bucket_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 64,
        "Abc",
        "a_b",
        "-ab",
        "ab-",
        ".ab",
        "ab.",
        "a..b",
        "a/b",
        "a b",
        "abc\n",
        "é00",
        "1.2.3.4",
    ],
)
def test_a_name_that_no_bucket_can_have_is_a_value_error(name: str) -> None:
    with pytest.raises(ValueError, match=r"^bucket "):
        check_bucket_name(name)
    with pytest.raises(ValueError, match=r"^bucket "):
        locate(TIGRIS, "path", name, "k")


@pytest.mark.parametrize("name", ["xn--abc", "abc-s3alias", "a.-b", "a-.b"])
def test_a_reserved_name_can_be_read_and_not_created(name: str) -> None:
    assert name == check_bucket_name(name)
    with pytest.raises(ValueError, match=r"^bucket "):
        check_bucket_name(name, strict=True)


@pytest.mark.parametrize(
    "key", ["", "k" * 1025, "é" * 513, "a\ud800", pytest.param("🐅" * 257, id="1028 bytes of emoji")]
)
def test_an_impossible_key_is_a_value_error(key: str) -> None:
    with pytest.raises(ValueError, match=r"^key "):
        locate(TIGRIS, "auto", "bucket", key)
    with pytest.raises(ValueError, match=r"^key "):
        check_key(key)


@pytest.mark.parametrize("key", ["k", "é" * 512, "🐅" * 256, "\x00", "\n", "/"])
def test_a_key_may_have_up_to_1024_bytes_of_any_text(key: str) -> None:
    assert key == check_key(key)


def test_a_wrong_type_is_a_type_error_naming_the_argument() -> None:
    wrong: Any
    for wrong, end in ((b"bucket", "bytes: decode it"), (7, "int"), (["bucket"], "list")):
        with pytest.raises(TypeError, match=rf"^bucket must be str, not {end}$"):
            locate(TIGRIS, "auto", wrong, "k")
    for wrong, end in ((b"key", "bytes: decode it"), (7, r"int: give str\(7\)")):
        with pytest.raises(TypeError, match=rf"^key must be str, not {end}$"):
            locate(TIGRIS, "auto", "bucket", wrong)
    wrong = (("n", 1),)
    with pytest.raises(TypeError, match=r"^query 'n' must be str, not int$"):
        locate(TIGRIS, "auto", "bucket", "k", wrong)
    wrong = ((b"n", "1"),)
    with pytest.raises(TypeError, match=r"^a query name must be str, not bytes: decode it$"):
        locate(TIGRIS, "auto", "bucket", "k", wrong)
    wrong = b"https://t3.storage.dev"
    with pytest.raises(TypeError, match=r"^endpoint must be str, not bytes: decode it$"):
        Endpoint.parse(wrong)


def test_an_impossible_address_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"^key needs a bucket$"):
        locate(TIGRIS, "auto", None, "k")
    with pytest.raises(ValueError, match=r"^query must not have an empty name$"):
        locate(TIGRIS, "auto", "bucket", "k", (("", "x"),))
    with pytest.raises(ValueError, match=r"^query contains a lone surrogate"):
        locate(TIGRIS, "auto", "bucket", "k", (("x", "\udfff"),))
    wrong: Any = "vhost"
    with pytest.raises(ValueError, match=r"^style must be 'auto', 'virtual' or 'path', not 'vhost'$"):
        locate(TIGRIS, wrong, "bucket", "k")


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://[::1]:9000", "http://0177.1"])
def test_a_virtual_host_on_an_address_is_a_value_error(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"^style 'virtual' needs a host name"):
        locate(Endpoint.parse(endpoint), "virtual", "bucket", "k")
