"""One GET with a retry, as messages between the parts of the client."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from pictures.base import WIDTH, Picture, number, width_of

LANES = (
    ("caller", ""),
    ("client", "_client/sync.py"),
    ("exchange", "_core/exchange.py"),
    ("transport", "_transport/sender.py"),
    ("service", ""),
)
CALLER, CLIENT, EXCHANGE, TRANSPORT, SERVICE = range(5)
GET: tuple[tuple[Any, ...], ...] = (
    (CALLER, CLIENT, "get_object(...)"),
    ("note", CLIENT, "request and its checks", "operations/objects/reads.py"),
    (CLIENT, EXCHANGE, "start"),
    ("attempt", "attempt 1"),
    ("note", EXCHANGE, "exact target, headers, signature", "_wire/address.py, _core/authorize.py"),
    (EXCHANGE, CLIENT, "step: send"),
    (CLIENT, TRANSPORT, "signed request"),
    ("note", TRANSPORT, "an httpx.Request, on a connection of the pool", "_transport/http_transport.py"),
    (TRANSPORT, SERVICE, "GET /atlas/map.png"),
    (SERVICE, TRANSPORT, "503 SlowDown"),
    (TRANSPORT, CLIENT, "error response"),
    (CLIENT, EXCHANGE, "error response"),
    ("note", EXCHANGE, "judge, then decide to retry", "_wire/success.py, _core/retry.py"),
    (EXCHANGE, CLIENT, "step: wait 80 ms"),
    ("attempt", "attempt 2"),
    (CLIENT, EXCHANGE, "waited"),
    (EXCHANGE, CLIENT, "step: send"),
    (CLIENT, TRANSPORT, "signed request"),
    (TRANSPORT, SERVICE, "GET /atlas/map.png"),
    (SERVICE, TRANSPORT, "200, first bytes"),
    (TRANSPORT, CLIENT, "head, open body"),
    (CLIENT, EXCHANGE, "head, open body"),
    (EXCHANGE, CLIENT, "success"),
    ("attempt", ""),
    ("note", CLIENT, "a body that resumes after a break", "_download/resumption.py"),
    (CLIENT, CALLER, "ObjectBody"),
    (CALLER, TRANSPORT, "body.read()"),
    ("note", TRANSPORT, "finds the end of the body", "_transport/response_body/stream.py"),
    (SERVICE, TRANSPORT, "the rest of the body"),
    (TRANSPORT, CALLER, "bytes of the object"),
)  # fmt: skip
"""Messages from lane to lane, notes with their files (below `tigris_http/`), and where an attempt begins and ends."""


def sequence() -> Picture:
    """Draw a GET that is answered at its second attempt."""
    step, top = 27, 78
    height = top + sum(46 if each[0] == "note" else 14 if each[0] == "attempt" else step for each in GET) + 22
    picture = Picture(
        height,
        "One GET with a retry",
        "The caller asks the client for an object. The client runs the exchange, a generator that asks for steps: "
        "send, wait, send again. The transport carries out each send. The service answers the first attempt by 503, "
        "the second by 200. The caller reads the open body.",
    )
    at = [84 + 158 * lane for lane in range(len(LANES))]
    behind = len(picture.root)
    for x, (name, file) in zip(at, LANES, strict=True):
        picture.rect(x - 74, 14, 148, 44, "box edge")
        picture.text(x, 33 if file else 41, name, "t bold", anchor="middle")
        if file:
            picture.text(x, 50, file, "m mono", size=11, anchor="middle", room=146)
        picture.path(f"M{x} 58V{number(height - 14)}", "line")
    y, begun = float(top), 0.0
    for each in GET:
        if each[0] == "attempt":
            if begun:
                band = ET.Element("rect", {"class": "band", "x": "8", "y": number(begun), "width": str(WIDTH - 16),
                                           "height": number(y - begun - 3), "rx": "4"})  # fmt: skip
                picture.root.insert(behind, band)
            begun = y if each[1] else 0.0
            if each[1]:
                picture.text(14, y + 18, each[1], "m", size=12, room=at[0] - 16)
            y += 14
        elif each[0] == "note":
            _, lane, words, files = each
            wide = max(width_of(words, "", 12), width_of(files, "mono", 11)) + 16
            left = min(at[lane] - 20, WIDTH - 12 - wide)
            picture.rect(left, y - 12, wide, 38, "back edge")
            picture.text(left + 8, y + 3, words, "t", size=12)
            picture.text(left + 8, y + 19, files, "m mono", size=11)
            y += 46
        else:
            start, end, words = each
            picture.arrow(at[start], y + 8, at[end], "edge" if end > start else "edge dash")
            middle = (at[start] + at[end]) / 2
            if abs(end - start) > 1:  # keep the label off the lanes that the arrow crosses
                middle = at[min(start, end)] + 79
            kind = "b" if words.startswith("503") else "t"
            picture.text(middle, y + 3, words, kind, size=12, anchor="middle", room=152)
            y += step
    return picture
