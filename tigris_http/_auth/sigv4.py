"""AWS Signature Version 4 of an encoded request, in header and in query form.

Contract: the request target comes from `address` and is signed byte for byte. The time is an argument. A `Signer` is
thread-safe.

requests-aws4auth derives the signing keys (`signing_key`). Its `AWS4Auth` is of no use here: it normalises paths, reads
`+` in a query as a space, leaves `x-tigris-*` unsigned, hashes the body itself, keeps an old `x-amz-date` when it signs
again, and changes shared fields at a new date.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from tigris_http._auth.signing_key import key_class
from tigris_http._unmade import shown
from tigris_http._wire.arguments import lifetime
from tigris_http._wire.signed_headers import EMPTY_SHA256, TOKEN, UNSIGNED_PAYLOAD, signed_fields

if TYPE_CHECKING:
    from requests_aws4auth import AWS4SigningKey

    from tigris_http._wire.http import Headers
    from tigris_http.credentials import Credentials

ALGORITHM = "AWS4-HMAC-SHA256"

_METHOD = re.compile(r"[A-Z]+")
_PAYLOAD_HASH = re.compile(r"[0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+")


_ALWAYS = ("host", "x-amz-date", "x-amz-content-sha256")
"""The fields that `sign` signs in every request, in its order."""


class Signature(NamedTuple):
    signed_headers: str
    canonical_request: str
    string_to_sign: str
    signature: str


def signed(
    key: AWS4SigningKey, method: str, path: str, query: str, fields: Headers, payload_hash: str, amz_date: str
) -> Signature:
    lines, names = _canonical_headers(fields)
    # S3 neither normalises a path nor encodes it twice.
    canonical = f"{method}\n{path}\n{_canonical_query(query)}\n{lines}\n{names}\n{payload_hash}"
    # Each character of a header is a byte; a path and a query are ASCII.
    digest = hashlib.sha256(canonical.encode("latin-1")).hexdigest()
    text = f"{ALGORITHM}\n{amz_date}\n{key.scope}\n{digest}"
    return Signature(names, canonical, text, key.sign_sha256(key.key, text).hex())


def _canonical_headers(fields: Headers) -> tuple[str, str]:
    """Return the lines and names of all fields. Repeated fields are joined in the order sent."""
    if tuple([name for name, _ in fields]) == _ALWAYS:  # most requests without a body: quicker, and no other lines
        (_, host), (_, date), (_, payload_hash) = fields
        lines = f"host:{_trimmed(host)}\nx-amz-content-sha256:{payload_hash}\nx-amz-date:{date}\n"
        return lines, "host;x-amz-content-sha256;x-amz-date"
    values = {name.lower(): _trimmed(text) for name, text in fields}
    if len(values) != len(fields):
        values.clear()
        for field, text in fields:
            name, value = field.lower(), _trimmed(text)
            values[name] = f"{values[name]},{value}" if name in values else value
    names = sorted(values)
    return "".join([f"{name}:{values[name]}\n" for name in names]), ";".join(names)


def _canonical_query(query: str) -> str:
    """Return the encoded pairs sorted by name, then value; a bare `name` becomes `name=`."""
    if not query:
        return ""
    # Sorted as pairs, not as text: `-` sorts before `=`, so `a-b=1` would come before `a=1`.
    pairs = sorted([pair.partition("=")[::2] for pair in query.split("&")])
    return "&".join([f"{name}={value}" for name, value in pairs])


def _trimmed(text: str) -> str:
    """Return `text` trimmed, with each run of white space as one space, inside quotes too."""
    if text.isascii():
        return " ".join(text.split())
    # Bytes of a received header: as text, some would count as white space.
    return b" ".join(text.encode("latin-1").split()).decode("latin-1")


class _State(NamedTuple):
    """The state of a signer. It is read once for each signature and replaced as a whole, for threads."""

    credentials: Credentials
    date: str
    key: AWS4SigningKey
    prefix: str


class _Second(NamedTuple):
    """The second of the latest signature: its text is made once."""

    start: datetime
    text: str


class Signer:
    """Signs for one region and service. Thread-safe. Pickles and `repr` hold no secret."""

    __slots__ = ("_second", "_state", "region", "service")

    def __init__(self, region: str = "auto", service: str = "s3") -> None:
        self.region = _scope_part("region", region)
        self.service = _scope_part("service", service)
        self._state: _State | None = None
        self._second: _Second | None = None

    @shown
    def __repr__(self) -> str:
        return f"Signer(region={self.region!r}, service={self.service!r})"

    def __reduce__(self) -> tuple[type[Signer], tuple[str, str]]:
        return type(self), (self.region, self.service)

    def sign(
        self,
        credentials: Credentials,
        *,
        method: str,
        authority: str,
        path: str,
        query: str,
        headers: Headers,
        payload_hash: str,
        now: datetime,
    ) -> Headers:
        """Return all header fields to send: `headers`, then date, payload hash, token, signature.

        `authority` is signed as Host, which the transport writes. Fields that the transport or a proxy may set or
        change (`accept*`, `user-agent`, `content-length`, ...) are not signed. A retry signs the same `headers` again.

        Raises `ValueError` that names the header, for a value with control characters, outside ASCII or with white
        space at its ends, and for a field of the signature: host, authorization, x-amz-date, x-amz-content-sha256,
        x-amz-security-token. Raises `ValueError` for a naive `now`.
        """
        amz_date = self._date(now)
        if payload_hash is not EMPTY_SHA256 and not _PAYLOAD_HASH.fullmatch(payload_hash):
            raise ValueError("payload_hash must be 64 lower-case hex digits or one of the literals of S3")
        added: Headers = (("x-amz-date", amz_date), ("x-amz-content-sha256", payload_hash))
        if credentials.session_token is not None:
            added += (("x-amz-security-token", credentials.session_token),)
        state = self._state_for(credentials, amz_date[:8])
        fields = (("host", authority), *signed_fields(headers), *added)
        made = signed(state.key, _method(method), path, query, fields, payload_hash, amz_date)
        authorization = f"{state.prefix}{made.signed_headers}, Signature={made.signature}"
        return (*headers, *added, ("Authorization", authorization))

    def presign(
        self,
        credentials: Credentials,
        *,
        method: str,
        authority: str,
        path: str,
        query: str,
        headers: Headers = (),
        expires: int,
        now: datetime,
    ) -> str:
        """Return a request target with a signature that is valid for `expires` seconds from `now`.

        Its user must send the signed ones of `headers` unchanged, any body, and no credentials.

        Raises `ValueError` for `expires` outside 1 to 7,776,000 (90 days), and as `sign` does.
        """
        amz_date = self._date(now)
        lifetime("expires", expires)
        # S3 compares names case-sensitively, so only its own spelling would contradict ours.
        if "X-Amz-Signature=" in query or "X-Amz-Algorithm=" in query:
            raise ValueError("query is presigned already")
        state = self._state_for(credentials, amz_date[:8])
        fields = (("host", authority), *signed_fields(headers))
        names = ";".join(sorted({name.lower() for name, _ in fields}))
        token = credentials.session_token
        credential = quote(f"{credentials.access_key_id}/{state.key.scope}", safe="~")
        own = f"X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={credential}"
        own += f"&X-Amz-Date={amz_date}&X-Amz-Expires={expires}"
        if token is not None:
            own += f"&X-Amz-Security-Token={quote(token, safe='~')}"
        own += f"&X-Amz-SignedHeaders={quote(names, safe='~')}"
        # The operation's parameters first, as in S3's documentation; only the signature sorts them.
        full = f"{query}&{own}" if query else own
        made = signed(state.key, _method(method), path, full, fields, UNSIGNED_PAYLOAD, amz_date)
        return f"{path}?{full}&X-Amz-Signature={made.signature}"

    def credential(self, credentials: Credentials, now: datetime) -> str:
        """Return `<access key id>/<date>/<region>/<service>/aws4_request`, for a POST policy."""
        key = self._state_for(credentials, self._date(now)[:8]).key
        return f"{credentials.access_key_id}/{key.scope}"

    def sign_policy(self, credentials: Credentials, policy: str, now: datetime) -> str:
        """Return the `X-Amz-Signature` of a POST policy in base64."""
        key = self._state_for(credentials, self._date(now)[:8]).key
        return key.sign_sha256(key.key, policy).hex()

    def signature(
        self,
        credentials: Credentials,
        *,
        method: str,
        path: str,
        query: str,
        fields: Headers,
        payload_hash: str,
        now: datetime,
    ) -> Signature:
        """Return the signature over exactly `fields`, including Host, without checks."""
        amz_date = self._date(now)
        key = self._state_for(credentials, amz_date[:8]).key
        return signed(key, method, path, query, fields, payload_hash, amz_date)

    def _date(self, now: datetime) -> str:
        if now.tzinfo is not timezone.utc:
            return _amz_date(now)
        second, start = self._second, now.replace(microsecond=0)
        if second is None or second.start != start:
            second = self._second = _Second(start, _amz_date(start))
        return second.text

    def _state_for(self, credentials: Credentials, date: str) -> _State:
        state = self._state
        if (
            state is None
            or state.date != date
            or (state.credentials is not credentials and state.credentials != credentials)
        ):
            key = key_class()(credentials.secret_access_key, self.region, self.service, date, store_secret_key=False)
            prefix = f"{ALGORITHM} Credential={credentials.access_key_id}/{key.scope}, SignedHeaders="
            state = _State(credentials, date, key, prefix)
            self._state = state
        return state


def _method(method: str) -> str:
    if not _METHOD.fullmatch(method):
        raise ValueError(f"method must consist of upper-case letters, not {method!r}")
    return method


def _scope_part(name: str, value: str) -> str:
    if not TOKEN.fullmatch(value):
        raise ValueError(f"{name} must be a name of letters and digits, not {value!r}")
    return value


def _amz_date(now: datetime) -> str:
    if now.tzinfo is not timezone.utc:
        if now.utcoffset() is None:
            raise ValueError("now must be an aware datetime")
        now = now.astimezone(timezone.utc)
    text = now.isoformat(timespec="seconds")
    return f"{text[:4]}{text[5:7]}{text[8:13]}{text[14:16]}{text[17:19]}Z"
