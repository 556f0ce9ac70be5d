"""AWS Signature Version 4 over a request that is already encoded, in header and in query form.

Contract: the request target comes from `_address` and is signed byte for byte; the time is an argument; a
`Signer` may be used by any number of threads. This is the only door to requests-aws4auth: the client imports
it at the first signature, because that package pulls in all of `requests`.

Kept of the package: the key derivation (`AWS4SigningKey`) and the string to sign. The rest is overridden:
stock `AWS4Auth` normalises paths, reads `+` in a query as a space, leaves `x-tigris-*` unsigned, insists on
hashing the body itself, keeps an old `x-amz-date` when it signs again, and changes shared fields when the
date turns.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from requests_aws4auth import AWS4Auth, AWS4SigningKey

from tigris_http._wire.arguments import lifetime
from tigris_http._wire.signed_headers import TOKEN, signed_fields

if TYPE_CHECKING:
    from tigris_http._wire.http import Headers
    from tigris_http.credentials import Credentials

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

_METHOD = re.compile(r"[A-Z]+")
_PAYLOAD_HASH = re.compile(r"[0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+")


class Signature(NamedTuple):
    """A signature and what it was made from."""

    signed_headers: str
    canonical_request: str
    string_to_sign: str
    signature: str


class WireRequest:
    """What `WireAuth` signs: the request as it is sent, and exactly the header fields to sign."""

    __slots__ = ("fields", "headers", "method", "path", "payload_hash", "query")

    def __init__(self, method: str, path: str, query: str, fields: Headers, payload_hash: str, amz_date: str) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.payload_hash = payload_hash
        # `get_sig_string` reads the time from here.
        self.headers = {"x-amz-date": amz_date}


class WireAuth(AWS4Auth):
    """`AWS4Auth` for a `WireRequest`. Never changes after it was made: one key, one date, any threads."""

    def __call__(self, req: WireRequest) -> Signature:
        """Return the signature; the request stays as it is."""
        lines, signed_headers = self.get_canonical_headers(req)
        canonical = self.get_canonical_request(req, lines, signed_headers)
        text = self.get_sig_string(req, canonical, self.signing_key.scope)
        digest = self.signing_key.sign_sha256(self.signing_key.key, text)
        return Signature(signed_headers, canonical, text, digest.hex())

    def get_canonical_request(self, req: WireRequest, cano_headers: str, signed_headers: str) -> str:
        """Return the canonical request of the wire target; no URL is parsed."""
        path, query = self.amz_cano_path(req.path), self.amz_cano_querystring(req.query)
        return f"{req.method}\n{path}\n{query}\n{cano_headers}\n{signed_headers}\n{req.payload_hash}"

    @classmethod
    def get_canonical_headers(cls, req: WireRequest, include: None = None) -> tuple[str, str]:
        """Return the lines of all `fields` and their names. Repeated fields are joined in the order sent."""
        values: dict[str, str] = {}
        for field, text in req.fields:
            name, value = field.lower(), cls.amz_norm_whitespace(text)
            values[name] = f"{values[name]},{value}" if name in values else value
        names = sorted(values)
        return "".join([f"{name}:{values[name]}\n" for name in names]), ";".join(names)

    def amz_cano_path(self, path: str) -> str:
        """Return the path itself: S3 neither normalises it nor encodes it twice."""
        return path

    @staticmethod
    def amz_cano_querystring(qs: str) -> str:
        """Return the encoded pairs sorted by name, then value; a bare `name` becomes `name=`."""
        if not qs:
            return ""
        # Sorted as pairs, not as text: `-` sorts before `=`, so `a-b=1` would come before `a=1`.
        pairs = sorted([pair.partition("=")[::2] for pair in qs.split("&")])
        return "&".join([f"{name}={value}" for name, value in pairs])

    @staticmethod
    def amz_norm_whitespace(text: str) -> str:
        """Return `text` trimmed, with each run of white space as one space, inside quotes too."""
        if text.isascii():
            return " ".join(text.split())
        # Bytes of a header that was read: as text, some would pass for white space.
        return b" ".join(text.encode("latin-1").split()).decode("latin-1")

    @staticmethod
    def get_sig_string(req: WireRequest, cano_req: str, scope: str) -> str:
        """Return the string to sign. The canonical request is the text of the wire's bytes, as `Head` has it."""
        if cano_req.isascii():
            return AWS4Auth.get_sig_string(req, cano_req, scope)
        digest = hashlib.sha256(cano_req.encode("latin-1")).hexdigest()
        return f"{ALGORITHM}\n{req.headers['x-amz-date']}\n{scope}\n{digest}"


class _State(NamedTuple):
    """Read once a signature, replaced as a whole: threads that meet a new date each see a consistent one."""

    credentials: Credentials
    date: str
    auth: WireAuth
    prefix: str


class Signer:
    """Signs for one region and service. Thread-safe; pickles and shows no secret."""

    __slots__ = ("_state", "region", "service")

    def __init__(self, region: str = "auto", service: str = "s3") -> None:
        self.region = _scope_part("region", region)
        self.service = _scope_part("service", service)
        self._state: _State | None = None

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
        """Return all header fields to send: `headers` as they are, then date, payload hash, token, signature.

        `authority` is signed as Host, which the transport writes. Signed is every field but those which the
        transport or a proxy may set or change (`accept*`, `user-agent`, `content-length`, ...). Signing the
        same `headers` again gives a fresh date, so a retry starts from what was passed here.

        Raises `ValueError` naming the header for a value with control characters, outside ASCII or with white
        space at its ends (HTTP would not carry it unchanged), and for a field that is written here: host,
        authorization, x-amz-date, x-amz-content-sha256, x-amz-security-token. A naive `now` is refused.
        """
        amz_date = _amz_date(now)
        if not _PAYLOAD_HASH.fullmatch(payload_hash):
            raise ValueError("payload_hash must be 64 lower-case hex digits or one of the literals of S3")
        added: Headers = (("x-amz-date", amz_date), ("x-amz-content-sha256", payload_hash))
        if credentials.session_token is not None:
            added += (("x-amz-security-token", credentials.session_token),)
        state = self._state_for(credentials, amz_date[:8])
        fields = (("host", authority), *signed_fields(headers), *added)
        made = state.auth(WireRequest(_method(method), path, query, fields, payload_hash, amz_date))
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
        """Return a request target that carries its signature and works for `expires` seconds from `now`.

        Whoever uses it must send `headers` exactly as given here (the unsigned kinds excepted), any body, and
        no credentials.

        Raises `ValueError` for `expires` outside 1 to 7,776,000 (90 days), and as `sign` does.
        """
        amz_date = _amz_date(now)
        lifetime("expires", expires)
        # Names are compared case-sensitively by S3; its own spelling is the one that would contradict ours.
        if "X-Amz-Signature=" in query or "X-Amz-Algorithm=" in query:
            raise ValueError("query is presigned already")
        state = self._state_for(credentials, amz_date[:8])
        fields = (("host", authority), *signed_fields(headers))
        names = ";".join(sorted({name.lower() for name, _ in fields}))
        token = credentials.session_token
        credential = quote(f"{credentials.access_key_id}/{state.auth.signing_key.scope}", safe="~")
        own = f"X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={credential}"
        own += f"&X-Amz-Date={amz_date}&X-Amz-Expires={expires}"
        if token is not None:
            own += f"&X-Amz-Security-Token={quote(token, safe='~')}"
        own += f"&X-Amz-SignedHeaders={quote(names, safe='~')}"
        # Operation parameters first, ours after them, as S3's documentation shows; only the signature sorts.
        full = f"{query}&{own}" if query else own
        made = state.auth(WireRequest(_method(method), path, full, fields, UNSIGNED_PAYLOAD, amz_date))
        return f"{path}?{full}&X-Amz-Signature={made.signature}"

    def credential(self, credentials: Credentials, now: datetime) -> str:
        """Return `<access key id>/<date>/<region>/<service>/aws4_request`, which a POST policy must name."""
        key = self._state_for(credentials, _amz_date(now)[:8]).auth.signing_key
        return f"{credentials.access_key_id}/{key.scope}"

    def sign_policy(self, credentials: Credentials, policy: str, now: datetime) -> str:
        """Return the `X-Amz-Signature` of a POST policy, given in base64 as the form will hold it."""
        key = self._state_for(credentials, _amz_date(now)[:8]).auth.signing_key
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
        """Return the bare signature over exactly `fields`, Host among them: no rule and no check applied."""
        amz_date = _amz_date(now)
        auth = self._state_for(credentials, amz_date[:8]).auth
        return auth(WireRequest(method, path, query, fields, payload_hash, amz_date))

    def _state_for(self, credentials: Credentials, date: str) -> _State:
        state = self._state
        if (
            state is None
            or state.date != date
            or (state.credentials is not credentials and state.credentials != credentials)
        ):
            key = AWS4SigningKey(credentials.secret_access_key, self.region, self.service, date, store_secret_key=False)
            prefix = f"{ALGORITHM} Credential={credentials.access_key_id}/{key.scope}, SignedHeaders="
            state = _State(credentials, date, WireAuth(credentials.access_key_id, key), prefix)
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
