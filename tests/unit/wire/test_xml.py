"""S3's XML: any bytes give a value or an error of this package, and written documents are read back."""

from __future__ import annotations

import encodings.aliases
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._wire.documents import xml
from tigris_http._wire.http import Head, Response
from tigris_http._wire.schema import INTEGER, MAX_DOCUMENT_PARTS, TEXT, Part, Shape, boolean, etag, integer, url_text
from tigris_http.errors import MalformedResponse, ServiceError
from tigris_http.operations import (
    CopyObject,
    DeleteObjects,
    ListBuckets,
    ListObjectsV2,
    ListObjectVersions,
    ListSnapshots,
    RenameObject,
)

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation

NS = b' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
READERS: list[tuple[Operation[object], bytes]] = [
    (
        ListBuckets(),
        (
            b"<ListAllMyBucketsResult><Owner><ID>a</ID></Owner><Buckets><Bucket><Name>b</Name><CreationDate>"
            b"2026-10-20T10:57:29Z</CreationDate></Bucket></Buckets><ContinuationToken>b</ContinuationToken>"
            b"</ListAllMyBucketsResult>"
        ),
    ),
    (
        ListSnapshots("abc"),
        (
            b"<ListAllMyBucketsResult><Buckets><Bucket><Name>7; name=a</Name><CreationDate>2026-10-20T10:57:29.0012003Z"
            b"</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>"
        ),
    ),
    (
        ListObjectsV2("abc", fetch_owner=True),
        (
            b"<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t"
            b"</NextContinuationToken><Contents><Key>a%20b</Key><LastModified>2026-10-20T10:57:29.000Z</LastModified>"
            b"<ETag>&#34;e&#34;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass><Owner><ID>o</ID></Owner>"
            b"</Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>"
        ),
    ),
    (
        ListObjectVersions("abc"),
        (
            b"<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><Version><Key>a</Key>"
            b"<VersionId>7</VersionId><IsLatest>true</IsLatest><Size>3</Size></Version><DeleteMarker><Key>b</Key>"
            b"<VersionId>8</VersionId><IsLatest>false</IsLatest></DeleteMarker></ListVersionsResult>"
        ),
    ),
    (
        DeleteObjects("abc", ["k"]),
        (
            b"<DeleteResult><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker></Deleted><Error><Key>b</Key><Code>"
            b"AccessDenied</Code></Error></DeleteResult>"
        ),
    ),
    (
        CopyObject("abc", "k", "src", "s"),
        (
            b"<CopyObjectResult><LastModified>2026-10-20T10:57:29.000Z</LastModified><ETag>&#34;e&#34;</ETag>"
            b"</CopyObjectResult>"
        ),
    ),
    (RenameObject("abc", "s", "k"), b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"),
]
EACH = pytest.mark.parametrize(("operation", "valid"), READERS, ids=[o.action for o, _ in READERS])
NESTED = 100_000
HOSTILE = {
    "nothing": b"",
    "white space": b" \r\n",
    "no document": b"hello",
    "two roots": b"<a/><b/>",
    "unclosed": b"<a>",
    "a NUL": b"<a>\x00</a>",
    "a control character": b"<a>&#1;</a>",
    "not UTF-8": b"<a>\xff\xfe</a>",
    "a surrogate in UTF-8": b"<a>\xed\xa0\x80</a>",
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
    "UTF-16 without a mark": "<a/>".encode("utf-16-le"),
    "an unbound prefix": b"<x:a/>",
    "XML 1.1": b'<?xml version="1.1"?><a/>',
    "a DTD": b"<!DOCTYPE a><a/>",
    "an internal entity": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "an external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x"> %b;]><a/>',
    "an external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    "an undefined entity": b"<a>&b;</a>",
    "a billion laughs": b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>",
    "a quadratic blow-up": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]><a>' + b"&b;" * 50_000 + b"</a>",
    "deep and unclosed": b"<a>" * NESTED,
}


def read(operation: Operation[object], body: bytes) -> object:
    """Return an operation's result, or None if it is malformed or an error of the service."""
    try:
        return operation.parse(Response(Head(200), body))
    except (MalformedResponse, ServiceError):
        return None


@EACH
def test_the_samples_here_are_valid(operation: Operation[object], valid: bytes) -> None:
    assert read(operation, valid) is not None


@EACH
def test_a_namespace_a_prefix_a_declaration_and_comments_change_nothing(
    operation: Operation[object], valid: bytes
) -> None:
    """Tigris may leave the namespace out: `softdelete_test.go` of tigrisdata/storage-go."""
    expected = read(operation, valid)
    root = valid[1 : valid.index(b">")]
    assert expected == read(operation, valid.replace(b"<" + root, b"<" + root + NS, 1))
    prefixed = valid.replace(b"</", b"\0").replace(b"<", b"<s:").replace(b"\0", b"</s:")
    assert expected == read(operation, prefixed.replace(b"<s:" + root, b"<s:" + root + b' xmlns:s="x"', 1))
    assert expected == read(operation, b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><?p i?>' + valid + b"\n")
    assert expected == read(operation, b"\xef\xbb\xbf" + valid)
    assert expected == read(operation, valid.replace(b"><", b"><Unknown a='1'>x<Key>y</Key></Unknown><", 1))


@EACH
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_malformed_for_every_reader(
    operation: Operation[object], valid: bytes, body: bytes
) -> None:
    assert valid
    with pytest.raises(MalformedResponse) as caught:
        operation.parse(Response(Head(200), body))
    assert len(str(caught.value)) < 400
    assert caught.value.__cause__ is None


@EACH
def test_every_cut_of_a_document_is_malformed(operation: Operation[object], valid: bytes) -> None:
    assert [None] * len(valid) == [read(operation, valid[:size]) for size in range(len(valid))]


@EACH
@given(data=st.data())
def test_a_spoilt_document_gives_a_result_or_one_of_our_errors(
    operation: Operation[object], valid: bytes, data: st.DataObject
) -> None:
    """Anything else that is raised fails this test by itself."""
    body = bytearray(valid)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(at, min(len(body), at + 20)))
        body[at:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"<a>", b"</a>", b"&#0;", b"-1", b"9" * 30, b"%FF"])
        )
    first = read(operation, bytes(body))
    assert first == read(operation, bytes(body))


@given(
    st.binary() | st.text().map(str.encode) | st.text().map(lambda t: f"<a>{t}</a>".encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_an_element_or_malformed(body: bytes) -> None:
    try:
        root = xml.parse(body)
    except MalformedResponse as error:
        assert str(error)  # noqa: PT017  # either outcome is right
        return
    assert isinstance(xml.local(root.tag), str)


@settings(max_examples=30)
@given(
    st.recursive(
        st.just(b""),
        lambda inner: st.lists(inner, max_size=3).map(lambda p: b"<Contents>" + b"".join(p) + b"</Contents>"),
    )
)
def test_elements_in_elements_are_read_or_malformed(inner: bytes) -> None:
    body = b"<ListBucketResult>" + inner + b"</ListBucketResult>"
    result = read(ListObjectsV2("abc"), body)
    assert (result is None) == bool(inner)


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_document_is_named_so(body: bytes) -> None:
    with pytest.raises(MalformedResponse, match=r"^the answer is not the XML it should be: it is empty$"):
        xml.parse(body)


def test_deep_nesting_is_read_without_recursion() -> None:
    """Each level must cost memory only: otherwise a server could crash the interpreter with 300 KB."""
    body = b"<ListBucketResult>" + b"<a>" * NESTED + b"</a>" * NESTED + b"</ListBucketResult>"
    assert read(ListObjectsV2("abc"), body) is not None


@pytest.mark.parametrize(
    "name",
    sorted({*encodings.aliases.aliases.values(), "x", "idna", "punycode", "unicode_escape", "utf-8-sig", "hex", ""}),
)
def test_an_encoding_that_a_document_declares_is_never_looked_at(name: str) -> None:
    """S3 writes UTF-8; a server must not choose from Python's codecs."""
    body = f'<?xml version="1.0" encoding="{name}"?><a>é\\x</a>'.encode()
    if not name or not name[0].isalpha():
        with pytest.raises(MalformedResponse):
            xml.parse(body)
    else:
        assert "é\\x" == xml.parse(body).text


class TestReaders:
    @pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", " 1", "٣", "0x1", "1_000", "9" * 21, "9" * 10_000])
    def test_anything_but_a_number_is_malformed(self, text: str) -> None:
        with pytest.raises(MalformedResponse, match="not a number"):
            integer(text)

    @pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 20, 10**20 - 1)])
    def test_a_number_has_up_to_20_digits(self, text: str, number: int) -> None:
        assert number == integer(text)

    @pytest.mark.parametrize(
        ("text", "value"), [("true", True), ("True", True), (" TRUE\n", True), ("false", False), ("False", False)]
    )
    def test_booleans_may_have_any_case(self, text: str, value: bool) -> None:
        assert value is boolean(text)

    @pytest.mark.parametrize("text", ["", "1", "0", "yes", "truefalse"])
    def test_anything_but_a_boolean_is_malformed(self, text: str) -> None:
        with pytest.raises(MalformedResponse, match="true nor false"):
            boolean(text)

    @pytest.mark.parametrize(
        ("text", "tag"), [('"abc"', "abc"), ("abc", "abc"), ('""', ""), ('"', '"'), ("", ""), ('"a"b"', 'a"b')]
    )
    def test_an_etag_loses_one_pair_of_quotes(self, text: str, tag: str) -> None:
        assert tag == etag(text)

    def test_the_first_of_a_repeated_element_counts(self) -> None:
        root = xml.parse(b"<a><Size>1</Size><Size>x</Size></a>")
        assert {"size": 1} == xml.read(Shape(dict[str, int], Part("Size", "size", INTEGER)), root)

    @given(st.binary(max_size=20))
    def test_any_escaped_bytes_of_a_listing_are_text(self, raw: bytes) -> None:
        escaped = "".join(f"%{byte:02X}" for byte in raw)
        assert raw == url_text(escaped).encode("utf-8", "surrogateescape")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_writable_text_is_read_back_and_nothing_else_is_written(text: str) -> None:
    root = xml.build("Delete")
    xml.add(root, "Key", text)
    if xml.is_writable(text):
        assert text == xml.text_of(xml.parse(xml.write(root)), "Key")
    else:
        with pytest.raises(ET.ParseError):
            ET.fromstring(xml.write(root))


PARTS = MAX_DOCUMENT_PARTS


@pytest.mark.parametrize(
    "document",
    [
        b"<r>" + b"<a/>" * PARTS,
        b"<a>" * PARTS + b"</a>" * PARTS,
        b"<r " + b" ".join(b"a%x=''" % number for number in range(PARTS)) + b"/>",
        b"<r " + b" ".join(b'a%x = ">"' % number for number in range(PARTS)) + b"/>",
        b"<r>" + b"<?a?>" * PARTS + b"</r>",
    ],
    ids=["siblings", "nested", "attributes", "spaced attributes", "instructions"],
)
def test_a_document_of_nothing_but_tags_is_refused_before_it_is_built(document: bytes) -> None:
    with pytest.raises(MalformedResponse, match="262,144 parts"):
        xml.parse(document)


def test_text_may_have_any_number_of_equals_signs() -> None:
    text = "= " * PARTS
    assert text == xml.text_of(xml.parse(f"<r><Key>{text}</Key></r>".encode()), "Key")


def test_a_document_nested_as_deeply_as_may_be_is_read_and_let_go() -> None:
    depth = PARTS // 2
    root = xml.parse(b"<a>" * depth + b"</a>" * depth)
    assert 1 == len(root)
    del root


# -- shapes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """The result of the shapes in these tests."""

    a: Any = None
    b: Any = None
    tags: tuple[Any, ...] = ()


LEAF = Shape(Sample, Part("Key", "a", TEXT), Part("Value", "b", TEXT))
TREE = Shape(
    Sample, Part("Filter/Prefix", "a", TEXT), Part("TagSet/Tag", "tags", LEAF, many=True), Part("Days", "b", INTEGER)
)


def test_a_path_goes_through_containers_both_ways() -> None:
    sample = Sample("logs/", 3, (Sample("k", "v & <w>"), Sample("l", "")))
    document = xml.written("Root", TREE, sample)
    assert (
        f'<Root xmlns="{xml.NAMESPACE}"><Filter><Prefix>logs/</Prefix></Filter><TagSet><Tag><Key>k</Key>'
        "<Value>v &amp; &lt;w&gt;</Value></Tag><Tag><Key>l</Key><Value /></Tag></TagSet><Days>3</Days></Root>"
    ) == document.decode().partition("?>")[2].strip()
    assert sample == xml.read(TREE, xml.parse(document))


def test_a_container_is_written_even_if_it_is_empty() -> None:
    document = xml.written("Root", TREE, Sample())
    assert b"<TagSet />" in document
    assert b"<Filter" in document
    assert b"Days" not in document
    assert Sample() == xml.read(TREE, xml.parse(document))


def test_text_that_xml_cannot_carry_is_refused_by_its_field() -> None:
    with pytest.raises(ValueError, match="b has characters that XML cannot carry"):
        xml.written("Root", LEAF, Sample("k", "\x00"))


def test_of_what_should_be_there_once_the_first_counts_and_the_unknown_is_ignored() -> None:
    root = xml.parse(b"<r><New><Key>n</Key></New><Key>1</Key><x:Value xmlns:x='u'>v</x:Value><Key>2</Key></r>")
    assert Sample("1", "v") == xml.read(LEAF, root)


def test_an_attribute_is_read_by_its_name_without_its_namespace() -> None:
    shape = Shape(Sample, Part("Grantee/@type", "a", TEXT), Part("Grantee/URI", "b", TEXT))
    xsi = b"http://www.w3.org/2001/XMLSchema-instance"
    root = xml.parse(b'<Grant xmlns:i="%s"><Grantee i:type="Group"><URI>all</URI></Grantee></Grant>' % xsi)
    assert Sample("Group", "all") == xml.read(shape, root)


@given(st.text() | st.none(), st.integers(0, 10**19), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_documents_of_a_shape_are_read_back(a: str | None, days: int, tags: list[tuple[str, str]]) -> None:
    sample = Sample(a, days, tuple(Sample(*tag) for tag in tags))
    texts = [text for tag in [(a or "",), *tags] for text in tag]
    if all(map(xml.is_writable, texts)):
        assert sample == xml.read(TREE, xml.parse(xml.written("Root", TREE, sample)))
    else:
        with pytest.raises(ValueError, match="XML cannot carry"):
            xml.written("Root", TREE, sample)
