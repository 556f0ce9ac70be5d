"""Load one module of another package without the package, whose import would take long."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType


def module_alone(package: str, name: str) -> ModuleType | None:
    """Return a copy of the module for the caller alone; None if there is no file of it, as in some bundled programs.

    Also None if the package is loaded: then the module costs nothing.
    """
    if package in sys.modules:
        return None
    found = PathFinder.find_spec(package)
    places = None if found is None else found.submodule_search_locations
    spec = None if places is None else PathFinder.find_spec(f"{package}.{name}", places)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
