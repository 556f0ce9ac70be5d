"""Signing keys of SigV4, derived by requests-aws4auth.

Contract: the only import of requests-aws4auth. Its package loads all of `requests`, which takes 15 times as long as the
module with the key does. So the module is loaded by its own spec; where that is impossible, as in some bundled
programs, the package is imported.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from requests_aws4auth import AWS4SigningKey

_PACKAGE = "requests_aws4auth"


@cache
def key_class() -> type[AWS4SigningKey]:
    if _PACKAGE not in sys.modules:
        package = PathFinder.find_spec(_PACKAGE)
        places = None if package is None else package.submodule_search_locations
        spec = None if places is None else PathFinder.find_spec(f"{_PACKAGE}.aws4signingkey", places)
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            found: type[AWS4SigningKey] = module.AWS4SigningKey
            return found
    from requests_aws4auth import AWS4SigningKey

    return AWS4SigningKey
