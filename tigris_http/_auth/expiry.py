"""When credentials are to be replaced: decisions made of plain values.

Contract: no clock in here, times are arguments. Before credentials expire there are two windows. In the advisory one
somebody asks for new ones while all others go on with the old; in the mandatory one nobody signs with the old any more.
Both are shorter for credentials that live shortly, so that new ones are never in a window at once.

A clock that is ahead makes new credentials look expired. They are in doubt then: used for a moment all the same, since
only an answer of the service can tell its time, or that they have expired.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tigris_http.credentials import Credentials, Identity, SessionToken

_ADVISORY: Final = timedelta(minutes=15)
_MANDATORY: Final = timedelta(minutes=1)
_MOMENT: Final = timedelta(seconds=10)
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
_OTHERS: Final = frozenset({"InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"})
_WITHOUT_REASON: Final = frozenset({"AccessDenied", "BadRequest"})


@dataclass(frozen=True, slots=True)
class Held:
    """Credentials, and when to ask for others."""

    credentials: Identity
    soon: datetime | None = field(default=None)
    """When the advisory window begins; None for credentials that do not expire."""
    must: datetime | None = None
    """When the mandatory window begins."""
    pause: timedelta = _MOMENT
    """How long to leave alone who could not be asked in the advisory window."""
    in_doubt: bool = False
    """Whether they had expired already when they came, by a clock that may be wrong."""


def held(credentials: Identity, now: datetime) -> Held:
    """Return credentials that came just `now` with their windows."""
    expires_at = credentials.expires_at
    if expires_at is None:
        return Held(credentials)
    life = expires_at - now
    if life <= timedelta(0):
        return Held(credentials, now + _MOMENT, now + _MOMENT, in_doubt=True)
    advisory, mandatory = min(_ADVISORY, life / 4), min(_MANDATORY, life / 20)
    return Held(credentials, expires_at - advisory, expires_at - mandatory, min(_MOMENT, advisory / 10))


def is_expired(credentials: Identity, now: datetime) -> bool:
    """Return whether the service would refuse them."""
    return credentials.expires_at is not None and now >= credentials.expires_at


def same_keys(one: Identity, other: Identity) -> bool:
    """Return whether both are the same to the service, whatever is known of when they expire."""
    return _proof(one) == _proof(other)


def _proof(identity: Identity) -> tuple[str | None, ...]:
    match identity:
        case Credentials():
            return identity.access_key_id, identity.secret_access_key, identity.session_token
        case SessionToken():
            return identity.namespace, identity.token
        case _:
            return ()


def says_expired(code: str) -> bool:
    """Return whether a refusal with this code says that the credentials have expired."""
    return code in _EXPIRED


def may_mean_expired(code: str, credentials: Identity, *, has_no_body: bool) -> bool:
    """Return whether there may be others after this refusal: the keys were replaced, or a HEAD cannot say why."""
    if has_no_body and code in _WITHOUT_REASON:
        return _is_temporary(credentials)
    return code in _OTHERS


def _is_temporary(identity: Identity) -> bool:
    if isinstance(identity, Credentials) and identity.session_token is not None:
        return True
    return isinstance(identity, SessionToken) or identity.expires_at is not None


def pause_ends(now: datetime) -> datetime:
    """Return until when a refusal without a clear reason is no cause to ask again."""
    return now + _MOMENT
