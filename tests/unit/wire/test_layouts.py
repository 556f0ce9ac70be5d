"""Large documents are read by their layouts, without a tree: the result is that of the tree."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import exchanges
from tests.cases import CASES
from tests.mutations import mutations
from tests.unit.wire.test_xml import HOSTILE, READERS
from tigris_http._wire.documents import layouts, xml
from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, ServiceError
from tigris_http.operations import (
    DeleteObjects,
    ListMultipartUploads,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListParts,
    Operation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_LAYOUTS, BY_TREE = 0, 1 << 62
"""Values of `LEAST_BYTES` that decide how documents of any size are read."""
ANSWERS: dict[str, tuple[Operation[Any], bytes]] = {
    name: (operation, response.body)
    for name, (operation, _) in CASES.items()
    if isinstance(operation, Operation)
    and (response := exchanges.load(name).response).status < 300
    and response.body.lstrip().startswith(b"<")
}


def whole(value: object) -> object:
    """Return a value with all its fields, also those that a comparison leaves out."""
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), [(each.name, whole(getattr(value, each.name))) for each in fields(value)]
    if isinstance(value, tuple):
        return [whole(each) for each in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def outcome(operation: Operation[Any], body: bytes, least: int) -> object:
    with mock.patch.object(xml, "LEAST_BYTES", least):
        try:
            return whole(operation.parse(Response(Head(200), body)))
        except (MalformedResponse, ServiceError) as error:
            return type(error), str(error)


def assert_alike(operation: Operation[Any], body: bytes) -> None:
    assert outcome(operation, body, BY_TREE) == outcome(operation, body, BY_LAYOUTS), body


@pytest.mark.parametrize("name", ANSWERS)
def test_a_recorded_answer_and_each_change_of_it_mean_the_same_both_ways(name: str) -> None:
    operation, body = ANSWERS[name]
    assert_alike(operation, body)
    for mutation in mutations(body):
        assert_alike(operation, mutation.body)


@pytest.mark.parametrize(("operation", "valid"), READERS, ids=[o.action for o, _ in READERS])
def test_a_hostile_or_cut_document_is_the_same_error_both_ways(operation: Operation[Any], valid: bytes) -> None:
    for body in HOSTILE.values():
        assert_alike(operation, body)
    for size in range(len(valid)):
        assert_alike(operation, valid[:size])


NAMES = st.sampled_from(
    [
        *("Contents", "Key", "Size", "ETag", "LastModified", "Owner", "ID", "Metadata", "Name", "Value", "Data"),
        *("CommonPrefixes", "Prefix", "IsTruncated", "EncodingType", "NextContinuationToken", "Unknown"),
    ]
)
TEXTS = st.sampled_from(
    [
        *("", "7", "true", "url", "a%20b", "&#34;e&#34;", "2026-10-20T10:57:29.000Z", "&lt;Key&gt;", "/Key", "&#13;"),
        *("&amp;", "&apos;&quot;&#x41;", ">", "!", "é\U0001f405", "<!-- < -->", "<![CDATA[<Key>]]>", "<?p <Key>?>"),
        *(" ", "\r\n"),
    ]
)
TAGS = st.sampled_from(
    [("<%s>", "</%s>")] * 12
    + [("<%s >", "</%s>"), ("<%s>", "</%s >"), ("<%s a='>'>", "</%s>"), ("<s:%s xmlns:s='u'>", "</s:%s>")]
)


def written(name: str, tags: tuple[str, str], parts: list[str]) -> str:
    start, end = tags
    return f"<{name}/>" if not parts else start % name + "".join(parts) + end % name


LEAVES = st.builds(written, NAMES, TAGS, st.lists(TEXTS, max_size=2))
ENTRIES = st.builds(written, NAMES, TAGS, st.lists(TEXTS | LEAVES | st.builds(written, NAMES, TAGS, st.lists(LEAVES))))
ORDINARY = st.lists(
    st.tuples(
        st.sampled_from(["k", "a%2Fb", ""]), st.integers(0, 999), st.sampled_from(["", "<Owner><ID>o</ID></Owner>"])
    ),
    max_size=3,
).map(lambda rows: "".join(f"<Contents><Key>{k}</Key><Size>{n}</Size>{owner}</Contents>" for k, n, owner in rows))


@given(st.lists(ENTRIES | ORDINARY, max_size=6), st.sampled_from(["", "<EncodingType>url</EncodingType>"]))
def test_any_page_means_the_same_both_ways(parts: list[str], encoding: str) -> None:
    body = f"<ListBucketResult xmlns='u'>{encoding}{''.join(parts)}<IsTruncated>false</IsTruncated></ListBucketResult>"
    assert_alike(ListObjectsV2("abc"), body.encode())


FORGED = "<Contents><Key>forged</Key><Size>1</Size></Contents>"


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- > </Unknown>{FORGED}<Unknown> < -->",
        f"<![CDATA[> </Unknown>{FORGED}<Unknown> <]]>",
        f"<?p > </Unknown>{FORGED}<Unknown> < ?>",
        f"</Unknown>{FORGED}<Unknown>".replace("<", ">"),
        f"</Unknown>{FORGED}<Unknown>".replace("<", "&lt;").replace(">", "&gt;"),
        f"</Unknown>{FORGED}<Unknown>".replace("<", "&#60;").replace(">", "&#62;"),
        f"<Inner a='{FORGED.replace('<', '>')}'/>",
        f"<Inner a='{FORGED.replace('<', '&lt;')}'/>",
        "<Unknown>" + FORGED + "</Unknown>",
        FORGED,
    ],
)
def test_text_that_looks_like_an_entry_is_none(text: str) -> None:
    """Keys and metadata are the choice of the users who wrote the objects."""
    body = (
        f"<ListBucketResult><Unknown>{text}</Unknown><Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult>"
    )
    with mock.patch.object(xml, "LEAST_BYTES", BY_LAYOUTS):
        objects = ListObjectsV2("abc").parse(Response(Head(200), body.encode())).objects
    assert ["k"] == [each.key for each in objects]


def test_an_ordinary_document_is_tags_and_texts_by_turns() -> None:
    found = layouts.lexed('<?xml version="1.0"?>\n<R xmlns="u"><A>1 &amp; &#34;2&#34;</A> <B></B></R>\n')
    assert found is not None
    assert ("R", [(1, 2), (3, 4)]) == (found.name, found.children)
    assert ['R xmlns="u"', "A", "/A", "B", "/B", "/R"] == found.tags
    assert ["\n", "", '1 & "2"', " ", "", "", "\n"] == found.texts


@pytest.mark.parametrize(
    "text",
    [
        "<R><!-- <A> --></R>",
        "<R><![CDATA[<A>]]></R>",
        "<?p?><R></R>",
        "<?p < ?><R>></R>",
        "<R>></R>",
        "<R a='>'></R>",
        "<R>\r\n</R>",
        "<R>&#13;</R>",
        "<s:R xmlns:s='u'></s:R>",
        "<R><s:A xmlns:s='u'></s:A></R>",
        "<R><A b='c'></A></R>",
        "<R><A></A ></R>",
        "<R><A><A></A></A></R>",
        "<R></R >",
        "<R/>",
    ],
)
def test_anything_else_in_a_document_is_left_to_the_tree(text: str) -> None:
    xml.parse(text.encode())
    assert layouts.lexed(text) is None


def page(root: str, entry: str, end: str = "") -> bytes:
    """Return a document of 1,000 entries."""
    return f"<{root} xmlns='u'>{entry * 1000}<IsTruncated>false</IsTruncated>{end}</{root}>".encode()


ENTRY = "<Key>k</Key><LastModified>2026-10-20T10:57:29.000Z</LastModified><ETag>&#34;e&#34;</ETag><Size>3</Size>"
OWNER = "<Owner><ID>i</ID><DisplayName>d &amp; e</DisplayName></Owner>"
VERSION = f"{ENTRY}<VersionId>7</VersionId><IsLatest>true</IsLatest>{OWNER}"
METADATA = "<Metadata><Name>a</Name><Value>b</Value></Metadata>"
PAGES: list[tuple[Operation[Any], bytes]] = [
    (ListObjectsV2("abc"), page("ListBucketResult", f"<Contents>{ENTRY}</Contents>")),
    (ListObjects("abc"), page("ListBucketResult", f"<Contents>{ENTRY}{OWNER}</Contents>")),
    (
        ListObjectsV2("abc", with_content=True),
        page("ListBucketResult", f"<Contents>{ENTRY}{METADATA * 2}<Data>YQ==</Data></Contents>"),
    ),
    (
        ListObjectsV2("abc", delimiter="/"),
        page("ListBucketResult", f"<Contents>{ENTRY}</Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>"),
    ),
    (
        ListObjectVersions("abc"),
        page(
            "ListVersionsResult",
            f"<Version>{VERSION}</Version><DeleteMarker><Key>k</Key><VersionId>7</VersionId><IsLatest>false</IsLatest>"
            "</DeleteMarker>",
        ),
    ),
    (
        ListMultipartUploads("abc"),
        page("ListMultipartUploadsResult", "<Upload><Key>k</Key><UploadId>u</UploadId></Upload>"),
    ),
    (
        ListParts("abc", "k", "u"),
        page("ListPartsResult", "<Part><PartNumber>1</PartNumber><Size>3</Size><ETag>e</ETag></Part>"),
    ),
    (DeleteObjects("abc", ["k"]), page("DeleteResult", "<Deleted><Key>k</Key></Deleted>")),
]


@pytest.mark.parametrize(("operation", "body"), PAGES, ids=[operation.action for operation, _ in PAGES])
def test_a_page_of_1000_entries_is_read_without_a_tree(operation: Operation[Any], body: bytes) -> None:
    expected = outcome(operation, body, BY_TREE)
    with mock.patch.object(xml, "parse", side_effect=AssertionError("a tree")):
        assert expected == whole(operation.parse(Response(Head(200), body)))


def entries(rows: Iterator[str]) -> bytes:
    return f"<ListBucketResult>{''.join(f'<Contents>{row}</Contents>' for row in rows)}</ListBucketResult>".encode()


def test_entries_of_different_layouts_stay_in_order() -> None:
    owned = ("", OWNER, METADATA)
    body = entries(f"<Key>{n}</Key><Size>{n}</Size>{owned[n % 3]}" for n in range(999))
    objects = ListObjectsV2("abc").parse(Response(Head(200), body)).objects
    assert [str(n) for n in range(999)] == [each.key for each in objects]
    assert [(None, None), ("i", None), (None, {"a": "b"})] * 333 == [(each.owner_id, each.metadata) for each in objects]


def test_an_unreadable_date_on_a_large_page_is_none_and_kept_as_sent() -> None:
    body = entries(f"<Key>{n}</Key><Size>1</Size><LastModified>{'x' * (n == 7)}</LastModified>" for n in range(999))
    objects = ListObjectsV2("abc").parse(Response(Head(200), body)).objects
    assert {"LastModified": "x"} == objects[7].extra
    assert {None} == {each.last_modified for each in objects}


@pytest.mark.parametrize(
    "rows",
    [
        [f"<Key>{n}</Key><Size>1</Size><X{n}></X{n}>" for n in range(layouts.MAX_TAGS // 8 + 1)],
        ["<Key>1</Key><Size>1</Size>" + "<X></X>" * layouts.MAX_TAGS],
    ],
    ids=["many layouts", "a long layout"],
)
def test_layouts_have_bounds_and_a_document_beyond_them_is_read_by_its_tree(rows: list[str]) -> None:
    body = entries(iter(rows))
    with mock.patch.object(xml, "LEAST_BYTES", BY_LAYOUTS), mock.patch.object(xml, "parse", wraps=xml.parse) as parse:
        found = ListObjectsV2("abc").parse(Response(Head(200), body))
    assert (len(rows), 1) == (len(found.objects), parse.call_count)
