"""Open bodies of either client, as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tigris_http._core.steps import Open
from tigris_http.errors import TigrisError
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations.objects.reads import GetObject

Body: TypeAlias = ObjectBody | AsyncObjectBody


def opened(operation: GetObject) -> Steps[Body | TigrisError]:
    outcome: Body | TigrisError = yield Open(operation)
    return outcome


def body_of(outcome: Body | TigrisError) -> Body:
    if isinstance(outcome, TigrisError):
        raise outcome
    return outcome
