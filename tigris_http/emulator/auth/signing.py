"""Signatures of the emulator itself: for presigned URLs, and for its requests to other stores.

Contract: pure. `now` is in ns, `path` is percent-encoded.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from tigris_http.emulator.auth.sigv4 import ALGORITHM, UNSIGNED, signing_key, strict
from tigris_http.emulator.store.clock import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tigris_http.emulator.auth.credentials import EmulatorCredentials


def presigned(
    method: str,
    host: str,
    path: str,
    asked: Mapping[str, str],
    credentials: EmulatorCredentials,
    now: int,
    expires: int,
) -> str:
    """Return the query of a URL that is valid for `expires` seconds."""
    moment = stamp(now)
    scope = f"{moment[:8]}/auto/s3/aws4_request"
    pairs = {
        **asked,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key_id}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(expires),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.session_token is not None:
        pairs["X-Amz-Security-Token"] = credentials.session_token
    query = query_text((name.encode(), value.encode()) for name, value in pairs.items())
    canonical = "\n".join([method, path, query, f"host:{host}", "", "host", UNSIGNED])
    return f"{query}&X-Amz-Signature={_signature(canonical, credentials.secret_access_key, moment, 'auto')}"


def signed_headers(
    method: str,
    host: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    key: tuple[str, str],
    region: str,
    now: int,
) -> dict[str, str]:
    """Return `headers` (lower-case names) with the signature of a request, without its body; `key` is id and secret."""
    moment = stamp(now)
    signed = {**headers, "host": host, "x-amz-content-sha256": UNSIGNED, "x-amz-date": moment}
    names = ";".join(sorted(signed))
    lines = [f"{name}:{' '.join(signed[name].split())}" for name in sorted(signed)]
    canonical = "\n".join([method, path, query, *lines, "", names, UNSIGNED])
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    signature = _signature(canonical, key[1], moment, region)
    return {
        **signed,
        "authorization": f"{ALGORITHM} Credential={key[0]}/{scope}, SignedHeaders={names}, Signature={signature}",
    }


def query_text(pairs: Iterable[tuple[bytes, bytes]]) -> str:
    """Write the canonical query: sorted, strictly encoded."""
    return "&".join(sorted(f"{strict(name)}={strict(value)}" for name, value in pairs))


def _signature(canonical: str, secret: str, moment: str, region: str) -> str:
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    to_sign = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    return hmac.new(signing_key(secret, moment[:8], region), to_sign.encode(), "sha256").hexdigest()
