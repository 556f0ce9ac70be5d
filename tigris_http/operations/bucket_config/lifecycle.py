"""Lifecycle rules of a bucket: transitions to a colder tier, and expirations.

Days and dates begin at midnight UTC. Reference: https://www.tigrisdata.com/docs/buckets/object-lifecycle-rules/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import document
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import BOOLEAN, INTEGER, TEXT, Kind, Part, Shape, json_integer, json_text
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation, Silent

MAX_RULES = 10
MAX_DAYS = 2**31 - 1
"""S3's numbers have 32 bits."""
MAX_PREFIX = 1024
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?")
COLDER = ("STANDARD_IA", "GLACIER", "GLACIER_IR")
"""The tiers of transitions."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of objects to a colder tier. Give `days` or `date`."""

    storage_class: str | None = ""
    """`STANDARD_IA`, `GLACIER` or `GLACIER_IR`; None if that cannot be read."""
    days: int | None = None
    """Days after the last modification, at least 1."""
    date: date | None = None
    """From this day on, at midnight UTC."""


@dataclass(frozen=True, slots=True)
class Expiration:
    """A deletion of objects. Give `days` or `date`."""

    days: int | None = None
    """Days after the last modification, at least 1."""
    date: date | None = None
    """From this day on, at midnight UTC."""
    enabled: bool | None = None
    """Tigris' own switch, which S3's documents lack; None for that of the rule."""


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """One rule, at least a transition or an `expiration`. Checked when it is sent, not when it is read."""

    id: str | None = None
    """1 to 36 characters; None lets the service make one."""
    enabled: bool | None = True
    """None if that cannot be read."""
    prefix: str | None = None
    """Prefix of the keys, up to 1,024 bytes; None for all keys."""
    transitions: tuple[Transition, ...] = ()
    """At most one."""
    expiration: Expiration | None = None
    """None for no deletion."""
    says_more: bool = False
    """Whether the rule has more than is read here: tags, sizes, older versions, unfinished uploads, or a part that
    cannot be read (its field is None). Without it the rule would often match more objects, so writing it back is
    refused."""


def _date(text: str) -> date:
    # S3 writes midnight of the day, Tigris' JSON the day alone.
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise MalformedResponse(f"not a date: {text[:40]!r}") from None


def _midnight(value: date) -> str:
    return f"{value.isoformat()}T00:00:00Z"


def _status(text: str) -> bool:
    if text not in {"Enabled", "Disabled"}:
        raise MalformedResponse(f"neither Enabled nor Disabled: {text[:40]!r}")
    return text == "Enabled"


def _json_status(value: object) -> bool:
    if json_integer(value) not in {1, 2}:
        raise MalformedResponse("is neither 1 nor 2")
    return value == 1


def _status_word(enabled: bool) -> str:
    return "Enabled" if enabled else "Disabled"


_DATE = Kind[date](_date, _midnight, lambda value: _date(json_text(value)), date.isoformat)
_STATUS = Kind[bool](_status, _status_word, _json_status, lambda enabled: 1 if enabled else 2)

_TRANSITION = Shape(
    Transition,
    Part("Days", "days", INTEGER, cosmetic=True),
    Part("Date", "date", _DATE, cosmetic=True),
    Part("StorageClass", "storage_class", TEXT, cosmetic=True),
)
_EXPIRATION = Shape(
    Expiration, Part("Days", "days", INTEGER, cosmetic=True), Part("Date", "date", _DATE, cosmetic=True)
)
LIFECYCLE_RULE = Shape(
    LifecycleRule,
    Part("ID", "id", TEXT, cosmetic=True),
    Part("Status", "enabled", _STATUS, cosmetic=True),
    Part("Filter/Prefix", "prefix", TEXT, cosmetic=True),
    Part("Transition", "transitions", _TRANSITION, many=True, cosmetic=True),
    Part("Expiration", "expiration", _EXPIRATION, cosmetic=True),
    mark="says_more",
)
_TRANSITION_JSON = Shape(
    Transition,
    Part("storage_class", "storage_class", TEXT, cosmetic=True),
    Part("days", "days", INTEGER, cosmetic=True),
    Part("date", "date", _DATE, cosmetic=True),
)
_EXPIRATION_JSON = Shape(
    Expiration,
    Part("days", "days", INTEGER, cosmetic=True),
    Part("date", "date", _DATE, cosmetic=True),
    Part("enabled", "enabled", BOOLEAN, cosmetic=True),
)
LIFECYCLE_RULE_JSON = Shape(
    LifecycleRule,
    Part("id", "id", TEXT, cosmetic=True),
    Part("status", "enabled", _STATUS, cosmetic=True),
    Part("filter/prefix", "prefix", TEXT, cosmetic=True),
    Part("transitions", "transitions", _TRANSITION_JSON, many=True, cosmetic=True),
    Part("expiration", "expiration", _EXPIRATION_JSON, cosmetic=True),
    mark="says_more",
)


def _limits_more(value: object) -> bool:
    return isinstance(value, dict) and any(value[name] for name in value.keys() - {"prefix"})  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


_MORE = Kind[bool](bool, str, _limits_more, bool)
LIFECYCLE_RULE_JSON_READ = Shape(
    LifecycleRule, *LIFECYCLE_RULE_JSON.parts, Part("filter", "says_more", _MORE), mark="says_more"
)
"""Also reads whether a rule is for fewer objects than its prefix covers."""


@dataclass(frozen=True, slots=True)
class _Configuration:
    rules: tuple[LifecycleRule, ...]


_CONFIGURATION = Shape(_Configuration, Part("Rule", "rules", LIFECYCLE_RULE, many=True))
# S3 also allows a prefix beside the filter, and in a list of conditions. A rule read without that prefix and written
# back would delete all objects of the bucket.
_ANY_PREFIX = (Part("Prefix", "prefix", TEXT), Part("Filter/And/Prefix", "prefix", TEXT))
# Parts of S3's rules that Tigris lacks (S3 API type LifecycleRule).
_BEYOND = (
    *("Filter/Tag", "Filter/ObjectSizeGreaterThan", "Filter/ObjectSizeLessThan"),
    *("Filter/And/Tag", "Filter/And/ObjectSizeGreaterThan", "Filter/And/ObjectSizeLessThan"),
    *("Expiration/ExpiredObjectDeleteMarker", "NoncurrentVersionTransition", "NoncurrentVersionExpiration"),
    "AbortIncompleteMultipartUpload",
)


def _rule(beyond: tuple[str, ...] = (), says_more: bool = False, **rest: object) -> LifecycleRule:
    return LifecycleRule(says_more=says_more or bool(beyond), **rest)  # type: ignore[arg-type]  # of the shape


_ANY_RULE = Shape(
    _rule,
    *LIFECYCLE_RULE.parts,
    *_ANY_PREFIX,
    *(Part(path, "beyond", TEXT, many=True) for path in _BEYOND),
    mark="says_more",
)
_READ = Shape(_Configuration, Part("Rule", "rules", _ANY_RULE, many=True))


def checked_lifecycle(name: str, rules: Iterable[LifecycleRule]) -> tuple[LifecycleRule, ...]:
    """Check rules; return them."""
    found = arguments.several(name, rules, LifecycleRule)
    if len(found) > MAX_RULES:
        raise ValueError(f"{name} must be at most {MAX_RULES}, not {len(found)}")
    ids = [rule.id for rule in found if rule.id is not None]
    if len(set(ids)) < len(ids):
        raise ValueError(f"{name} must have different ids")
    for rule in found:
        _check(rule)
    return found


def with_switches(rules: tuple[LifecycleRule, ...]) -> tuple[LifecycleRule, ...]:
    """Return rules for Tigris' JSON: each expiration has a switch, by default that of its rule."""
    return tuple(
        rule
        if rule.expiration is None or rule.expiration.enabled is not None
        else replace(rule, expiration=replace(rule.expiration, enabled=rule.enabled))
        for rule in rules
    )


def _check(rule: LifecycleRule) -> None:
    if arguments.flag("says_more", rule.says_more):
        raise ValueError("a rule with says_more cannot be written: its unread part would be lost")
    if rule.enabled is None:
        raise TypeError("enabled must be a bool, not NoneType")
    arguments.flag("enabled", rule.enabled)
    if rule.id is not None and not 1 <= len(arguments.text("id", rule.id)) <= 36:
        raise ValueError(f"id must have 1 to 36 characters, not {len(rule.id)}")
    if rule.prefix is not None:
        size = len(arguments.text("prefix", rule.prefix).encode())
        if size > MAX_PREFIX:
            raise ValueError(f"prefix must be at most {MAX_PREFIX:,} bytes, as keys are, not {size:,}")
    transitions = arguments.several("transitions", rule.transitions, Transition)
    if len(transitions) > 1:
        raise ValueError("transitions must be at most one: chain tiers by one rule for each step")
    for transition in transitions:
        arguments.one_of("storage_class", transition.storage_class or "", COLDER)
        _check_moment("a transition", transition.days, transition.date)
    expiration = rule.expiration
    if expiration is not None:
        if not isinstance(expiration, Expiration):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"expiration must be an Expiration, not {type(expiration).__name__}")
        if expiration.enabled is not None:
            arguments.flag("enabled", expiration.enabled)
        _check_moment("an expiration", expiration.days, expiration.date)
    if not transitions and expiration is None:
        raise ValueError("a rule must have a transition or an expiration")


def _check_moment(kind: str, days: int | None, day: date | None) -> None:
    if (days is None) == (day is None):
        raise ValueError(f"{kind} must have days or a date, one of them")
    if days is not None:
        arguments.count("days", days, least=1, most=MAX_DAYS)
    if day is not None and (isinstance(day, datetime) or not isinstance(day, date)):  # pyright: ignore[reportUnnecessaryIsInstance]
        # The service knows only midnight UTC; a time of day would be lost.
        raise TypeError(f"date must be a date without a time, not {type(day).__name__}")


@dataclass(frozen=True, slots=True)
class GetBucketLifecycleConfiguration(Operation["tuple[LifecycleRule, ...]"]):
    """Return a bucket's lifecycle rules; `NotFound` (`NoSuchLifecycleConfiguration`) if there are none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `GET /{bucket}?lifecycle`."""
        return Request("GET", check_bucket_name(self.bucket), query=(("lifecycle", ""),))

    def parse(self, response: Response) -> tuple[LifecycleRule, ...]:
        return document(response.head, response.body, "LifecycleConfiguration").read(_READ).rules


@dataclass(frozen=True, slots=True)
class PutBucketLifecycleConfiguration(Silent):
    """Replace all lifecycle rules of a bucket. `ServiceError` (400) for a snapshot bucket."""

    bucket: str
    """Name of the bucket."""
    rules: Iterable[LifecycleRule]
    """1 to 10 rules with different ids. `delete_bucket_lifecycle` removes them all."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", arguments.several("rules", self.rules, LifecycleRule))

    def request(self) -> Request:
        """Return `PUT /{bucket}?lifecycle`."""
        rules = checked_lifecycle("rules", self.rules)
        if not rules:
            raise ValueError("rules must be at least one; delete_bucket_lifecycle removes them")
        if any(rule.expiration is not None and rule.expiration.enabled not in {None, rule.enabled} for rule in rules):
            raise ValueError("an expiration with a switch of its own is for update_bucket: S3's document has none")
        body = xml.written("LifecycleConfiguration", _CONFIGURATION, _Configuration(rules))
        headers = (("content-type", "application/xml"),)
        return Request("PUT", check_bucket_name(self.bucket), None, (("lifecycle", ""),), headers, body)


@dataclass(frozen=True, slots=True)
class DeleteBucketLifecycle(Silent):
    """Remove a bucket's lifecycle rules. No error if there are none."""

    bucket: str
    """Name of the bucket."""

    def request(self) -> Request:
        """Return `DELETE /{bucket}?lifecycle`."""
        return Request("DELETE", check_bucket_name(self.bucket), query=(("lifecycle", ""),))
