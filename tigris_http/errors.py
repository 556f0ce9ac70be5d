"""What can go wrong, as a tree. Each class answers the question "what do I do now?".

    TigrisError
    ├── ConnectionFailed        no connection, or it broke: try again
    ├── TimedOut                the service did not answer in time: try again
    ├── CredentialsError        there are no usable credentials; says where they were looked for
    ├── ConfigurationError      the environment or a profile file says what cannot be used; names the place
    ├── BodyMismatch            the bytes to upload were not as many as announced; nothing was stored
    ├── ObjectChanged           the object was replaced while it was being read: read it anew
    ├── OutcomeUnknown          the request may have been carried out or not: look before you ask again
    ├── FeatureNotSupported     this endpoint does not speak a feature of Tigris; says what it did instead
    ├── MalformedResponse       it said yes, but not in S3: report it
    │   ├── IncompleteBody      the body ended before its declared end: ask again
    │   └── CorruptBody         the body's framing, compression, archive or counts do not hold: ask again
    └── ServiceError            the service said no: see `status` and `code`
        ├── NotModified         304: what you have is current
        ├── AccessDenied        401, 403: wrong key, wrong signature, or not yours
        ├── NotFound            404: no such bucket, key, version, upload
        │   └── BundleError     a bundle lacks `missing_keys`
        ├── Conflict            409: exists already, not empty, restore under way
        ├── PreconditionFailed  412: an `if_...` condition did not hold
        ├── RangeNotSatisfiable 416: the range lies outside the object
        └── Unavailable         429, 500, 502, 503, 504: retried already; try again later

Arguments that can never be right raise `ValueError` or `TypeError` before anything is sent.
Every error pickles, carries what was attempted on what, and never holds a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tigris_http._annotations import Self


def place(bucket: str | None, key: str | None) -> str:
    """Return ` bucket/key` as messages show it, empty for the service itself."""
    where = "" if bucket is None else f" {bucket}"
    # A key may hold line ends: whoever logs this must not be made to log lines of a stranger's.
    return where if key is None else f"{where}/{key if key.isprintable() else repr(key)[1:-1]}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a call: what was asked, and (but for `on_request`) what came of it."""

    operation: str
    """Name of the operation, such as `GetObject`."""
    bucket: str | None
    key: str | None
    method: str
    number: int
    """Which attempt of its call it is, from 1."""
    seconds: float | None = None
    """From sending to the answer, or to the error: until the head of an answer that streams, the end of any other."""
    status: int | None = None
    """The HTTP status of the answer; None where none came."""
    request_id: str | None = None
    """The service's own name for this exchange."""
    error: TigrisError | None = None
    """What went wrong; None for a success."""
    wait: float | None = None
    """Seconds until the next attempt, once it is decided that there will be one."""

    def __str__(self) -> str:
        text = f"{self.operation}{place(self.bucket, self.key)}: attempt {self.number}, {self.method}"
        if self.seconds is None:
            return text
        what = self.status if self.error is None or isinstance(self.error, ServiceError) else type(self.error).__name__
        text += f", {what} after {self.seconds:.3f} s"
        return f"{text} [request id {self.request_id}]" if self.request_id else text


class TigrisError(Exception):
    """The root: everything this package raises about the service, the network or credentials."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """What went wrong, without what was attempted."""
        self.operation: str | None = None
        """Name of the operation, such as `GetObject`."""
        self.bucket: str | None = None
        self.key: str | None = None
        self.attempts: int = 0
        """How often the request was sent before this error was raised."""
        self.earlier: tuple[Attempt, ...] = ()
        """The attempts before the last one, each with its error; see `Attempt`."""

    def located(self, operation: str, bucket: str | None, key: str | None, attempts: int) -> Self:
        """Note what was attempted, and return the error itself. The innermost note stays."""
        if self.operation is None:
            self.operation, self.bucket, self.key, self.attempts = operation, bucket, key, attempts
        return self

    def __str__(self) -> str:
        if self.operation is None:
            return self._what()
        where = place(self.bucket, self.key)
        tries = "" if self.attempts < 2 else f" (after {self.attempts} attempts)"
        return f"{self.operation}{where}: {self._what()}{tries}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def _what(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, {k: v for k, v in self.__dict__.items() if k[:2] != "__"})


def _rebuild(kind: type[TigrisError], args: tuple[object, ...], state: dict[str, object]) -> TigrisError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConnectionFailed(TigrisError):
    """No connection could be made, or it broke before the answer was whole. Worth trying again."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the service may have seen the request: False when no connection was made at all."""


class TimedOut(TigrisError):
    """Connecting, sending or waiting for the answer took longer than allowed. Worth trying again."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the service may have seen the request: False when no connection was made at all."""


class CredentialsError(TigrisError):
    """No usable credentials; the message lists where they were looked for, never a value."""


class ConfigurationError(TigrisError):
    """A variable of the environment or a line of a profile file cannot be used; says which, and never a value."""


class BodyMismatch(TigrisError):
    """The body to upload turned out longer or shorter than announced; nothing was stored under the key."""


class ObjectChanged(TigrisError):
    """An object was replaced while it was read; what was read so far cannot be continued without a mixture."""


class OutcomeUnknown(TigrisError):
    """The request may have been carried out or not, and nothing tells which. Look before you ask again."""


class FeatureNotSupported(TigrisError):
    """This endpoint does not speak a feature of Tigris: it took the request for one of plain S3.

    The message says what was seen and what now exists. `verify_features=False` switches the checks off.
    """


class MalformedResponse(TigrisError):
    """An answer that is not of the form S3 or Tigris documents; also the page of a captive portal or a proxy.

    A success that its answer does not show counts as none: nothing tells whether it was done.
    """


class IncompleteBody(MalformedResponse):
    """A body, or an archive in it, ended before its declared end."""


class CorruptBody(MalformedResponse):
    """A body whose framing, compression, archive headers or counts contradict themselves."""


class ServiceError(TigrisError):
    """The service refused. `status` is the HTTP status, `code` the S3 error code as a string."""

    STATUSES: ClassVar[tuple[int, ...]] = ()
    """The statuses that raise this class."""

    def __init__(self, message: str, *, status: int, code: str = "", request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        """The service's own name for this exchange; quote it to Tigris' support."""
        self.named_bucket: str | None = None
        """The bucket that the service names in the error; of a copy it may be the source's."""
        self.named_key: str | None = None
        """The key that the service names in the error; of a copy or a rename it may be the source's."""

    @property
    def status_code(self) -> int:
        """`status` by the name that tigris-boto3-ext gives it."""
        return self.status

    def _what(self) -> str:
        code = f" {self.code}" if self.code else ""
        request = f" [request id {self.request_id}]" if self.request_id else ""
        return f"{self.status}{code}: {self.message}{self._named()}{request}"

    def _named(self) -> str:
        """Return what the error is about, where that is not what was attempted."""
        if self.named_bucket in {None, self.bucket} and self.named_key in {None, self.key}:
            return ""
        return f" (about{place(self.named_bucket or self.bucket or '', self.named_key)})"


class NotModified(ServiceError):
    """304: the object still is what `if_none_match` or `if_modified_since` named."""

    STATUSES = (304,)


class AccessDenied(ServiceError):
    """401 or 403: the key, the signature or the permission is wrong, or the bucket is not yours."""

    STATUSES = (401, 403)


class NotFound(ServiceError):
    """404: no such bucket, key, version or upload; `code` tells which (a HEAD answer has none)."""

    STATUSES = (404,)


class BundleError(NotFound):
    """A bundle lacks keys: named before anything was sent (`on_error="fail"`), or found out on the way.

    On the way (`on_skipped="raise"`) `code` is the service's reason, empty where it was not told yet, and `status`
    that of the answer: 200 where it was a bundle that left the key out.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "",
        request_id: str | None = None,
        missing_keys: tuple[str, ...] = (),
        body: str = "",
    ) -> None:
        super().__init__(message, status=status, code=code, request_id=request_id)
        self.missing_keys = missing_keys
        """The keys that do not exist or may not be read, in the order the service named them."""
        self.body = body
        """The text of the service's error document, at most 65,536 characters; empty for a key found missing on the
        way. `missing_keys` names all keys, the text only those that fit."""

    def _what(self) -> str:
        names = ", ".join(map(repr, self.missing_keys[:3])) + (", ..." if len(self.missing_keys) > 3 else "")
        return f"{super()._what()} ({len(self.missing_keys)} missing: {names})"


class Conflict(ServiceError):
    """409: the bucket exists already or is not empty, or a restore is already under way."""

    STATUSES = (409,)


class PreconditionFailed(ServiceError):
    """412: an `if_match`, `if_none_match` or date condition did not hold; nothing was changed.

    If an earlier attempt may have changed it, `OutcomeUnknown` is raised instead.
    """

    STATUSES = (412,)


class RangeNotSatisfiable(ServiceError):
    """416: the asked range lies outside the object."""

    STATUSES = (416,)


class Unavailable(ServiceError):
    """429, 500, 502, 503 or 504: the service cannot answer now. Already retried where that is safe."""

    STATUSES = (429, 500, 502, 503, 504)


_BY_STATUS: dict[int, type[ServiceError]] = {
    status: kind
    for kind in (
        NotModified,
        AccessDenied,
        NotFound,
        Conflict,
        PreconditionFailed,
        RangeNotSatisfiable,
        Unavailable,
    )
    for status in kind.STATUSES
}


def service_error_class(status: int) -> type[ServiceError]:
    """Return the class that an answer with this HTTP status raises."""
    return _BY_STATUS.get(status, ServiceError)
