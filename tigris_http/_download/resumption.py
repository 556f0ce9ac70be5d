"""How the body of a GET resumes after a break: `resume.Download` with a client to send by, blocking and async.

Contract: `resume` is loaded at the first break. Most bodies never break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from tigris_http._download.perform import AsyncPerformer, AsyncStepClient, Performer, StepClient
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Steps
    from tigris_http._download.resume import Download, OpenRest, Rest
    from tigris_http._wire.http import AsyncByteSource, ByteSource
    from tigris_http.errors import TigrisError
    from tigris_http.operations._base import AnyOperation
    from tigris_http.operations.objects._object_info import ObjectInfo

ClientT = TypeVar("ClientT")


class _Resumption(Generic[ClientT]):
    def __init__(self, get: GetObject, info: ObjectInfo, context: CallContext, client: ClientT) -> None:
        self._get, self._info, self._context, self._client = get, info, context, client
        self._download: Download | None = None

    @property
    def resumed(self) -> int:
        return 0 if self._download is None else self._download.resumed

    def ended(self) -> None:
        if self._download is not None:
            self._download.ended()

    def _rest(self, broke: TigrisError, left: int) -> Steps[OpenRest]:
        if self._download is None:
            from tigris_http._download.resume import Download

            self._download = Download(self._get, self._info, self._context)
        return self._download.rest(broke, left)


class Resumption(_Resumption[StepClient]):
    def source(self, broke: TigrisError, left: int) -> ByteSource:
        """Return a source of the last `left` bytes; raise `broke` if there can be none."""
        return cast("Rest[ByteSource]", Performer(self._client).run(self._rest(broke, left))).source


class AsyncResumption(_Resumption[AsyncStepClient]):
    """The twin of `Resumption`."""

    async def source(self, broke: TigrisError, left: int) -> AsyncByteSource:
        found = await AsyncPerformer(self._client).run(self._rest(broke, left))
        return cast("Rest[AsyncByteSource]", found).source


def resume(opened: object, operation: AnyOperation, context: CallContext, client: StepClient) -> None:
    """Let the body of a GET resume, unless the caller refused."""
    if isinstance(operation, GetObject) and operation.resume and isinstance(opened, ObjectBody):
        opened.resume_with(Resumption(operation, opened.info, context, client))


def resume_async(opened: object, operation: AnyOperation, context: CallContext, client: AsyncStepClient) -> None:
    """See `resume`."""
    if isinstance(operation, GetObject) and operation.resume and isinstance(opened, AsyncObjectBody):
        opened.resume_with(AsyncResumption(operation, opened.info, context, client))
