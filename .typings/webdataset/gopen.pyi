from collections.abc import Callable
from typing import Any

gopen_schemes: dict[str, Callable[..., Any]]

def gopen(url: str, mode: str = "rb", bufsize: int = 8192, **kw: object) -> Any: ...
