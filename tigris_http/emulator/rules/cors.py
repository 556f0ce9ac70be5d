"""CORS rules: their two written forms, and the choice of the rule that applies.

Contract: `PATCH` (`cors`) and `?cors` write the same rules. "CORS rules are tried in order: origin, then method (or
`Access-Control-Request-Method`), then requested headers; the first full match supplies the headers."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http import xml
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_CORS_METHODS: Final = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD"})
_METHODS_OF_JSON: Final = _CORS_METHODS | {"OPTIONS", "PATCH", "TRACE", "CONNECT"}
"""The methods of the TypeScript SDK; `PutBucketCors` of S3 takes fewer."""
_MAX_CORS_RULES: Final = 100
_MAX_CORS_ID: Final = 255
_MAX_AGE: Final = 2**31 - 1


@dataclass(frozen=True)
class CorsRule:
    """One rule. `id` exists in XML only."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int | None = None
    id: str | None = None

    def allows(self, origin: str, method: str, headers: Sequence[str]) -> bool:
        """Return whether a page of `origin` may use `method` with these request headers."""
        return (
            any(_like(origin, pattern) for pattern in self.origins)
            and any(pattern in {"*", method} for pattern in self.methods)
            and all(any(_like(name.lower(), pattern.lower()) for pattern in self.headers) for name in headers)
        )

    def answer(self, origin: str, asked: Sequence[str]) -> list[tuple[str, str]]:
        """Return the headers for the browser; `asked` are the header names in a preflight."""
        any_origin = "*" in self.origins
        methods = sorted(_CORS_METHODS) if "*" in self.methods else self.methods
        named = [("Access-Control-Allow-Origin", "*" if any_origin else origin)]
        if not any_origin:
            named.append(("Access-Control-Allow-Credentials", "true"))
        named.append(("Access-Control-Allow-Methods", ", ".join(methods)))
        if asked:
            named.append(("Access-Control-Allow-Headers", ", ".join(name.lower() for name in asked)))
        if self.exposed:
            named.append(("Access-Control-Expose-Headers", ", ".join(self.exposed)))
        if self.max_age is not None:
            named.append(("Access-Control-Max-Age", str(self.max_age)))
        return [*named, ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")]


def first(rules: Sequence[CorsRule], origin: str, method: str, headers: Sequence[str] = ()) -> CorsRule | None:
    """Return the first matching rule, or None."""
    return next((rule for rule in rules if rule.allows(origin, method, headers)), None)


def from_json(value: object) -> tuple[CorsRule, ...]:
    """Read the `cors` of a PATCH: `{"rules": [...]}`, or `null` for none."""
    if value is None:
        return ()
    outer = Fields(value, "cors")
    rules: list[CorsRule] = []
    for entry in outer.entries("rules"):
        fields = Fields(entry, "cors.rules")
        rules.append(
            CorsRule(
                fields.texts("allowedOrigin"),
                fields.texts("allowedMethods"),
                fields.texts("allowedHeaders"),
                fields.texts("exposeHeaders"),
                fields.number("maxAge"),
            )
        )
        fields.end()
    outer.end()
    return _checked(rules, _METHODS_OF_JSON)


def to_json(rules: Sequence[CorsRule]) -> dict[str, object] | None:
    """Write the `cors` of the metadata."""
    if not rules:
        return None
    written: list[dict[str, object]] = []
    for rule in rules:
        entry: dict[str, object] = {
            "allowedOrigin": list(rule.origins),
            "allowedMethods": list(rule.methods),
            "allowedHeaders": list(rule.headers),
            "exposeHeaders": list(rule.exposed),
        }
        if rule.max_age is not None:
            entry["maxAge"] = rule.max_age
        written.append(entry)
    return {"rules": written}


def from_xml(document: Element) -> tuple[CorsRule, ...]:
    """Read a `CORSConfiguration`."""
    rules = [
        CorsRule(
            xml.texts(rule, "AllowedOrigin"),
            xml.texts(rule, "AllowedMethod"),
            xml.texts(rule, "AllowedHeader"),
            xml.texts(rule, "ExposeHeader"),
            xml.number(rule, "MaxAgeSeconds"),
            xml.text(rule, "ID"),
        )
        for rule in xml.children(document, "CORSRule")
    ]
    if not rules:
        raise ValueError("a CORSConfiguration needs a CORSRule")
    return _checked(rules, _CORS_METHODS)


def to_xml(rules: Sequence[CorsRule]) -> list[tuple[str, xml.Value]]:
    """Write the children of a `CORSConfiguration`."""
    written: list[tuple[str, xml.Value]] = []
    for rule in rules:
        fields: list[tuple[str, xml.Value]] = [] if rule.id is None else [("ID", rule.id)]
        for name, values in (
            ("AllowedOrigin", rule.origins),
            ("AllowedMethod", rule.methods),
            ("AllowedHeader", rule.headers),
            ("ExposeHeader", rule.exposed),
        ):
            fields += [(name, value) for value in values]
        if rule.max_age is not None:
            fields.append(("MaxAgeSeconds", rule.max_age))
        written.append(("CORSRule", fields))
    return written


def _checked(rules: list[CorsRule], methods: frozenset[str]) -> tuple[CorsRule, ...]:
    if len(rules) > _MAX_CORS_RULES:
        raise ErrorResponse("InvalidArgument", f"A bucket may have {_MAX_CORS_RULES} CORS rules.")
    for rule in rules:
        if not rule.origins or not rule.methods:
            raise ErrorResponse("InvalidArgument", "A CORS rule needs an origin and a method.")
        for values in (rule.origins, rule.methods, rule.headers, rule.exposed):
            if "*" in values and len(values) > 1:
                raise ErrorResponse("InvalidArgument", "* may not be mixed with other values in a CORS rule.")
            if any(not re.fullmatch("[!-~]+", value) for value in values):
                raise ErrorResponse("InvalidArgument", "A value of a CORS rule is not valid.")
        for method in rule.methods:
            if method != "*" and method not in methods:
                raise ErrorResponse("InvalidArgument", f"CORS rules do not allow the method {method}.")
        for value in (*rule.origins, *rule.headers):
            if value.count("*") > 1:
                raise ErrorResponse("InvalidArgument", f"{value} has more than one wildcard.")
        if rule.max_age is not None and not 0 <= rule.max_age <= _MAX_AGE:
            raise ErrorResponse("InvalidArgument", "The seconds of a CORS rule must not be negative.")
        if rule.id is not None and len(rule.id) > _MAX_CORS_ID:
            raise ErrorResponse("InvalidArgument", f"The ID of a CORS rule may have {_MAX_CORS_ID} characters.")
    return tuple(rules)


def _like(value: str, pattern: str) -> bool:
    head, star, tail = pattern.partition("*")
    if not star:
        return value == pattern
    return len(value) >= len(head) + len(tail) and value.startswith(head) and value.endswith(tail)
