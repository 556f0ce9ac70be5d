"""A proxy that cuts connections: each may carry so many bytes before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.proxies import Forwarder, Gate, Then, open_gate

if TYPE_CHECKING:
    from typing import Literal


class CuttingProxy(Forwarder):
    """Cuts the next connections after the bytes of answers in `cuts`, and of requests in `request_cuts`."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.cuts: list[int] = []
        self.request_cuts: list[int] = []

    def gate(self, way: Literal["up", "down"]) -> Gate:
        cuts = self.request_cuts if way == "up" else self.cuts
        if not cuts:
            return open_gate
        left = cuts.pop(0)

        def counted(size: int) -> tuple[int, Then]:
            nonlocal left
            allowed = min(size, left)
            left -= allowed
            return allowed, "go on" if left else "cut"

        return counted
