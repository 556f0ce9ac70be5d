"""The handlers of webdataset as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    from webdataset.gopen import gopen_schemes  # without it the suite is skipped

    before = dict(gopen_schemes)
    yield
    gopen_schemes.clear()
    gopen_schemes.update(before)
