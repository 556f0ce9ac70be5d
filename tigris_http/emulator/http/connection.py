"""One connection: requests in, answers out.

Contract: any bytes lead to an answer or a closed connection. h11 reads and writes heads and framing, within fixed
bounds. This module reads no environment and knows no operation.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import sys
from typing import TYPE_CHECKING, Final

import h11

from tigris_http.emulator.http.call import Answer
from tigris_http.emulator.http.errors import CODES
from tigris_http.emulator.http.fault_injection import Hangup, apply_fault
from tigris_http.emulator.http.message import Headers
from tigris_http.emulator.store.clock import http_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tigris_http.emulator.http.faults import Fault
    from tigris_http.emulator.store.clock import Clock

_LOG: Final = logging.getLogger("tigris_http.emulator")
MAX_HEAD: Final = 64 * 1024
_RECEIVE: Final = 256 * 1024
_MAX_DRAIN: Final = 1024 * 1024
_LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 64 * 1024 * 1024
_RESET: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The value of `SO_LINGER` with which a close resets the connection: on for zero seconds."""
_CODE_OF_PARSER: Final = {431: "RequestHeadersTooLarge"}


class Incoming:
    """A request after its head: its parts, and its body on demand."""

    def __init__(self, connection: Connection, request: h11.Request) -> None:
        self.method: Final = request.method.decode("ascii")
        self.target: Final = request.target.decode("latin-1")
        self.headers: Final = Headers(
            [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers]
        )
        self._connection = connection

    def body(self) -> Iterator[bytes]:
        """Yield the body without HTTP framing."""
        return self._connection.receive_body()


class Connection:
    """The server's end of a socket.

    `admit` returns False if the server is full: then the first request is answered by 503. `respond` makes the answer
    to each request, with the fault to apply.
    """

    def __init__(
        self,
        sock: socket.socket,
        clock: Clock,
        region: str,
        pause: Callable[[float], bool],
        admit: Callable[[], bool],
        respond: Callable[[Incoming], tuple[Answer, Fault | None]],
    ) -> None:
        self._socket = sock
        self._clock = clock
        self._region = region
        self._pause = pause
        self._admit = admit
        self._respond = respond
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)

    def serve(self) -> None:
        """Answer requests until the connection ends. Does not raise for errors of the peer."""
        try:
            while self._exchange():
                pass
            self._linger()
        except Hangup as hangup:
            if hangup.abort:
                with contextlib.suppress(OSError):  # it may be closed already
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def _exchange(self) -> bool:
        """Answer one request; return whether another may follow."""
        try:
            event = self._next_event()
        except h11.RemoteProtocolError as problem:
            status = problem.error_status_hint
            self._send_error(status, _CODE_OF_PARSER.get(status, "BadRequest"))
            return False
        if not isinstance(event, h11.Request):
            return False  # the peer closed between two requests
        if not self._admit():
            self._send_error(503, "ServiceUnavailable", ("Retry-After", "1"), head_only=event.method == b"HEAD")
            return False
        incoming = Incoming(self, event)
        answer, fault = self._respond(incoming)
        try:
            self._send(answer, incoming.method == "HEAD", fault)
        finally:
            if answer.done is not None:
                answer.done()
        if fault is not None and fault.kind == "close_idle":
            raise Hangup(abort=fault.abort)
        return self._ready_for_next()

    def _next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._h11.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]  # h11 types its sentinels loosely
            if self._h11.they_are_waiting_for_100_continue:
                interim = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                self._send_all([self._h11.send(interim) or b""])
            try:
                data = self._socket.recv(_RECEIVE)
            except OSError as gone:  # reset or timeout; keep it apart from an OSError of the disk
                raise Hangup from gone
            self._h11.receive_data(data)

    def receive_body(self) -> Iterator[bytes]:
        """Yield the pieces of the current request's body."""
        try:
            while isinstance(event := self._next_event(), h11.Data):
                yield bytes(event.data)
        except h11.RemoteProtocolError as problem:
            # The peer is gone or sends garbage: there is nothing to answer, and nothing to store.
            raise Hangup from problem

    def _send_error(self, status: int, code: str, *fields: tuple[str, str], head_only: bool = False) -> None:
        """Send an error before the request is known, if an answer is still possible."""
        if self._h11.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        body = f"<Error><Code>{code}</Code><Message>{CODES[code][1]}</Message></Error>".encode()
        headers = [
            ("Content-Type", "application/xml"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            *fields,
        ]
        reason = _REASONS.get(status, b"Bad Request")
        head = self._h11.send(h11.Response(status_code=status, headers=headers, reason=reason)) or b""
        self._send_all([head if head_only else head + (self._h11.send(h11.Data(data=body)) or b"")])

    def _send(self, answer: Answer, head_only: bool, fault: Fault | None) -> None:
        stream: Iterator[bytes | memoryview] = iter([answer.body]) if answer.stream is None else answer.stream
        length = answer.length
        if answer.stream is None and length is None:
            length = len(answer.body)
        if fault is not None and not head_only:
            stream, length = apply_fault(stream, length, fault, self._pause)
        try:
            self._write(answer, stream, length, head_only, fault)
        finally:
            if answer.stream is not None:
                answer.stream.close()  # closes its file, also if the connection broke

    def _write(
        self,
        answer: Answer,
        stream: Iterator[bytes | memoryview],
        length: int | None,
        head_only: bool,
        fault: Fault | None,
    ) -> None:
        bodiless = head_only or answer.status in {204, 304}
        headers = [*answer.headers, *self._common()]
        if answer.status not in {204, 304}:
            headers.append(("Transfer-Encoding", "chunked") if length is None else ("Content-Length", str(length)))
        if self._will_close():
            headers.append(("Connection", "close"))
        try:
            encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            response = h11.Response(status_code=answer.status, headers=encoded, reason=_REASONS.get(answer.status, b""))
        except (UnicodeEncodeError, h11.LocalProtocolError):
            # Data of an older emulator: a new request for such an object is refused.
            _LOG.exception("an answer has a header that cannot be sent")
            self._send_error(500, "InternalError", head_only=head_only)
            raise Hangup from None
        pending: list[bytes | memoryview] = [self._h11.send(response) or b""]
        if fault is not None and fault.kind == "lose_answer":
            self._send_all([b"".join(pending)[: fault.after]])
            raise Hangup(abort=fault.abort)
        if fault is not None:
            self._send_all(pending)  # a fault may stop the body before its first byte
            pending = []
        if not bodiless:
            for piece in stream:
                if piece:  # an empty chunk would end a chunked body
                    pending += self._h11.send_with_data_passthrough(h11.Data(data=piece)) or ()  # type: ignore[arg-type]
                    self._send_all(pending)
                    pending = []
            if fault is not None and fault.kind == "long_length":
                self._send_all(pending)
                raise Hangup(abort=fault.abort)
        trailers = [] if bodiless or length is not None or answer.trailers is None else answer.trailers()
        if self._h11.their_http_version == b"1.0":
            trailers = []  # this answer is not chunked
        pending += self._h11.send_with_data_passthrough(h11.EndOfMessage(headers=trailers)) or ()
        self._send_all(pending)

    def _common(self) -> Sequence[tuple[str, str]]:
        return (
            ("Date", http_date(self._clock.now())),
            ("X-Tigris-Served-From", self._region),
            ("Server", "Tigris OS"),
        )

    def _will_close(self) -> bool:
        """Return whether an unread body must end the connection."""
        return self._h11.they_are_waiting_for_100_continue

    def _send_all(self, pieces: Sequence[bytes | memoryview]) -> None:
        try:
            self._transmit(pieces)
        except OSError as gone:
            raise Hangup from gone

    def _transmit(self, pieces: Sequence[bytes | memoryview]) -> None:
        """Send several pieces by one system call if there is one for that."""
        total = sum(len(piece) for piece in pieces)
        if not total:
            return
        gathers = hasattr(self._socket, "sendmsg")  # not on every platform
        sent = self._socket.sendmsg(pieces) if gathers and len(pieces) > 1 else 0
        if sent == total:
            return
        for piece in pieces:
            if sent >= len(piece):
                sent -= len(piece)
            else:
                self._socket.sendall(memoryview(piece)[sent:])
                sent = 0

    def _ready_for_next(self) -> bool:
        """Read the rest of the request; begin the next cycle if both sides are ready."""
        if self._h11.their_state is h11.SEND_BODY and not self._h11.they_are_waiting_for_100_continue:
            drained = 0
            for piece in self.receive_body():
                drained += len(piece)
                if drained > _MAX_DRAIN:
                    return False
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
            return True
        return False

    def _linger(self) -> None:
        """Close without losing the last answer: closing with unread bytes would reset the connection."""
        left = _LINGER_BYTES
        with contextlib.suppress(OSError):  # the peer may be gone
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_LINGER_SECONDS)
            while left > 0 and (data := self._socket.recv(_RECEIVE)):
                left -= len(data)


_REASONS: Final = {
    200: b"OK",
    204: b"No Content",
    206: b"Partial Content",
    304: b"Not Modified",
    400: b"Bad Request",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    409: b"Conflict",
    411: b"Length Required",
    412: b"Precondition Failed",
    416: b"Range Not Satisfiable",
    429: b"Too Many Requests",
    500: b"Internal Server Error",
    501: b"Not Implemented",
    503: b"Service Unavailable",
    507: b"Insufficient Storage",
}
