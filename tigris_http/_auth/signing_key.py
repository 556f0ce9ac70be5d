"""Signing keys of SigV4, derived by requests-aws4auth.

Contract: the only import of requests-aws4auth. Its package loads all of `requests`, which takes 15 times as long as the
module with the key does. So the module is loaded alone. If it has no file, as in some bundled programs, the package is
imported.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tigris_http._loading import module_alone

if TYPE_CHECKING:
    from requests_aws4auth import AWS4SigningKey


@cache
def key_class() -> type[AWS4SigningKey]:
    module = module_alone("requests_aws4auth", "aws4signingkey")
    if module is not None:
        found: type[AWS4SigningKey] = module.AWS4SigningKey
        return found
    from requests_aws4auth import AWS4SigningKey

    return AWS4SigningKey
