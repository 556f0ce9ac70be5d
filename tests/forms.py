"""A browser's part of a form: the fields and a file as `multipart/form-data`, posted by the standard library."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http import PresignedPost

BOUNDARY = "----who-would-write-this-into-a-file"


class Posted(NamedTuple):
    """The answer to a form."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def encoded(fields: Mapping[str, str], content: bytes, filename: str = "a.txt", *, kind: str = "text/plain") -> bytes:
    """Return a form as browsers write it (RFC 7578), the file last."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(
    form: PresignedPost, content: bytes, filename: str = "a.txt", changed: Mapping[str, str | None] | None = None
) -> Posted:
    """Post a file by a form, with some fields `changed` (None removes one)."""
    fields = {name: value for name, value in {**form.fields, **(changed or {})}.items() if value is not None}
    parts = urlsplit(form.url)
    # Not every resolver knows names below localhost.
    host = "localhost" if (parts.hostname or "").endswith(".localhost") else parts.hostname
    connection = http.client.HTTPConnection(host or "", parts.port, timeout=10)
    try:
        headers = {"Host": parts.netloc, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        connection.request("POST", parts.path, encoded(fields, content, filename), headers)
        answer = connection.getresponse()
        return Posted(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()
