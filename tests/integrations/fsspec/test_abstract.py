"""fsspec's own tests of a file system, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fsspec.tests.abstract as abstract
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

# Older versions lack some of the tests, and their fixtures make pytest 9 warn.
pytest.importorskip("fsspec", minversion="2026.7")


class Fixtures(abstract.AbstractFixtures):  # type: ignore[misc]  # untyped
    @pytest.fixture
    def fs_path(self, bucket: str) -> str:
        return bucket

    @pytest.fixture
    def fs_join(self) -> Callable[..., str]:
        return lambda *names: "/".join(names)

    @pytest.fixture
    def supports_empty_directories(self) -> bool:
        return False

    @pytest.fixture
    def fs(self, fs: Any) -> Any:
        return fs


class TestCopy(abstract.AbstractCopyTests, Fixtures):  # type: ignore[misc]
    """Copies within the service."""


class TestGet(abstract.AbstractGetTests, Fixtures):  # type: ignore[misc]
    """Copies to the disk."""


class TestOpen(abstract.AbstractOpenTests, Fixtures):  # type: ignore[misc]
    """Open files."""


class TestPipe(abstract.AbstractPipeTests, Fixtures):  # type: ignore[misc]
    """Bytes to objects."""


class TestPut(abstract.AbstractPutTests, Fixtures):  # type: ignore[misc]
    """Copies from the disk."""
