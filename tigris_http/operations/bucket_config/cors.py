"""CORS rules of a bucket: which pages of other origins may use it.

The first rule that fits origin, method and headers counts. Reference: https://www.tigrisdata.com/docs/buckets/cors/.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import INTEGER, TEXT, Part, Shape
from tigris_http.operations._base import Operation, Silent

METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD", "*")
METHODS_OF_SETTINGS = (*METHODS, "OPTIONS", "PATCH", "TRACE", "CONNECT")
"""The methods of Tigris' own SDK; S3's documents allow fewer."""
MAX_RULES = 100
MAX_SECONDS = 2**31 - 1
"""S3's numbers have 32 bits."""


@dataclass(frozen=True, slots=True)
class CORSRule:
    """Permissions of pages from some origins. `"*"` stands for all, alone in its list."""

    allowed_origins: tuple[str, ...] = ()
    """Origins such as `https://a.example`, or patterns with one `*`."""
    allowed_methods: tuple[str, ...] = ()
    """`GET`, `PUT`, `POST`, `DELETE`, `HEAD`; for `update_bucket` also `OPTIONS`, `PATCH`, `TRACE`, `CONNECT`."""
    allowed_headers: tuple[str, ...] = ()
    """Header fields that a page may send."""
    expose_headers: tuple[str, ...] = ()
    """Header fields of the answer that a page may read."""
    max_age_seconds: int | None = None
    """Seconds that a browser may cache the rule."""
    id: str | None = None
    """A name for the rule, 1 to 255 characters. `update_bucket` does not keep it."""
    says_more: bool = False
    """Whether a part of the rule could not be read. Writing it back would lose that part, and is refused."""


CORS_RULE = Shape(
    CORSRule,
    Part("ID", "id", TEXT, cosmetic=True),
    Part("AllowedOrigin", "allowed_origins", TEXT, many=True, cosmetic=True),
    Part("AllowedMethod", "allowed_methods", TEXT, many=True, cosmetic=True),
    Part("AllowedHeader", "allowed_headers", TEXT, many=True, cosmetic=True),
    Part("ExposeHeader", "expose_headers", TEXT, many=True, cosmetic=True),
    Part("MaxAgeSeconds", "max_age_seconds", INTEGER, cosmetic=True),
    mark="says_more",
)
CORS_RULE_JSON = Shape(
    CORSRule,
    Part("allowedOrigin", "allowed_origins", TEXT, many=True, cosmetic=True),  # the singular is Tigris'
    Part("allowedMethods", "allowed_methods", TEXT, many=True, cosmetic=True),
    Part("allowedHeaders", "allowed_headers", TEXT, many=True, cosmetic=True),
    Part("exposeHeaders", "expose_headers", TEXT, many=True, cosmetic=True),
    Part("maxAge", "max_age_seconds", INTEGER, cosmetic=True),
    mark="says_more",
)


@dataclass(frozen=True, slots=True)
class _Configuration:
    rules: tuple[CORSRule, ...]


_CONFIGURATION = Shape(_Configuration, Part("CORSRule", "rules", CORS_RULE, many=True))


def checked_cors(name: str, rules: Iterable[CORSRule], methods: tuple[str, ...] = METHODS) -> tuple[CORSRule, ...]:
    """Return rules that use only these methods; raise for others."""
    found = arguments.several(name, rules, CORSRule)
    if len(found) > MAX_RULES:
        raise ValueError(f"{name} must be at most {MAX_RULES}, not {len(found)}")
    for rule in found:
        _check(rule, methods)
    return found


def _check(rule: CORSRule, methods: tuple[str, ...]) -> None:
    if arguments.flag("says_more", rule.says_more):
        raise ValueError("a rule with says_more cannot be written: its unread part would be lost")
    for name in ("allowed_origins", "allowed_methods", "allowed_headers", "expose_headers"):
        values = arguments.several(name, getattr(rule, name), str)
        for value in values:
            if not arguments.header_text(name, value) or " " in value:
                raise ValueError(f"{name} must have values without spaces that are not empty, not {value[:80]!r}")
            if value.count("*") > 1:
                raise ValueError(f"{name} must have values with one '*' at most, not {value[:80]!r}")
        if "*" in values and len(values) > 1:
            raise ValueError(f"{name} must have '*' alone, since it stands for all")
    if not rule.allowed_origins:
        raise ValueError("allowed_origins must name at least one origin, or '*'")
    if not rule.allowed_methods:
        raise ValueError("allowed_methods must name at least one method, or '*'")
    for method in rule.allowed_methods:
        arguments.one_of("allowed_methods", method, methods)
    if rule.max_age_seconds is not None:
        arguments.count("max_age_seconds", rule.max_age_seconds, most=MAX_SECONDS)
    if rule.id is not None and not 1 <= len(arguments.text("id", rule.id)) <= 255:
        raise ValueError("id must have 1 to 255 characters")


@dataclass(frozen=True, slots=True)
class GetBucketCors(Operation["tuple[CORSRule, ...]"]):
    """Return a bucket's CORS rules in order; `NotFound` (`NoSuchCORSConfiguration`) if there are none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?cors`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("cors", ""),))

    def parse(self, response: Response) -> tuple[CORSRule, ...]:
        return document(response.head, response.body, "CORSConfiguration").read(_CONFIGURATION).rules


@dataclass(frozen=True, slots=True)
class PutBucketCors(Silent):
    """Replace all CORS rules of a bucket."""

    bucket: str
    """Name of the bucket."""
    rules: Iterable[CORSRule]
    """1 to 100 rules, in order. `delete_bucket_cors` removes them all."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", arguments.several("rules", self.rules, CORSRule))

    def request(self) -> Request:
        """Return `PUT /{bucket}?cors`."""
        rules = checked_cors("rules", self.rules)
        if not rules:
            raise ValueError("rules must be at least one; delete_bucket_cors removes them")
        body = xml.written("CORSConfiguration", _CONFIGURATION, _Configuration(rules))
        headers = (("content-type", "application/xml"),)
        return Request("PUT", check_bucket_name(self.bucket), None, (("cors", ""),), headers, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketCors(Silent):
    """Remove a bucket's CORS rules. No error if there are none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}?cors`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("cors", ""),))
