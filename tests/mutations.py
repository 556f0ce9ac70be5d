"""Documents with one part changed, each by every value that a service might send.

This module works on the bytes of an answer and uses nothing of the client.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE: Final = object()
"""Stands for a part that is missing."""
TEXTS: Final[tuple[object, ...]] = (GONE, "", "x", "-1", "1.5", "9" * 30, "maybe", "2026-10-20T10:57:29", "true", "5")
VALUES: Final[tuple[object, ...]] = (
    *(GONE, None, "", "x", "3072", "true", "2026-10-20T10:57:29", 5, -1, 1.5, 10**30, True, False),
    *([], [5], ["x"], [[]], {}, {"a": 1}),
)


@dataclass(frozen=True)
class Mutation:
    """One changed document."""

    path: str
    """The path of the changed part from the outside in. Entries of lists have no number."""
    value: object
    """The new value, or `GONE`."""
    replaced: object
    """The old value; of XML its text."""
    body: bytes


def mutations(body: bytes) -> Iterator[Mutation]:
    """Yield a document with each of its parts changed by each value."""
    if body.lstrip().startswith(b"{"):
        yield from _of_json(body)
    else:
        yield from _of_xml(body)


def _of_json(body: bytes) -> Iterator[Mutation]:
    for steps in list(_places(json.loads(body))):
        for value in VALUES:
            document = json.loads(body)
            holder: Any = document
            for step in steps[:-1]:
                holder = holder[step]
            replaced = holder[steps[-1]]
            if value is GONE:
                del holder[steps[-1]]
            else:
                holder[steps[-1]] = copy.deepcopy(value)
            path = "/".join(step for step in steps if isinstance(step, str))
            # An entry of a list in place of a member.
            at = f"{path}/*" if isinstance(steps[-1], int) else path
            yield Mutation(at, value, replaced, json.dumps(document).encode())


def _places(value: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    if above:
        yield above
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _places(part, *above, name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _places(part, *above, number)


def _of_xml(body: bytes) -> Iterator[Mutation]:
    size = len(list(ET.fromstring(body).iter()))
    for number in range(1, size):
        for value in TEXTS:
            root = ET.fromstring(body)
            parents = {child: parent for parent in root.iter() for child in parent}
            element = list(root.iter())[number]
            path, replaced = "/".join(reversed(_names(element, parents))), element.text
            if value is GONE:
                parents[element].remove(element)
            elif len(element):
                continue  # a part with children is left out whole, or not at all
            else:
                element.text = str(value)
            yield Mutation(path, value, replaced, ET.tostring(root).replace(b"\r", b"&#13;"))


def _names(element: ET.Element, parents: dict[ET.Element, ET.Element]) -> list[str]:
    names: list[str] = []
    while element in parents:
        names.append(element.tag.rpartition("}")[2])
        element = parents[element]
    return names
