"""How the body of a GET resumes after a break: `resume.Download` with a client to send by, blocking and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tigris_http._download.perform import AsyncPerformer, AsyncStepClient, Performer, StepClient
from tigris_http._download.resume import Download, Rest
from tigris_http.operations.objects._object_body import AsyncObjectBody, ObjectBody
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._wire.http import AsyncByteSource, ByteSource
    from tigris_http.errors import TigrisError
    from tigris_http.operations._base import AnyOperation


class Resumption(Download[StepClient]):
    def source(self, broke: TigrisError, left: int) -> ByteSource:
        """Return a source of the last `left` bytes; raise `broke` if there can be none."""
        return cast("Rest[ByteSource]", Performer(self._client).run(self.rest(broke, left))).source


class AsyncResumption(Download[AsyncStepClient]):
    """The twin of `Resumption`."""

    async def source(self, broke: TigrisError, left: int) -> AsyncByteSource:
        found = await AsyncPerformer(self._client).run(self.rest(broke, left))
        return cast("Rest[AsyncByteSource]", found).source


def resume(opened: object, operation: AnyOperation, context: CallContext, client: StepClient) -> None:
    """Let the body of a GET resume, unless the caller refused."""
    if isinstance(operation, GetObject) and operation.resume and isinstance(opened, ObjectBody):
        opened.resume_with(Resumption(operation, opened.info, context, client))


def resume_async(opened: object, operation: AnyOperation, context: CallContext, client: AsyncStepClient) -> None:
    """See `resume`."""
    if isinstance(operation, GetObject) and operation.resume and isinstance(opened, AsyncObjectBody):
        opened.resume_with(AsyncResumption(operation, opened.info, context, client))
