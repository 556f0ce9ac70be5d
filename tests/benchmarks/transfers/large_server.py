"""A server of one large file that costs little CPU: `sendfile` down, bodies discarded in the kernel up. Needs Linux.

It speaks as much S3 as clients need to move one object: HEAD, GET of ranges, PUT, and uploads in parts. It checks no
signature, and each connection has a thread. An object is as large as what was stored, and has the bytes of the file.
"""

from __future__ import annotations

import os
import socket
import threading
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

KEY = "large"
"""The key of the file itself, in `bucket`."""
_DATE = b"Tue, 20 Oct 2026 10:57:30 GMT"
_TAG = b"900150983cd24fb0d6963f7d28e17f72"
_PIECE = 4 << 20
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class Objects:
    """The sizes of the objects and of the parts under way."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_RDONLY)
        self.sizes = {b"/bucket/%b" % KEY.encode(): os.fstat(self.file).st_size}
        self.parts: dict[bytes, dict[bytes, int]] = defaultdict(dict)


def serve(ready: Connection, path: str) -> None:
    """Answer every request on every connection, without end."""
    objects = Objects(path)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    ready.send(listener.getsockname()[1])
    while True:
        connection = listener.accept()[0]
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_answer, args=(connection, objects), daemon=True).start()


def _answer(connection: socket.socket, objects: Objects) -> None:
    void = memoryview(bytearray(_PIECE))
    held = b""
    with connection, suppress(OSError):
        while True:
            while b"\r\n\r\n" not in held:
                came = connection.recv(65536)
                if not came:
                    return
                held += came
            head, _, held = held.partition(b"\r\n\r\n")
            first, *lines = head.split(b"\r\n")
            method, target, _ = first.split(b" ", 2)
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
            size = int(fields.get(b"content-length", 0))
            if b"expect" in fields and not held:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            left = size - len(held)
            held = held[size:]
            while left > 0:
                came_now = connection.recv_into(void, min(left, _PIECE), socket.MSG_TRUNC)
                if not came_now:
                    return
                left -= came_now
            path, _, query = target.partition(b"?")
            stored = int(fields.get(b"x-amz-decoded-content-length", size))
            if method == b"GET" and path in objects.sizes and b"list-type" not in query:
                _send(connection, fields, objects.file, objects.sizes[path])
            else:
                connection.sendall(_reply(method, path, query, stored, objects))


def _send(connection: socket.socket, fields: Mapping[bytes, bytes], file: int, size: int) -> None:
    start, end, head = 0, size, b"HTTP/1.1 200 OK\r\n"
    if asked := fields.get(b"range"):
        low, _, high = asked.removeprefix(b"bytes=").partition(b"-")
        start, end = int(low), min(int(high) + 1, size) if high else size
        head = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n" % (start, end - 1, size)
    connection.sendall(head + _described(end - start))
    while start < end:
        start += os.sendfile(connection.fileno(), file, start, end - start)


def _described(size: int) -> bytes:
    return (
        b'Content-Length: %d\r\nETag: "%b-9"\r\nLast-Modified: %b\r\nAccept-Ranges: bytes\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" % (size, _TAG, _DATE)
    )


def _reply(method: bytes, path: bytes, query: bytes, size: int, objects: Objects) -> bytes:
    options = {name: value for name, _, value in (each.partition(b"=") for each in query.split(b"&"))}
    bucket, _, key = path[1:].partition(b"/")
    if method == b"HEAD" and (not key or path in objects.sizes):
        return b"HTTP/1.1 200 OK\r\n" + _described(objects.sizes.get(path, 0))
    if method == b"PUT" and b"partNumber" in options:
        objects.parts[options[b"uploadId"]][options[b"partNumber"]] = size
        return b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: "%b"\r\n\r\n' % _TAG
    if method == b"PUT":
        objects.sizes[path] = size
        return b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: "%b"\r\n\r\n' % _TAG
    names = b"<Bucket>%b</Bucket><Key>%b</Key>" % (bucket, key)
    if method == b"POST" and b"uploads" in options:
        upload = b"%d" % (len(objects.parts) + 1)
        objects.parts[upload] = {}
        return _document(b"InitiateMultipartUploadResult", names + b"<UploadId>%b</UploadId>" % upload)
    if method == b"POST" and b"uploadId" in options:
        parts = objects.parts[options[b"uploadId"]]
        objects.sizes[path] = sum(parts.values())
        return _document(b"CompleteMultipartUploadResult", names + b'<ETag>"%b-%d"</ETag>' % (_TAG, len(parts)))
    if method == b"GET" and not key:
        return _document(b"ListBucketResult", b"<Name>%b</Name><IsTruncated>false</IsTruncated>" % bucket)
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _document(root: bytes, content: bytes) -> bytes:
    text = _XML + b'<%b xmlns="http://s3.amazonaws.com/doc/2006-03-01/">%b</%b>' % (root, content, root)
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)
