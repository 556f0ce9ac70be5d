"""The marker `tigris`: its arguments and their check. The closest marker with an argument counts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from tigris_http.emulator import Fault

_NAMES: Final = ("snapshot_enabled", "faults")


def mistake(item: pytest.Item) -> str:
    """Return the message for an argument that no marker `tigris` takes, empty if there is none."""
    for mark in item.iter_markers("tigris"):
        wrong = _wrong(mark)
        if wrong:
            return f"{item.nodeid}: @pytest.mark.tigris: {wrong}"
    return ""


def _wrong(mark: pytest.Mark) -> str:
    if mark.args:
        return f"takes arguments by name only: {', '.join(_NAMES)}"
    unknown = sorted(mark.kwargs.keys() - set(_NAMES))
    if unknown:
        return f"has no argument {', '.join(unknown)}, but {', '.join(_NAMES)}"
    if not isinstance(mark.kwargs.get("snapshot_enabled", False), bool):
        return "snapshot_enabled must be True or False"
    given: object = mark.kwargs.get("faults", ())
    if not isinstance(given, (list, tuple)) or not all(map(_is_fault, cast("Iterable[object]", given))):
        return "faults must be a list of tigris_http.emulator.Fault, such as Fault('status', status=503)"
    return ""


def _is_fault(value: object) -> bool:
    emulator = sys.modules.get("tigris_http.emulator")  # loaded if there is a fault
    return emulator is not None and isinstance(value, emulator.Fault)


def faults(item: pytest.Item) -> tuple[Fault, ...]:
    """Return the faults of a test."""
    return tuple(cast("Iterable[Fault]", _closest(item, "faults", ())))


def snapshot_enabled(node: pytest.Item) -> bool:
    """Return whether a test's bucket is a snapshot bucket."""
    return bool(_closest(node, "snapshot_enabled", False))


def _closest(node: pytest.Item, name: str, default: object) -> object:
    return next((mark.kwargs[name] for mark in node.iter_markers("tigris") if name in mark.kwargs), default)
