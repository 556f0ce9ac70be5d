"""Open bodies of either client, as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from tigris_http._core.steps import Open
from tigris_http.errors import TigrisError
from tigris_http.operations.bundles._bundle_keys import TagT
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody

if TYPE_CHECKING:
    from tigris_http._bundle.response import (
        AsyncBundleMember,
        AsyncBundleResponse,
        BundleMember,
        BundleResponse,
        BundleSkipped,
    )
    from tigris_http._core.steps import AsyncClosable, Closable, Steps
    from tigris_http.operations._base import StreamOperation
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.operations.objects.reads import GetObject

    Bundle: TypeAlias = (
        BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]
        | AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]
    )

Body: TypeAlias = ObjectBody | AsyncObjectBody


def opened(operation: GetObject) -> Steps[Body | TigrisError]:
    outcome: Body | TigrisError = yield Open(operation)
    return outcome


def bundle_opened(operation: BundleObjects[TagT]) -> Steps[Bundle[TagT]]:
    # Both clients open bundles as they open bodies.
    outcome: Bundle[TagT] | TigrisError = yield Open(cast("StreamOperation[Closable, AsyncClosable]", operation))
    if isinstance(outcome, TigrisError):
        raise outcome
    return outcome


def body_of(outcome: Body | TigrisError) -> Body:
    if isinstance(outcome, TigrisError):
        raise outcome
    return outcome
