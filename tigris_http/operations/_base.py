"""The base of operations: frozen values that make a request and read the reply.

Contract: no I/O. Wrong arguments raise `ValueError` or `TypeError`, when the value is built or in `request()`. `parse`
returns a result or raises one of our errors, for any reply.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Generic, Literal, NamedTuple, TypeAlias, TypedDict, TypeVar

from tigris_http._annotations import Self
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request, Response
from tigris_http._wire.success import DOCUMENT, NO_BODY, STREAM, Success
from tigris_http.errors import ServiceError, TigrisError

ResultT_co = TypeVar("ResultT_co", covariant=True)
StreamT_co = TypeVar("StreamT_co", covariant=True)
AsyncStreamT_co = TypeVar("AsyncStreamT_co", covariant=True)
ItemT_co = TypeVar("ItemT_co", covariant=True)
PageT = TypeVar("PageT")


@dataclass(frozen=True, slots=True)
class Settled(Generic[ResultT_co]):
    """The result of a request that was carried out although its response was lost."""

    result: ResultT_co


class Doubt(NamedTuple):
    """Facts about a request with a lost response."""

    refused: ServiceError | None = None
    """The error response of a later attempt; None if the lost attempt is the last one."""
    before: object = None
    """The answer of `look` before the first attempt; None if there was none."""
    since: datetime | None = None
    """Earliest time, by the service's clock, at which the first lost attempt was sent."""


AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)  # each action has its own methods
class Action(ABC):  # noqa: B024  # abstract: the part that operations and bundles share
    """One call of a client, in one request or many. All actions have these parameters."""

    extra_headers: Mapping[str, str] | None = field(default=None, kw_only=True, repr=False)
    """Header fields to add to each request of this call. They win over the client's."""
    timeout: float | None = field(default=None, kw_only=True, repr=False)
    """Seconds for the whole call, the reading of its body included, in place of the client's `Timeouts.total`. In a
    listing, a batch, a bundle or a transfer: seconds for each request."""
    consistent: bool | None = field(default=None, kw_only=True, repr=False)
    """Ask for the latest state from any region (`X-Tigris-Consistent`). None for the client's setting. Buckets of one
    region or one multi-region are always consistent; see https://www.tigrisdata.com/docs/concepts/consistency/."""

    SENT_BY: ClassVar[str] = "send"
    """Name of the client's method that takes it."""
    REPLY: ClassVar[Literal["whole", "open"] | None] = None
    """How the reply of its one request is read; None for an action of several requests."""

    @property
    def action(self) -> str:
        """The action's name in S3's or Tigris' words, such as `ListObjectsV2`."""
        return type(self).__name__


class Common(TypedDict):
    extra_headers: Mapping[str, str] | None
    timeout: float | None
    consistent: bool | None


def common(action: Action) -> Common:
    """Return the parameters of every action for the operations that it sends: `**common(self)`."""
    return {"extra_headers": action.extra_headers, "timeout": action.timeout, "consistent": action.consistent}


class AnyOperation(Action):
    """The part of operations that whole and streamed replies share."""

    __slots__ = ()

    REPEATABLE: ClassVar[bool] = True
    """Whether doing it twice has the effect of doing it once. Only then is it sent again after a lost response."""

    SUCCESS: ClassVar[Success] = DOCUMENT
    """The form that a success must have before it is parsed. A success without a body is `NO_BODY`."""

    @abstractmethod
    def request(self) -> Request:
        """Return the request."""

    def feature(self) -> str | None:
        """Return the feature of Tigris that an endpoint could ignore without a sign in the answer; None for none.

        `ensure` or `confirm` checks it until it is confirmed once.
        """
        return None

    def check_heard(self, head: Head, result: object) -> None:
        """Raise `FeatureNotSupported` if a success shows that a header of Tigris was ignored. Sends no request."""

    def explained(self, error: ServiceError) -> TigrisError:
        """Return the error for an error response: `FeatureNotSupported` if it answers another request."""
        return error


class Operation(AnyOperation, Generic[ResultT_co]):
    """An action with a reply that is read whole."""

    __slots__ = ()

    REPLY = "whole"

    @abstractmethod
    def parse(self, response: Response) -> ResultT_co:
        """Read a response that fits `SUCCESS`."""

    @property
    def needs_key(self) -> bool:
        """True if it needs an access key id and has none. The client then adds its own by `with_key`."""
        return False

    def with_key(self, access_key_id: str) -> Self:  # most operations have no key
        return self

    def precondition(self) -> Generator[Operation[object], object, None] | None:
        """Ask questions before sending, and raise if this operation must not be sent; None for no questions.

        Unlike in `Questions`, "not found" is received as its error.
        """
        return None

    def look(self) -> Questions[object] | None:
        """Ask before the first attempt for the state that `settle` and `confirm` compare with; None for no question."""
        return None

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[ResultT_co] | None] | None:
        """Find out whether a request with a lost response was carried out; None if that cannot be told.

        The generator returns `Settled` if it was, and None if not: it may be sent again. It raises `OutcomeUnknown` if
        the state fits both, and an error response if certainly nothing was done. A repeatable request is first sent
        again, and settled only if the second response is an error ("exists already", "not found").
        `tests/unit/core/test_settling.py` has a table of the questions of each operation and their proof.
        """
        return None

    def ensure(self) -> Questions[bool] | None:
        """Raise before sending if the endpoint lacks `feature`; return True if it surely has it."""
        return None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool] | None:
        """Raise after a success if the endpoint lacks `feature`; return True if it surely has it."""
        return None


Questions: TypeAlias = Generator[Operation[object], object, AnswerT]
"""Yields operations and receives their results: None for "not found", the error for any other failure."""


class Silent(Operation[None]):
    """An action whose success has no body."""

    __slots__ = ()

    SUCCESS = NO_BODY

    def parse(self, response: Response) -> None: ...


class StreamOperation(AnyOperation, Generic[StreamT_co, AsyncStreamT_co]):
    """An action with an open reply: the head is read, the body streams."""

    __slots__ = ()

    SENT_BY = "stream"
    REPLY = "open"

    SUCCESS = STREAM

    @abstractmethod
    def open(self, head: Head, source: ByteSource) -> StreamT_co:
        """Return the open reply for a blocking client."""

    @abstractmethod
    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncStreamT_co:
        """Return the open reply for an async client."""


class PagedOperation(Operation[PageT], Generic[PageT, ItemT_co]):
    """A listing; a reply is one page."""

    __slots__ = ()

    SENT_BY = "_pages"

    @abstractmethod
    def after(self, page: PageT) -> Self | None:
        """Return the operation for the next page; None after the last one."""

    @abstractmethod
    def items(self, page: PageT) -> Iterable[ItemT_co]:
        """Return the entries of a page, in order."""


class BatchOperation(Operation[ResultT_co]):
    """An action on any number of items, a limited number in each request."""

    __slots__ = ()

    SENT_BY = "_send_batches"

    @abstractmethod
    def batches(self) -> Iterable[Operation[ResultT_co]]:
        """Return operations of a permitted size that together do it all."""

    @staticmethod
    @abstractmethod
    def joined(results: Iterable[ResultT_co]) -> ResultT_co: ...
