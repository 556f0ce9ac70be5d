"""When to replace credentials.

Contract: no clock; times are arguments. There are two windows before the expiry. In the advisory window one caller
fetches new credentials while the others sign with the old ones. In the mandatory window every caller waits. Short-lived
credentials have shorter windows, so that new ones never start inside a window.

If the local clock is ahead, new credentials may look expired. They are in doubt, but used for a moment: only a response
tells the service's time, or that they have expired.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tigris_http.credentials import Credentials, Identity, SessionToken

_ADVISORY: Final = timedelta(minutes=15)
_MANDATORY: Final = timedelta(minutes=1)
_MOMENT: Final = timedelta(seconds=10)
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
_OTHERS: Final = frozenset({"InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"})
_WITHOUT_REASON: Final = frozenset({"AccessDenied", "BadRequest"})


class Held(NamedTuple):
    credentials: Identity
    advisory_from: datetime | None = None
    """Start of the advisory window; None if the credentials do not expire."""
    mandatory_from: datetime | None = None
    """Start of the mandatory window."""
    pause: timedelta = _MOMENT
    """Pause after a failed refresh in the advisory window."""
    in_doubt: bool = False
    """Whether they arrived expired, by a local clock that may be wrong."""

    def is_advisory(self, now: datetime) -> bool:
        return self.advisory_from is not None and now >= self.advisory_from

    def is_mandatory(self, now: datetime) -> bool:
        return self.mandatory_from is not None and now >= self.mandatory_from


def held(credentials: Identity, now: datetime) -> Held:
    """Return credentials that arrived `now`, with their windows."""
    expires_at = credentials.expires_at
    if expires_at is None:
        return Held(credentials)
    life = expires_at - now
    if life <= timedelta(0):
        return Held(credentials, now + _MOMENT, now + _MOMENT, in_doubt=True)
    advisory, mandatory = min(_ADVISORY, life / 4), min(_MANDATORY, life / 20)
    return Held(credentials, expires_at - advisory, expires_at - mandatory, min(_MOMENT, advisory / 10))


def is_expired(credentials: Identity, now: datetime) -> bool:
    return credentials.expires_at is not None and now >= credentials.expires_at


def same_keys(one: Identity, other: Identity) -> bool:
    """Return whether both are the same to the service, apart from their expiry."""
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
    return code in _EXPIRED


def may_mean_expired(code: str, credentials: Identity, *, has_no_body: bool) -> bool:
    """Return whether this code may mean replaced keys. A HEAD has no body, so its reason is unknown."""
    if has_no_body and code in _WITHOUT_REASON:
        return _is_temporary(credentials)
    return code in _OTHERS


def _is_temporary(identity: Identity) -> bool:
    if isinstance(identity, Credentials) and identity.session_token is not None:
        return True
    return isinstance(identity, SessionToken) or identity.expires_at is not None


def pause_ends(now: datetime) -> datetime:
    """Return the end of the pause after an error response without a clear reason."""
    return now + _MOMENT
