"""botocore's side: its parser, and answers of any content made by its model of S3.

Nothing here knows how this client reads: which parts an answer has, how they are called and what they hold is what
botocore's model says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_plus
from xml.etree.ElementTree import Element, SubElement, tostring

import botocore.parsers  # type: ignore[import-untyped]  # boto3 ships no types
import botocore.session  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.awsrequest import HeadersDict  # type: ignore[import-untyped]  # boto3 ships no types
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Draw = Callable[[st.SearchStrategy[Any]], Any]

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Raw:
    """An answer as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@cache
def service() -> Any:
    """Return botocore's model of S3."""
    return botocore.session.get_session().get_service_model("s3")


def output(action: str) -> Any:
    """Return the shape of an action's answer."""
    return service().operation_model(action).output_shape


def is_known(action: str) -> bool:
    """Return whether botocore has this action."""
    return action in service().operation_names


# -- reading -------------------------------------------------------------------------------------------------------

_ENCODED = frozenset({"Delimiter", "Marker", "NextMarker", "Prefix", "StartAfter", "KeyMarker", "NextKeyMarker", "Key"})
"""What `encoding-type=url` is about (S3 API pages of the listings)."""


def parsed(action: str, answer: Raw) -> dict[str, Any]:
    """Return what botocore reads of an answer."""
    # A botocore client takes an error behind a status that says yes for a failure, and so lets it be read as one.
    status = 500 if answer.body.rpartition(b"?>")[2].lstrip().startswith(b"<Error") else answer.status
    # The S3 API page GetBucketPolicyStatus has `TRUE`, which botocore takes for no.
    body = answer.body.replace(b">TRUE<", b">true<")
    told: dict[str, Any] = botocore.parsers.create_parser("rest-xml").parse(
        {"status_code": status, "headers": HeadersDict(dict(answer.headers)), "body": body}, output(action)
    )
    if told.get("EncodingType") == "url":
        told = _decoded(told)
    return told


def _decoded(told: Any) -> Any:
    # botocore does so too, in handlers of its clients, but not for all listings and not for all names.
    if isinstance(told, dict):
        return {
            name: unquote_plus(value) if name in _ENCODED and isinstance(value, str) else _decoded(value)
            for name, value in told.items()
        }
    return [_decoded(value) for value in told] if isinstance(told, list) else told


class Told:
    """What botocore read, which remembers what of it was looked at."""

    def __init__(self, told: Mapping[str, Any], seen: set[str] | None = None, path: str = "") -> None:
        self._told, self._path = told, path
        self._seen: set[str] = set() if seen is None else seen

    def get(self, name: str, default: Any = None) -> Any:
        """Return a part; lists of parts are tuples."""
        path = f"{self._path}{name}"
        self._seen.add(path)
        value = self._told.get(name, default)
        if isinstance(value, dict):
            return Told(value, self._seen, f"{path}.")
        if isinstance(value, list):
            return tuple(Told(v, self._seen, f"{path}.") if isinstance(v, dict) else v for v in value)
        return value

    def each(self, name: str) -> tuple[Any, ...]:
        """Return the parts of a list, none where it is missing."""
        found: tuple[Any, ...] = self.get(name, ())
        return found

    def inner(self, name: str) -> Told:
        """Return a part that has parts, an empty one where it is missing."""
        found: Told = self.get(name, {})
        return found

    def has(self, name: str) -> bool:
        """Return whether a part is there, maybe with nothing in it."""
        return name in self._told

    def mapping(self, name: str) -> dict[str, str]:
        """Return a part that maps any names to text."""
        inner = self.inner(name)
        return {key: inner.get(key) for key in inner._told}

    def unseen(self) -> set[str]:
        """Return the parts that were there and not looked at."""
        return set(_leaves(self._told, "")) - self._seen


def _leaves(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path


# -- making --------------------------------------------------------------------------------------------------------

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
"""By the shape, what every answer has: without it there is no object, part, or tag to speak of."""
NEVER = {"ContentRange", "Expires"}
"""Headers that go with others (tested elsewhere), or that botocore gives no meaning."""
NAMED = {"Bucket": {"Name"}, "CreateMultipartUploadOutput": {"UploadId"}}
"""By the shape, what is never empty."""

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
class _Making:
    draw: Draw
    encoded: bool
    truncated: bool
    full: bool

    def has(self, shape: Any, name: str) -> bool:
        """Decide whether a part is there."""
        if name == "EncodingType":
            return self.encoded
        if name == "IsTruncated":
            return self.truncated
        always = name in ALWAYS.get(shape.name, ()) or (self.truncated and name.startswith("Next"))
        return always or self.full or bool(self.draw(st.booleans()))

    def fill(self, element: Element, shape: Any) -> None:
        """Add an element's parts, in any order."""
        members = list(shape.members.items())
        if self.draw(st.booleans()):
            members.reverse()
        for name, member in members:
            where = member.serialization
            if "location" in where or not self.has(shape, name):
                continue
            if where.get("xmlAttribute"):
                element.set(f"{{{XSI}}}{where['name'].rpartition(':')[2]}", _text(self.draw, member, name))
            else:
                self.add(element, shape, name, member)

    def add(self, parent: Element, shape: Any, name: str, member: Any) -> None:
        """Add a part, as often as it is there."""
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
            SubElement(parent, called).text = quote(text) if self.encoded and name in _ENCODED else text


@st.composite
def answers(draw: Draw, action: str, root: str | None, *, full: bool = False) -> Raw:
    """Make an answer of this action whose document is called `root`; a full one has all parts that there are."""
    shape = output(action)
    making = _Making(
        draw,
        encoded="EncodingType" in shape.members and draw(st.booleans()),
        truncated="IsTruncated" in shape.members and (full or draw(st.booleans())),
        full=full,
    )
    headers: list[tuple[str, str]] = []
    for name, member in shape.members.items():
        where = member.serialization
        if name in NEVER or where.get("location") not in {"header", "headers"} or not making.has(shape, name):
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
    making.fill(element, shape.members[payload] if payload else shape)
    return Raw(200, tuple(headers), _written(element))


def _written(element: Element) -> bytes:
    # A literal carriage return is a line feed to whoever reads it.
    document: bytes = tostring(element, "utf-8", xml_declaration=True)
    return document.replace(b"\r", b"&#13;")


@st.composite
def refusals(draw: Draw) -> Raw:
    """Make an answer that says no, or one that says yes before it says no."""
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
