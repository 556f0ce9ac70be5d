"""What a request carries to say who sends it: a signature, the token of a session, or nothing.

Contract: plain functions of values. Signing loads its package, so the signer comes as a function, which is only called
where something is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tigris_http._wire.signed_headers import signed_fields
from tigris_http.credentials import Credentials, Identity, SessionToken

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._wire.address import Address
    from tigris_http._wire.http import Headers

_NAMESPACE = "x-tigris-namespace"
_TELLING = 8
"""Characters of a secret that is one: fewer would be found in any text."""


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
    """Return all header fields to send: `headers` as they are, then those that say who sends them.

    A session and nobody sign nothing, so that date and hash are left out. What `headers` may not say is refused alike:
    raises `ValueError` as `Signer.sign` does, and for a namespace beside that of the session.
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
    """Return what of a request that was `sent` nobody else may see."""
    found: tuple[str | None, ...] = ()
    if isinstance(identity, Credentials):
        signature = sent[-1][1].rpartition("Signature=")[2]
        found = (signature, identity.secret_access_key, identity.session_token)
    elif isinstance(identity, SessionToken):
        found = (identity.token,)
    return tuple(secret for secret in found if secret and len(secret) >= _TELLING)
