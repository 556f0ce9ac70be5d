"""The form of a successful response: its status, its entity tag, its kind of body.

Contract: plain values. The exchange compares each response with the operation's `Success` before the body is read. A
captive portal or a proxy answers 200 to anything, with a page of its own: a status alone proves nothing.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tigris_http._wire.http import Head
from tigris_http.errors import CorruptBody, MalformedResponse

_HTML = ("text/html", "application/xhtml")
_HTML_PAGE = (
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,999}?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]"
)
_BLANK = (b"", b"{}")
_PLAIN = ("identity", "aws-chunked", "")
"""Content codings that leave a document readable."""
_SUCCESS = ("success", "ok")
_OF_A_CACHE = "x-amz-cf-"
"""CloudFront adds such fields to any answer, its own pages included."""


class Success(NamedTuple):
    statuses: tuple[int, ...]
    body: Literal["none", "document", "bytes"]
    """`none`, a `document` whose reader refuses any other, or arbitrary `bytes`."""
    tagged: bool = False
    """Whether an entity tag must show that the object exists or was stored. Some stores send an empty one."""

    def is_shown_by(self, head: Head) -> bool:
        if head.status not in self.statuses:
            return False
        return "etag" in head.named if self.tagged else not _names_html(head)

    def missed_by(self, head: Head, body: bytes) -> MalformedResponse | None:
        """Return the error of a response that is no success; None for a success."""
        if head.status not in self.statuses:
            expected = " or ".join(map(str, self.statuses))
            return MalformedResponse(f"status {head.status} in place of {expected}: the outcome is unknown")
        if self.tagged and "etag" not in head.named:
            # Reads are retried after `CorruptBody`: the page of a proxy may be gone by then.
            kind = CorruptBody if self.body == "bytes" else MalformedResponse
            return _page(head, body, "without an entity tag", kind)
        if self.tagged:
            # A page may have a tag, too.
            return _page(head, body, "with a page") if self.body == "none" and _is_page(head, body) else None
        if self.body == "none":
            return None if not body and head.status == 204 else _missed_by_silence(head, body)
        if self.body == "bytes" and _names_html(head):
            return _page(head, body, "with a page")
        return None

    def page_for(self, head: Head, body: bytes) -> MalformedResponse | None:
        """Return the error of a document that could not be read: a page, or compressed; None if it is neither."""
        coding = (head.get("content-encoding") or "identity").strip().lower()
        if self.body == "document" and coding not in _PLAIN:
            return MalformedResponse(
                f"the answer is compressed ({coding[:40]!r}), though only plain answers were asked for: look for a "
                "proxy that compresses"
            )
        return _page(head, body, "with a page") if self.body == "document" and _is_page(head, body) else None


NO_BODY = Success((200, 201, 204), "none")
ACCEPTED = Success((200, 201, 202, 204), "none")
"""For requests whose status Tigris does not document; 202 is S3's for the start of a restore."""
STORED = Success((200, 201, 204), "none", tagged=True)
DOCUMENT = Success((200, 201, 202, 204), "document")
"""The reader of the document judges it; only pages of proxies are refused before."""
DESCRIBED = Success((200, 206), "none", tagged=True)
OBJECT = Success((200, 206), "bytes", tagged=True)
WHOLE_OBJECT = Success((200,), "bytes", tagged=True)
ARCHIVE = Success((200,), "bytes")
STREAM = Success((200, 206), "bytes")


def _missed_by_silence(head: Head, body: bytes) -> MalformedResponse | None:
    is_blank = body.strip() in _BLANK
    if is_blank and not _names_html(head):
        return None
    if _is_page(head, body):
        return _page(head, body, "with a page")
    # Some services send the type of a page without a page, or more text than S3.
    word = _word(body)
    if word in _SUCCESS or (word is None and _is_of_s3(head)):
        return None
    if word is not None:
        return MalformedResponse(f"the answer says {word[:40]!r} and not success: the outcome is unknown")
    return _page(head, body, "with the type of a page" if is_blank else "with a body where none is due")


def _is_page(head: Head, body: bytes) -> bool:
    return bool(body.strip()) and (_names_html(head) or is_html(body))


def is_html(body: bytes) -> bool:
    return re.match(_HTML_PAGE, body, re.IGNORECASE | re.DOTALL) is not None


def _names_html(head: Head) -> bool:
    kind = head.get("content-type")
    return kind is not None and kind.lstrip().lower().startswith(_HTML)


def _is_of_s3(head: Head) -> bool:
    return any(name.startswith(("x-amz", "x-tigris-")) and not name.startswith(_OF_A_CACHE) for name in head.named)


def _word(body: bytes) -> str | None:
    import json

    try:
        said: object = json.loads(body[:4096])
    except (ValueError, RecursionError):
        return None
    members: dict[str, object] = said if isinstance(said, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    words = (members.get(name) for name in ("Update", "status"))
    return next((word.lower() for word in words if isinstance(word, str)), None)


def _page(head: Head, body: bytes, what: str, kind: type[MalformedResponse] = MalformedResponse) -> MalformedResponse:
    start = " ".join(body[:240].decode("utf-8", "replace").split())[:80]
    shown = f", which begins {start!r}" if start else ""
    return kind(
        f"a success ({head.status}) {what}{shown}: it does not come from the service. Look for a captive portal to "
        "sign in to, or a proxy that answers in its place"
    )
