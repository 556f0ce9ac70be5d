"""Faults of bodies: framing, bytes after the end, documents, and too much of anything."""

from __future__ import annotations

import gzip

from tigris_http import (
    ConnectionFailed,
    CorruptBody,
    FeatureNotSupported,
    IncompleteBody,
    MalformedResponse,
    NotModified,
    OutcomeUnknown,
    PreconditionFailed,
    ServiceError,
    TimedOut,
    Unavailable,
)

from .fault import ANY, BROKEN, CUT, KINDS, RIGHT, Allowed, Spoil, every, fault, instead
from .good import Good
from .server import Drip, Endless
from .uses import Kind

# -- odd, but right --------------------------------------------------------------------------------------------------

FINE = every(RIGHT)
fault("nothing", lambda good: (good.whole, "keep"), FINE)
fault("an answer byte by byte", lambda good: (Drip(good.whole[:4000]), good.whole[4000:], "keep"), FINE)
ACK: Allowed = (RIGHT, ConnectionFailed)
"""A call that sends a HEAD first may use a connection that the server closed after that answer. A request that must not
be repeated is not sent again.
"""
CLOSED = FINE | {"ack": ACK, "document": ACK, "updated": (*ACK, OutcomeUnknown)}
fault("closed behind the answer", lambda good: (good.whole, "close"), CLOSED)
fault(
    "interim answers first",
    lambda good: (b"HTTP/1.1 100 Continue\r\n\r\n" * 3, b"HTTP/1.1 103 A\r\nLink: a\r\n\r\n", good.whole, "keep"),
    FINE,
)
REFUSED = every(MalformedResponse, ConnectionFailed)
"""Heads that a strict reader refuses, since a lenient one may find another end of the answer."""
EMPTY: tuple[Kind, ...] = ("head", "ack")
"""Kinds of which some answers have no length."""
fault("line feeds alone", lambda good: (good.head(end=b"\n") + good.body, "keep"), REFUSED)
fault("no reason", lambda good: (good.whole.replace(b" Reason", b"", 1), "keep"), FINE)
fault(
    "bytes above 127 in a field",
    lambda good: (good.head(*good.length_field, b"X-A: \xc3\xa9\xff") + good.body, "keep"),
    FINE,
)
fault(
    "the length twice",
    lambda good: (good.head(*good.length_field * 2) + good.body, "keep"),
    REFUSED | {kind: (RIGHT, *REFUSED[kind]) for kind in EMPTY},
)
fault(
    "a thousand fields",
    lambda good: (good.head(*good.length_field, *[b"X-A: b"] * 1000) + good.body, "keep"),
    FINE,
)


def chunked(good: Good, *pieces: bytes) -> bytes:
    """Return the answer in these chunks, or the head alone if it has no body."""
    if good.is_head or good.length in (0, None):
        return good.whole
    return good.head(b"Transfer-Encoding: chunked") + b"".join(pieces)


def in_chunks(body: bytes, size: int, extension: bytes = b"", zeros: int = 0) -> bytes:
    """Return a body in chunks of `size` bytes."""
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"0" * zeros + b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts) + b"0\r\n\r\n"


_NO_OBJECT: Allowed = (RIGHT, MalformedResponse)
NO_OBJECT: dict[Kind, Allowed] = {"streamed": _NO_OBJECT, "ranged": _NO_OBJECT, "updated": _NO_OBJECT}
"""The client may refuse an object without Content-Length."""
fault("in chunks", lambda good: (chunked(good, in_chunks(good.body, 100)), "keep"), FINE | NO_OBJECT)
fault(
    "in chunks of a byte",
    lambda good: (
        chunked(
            good,
            in_chunks(good.body[:9000], 1)[:-5],
            in_chunks(good.body[9000:], 4096) if good.body[9000:] else b"0\r\n\r\n",
        ),
        "keep",
    ),
    FINE | NO_OBJECT,
)
fault(
    "chunks with extensions", lambda good: (chunked(good, in_chunks(good.body, 64, b";a=b")), "keep"), FINE | NO_OBJECT
)
fault(
    "a length besides chunks",
    lambda good: (
        good.head(b"Content-Length: 7", b"Transfer-Encoding: chunked") + in_chunks(good.body, 100)
        if good.body
        else good.whole,
        "close",
    ),
    every(RIGHT, MalformedResponse, *BROKEN, CorruptBody),
)
fault(
    "an end that only the connection has",
    lambda good: (good.head(b"X-A: b") + good.body if good.body else good.whole,),
    FINE | NO_OBJECT | {"ack": ACK, "document": ACK},
)

# -- wrong framing ----------------------------------------------------------------------------------------------------


def in_chunked(framing: bytes) -> Spoil:
    """Return a script that answers with these bytes after a head that announces chunks."""
    return lambda good: (chunked(good, framing),)


TOO_LONG: dict[Kind, Allowed] = {"bundle": (*BROKEN, RIGHT), "ranged": (*BROKEN, MalformedResponse)}
# Bytes that arrive late after a first HEAD may pass for the next answer, which they spoil.
UNFRAMED = every(MalformedResponse, *BROKEN, head=(RIGHT,), ack=(*ACK, MalformedResponse))
for name, framing in {
    "a size that is a word": b"many\r\nabc\r\n0\r\n\r\n",
    "a size below zero": b"-1\r\nabc\r\n0\r\n\r\n",
    "a size of 17 digits": b"10000000000000000\r\nabc",
    "a size of 4,000 digits": b"f" * 4000 + b"\r\nabc",
    "no size": b"\r\nabc\r\n0\r\n\r\n",
    "too small a size": b"1\r\nabcdef\r\n0\r\n\r\n",
    "too large a size": b"ffff\r\nabc\r\n0\r\n\r\n",
    "no last chunk": b"1\r\n<\r\n",
    "half a last chunk": b"1\r\n<\r\n0\r\n",
    "a trailer that is no field": b"1\r\n<\r\n0\r\nabc\r\n\r\n",
}.items():
    fault(f"chunks with {name}", in_chunked(framing), UNFRAMED)
fault("an endless chunk extension", lambda good: (chunked(good, b"1;"), Endless(b"x" * 4096)), UNFRAMED)
fault("endless trailers", lambda good: (chunked(good, b"1\r\n<\r\n0\r\n"), Endless(b"a: b\r\n" * 500)), UNFRAMED)
fault(
    "too great a length",
    lambda good: (
        (good.head(b"Content-Length: %d" % (len(good.body) + 1)) + good.body,) if good.body else (good.whole, "close")
    ),
    CUT | TOO_LONG,
)
fault(
    "a length of 8 EiB",
    lambda good: (good.head(b"Content-Length: 9223372036854775807") + good.body,) if good.body else (good.whole,),
    CUT | TOO_LONG,
)
fault(
    "too small a length",
    lambda good: (good.head(b"Content-Length: 2") + good.body,) if good.body else (good.whole,),
    every(MalformedResponse, *BROKEN, head=(RIGHT,), ack=ACK, streamed=(ANY, MalformedResponse, *BROKEN)),
)

# -- after the end ----------------------------------------------------------------------------------------------------

LIE = b'HTTP/1.1 200 OK\r\nETag: "lie"\r\nContent-Length: 3\r\n\r\nlie'
# In one piece with the end: later bytes may arrive after the next request and pass for its answer.
BEHIND = every(RIGHT, MalformedResponse, CorruptBody)
"""Bytes after the end belong to no answer: the result before them may count, the next result must not come from them.
"""
fault("another answer behind the end", lambda good: (good.whole + LIE, "keep"), BEHIND)
fault("garbage behind the end", lambda good: (good.whole + b"garbage" * 100, "keep"), BEHIND)
fault(
    "another answer behind the last chunk", lambda good: (chunked(good, in_chunks(good.body, 99)) + LIE, "keep"), BEHIND
)
fault("endless bytes behind the end", lambda good: (good.whole + b"x" * 4096, Endless(b"x" * 4096)), BEHIND)
fault(
    "a body behind a 204",
    lambda good: (good.head(b"Content-Length: 3", line=b"HTTP/1.1 204 No Content") + b"lie", "keep"),
    # A purge reads it as a live bucket.
    every(RIGHT, ANY, MalformedResponse, *BROKEN, ack=(RIGHT, ANY, MalformedResponse, *BROKEN, PreconditionFailed)),
)
fault(
    "a body behind a 304",
    lambda good: (good.head(b"Content-Length: 3", line=b"HTTP/1.1 304 Not Modified") + b"lie", "keep"),
    every(NotModified),
)

# -- documents -------------------------------------------------------------------------------------------------------

DTD = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol">%s]><ListBucketResult>&%s;</ListBucketResult>'
BOMB = DTD % (b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)), b"a11")
DOCUMENTS = {
    "nothing": b"",
    "a word": b"hello",
    "a web page": b"<!DOCTYPE html><html><body>sign in<br></body></html>",
    "a bomb of entities": BOMB,
    "a large entity": DTD % (b'<!ENTITY big "%s">' % (b"x" * 50_000), b"big;" + b"&big;" * 1000),
    "an external entity": DTD % (b'<!ENTITY f SYSTEM "file:///etc/passwd">', b"f"),
    "an external document type": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd"><ListBucketResult/>',
    "a parameter entity": b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><r/>',
    "elements in elements": b"<a>" * 300_000,
    "elements without end": b"<r>" + b"<a/>" * 300_000,
    "attributes without end": b"<r " + b" ".join(b"a%x=''" % n for n in range(300_000)) + b"/>",
    "bytes that are not UTF-8": b"<ListBucketResult><Name>\xff\xfe</Name></ListBucketResult>",
    "NULs": bytes(1000),
    "UTF-16": "<ListBucketResult/>".encode("utf-16"),
    "a codec by name": b'<?xml version="1.0" encoding="utf-7"?>+ADw-ListBucketResult/>',
    "another document": b"<Other/>",
    "half a document": b"<ListBucketResult><Contents>",
    "two documents": b"<ListBucketResult/><ListBucketResult/>",
    "an entry without a key": b"<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>",
    "a size that is none": b"<ListBucketResult><Contents><Key>a</Key><Size>%s</Size></Contents></ListBucketResult>"
    % (b"9" * 5000),
    "arrays in arrays": b"[" * 100_000,
    "objects in objects": b'{"a":' * 100_000,
    "an array": b"[1]",
    "a number of a million digits": b'{"Buckets":' + b"9" * 1_000_000 + b"}",
    "no number": b'{"Buckets":NaN}',
    "a name twice": b'{"Buckets":{},"Buckets":[3]}',
    "a lone surrogate": b'{"Buckets":{"Bucket":[{"Name":"\\ud800"}]}}',
    "compressed zeros": gzip.compress(bytes(1 << 22)),
}
LONG = b"<ListAllMyBucketsResult>" + b"<a/>" * 200_000 + b"<Buckets/></ListAllMyBucketsResult>"
OTHERS = (MalformedResponse, FeatureNotSupported)
"""A document of plain S3 instead of JSON means a store that does not speak Tigris' API."""
fault("a document of as many elements as may be", instead(LONG), every(ANY, *OTHERS), only="document")
WRONG = every(*OTHERS, IncompleteBody, head=(RIGHT, ANY), ack=ACK, streamed=(ANY,))
UNKNOWN: dict[Kind, Allowed] = {"updated": (OutcomeUnknown,)}
"""The write of an update is settled by a read, which finds the old state: the write may still take effect."""
PAGE: dict[Kind, Allowed] = {**WRONG, **UNKNOWN, "ack": (*ACK, MalformedResponse)}
for name, body in DOCUMENTS.items():
    coding = (b"Content-Encoding: gzip",) if "compressed" in name else ()
    # If no document is due, services may write more than S3 does, but never a page.
    allowed = PAGE if "page" in name else WRONG
    fault(f"in place of a document {name}", instead(body, *coding), allowed)
    fault(f"in place of a reason {name}", instead(body, *coding, status=400), every(ServiceError))
fault(
    "an error inside a 200",
    instead(b"<Error><Code>InternalError</Code></Error>"),
    every(Unavailable, MalformedResponse, IncompleteBody, head=(ANY,), ack=(Unavailable,), streamed=(ANY,)) | UNKNOWN,
)

# -- too much ---------------------------------------------------------------------------------------------------------

for kind in KINDS:
    fault(
        f"an endless reason for what is {kind}",
        lambda good: (good.head(b"X-A: b", line=b"HTTP/1.1 500 Reason") + b"x", Endless(b"x" * 65536)),
        every(Unavailable),
        only=kind,
    )
fault(
    "an endless document",
    # Not to a HEAD, such as that of a copy: bytes after its end spoil the next answer, sooner or later.
    lambda good: (good.whole, "keep") if good.is_head else (good.head(b"X-A: b"), Endless(b"x" * 65536)),
    every(MalformedResponse),
    only="document",
)
fault(
    "an endless archive",
    lambda good: (good.head(b"X-A: b"), Endless(bytes(65536))),
    every(MalformedResponse),
    only="bundle",
)
fault(
    "a document byte by byte",
    lambda good: (good.head(b"X-A: b"), Endless(b"x", pause=0.05)) if good.body else (good.whole,),
    every(TimedOut, head=(RIGHT,), ack=ACK),
    only="document",
    waits=True,
)
