"""The errors of this package, as a tree. Each class tells the caller how to go on.

    TigrisError
    ├── ConnectionFailed        no connection, or it broke: try again
    ├── TimedOut                the service did not answer in time: try again
    ├── CredentialsError        no usable credentials: see the list of places that were tried
    ├── ConfigurationError      a variable, or a line of a profile file, cannot be used: correct it
    ├── BodyMismatch            the body to upload is longer or shorter than announced: nothing was stored
    ├── ObjectChanged           the object was replaced while it was being read: read it again
    ├── OutcomeUnknown          the request may have been carried out or not: look before you ask again
    ├── FeatureNotSupported     the endpoint does not speak a feature of Tigris: see what it did instead
    ├── MalformedResponse       a success that is not a response of S3: report it
    │   ├── IncompleteBody      the body ended before its declared end: try again
    │   └── CorruptBody         the body's framing, compression, archive or counts do not hold: try again
    └── ServiceError            an error response: see `status` and `code`
        ├── NotModified         304: your copy is current
        ├── AccessDenied        401, 403: wrong key, wrong signature, or not yours
        ├── NotFound            404: no such bucket, key, version, upload
        │   └── BundleError     a bundle lacks `missing_keys`
        ├── Conflict            409: exists already, not empty, restore under way
        ├── PreconditionFailed  412: an `if_...` condition did not hold
        ├── RangeNotSatisfiable 416: the range lies outside the object
        └── Unavailable         429, 500, 502, 503, 504: retried already; try again later

Bad arguments raise `ValueError` or `TypeError` before anything is sent. Every error pickles, carries the operation,
bucket and key, and never holds a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tigris_http._annotations import Self
from tigris_http._unmade import shown


def escaped(text: str) -> str:
    """Return a text that may come from elsewhere as messages and logs show it.

    Line ends would forge lines of a log. Control characters and direction marks would change the rest of a line, or a
    terminal.
    """
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else repr(each)[1:-1] for each in text])


def place(bucket: str | None, key: str | None) -> str:
    """Return ` bucket/key` as messages show it, empty for the service itself."""
    where = "" if bucket is None else f" {escaped(bucket)}"
    return where if key is None else f"{where}/{escaped(key)}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a call and, except in `on_request`, its outcome."""

    operation: str
    """Name of the operation, such as `GetObject`."""
    bucket: str | None
    key: str | None
    method: str
    number: int
    """The number of the attempt in its call, from 1."""
    seconds: float | None = None
    """Seconds from sending to the error, the head of a streamed response, or the end of any other response."""
    status: int | None = None
    """The HTTP status; None without a response."""
    request_id: str | None = None
    """The service's id of this request."""
    error: TigrisError | None = None
    """The error; None for a success."""
    wait: float | None = None
    """Seconds until the next attempt; None if there is none."""

    def __str__(self) -> str:
        text = f"{self.operation}{place(self.bucket, self.key)}: attempt {self.number}, {self.method}"
        if self.seconds is None:
            return text
        outcome = (
            self.status if self.error is None or isinstance(self.error, ServiceError) else type(self.error).__name__
        )
        text += f", {outcome} after {self.seconds:.3f} s"
        return f"{text} [request id {escaped(self.request_id)}]" if self.request_id else text


class TigrisError(Exception):
    """The base class of all errors of this package."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """The message without operation, bucket and key. Unlike `str(error)`, it has texts of the service unescaped."""
        self.hint = ""
        """The next step, at the end of the error's text; empty if the message says it."""
        self.operation: str | None = None
        """Name of the operation, such as `GetObject`."""
        self.bucket: str | None = None
        self.key: str | None = None
        self.attempts: int = 0
        """Number of times the request was sent."""
        self.upload_id: str | None = None
        """The upload in parts that a failed transfer left in the bucket, to be resumed or aborted."""
        self.earlier: tuple[Attempt, ...] = ()
        """The attempts before the last one, each with its error."""

    def located(self, operation: str, bucket: str | None, key: str | None, attempts: int) -> Self:
        """Set operation, bucket, key and attempts if unset. Return the error."""
        if self.operation is None:
            self.operation, self.bucket, self.key, self.attempts = operation, bucket, key, attempts
        return self

    @shown
    def __str__(self) -> str:
        text = escaped(self._what())
        if self.operation is not None:
            tries = "" if self.attempts < 2 else f" (after {self.attempts} attempts)"
            text = f"{self.operation}{place(self.bucket, self.key)}: {text}{tries}"
        if not self.hint:
            return text
        return f"{text} {self.hint}" if text.endswith((".", "!", "?")) else f"{text}. {self.hint}"

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
    """No connection could be made, or it broke before the response was complete."""

    def __init__(self, message: str, *, sent: bool = True, final: bool = False) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the service may have seen the request. False if no connection was made."""
        self.final = final
        """True if another attempt would fail in the same way: the peer does not speak TLS."""


class TimedOut(TigrisError):
    """Connecting, sending or waiting for the response took longer than allowed."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the service may have seen the request. False if no connection was made."""


class CredentialsError(TigrisError):
    """No usable credentials. The message lists the places that were tried, never a value."""


class ConfigurationError(TigrisError):
    """An unusable variable or line of a profile file. The message names it, never its value."""


class BodyMismatch(TigrisError):
    """The body to upload differs from its announced length. Nothing was stored."""


class ObjectChanged(TigrisError):
    """An object was replaced while it was read. Its two versions must not be mixed."""


class OutcomeUnknown(TigrisError):
    """The request may have been carried out or not. Look before you ask again."""


class FeatureNotSupported(TigrisError):
    """The endpoint took a request of Tigris for one of plain S3. The message names the effect.

    `verify_features=False` switches the checks off.
    """


class MalformedResponse(TigrisError):
    """An undocumented response, such as the page of a proxy.

    A success without the headers that prove it is one: the request may not have been carried out.
    """


class IncompleteBody(MalformedResponse):
    """A body, or an archive in it, ended before its declared end."""


class CorruptBody(MalformedResponse):
    """A body whose framing, compression, archive headers or counts contradict themselves."""


class ServiceError(TigrisError):
    """An error response, with HTTP `status` and S3 error `code`."""

    STATUSES: ClassVar[tuple[int, ...]] = ()
    """The statuses that raise this class."""

    def __init__(self, message: str, *, status: int, code: str = "", request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        """The service's id of this request, for Tigris' support."""
        self.named_bucket: str | None = None
        """The bucket in the error document. For a copy it may be the source's."""
        self.named_key: str | None = None
        """The key in the error document. For a copy or a rename it may be the source's."""

    @property
    def status_code(self) -> int:
        """`status`, by its name in tigris-boto3-ext."""
        return self.status

    def _what(self) -> str:
        code = f" {self.code}" if self.code else ""
        request = f" [request id {self.request_id}]" if self.request_id else ""
        return f"{self.status}{code}: {self.message}{self._named()}{request}"

    def _named(self) -> str:
        if self.named_bucket in {None, self.bucket} and self.named_key in {None, self.key}:
            return ""
        return f" (about{place(self.named_bucket or self.bucket or '', self.named_key)})"


class NotModified(ServiceError):
    """304: the object has not changed since `if_none_match` or `if_modified_since`."""

    STATUSES = (304,)


class AccessDenied(ServiceError):
    """401, 403: wrong key, signature or permission, or the bucket is not yours."""

    STATUSES = (401, 403)


class NotFound(ServiceError):
    """404: no such bucket, key, version or upload, by its `code`. A HEAD has none."""

    STATUSES = (404,)


class BundleError(NotFound):
    """A bundle lacks keys, at its start (`on_error="fail"`) or later (`on_skipped="raise"`).

    Later, `code` is the service's reason, empty if not known yet. `status` is 200 if a bundle left the key out.
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
        """The text of the error document, at most 65,536 characters, so it may lack keys of `missing_keys`. Empty with
        `on_skipped="raise"`."""

    def _what(self) -> str:
        names = ", ".join(map(repr, self.missing_keys[:3])) + (", ..." if len(self.missing_keys) > 3 else "")
        return f"{super()._what()} ({len(self.missing_keys)} missing: {names})"


class Conflict(ServiceError):
    """409: the bucket exists or is not empty, or a restore is under way."""

    STATUSES = (409,)


class PreconditionFailed(ServiceError):
    """412: a condition did not hold, nothing was changed. `OutcomeUnknown` if an earlier attempt may have done so."""

    STATUSES = (412,)


class RangeNotSatisfiable(ServiceError):
    """416: the range lies outside the object."""

    STATUSES = (416,)


class Unavailable(ServiceError):
    """429, 500, 502, 503, 504: the service cannot answer now. Retried already if that is safe."""

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
    """Return the error class of an HTTP status."""
    return _BY_STATUS.get(status, ServiceError)
