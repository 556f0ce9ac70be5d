"""The libraries that a suite requires, and those of them that are missing."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement


def requirements(suite: Path) -> list[Requirement]:
    """Return the lines of a suite's `requirements.txt`; none without that file."""
    file = suite / "requirements.txt"
    return [Requirement(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def unbuilt(suite: Path) -> list[str]:
    """Return the requirements whose markers rule this Python out, because it has no build of them."""
    return [f"{each.name}{each.specifier}" for each in requirements(suite) if not _is_for_this_python(each)]


def missing(suite: Path) -> list[str]:
    """Return the requirements for this Python that are not installed in a version that fits."""
    applicable = [each for each in requirements(suite) if _is_for_this_python(each)]
    return [f"{each.name}{each.specifier}" for each in applicable if not _is_installed(each)]


def _is_for_this_python(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate()


def _is_installed(requirement: Requirement) -> bool:
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return False
    return requirement.specifier.contains(version, prereleases=True)
