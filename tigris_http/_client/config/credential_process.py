"""Splits the command of `credential_process`, and parses its output. Runs nothing.

Contract: any text gives words or `ValueError`. Any bytes give `Credentials` or `CredentialsError`. No message quotes
them. The words are botocore's; no shell is involved.
"""

from __future__ import annotations

import re
import shlex
from datetime import datetime, timedelta, timezone
from typing import Final

from tigris_http._wire import json
from tigris_http.credentials import Credentials
from tigris_http.errors import CredentialsError, MalformedResponse

MAX_OUTPUT: Final = 1024 * 1024
_MOMENT: Final = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)(?:[Tt ]|(?<=\d{8}))"
    r"(?P<hour>\d\d)(?:(?P<colon>:?)(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r" ?(?P<zone>[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?|)",
    re.ASCII,
)
_PIECES: Final = re.compile(r'(\\*)"|(\\+|[ \t]|[^\\" \t]+)')


def words(command: str, *, windows: bool) -> list[str]:
    split = _windows_words(command) if windows else shlex.split(command)
    if not split:
        raise ValueError("no command")
    return split


def _windows_words(command: str) -> list[str]:
    """Apply the rules of the Windows C runtime ("Parsing C command-line arguments", Microsoft Learn).

    White space separates words, only double quotes quote, and backslashes are literal unless a quote follows them.
    """
    parsed: list[str] = []
    word: str | None = None
    quoted = False
    for piece in _PIECES.finditer(command):
        slashes, rest = piece.groups()
        if slashes is not None:  # up to a quote
            word = (word or "") + "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                quoted = not quoted
        elif rest in (" ", "\t") and not quoted:
            if word is not None:
                parsed.append(word)
            word = None
        else:
            word = (word or "") + rest
    if quoted:
        raise ValueError("a quote is not closed")
    return parsed if word is None else [*parsed, word]


def answer(output: bytes) -> Credentials:
    """Parse a process's JSON: version 1 of AWS' "Sourcing credentials with an external process"."""
    if len(output) > MAX_OUTPUT:
        raise CredentialsError(f"the process wrote more than {MAX_OUTPUT} bytes")
    try:
        document = json.parse_object(output)
    except MalformedResponse:
        # Without the error's text, which may quote the output.
        raise CredentialsError("the process's output is not the JSON that AWS documents") from None
    if isinstance(document.get("Version"), bool) or document.get("Version") != 1:
        raise CredentialsError("the process's JSON is not of Version 1")
    key_id, secret = _text(document, "AccessKeyId"), _text(document, "SecretAccessKey")
    token, expires_at = _text(document, "SessionToken"), _moment(_text(document, "Expiration"))
    if not key_id or not secret:
        raise CredentialsError(f"the process's JSON lacks {'SecretAccessKey' if key_id else 'AccessKeyId'}")
    try:
        return Credentials(key_id, secret, token or None, expires_at)
    except ValueError as error:
        raise CredentialsError(f"the process's credentials are unusable: {error}") from None


def _text(document: dict[str, object], name: str) -> str | None:
    value = document.get(name)
    if value is None or isinstance(value, str):
        return value
    raise CredentialsError(f"the process's JSON has something else than text as {name}")


def _moment(text: str | None) -> datetime | None:
    """Read an Expiration in any form of ISO 8601 that boto3 takes: with date, time and zone."""
    if text is None:
        return None
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise CredentialsError("the process's Expiration is not a time such as 2030-01-02T03:04:05Z")
    zone = found["zone"]
    if not zone:
        raise CredentialsError(
            "the process's Expiration has no time zone: write Z or an offset, as in 2030-01-02T03:04:05Z"
        )
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    micros = int((found["fraction"] or "")[:6].ljust(6, "0"))
    try:
        # A zone of 24 hours or more raises too.
        moment = datetime(year, month, day, hour, minute, second, micros, _zone(zone))
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise CredentialsError("the process's Expiration is a date or time that does not exist") from None


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if text[0] == "+" else -offset)
