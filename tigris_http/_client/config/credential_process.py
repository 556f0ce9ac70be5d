"""Splits the command of `credential_process`, and parses its output. Runs nothing.

Contract: any text gives words or `ValueError`. Any bytes give `Credentials` or `CredentialsError`. No message quotes
them. The words are botocore's; no shell is involved.
"""

from __future__ import annotations

import re
import shlex
from typing import Final

from tigris_http._wire import json
from tigris_http.credentials import Credentials
from tigris_http.errors import CredentialsError, MalformedResponse

_MAX_OUTPUT: Final = 1024 * 1024
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
    if len(output) > _MAX_OUTPUT:
        raise CredentialsError(f"the process wrote more than {_MAX_OUTPUT} bytes")
    try:
        document = json.parse_object(output)
        if isinstance(document.get("Version"), bool) or document.get("Version") != 1:
            raise CredentialsError("the process's JSON is not of Version 1")
        key_id, secret = json.text(document, "AccessKeyId"), json.text(document, "SecretAccessKey")
        token, expires_at = json.text(document, "SessionToken"), json.moment(document, "Expiration")
    except MalformedResponse:
        # Without the error's text, which may quote the output.
        raise CredentialsError("the process's output is not the JSON that AWS documents") from None
    if not key_id or not secret:
        raise CredentialsError(f"the process's JSON lacks {'SecretAccessKey' if key_id else 'AccessKeyId'}")
    try:
        return Credentials(key_id, secret, token or None, expires_at)
    except ValueError as error:
        raise CredentialsError(f"the process's credentials are unusable: {error}") from None
