"""Lifecycle rules and their two written forms.

Contract: `PATCH` (`lifecycle_rules`) and `?lifecycle` write the same rules, at most ten, each with at most one
transition and one expiration. "Allowed fields only". A rule is stored and shown; nothing here carries it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from tigris_http.emulator.http import xml
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_CLASSES: Final = frozenset({"STANDARD_IA", "GLACIER", "GLACIER_IR"})
_MAX_LIFECYCLE_RULES: Final = 10
_MAX_LIFECYCLE_ID: Final = 36
_MAX_DAYS: Final = 2**31 - 1
_ENABLED: Final = 1
_DISABLED: Final = 2


@dataclass(frozen=True)
class LifecycleRule:
    """One rule. An action has either `days` or `date` (`YYYY-MM-DD`)."""

    id: str
    enabled: bool
    prefix: str = ""
    transition_class: str | None = None
    transition_days: int | None = None
    transition_date: str | None = None
    expiration_days: int | None = None
    expiration_date: str | None = None
    expiration_enabled: bool = True
    """JSON only. Tigris' TypeScript SDK keeps it equal to the status."""

    @property
    def expires(self) -> bool:
        """True if it has an expiration."""
        return self.expiration_days is not None or self.expiration_date is not None


def from_json(value: object) -> tuple[LifecycleRule, ...]:
    """Read the `lifecycle_rules` of a PATCH; `[]` and `null` mean none."""
    outer = Fields({"lifecycle_rules": value}, "the body")
    rules: list[LifecycleRule] = []
    for entry in outer.entries("lifecycle_rules"):
        fields = Fields(entry, "lifecycle_rules")
        status = fields.number("status")
        if status not in {None, _ENABLED, _DISABLED}:
            raise ErrorResponse("InvalidArgument", "lifecycle_rules.status must be 1 or 2")
        enabled = status != _DISABLED
        chosen = fields.inner("filter")
        prefix = None if chosen is None else chosen.text("prefix")
        if chosen is not None:
            chosen.end()
        transitions = fields.entries("transitions")
        if len(transitions) > 1:
            raise ErrorResponse("InvalidArgument", "A lifecycle rule may have one transition.")
        transition = Fields(transitions[0], "lifecycle_rules.transitions") if transitions else None
        expiration = fields.inner("expiration")
        expires = None if expiration is None else expiration.flag("enabled")
        rules.append(
            LifecycleRule(
                fields.text("id") or str(uuid4()),
                enabled,
                prefix or "",
                None if transition is None else transition.need("storage_class", transition.text),
                *_json_due(transition),
                *_json_due(expiration),
                expiration_enabled=enabled if expires is None else expires,
            )
        )
        fields.end()
    return _checked(rules)


def _json_due(action: Fields | None) -> tuple[int | None, str | None]:
    if action is None:
        return None, None
    due = action.number("days"), action.text("date")
    action.end()
    return _checked_due(*due)


def to_json(rules: Sequence[LifecycleRule]) -> list[dict[str, object]]:
    """Write the `lifecycle_rules` of the metadata."""
    written: list[dict[str, object]] = []
    for rule in rules:
        entry: dict[str, object] = {
            "id": rule.id,
            "status": _ENABLED if rule.enabled else _DISABLED,
            "filter": {"prefix": rule.prefix},
        }
        if rule.transition_class is not None:
            due = _dated("days", rule.transition_days, "date", rule.transition_date)
            entry["transitions"] = [{"storage_class": rule.transition_class, **due}]
        if rule.expires:
            due = _dated("days", rule.expiration_days, "date", rule.expiration_date)
            entry["expiration"] = {**due, "enabled": rule.expiration_enabled}
        written.append(entry)
    return written


def from_xml(document: Element) -> tuple[LifecycleRule, ...]:
    """Read a `LifecycleConfiguration`."""
    xml.only(document, "Rule")
    rules: list[LifecycleRule] = []
    for rule in document:
        xml.only(rule, "ID", "Status", "Filter", "Transition", "Expiration")
        status = xml.text(rule, "Status")
        if status not in {"Enabled", "Disabled"}:
            raise ValueError("<Status> must be Enabled or Disabled")
        chosen = xml.child(rule, "Filter")
        if chosen is not None:
            xml.only(chosen, "Prefix")
        for name in ("Transition", "Expiration"):
            if len(xml.children(rule, name)) > 1:
                raise ErrorResponse("InvalidArgument", f"A lifecycle rule may have one {name}.")
        transition, expiration = xml.child(rule, "Transition"), xml.child(rule, "Expiration")
        enabled = status == "Enabled"
        rules.append(
            LifecycleRule(
                xml.text(rule, "ID") or str(uuid4()),
                enabled,
                ("" if chosen is None else xml.text(chosen, "Prefix")) or "",
                None if transition is None else (xml.text(transition, "StorageClass") or ""),
                *_xml_due(transition, "Days", "Date", "StorageClass"),
                *_xml_due(expiration, "Days", "Date"),
                expiration_enabled=enabled,
            )
        )
    if not rules:
        raise ValueError("a LifecycleConfiguration needs a Rule")
    return _checked(rules)


def _xml_due(action: Element | None, *allowed: str) -> tuple[int | None, str | None]:
    if action is None:
        return None, None
    xml.only(action, *allowed)
    return _checked_due(xml.number(action, "Days"), xml.text(action, "Date"))


def to_xml(rules: Sequence[LifecycleRule]) -> list[tuple[str, xml.Value]]:
    """Write the children of a `LifecycleConfiguration`."""
    written: list[tuple[str, xml.Value]] = []
    for rule in rules:
        fields: list[tuple[str, xml.Value]] = [
            ("ID", rule.id),
            ("Status", "Enabled" if rule.enabled else "Disabled"),
            ("Filter", [("Prefix", rule.prefix)]),
        ]
        if rule.transition_class is not None:
            due = _dated("Days", rule.transition_days, "Date", _midnight(rule.transition_date))
            fields.append(("Transition", [*due.items(), ("StorageClass", rule.transition_class)]))
        if rule.expires:
            due = _dated("Days", rule.expiration_days, "Date", _midnight(rule.expiration_date))
            fields.append(("Expiration", list(due.items())))
        written.append(("Rule", fields))
    return written


def _dated(days_name: str, days: int | None, date_name: str, day: str | None) -> dict[str, int | str]:
    return {name: value for name, value in ((days_name, days), (date_name, day)) if value is not None}


def _midnight(day: str | None) -> str | None:
    return None if day is None else f"{day}T00:00:00Z"


def _checked_due(days: int | None, day: str | None) -> tuple[int | None, str | None]:
    """Check the date of an action, which counts from midnight UTC."""
    if (days is None) == (day is None):
        raise ErrorResponse("InvalidArgument", "A lifecycle action needs days or a date.")
    if days is not None and not 1 <= days <= _MAX_DAYS:
        raise ErrorResponse("InvalidArgument", "The days of a lifecycle action must be above zero.")
    return days, None if day is None else _day(day.strip())


def _day(text: str) -> str:
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d))?", text, re.ASCII)
    if found is None:
        raise ErrorResponse("InvalidArgument", f"{text} is not a date.")
    try:
        if found[2] is None:
            return date.fromisoformat(found[1]).isoformat()
        zone = "+00:00" if found[3] == "Z" else found[3]
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}")
        return moment.astimezone(timezone.utc).date().isoformat()
    except (ValueError, OverflowError) as problem:
        raise ErrorResponse("InvalidArgument", f"{text} is not a date.") from problem


def _checked(rules: list[LifecycleRule]) -> tuple[LifecycleRule, ...]:
    if len(rules) > _MAX_LIFECYCLE_RULES:
        raise ErrorResponse("InvalidArgument", f"A bucket may have {_MAX_LIFECYCLE_RULES} lifecycle rules.")
    if len({rule.id for rule in rules}) != len(rules):
        raise ErrorResponse("InvalidArgument", "Two lifecycle rules have the same id.")
    for rule in rules:
        if len(rule.id) > _MAX_LIFECYCLE_ID:
            raise ErrorResponse(
                "InvalidArgument", f"The id of a lifecycle rule may have {_MAX_LIFECYCLE_ID} characters."
            )
        if rule.transition_class is not None and rule.transition_class not in _CLASSES:
            raise ErrorResponse("InvalidArgument", f"Objects cannot move to the class {rule.transition_class}.")
        if rule.transition_class is None and not rule.expires:
            raise ErrorResponse("InvalidArgument", "A lifecycle rule needs a transition or an expiration.")
    return tuple(rules)
