"""The door to the HTTP stack, as the clients see it: what sends, for each process its own, made at its first use.

Contract: every error of the HTTP stack leaves here as one of ours, while errors of the caller's own upload leave as
they are. Whole bodies are bounded. What is under way ends with its attempt. Neither a pool nor an open body is used by
a process other than the one that made it. Whoever sends is loaded at the first request, not with the client.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import httpx

from tigris_http._concurrency.per_process import PerProcess
from tigris_http._core.messages import Reply, Send
from tigris_http._transport.sockets import certificates as _trust
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting, Routes
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._transport.httpx_sender import AsyncHttpxSender, HttpxSender
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.sender import AsyncSender, Sender

HTTPX_VERSION = httpx.__version__


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How connections are made and kept."""

    max_connections: int
    proxy: ProxySetting = field(default=None, repr=False)
    verify: VerifySetting = True
    transport: object = None
    """An httpx client or transport of the caller's own, through which all goes."""

    def __post_init__(self) -> None:
        number = self.max_connections
        if isinstance(number, bool) or not isinstance(number, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"max_connections must be an int, not {type(number).__name__}")
        if number < 1:
            raise ValueError("max_connections must be at least 1")
        if self.transport is not None and not (self.proxy is None and self.verify is True):
            raise ValueError(
                "transport brings a proxy and certificates of its own: give either it, or proxy and verify"
            )

    def check_pickles(self) -> None:
        """Raise `TypeError` where these cannot travel to another process."""
        if self.transport is not None:
            raise TypeError(
                "a client on an httpx client or transport of your own cannot be pickled: it has connections"
            )
        if isinstance(self.verify, ssl.SSLContext):
            raise TypeError("a client with an SSLContext cannot be pickled; with verify=PATH it can")


class _SenderFactory:
    """Makes what sends along the ways that the settings name."""

    def __init__(self, settings: PoolSettings) -> None:
        self._settings, self._routes = settings, Routes(settings.proxy)
        self._context = partial(_trust.context, _trust.checked(settings.verify))

    def blocking_sender(self) -> Sender:
        from tigris_http._transport.sender import Sender

        return Sender(self._settings.max_connections, self._routes, self._context)

    def async_sender(self) -> AsyncSender:
        from tigris_http._transport.sender import AsyncSender

        return AsyncSender(self._settings.max_connections, self._routes, self._context)


def _blocking_sender(settings: PoolSettings) -> Callable[[], Sender | HttpxSender]:
    if settings.transport is None:
        return _SenderFactory(settings).blocking_sender
    from tigris_http._transport.httpx_sender import HttpxSender

    own = HttpxSender(settings.transport)
    return lambda: own


def _async_sender(settings: PoolSettings) -> Callable[[], AsyncSender | AsyncHttpxSender]:
    if settings.transport is None:
        return _SenderFactory(settings).async_sender
    from tigris_http._transport.httpx_sender import AsyncHttpxSender

    own = AsyncHttpxSender(settings.transport)
    return lambda: own


class Transport:
    """Sends for a blocking client; safe from threads."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[Sender | HttpxSender] = PerProcess(_blocking_sender(settings))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        return self.senders.get().perform(send, upload)

    def close(self) -> None:
        """Close all connections."""
        sender = self.senders.close()
        if sender is not None:
            sender.close()


class AsyncTransport:
    """Sends for an async client, within one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self.senders: PerProcess[AsyncSender | AsyncHttpxSender] = PerProcess(_async_sender(settings))

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Do one request and return its reply, or the error that the network made of it."""
        return await self.senders.get().perform(send, upload)

    async def aclose(self) -> None:
        """Close all connections."""
        sender = self.senders.close()
        if sender is not None:
            await sender.aclose()
