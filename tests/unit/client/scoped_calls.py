"""A client that records the operations of its views."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tigris_http._client.scopes import AtSnapshot, Scope

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http.operations._base import AnyOperation


OLD, NEW = "1792493847118382304", "1792493849001200300"
PAST = AtSnapshot("data", OLD)


def action_of(operation: AnyOperation) -> str:
    return operation.action


@dataclass(frozen=True)
class FakeClient:
    """What a view needs of a client, and no more."""

    scopes: tuple[Scope, ...] = ()
    sent: list[AnyOperation] = field(default_factory=list)

    def scoped(self, scope: Scope) -> Self:
        return dataclasses.replace(self, scopes=(*self.scopes, scope))

    def send(self, operation: AnyOperation) -> AnyOperation:
        for scope in reversed(self.scopes):
            operation = scope.applied(operation)
        self.sent.append(operation)
        return operation
