"""The methods of each client. `methods.pyi` shows them to type checkers and editors; `table` makes them."""

from __future__ import annotations

from tigris_http._client.table import Methods


class BlockingMethods(Methods):
    """The methods of `TigrisHTTP`."""


class AsyncMethods(Methods):
    """The methods of `AsyncTigrisHTTP`."""
