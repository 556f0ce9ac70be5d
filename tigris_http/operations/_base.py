"""What every operation is: a frozen value that knows its request and how to read the reply.

Contract: no operation does anything. `request()` may raise `ValueError` or `TypeError` for arguments that cannot be
right, though most are refused when the value is made; `parse` gives a result or one of our errors for any reply.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias, TypedDict, TypeVar

from tigris_http._wire.success import DOCUMENT, NOTHING, STREAM, Success
from tigris_http.errors import ServiceError, TigrisError

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request, Response

ResultT_co = TypeVar("ResultT_co", covariant=True)
StreamT_co = TypeVar("StreamT_co", covariant=True)
AsyncStreamT_co = TypeVar("AsyncStreamT_co", covariant=True)
ItemT_co = TypeVar("ItemT_co", covariant=True)
PageT = TypeVar("PageT")


@dataclass(frozen=True, slots=True)
class Settled(Generic[ResultT_co]):
    """It was done, and this is its result, although the answer that said so got lost."""

    result: ResultT_co


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of a request that may have been carried out although its answer got lost."""

    refused: ServiceError | None = None
    """The refusal of a later attempt; None if the attempt that got lost is the last one."""
    before: object = None
    """What `look` saw before the first attempt; None if it was not asked."""
    since: datetime | None = None
    """When the first attempt that got lost was sent, at the earliest, by the service's own clock."""


AnswerT = TypeVar("AnswerT")
Questions: TypeAlias = "Generator[Operation[object], object, AnswerT]"
"""Yields operations and receives their results: None for "not found", the error itself for any other failure."""


@dataclass(frozen=True, slots=True)
class Action(ABC):  # noqa: B024  # abstract all the same: it is what operations and bundles have in common
    """What a client does, in one request or in many. The parameters here are those of every action."""

    extra_headers: Mapping[str, str] | None = field(default=None, kw_only=True, repr=False)
    """Header fields to add to each request of this call; they win over those of the client."""
    timeout: float | None = field(default=None, kw_only=True, repr=False)
    """Seconds for the whole call, in place of the client's `Timeouts.total`; where it takes many requests (a listing, a
    batch, a bundle), for each of them."""
    consistent: bool | None = field(default=None, kw_only=True, repr=False)
    """Whether to ask for the latest state, wherever it was written (`X-Tigris-Consistent`); None for what the client
    says. Buckets of one region or one multi-region are consistent anyhow; see
    https://www.tigrisdata.com/docs/concepts/consistency/."""

    SENT_BY: ClassVar[str] = "send"
    """Name of the client's method that takes it."""

    @property
    def action(self) -> str:
        """The action's name in S3's or Tigris' words, such as `ListObjectsV2`."""
        return type(self).__name__


class Common(TypedDict):
    """The parameters of every action."""

    extra_headers: Mapping[str, str] | None
    timeout: float | None
    consistent: bool | None


def common(action: Action) -> Common:
    """Return an action's parameters of every action, for the operations that do a part of it: `**common(self)`."""
    return {"extra_headers": action.extra_headers, "timeout": action.timeout, "consistent": action.consistent}


class AnyOperation(Action):
    """One request: the part that whole and streamed replies have in common."""

    __slots__ = ()

    REPEATABLE: ClassVar[bool] = True
    """Whether doing it twice leaves what doing it once leaves; only then is a lost answer asked for again."""

    SUCCESS: ClassVar[Success] = DOCUMENT
    """What an answer must show before anything reads it; a success without a body is `NOTHING`."""

    @abstractmethod
    def request(self) -> Request:
        """Return what to ask."""

    def feature(self) -> str | None:
        """Return the feature of Tigris whose header could be ignored without a sign in the answer; None for none.

        One whose use was confirmed once is not asked about again (`ensure`, `confirm`).
        """
        return None

    def check_heard(self, head: Head, result: object) -> None:
        """Raise `FeatureNotSupported` if a success shows that a header of Tigris' was not heard. Costs no request."""

    def explained(self, error: ServiceError) -> TigrisError:
        """Return the error to raise for a refusal: `FeatureNotSupported` where it answers another question."""
        return error


class Operation(AnyOperation, Generic[ResultT_co]):
    """An action whose reply is read whole."""

    __slots__ = ()

    @abstractmethod
    def parse(self, response: Response) -> ResultT_co:
        """Read an answer that shows the `SUCCESS` of this operation."""

    @property
    def needs_key(self) -> bool:
        """Whether it is about an access key and names none: then the client names its own by `with_key`."""
        return False

    def with_key(self, access_key_id: str) -> Self:  # most operations are about no key
        """Return it about this access key."""
        return self

    def precondition(self) -> Generator[Operation[object], object, None] | None:
        """Ask what must be known before this is sent; None if nothing must.

        The generator yields operations, is sent their results or the `TigrisError` they ended in, and raises if this
        must not be sent.
        """
        return None

    def look(self) -> Questions[object] | None:
        """Ask for what `settle` and `confirm` compare with, before the first attempt; None for nothing."""
        return None

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[ResultT_co] | None] | None:
        """Find out whether it was done although the answer got lost; None where that cannot be told.

        The generator yields operations and receives their results, None standing for "not found". It returns what is
        `Settled` when it was done after all, None when it was not and may be asked again. It raises `OutcomeUnknown` if
        what it sees fits both, and a refusal if it is certain that nothing was done. What may be done twice is asked
        for again first, and this only if the second answer is a refusal ("exists already", "not found").
        `tests/unit/core/test_settling.py` has a table of what each operation asks and what that proves.
        """
        return None

    def ensure(self) -> Questions[bool] | None:
        """Raise before anything is sent if the endpoint does not speak `feature`; return True if it surely does."""
        return None

    def confirm(self, head: Head, result: object, before: object) -> Questions[bool] | None:
        """Raise after a success if the endpoint does not speak `feature`; return True if it surely does."""
        return None


class Silent(Operation[None]):
    """An action whose success is an answer without a body."""

    __slots__ = ()

    SUCCESS = NOTHING

    def parse(self, response: Response) -> None:
        """Nothing is said beyond the status."""


class StreamOperation(AnyOperation, Generic[StreamT_co, AsyncStreamT_co]):
    """An action whose reply is handed out open: its head is read, its body streams."""

    __slots__ = ()

    SENT_BY = "stream"

    SUCCESS = STREAM

    @abstractmethod
    def open(self, head: Head, source: ByteSource) -> StreamT_co:
        """Return the open reply of a blocking client."""

    @abstractmethod
    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncStreamT_co:
        """Return the open reply of an async client."""


class PagedOperation(Operation[PageT], Generic[PageT, ItemT_co]):
    """A listing: its reply is one page."""

    __slots__ = ()

    SENT_BY = "_pages"

    @abstractmethod
    def after(self, page: PageT) -> Self | None:
        """Return the operation that asks for the page after `page`, None when that was the last."""

    @abstractmethod
    def items(self, page: PageT) -> Iterable[ItemT_co]:
        """Return the entries of a page, in order."""


class BatchOperation(Operation[ResultT_co]):
    """An action on any number of things that the service takes only so many of at a time."""

    __slots__ = ()

    SENT_BY = "_send_batches"

    @abstractmethod
    def batches(self) -> Iterable[Operation[ResultT_co]]:
        """Return the operations that do it all, each small enough."""

    @staticmethod
    @abstractmethod
    def joined(results: Iterable[ResultT_co]) -> ResultT_co:
        """Put the results of all batches together."""
