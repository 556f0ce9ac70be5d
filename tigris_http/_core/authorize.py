"""The credentials of a call, and the header fields made from them.

Contract: plain values and decisions over a keyring. The signer is a function, called only to sign: it loads its
package.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING

from tigris_http._auth.expiry import same_keys
from tigris_http._auth.refresh import Keys, Refresh
from tigris_http._wire.signed_headers import signed_fields
from tigris_http.credentials import Credentials, Identity, SessionToken
from tigris_http.errors import ServiceError, TigrisError

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._wire.address import Address
    from tigris_http._wire.http import Headers

_REFUSES_KEYS = frozenset({400, 401, 403})
_NAMESPACE = "x-tigris-namespace"
_SHORTEST_SECRET = 8
"""Characters of the shortest secret to hide: a shorter text is found anywhere."""


def authorized(
    signer: Callable[[], Signer],
    identity: Identity,
    *,
    method: str,
    address: Address,
    headers: Headers,
    payload_hash: str,
    now: datetime,
) -> Headers:
    """Return `headers`, then the fields of the identity.

    Only a signature adds date and hash. Raises `ValueError` as `Signer.sign` does, and if `headers` has the namespace
    of a session.
    """
    if isinstance(identity, Credentials):
        return signer().sign(
            identity,
            method=method,
            authority=address.authority,
            path=address.path,
            query=address.query,
            headers=headers,
            payload_hash=payload_hash,
            now=now,
        )
    signed_fields(headers)
    if not isinstance(identity, SessionToken):
        return headers
    if any(name.lower() == _NAMESPACE for name, _ in headers):
        raise ValueError(f"header {_NAMESPACE!r} is written by the client itself: it is that of the session")
    return (*headers, ("x-amz-security-token", identity.token), (_NAMESPACE, identity.namespace))


def secrets(identity: Identity, sent: Headers) -> tuple[str, ...]:
    """Return the secrets in a `sent` request."""
    found: tuple[str | None, ...] = ()
    if isinstance(identity, Credentials):
        signature = sent[-1][1].rpartition("Signature=")[2]
        found = (signature, identity.secret_access_key, identity.session_token)
    elif isinstance(identity, SessionToken):
        found = (identity.token,)
    return tuple(secret for secret in found if secret and len(secret) >= _SHORTEST_SECRET)


class KeysInUse:
    """The credentials that the attempts of a call sign with.

    `awaited` and `replaced` yield a `Refresh`. Its outcome is None or an error. A call asks for others once.
    """

    __slots__ = ("_asked", "_ends", "_keys", "_method", "_taken", "were_awaited")

    def __init__(self, keys: Keys, method: str, ends: float | None) -> None:
        self._keys, self._method, self._ends = keys, method, ends
        self._taken: Identity | None = None
        self._asked = False
        self.were_awaited = False
        """True if an attempt had to wait for them."""

    def ready(self) -> bool:
        """Take the next attempt's credentials; return False if there are none yet."""
        self._taken = self._keys.current()
        return self._taken is not None

    def awaited(self, located: Callable[[TigrisError], TigrisError]) -> Generator[Refresh, object, None]:
        """Wait for credentials; raise the error, `located` in its call, if there are none."""
        self.were_awaited = True
        while not self.ready():
            error = yield Refresh(ends=self._ends)
            if isinstance(error, TigrisError):
                raise located(error)

    def taken(self) -> Identity:
        """Return the credentials of the next or latest attempt."""
        if self._taken is None:
            raise RuntimeError("an attempt needs credentials: call `ready` first")
        return self._taken

    def may_be_replaced(self, error: TigrisError) -> bool:
        if self._asked or not isinstance(error, ServiceError) or error.status not in _REFUSES_KEYS:
            return False
        return self._keys.may_have_others(self.taken(), error.code, has_no_body=self._method == "HEAD")

    def replaced(self, refusal: TigrisError) -> Generator[Refresh, object, bool]:
        """Ask for other credentials; return False if there are none. Raises `refusal` after a failure."""
        self._asked = True
        refused = self.taken()
        error = yield Refresh(refused, self._ends)
        if isinstance(error, TigrisError):
            # The caller must know the service's error. Its cause tells why there was no second attempt.
            raise refusal from error
        now = self._keys.current()
        return now is not None and not same_keys(now, refused)
