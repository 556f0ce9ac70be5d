"""Generate answers of any content from botocore's model of S3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from hypothesis import strategies as st

from .botocore_parser import ENCODED, Raw, output

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[st.SearchStrategy[Any]], Any]

XSI = "http://www.w3.org/2001/XMLSchema-instance"

ALWAYS = {
    "CommonPrefix": {"Prefix"},
    "CopyObjectResult": {"ETag"},
    "CopyPartResult": {"ETag"},
    "CreateMultipartUploadOutput": {"UploadId"},
    "DeleteMarkerEntry": {"Key", "VersionId", "IsLatest"},
    "DeletedObject": {"Key"},
    "Error": {"Key"},
    "HeadObjectOutput": {"ContentLength"},
    "MultipartUpload": {"Key", "UploadId"},
    "Object": {"Key", "Size"},
    "OwnershipControls": {"Rules"},
    "OwnershipControlsRule": {"ObjectOwnership"},
    "GetBucketRequestPaymentOutput": {"Payer"},
    "ObjectVersion": {"Key", "VersionId", "IsLatest"},
    "PolicyStatus": {"IsPublic"},
    "ServerSideEncryptionByDefault": {"SSEAlgorithm"},
    "ServerSideEncryptionConfiguration": {"Rules"},
    "ServerSideEncryptionRule": {"ApplyServerSideEncryptionByDefault"},
    "Part": {"PartNumber", "Size", "ETag"},
    "PutObjectOutput": {"ETag"},
    "Tag": {"Key"},
    "UploadPartOutput": {"ETag"},
    "Bucket": {"Name"},
}
"""Members that every answer has, by shape."""
EITHER = {
    "LifecycleRule": {"Prefix": ("Filter",), "Filter": ("Prefix",)},
    "LifecycleRuleFilter": {"Prefix": ("And",), "And": ("Prefix",)},
}
"""Members that exclude each other, by shape."""
NEVER = {"ContentRange", "Expires"}
"""Headers that go with others (tested elsewhere), or that botocore gives no meaning."""
NAMED = {"Bucket": {"Name"}, "CreateMultipartUploadOutput": {"UploadId"}}
"""Members that are never empty, by shape."""

_TEXT = st.text(st.sampled_from(" \t\n\r/%+&<>\"'#?=.aZ0é\u2028\ufeff\ufffd\U0001f600\x7f\x85"), max_size=8)
_VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
_HEX = st.text(st.sampled_from("0123456789abcdef"), min_size=32, max_size=32)
_ETAG = st.builds(str.format, st.sampled_from(['"{}"', '"{}-{}"', "{}"]), _HEX, st.integers(1, 10_000))
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MOMENT = st.integers(0, 250_000_000_000_000_000).map(lambda micros: _EPOCH + timedelta(microseconds=micros))


def _moment(draw: Draw, *, in_header: bool) -> str:
    moment: datetime = draw(_MOMENT)
    if in_header:
        return format_datetime(moment, usegmt=True)
    digits: int = draw(st.integers(0, 9))
    whole = moment.replace(microsecond=0, tzinfo=None).isoformat()
    nanos = f"{moment.microsecond * 1000 + draw(st.integers(0, 999)):09}"[:digits]
    return f"{whole}.{nanos}Z" if nanos else f"{whole}Z"


def _text(draw: Draw, shape: Any, name: str, *, in_header: bool = False, some: bool = False) -> str:
    kind = shape.type_name
    if kind == "boolean":
        return str(draw(st.sampled_from(["true", "false"])))
    if kind in {"integer", "long"}:
        return str(draw(st.integers(1 if some else 0, 2**63 - 1)))
    if kind == "timestamp":
        return _moment(draw, in_header=in_header)
    if name == "ETag":
        return str(draw(_ETAG))
    if shape.enum and draw(st.booleans()):
        return str(draw(st.sampled_from(shape.enum)))
    if in_header:
        return str(draw(_VISIBLE))
    return str(draw(_TEXT.filter(bool) if some else _TEXT))


@dataclass
class _Generator:
    draw: Draw
    encoded: bool
    truncated: bool
    full: bool

    def has(self, shape: Any, name: str) -> bool:
        """Decide if a member is present."""
        if name == "EncodingType":
            return self.encoded
        if name == "IsTruncated":
            return self.truncated
        always = name in ALWAYS.get(shape.name, ()) or (self.truncated and name.startswith("Next"))
        return always or self.full or bool(self.draw(st.booleans()))

    def fill(self, element: Element, shape: Any) -> None:
        """Add an element's members, in any order."""
        members = list(shape.members.items())
        if self.draw(st.booleans()):
            members.reverse()
        for name, member in members:
            where = member.serialization
            if "location" in where or not self.has(shape, name):
                continue
            if any(element.find(other) is not None for other in EITHER.get(shape.name, {}).get(name, ())):
                continue
            if where.get("xmlAttribute"):
                element.set(f"{{{XSI}}}{where['name'].rpartition(':')[2]}", _text(self.draw, member, name))
            else:
                self.add(element, shape, name, member)

    def add(self, parent: Element, shape: Any, name: str, member: Any) -> None:
        """Add a member; one of a list may occur several times."""
        called = member.serialization.get("name", name)
        if member.type_name == "structure":
            self.fill(SubElement(parent, called), member)
        elif member.type_name == "list":
            flat = member.serialization.get("flattened")
            inner = member.member.serialization.get("name")
            place = parent if flat else SubElement(parent, called)
            some = self.full or name in ALWAYS.get(shape.name, ())
            for _ in range(self.draw(st.integers(1 if some else 0, 3))):
                one = SubElement(place, (inner or called) if flat else (inner or "member"))
                if member.member.type_name == "structure":
                    self.fill(one, member.member)
                else:
                    one.text = _text(self.draw, member.member, name)
        elif name == "EncodingType":
            SubElement(parent, called).text = "url"
        elif name == "IsTruncated":
            SubElement(parent, called).text = "true"
        else:
            some = name.startswith("Next") or name in NAMED.get(shape.name, ())
            text = _text(self.draw, member, name, some=some)
            SubElement(parent, called).text = quote(text) if self.encoded and name in ENCODED else text


@st.composite
def answers(draw: Draw, action: str, root: str | None, *, full: bool = False) -> Raw:
    """Generate an answer of this action with the root element `root`; a full one has every member."""
    shape = output(action)
    generator = _Generator(
        draw,
        encoded="EncodingType" in shape.members and draw(st.booleans()),
        truncated="IsTruncated" in shape.members and (full or draw(st.booleans())),
        full=full,
    )
    headers: list[tuple[str, str]] = []
    for name, member in shape.members.items():
        where = member.serialization
        if name in NEVER or where.get("location") not in {"header", "headers"} or not generator.has(shape, name):
            continue
        if where["location"] == "headers":
            names = draw(st.lists(st.text(st.sampled_from("abz-09"), min_size=1, max_size=5), unique=True, max_size=3))
            headers += [(f"{where['name']}{each}", draw(_VISIBLE)) for each in names]
        else:
            headers.append((where.get("name", name), _text(draw, member, name, in_header=True)))
    if root is None:
        return Raw(200, tuple(headers), b"")
    element = Element(root)
    if draw(st.booleans()):
        element.set("xmlns", "http://s3.amazonaws.com/doc/2006-03-01/")
    payload = shape.serialization.get("payload")
    generator.fill(element, shape.members[payload] if payload else shape)
    return Raw(200, tuple(headers), _written(element))


def _written(element: Element) -> bytes:
    # A parser reads a literal carriage return as a line feed.
    document: bytes = tostring(element, "utf-8", xml_declaration=True)
    return document.replace(b"\r", b"&#13;")


@st.composite
def error_responses(draw: Draw) -> Raw:
    """Generate an error response, with a status of failure or of success."""
    element = Element("Error")
    parts = {
        "Code": draw(_VISIBLE),
        "Message": draw(_TEXT.filter(str.strip)),
        "RequestId": "7",
        "Resource": draw(_TEXT),
    }
    for name in draw(st.permutations(list(parts))):
        SubElement(element, name).text = parts[name]
    status: int = draw(st.sampled_from([200, 400, 403, 404, 405, 409, 412, 416, 500, 503]))
    return Raw(status, (("x-amz-request-id", "7"),), _written(element))
