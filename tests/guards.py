"""Guards compare the package with the tests. They fail with every difference and the file to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

ADD_A_CASE: Final = (
    "add a case that succeeds (of a listing, a last page) to a module of tests/cases and its two messages to "
    "fixtures/exchanges/<operation>/<case>; fixtures/exchanges/README.md says how"
)
ADD_A_NAME: Final = "add the name to tigris_http/operations/_names.py, then run .venv/bin/python .ci/write_stubs"


def none_left(found: Iterable[str | type], cure: str) -> None:
    """Fail with all of `found`, which pytest's comparison of sets would truncate, and with the cure."""
    __tracebackhide__ = True
    names = sorted(each if isinstance(each, str) else each.__name__ for each in found)
    if names:
        pytest.fail(f"{', '.join(names)}: {cure}")
