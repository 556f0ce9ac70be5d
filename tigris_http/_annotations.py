"""The names of annotations that Python 3.10 lacks, so that `typing.get_type_hints` works on every Python.

Type checkers see those of typing_extensions, which is no dependency of this package.
"""

import sys
from typing import TYPE_CHECKING, Any

__all__ = ["Buffer", "Self"]

if TYPE_CHECKING:
    from typing_extensions import Buffer, Self
else:
    if sys.version_info >= (3, 11):
        from typing import Self
    else:
        Self = Any
    if sys.version_info >= (3, 12):
        from collections.abc import Buffer
    else:
        Buffer = bytes | bytearray | memoryview
