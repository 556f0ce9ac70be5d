"""The public class of the emulator."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Literal

from tigris_http.emulator import arguments
from tigris_http.emulator.auth.credentials import EmulatorCredentials
from tigris_http.emulator.auth.keys import EmulatorSession, Keys
from tigris_http.emulator.http.server import Server, listen, reachable
from tigris_http.emulator.responder import Responder
from tigris_http.emulator.service import Options, Service
from tigris_http.emulator.store.catalog import Catalog
from tigris_http.emulator.store.clock import Clock
from tigris_http.emulator.store.store import Store
from tigris_http.emulator.store.uploads import Uploads
from tigris_http.emulator.store.versions import Objects

if TYPE_CHECKING:
    import os
    import socket
    from collections.abc import Iterable
    from types import TracebackType

    from typing_extensions import Self

    from tigris_http.emulator.http.faults import Fault
    from tigris_http.emulator.responder import RequestRecord

DEFAULT_ACCESS_KEY: Final = "tid_emulator"
DEFAULT_SECRET_KEY: Final = "tsec_emulator"  # noqa: S105 - a fixed pair for a service on the loopback interface
MINIMUM_PART_SIZE: Final = 5 * 1024 * 1024
MOST_SKEW: Final = 50 * 365 * 24 * 3600
DOMAINS: Final = ("localhost", "t3.storage.dev", "tigris.test")


class Emulator:
    """A Tigris on the loopback interface, for tests and offline work.

    ```python
    with Emulator() as tigris:
        client = TigrisHTTP(endpoint=tigris.endpoint, ...)
    ```

    - `port`: 0 (default) takes a free one.
    - `data`: a directory for everything; None (default) keeps it in memory. One emulator may use a directory at a time.
    - `access_key`, `secret_key`: the key that may sign; default `tid_emulator` / `tsec_emulator`. Give both or none.
    - `host`: the address to listen on; default the loopback interface. `endpoint` names the loopback interface if it is
      `0.0.0.0` or `::`.
    - `credentials`: further keys that may sign, some with session tokens and an expiry. All see the same buckets.
    - `domains`: hosts below which `<bucket>.<domain>` is the virtual-host style.
    - `region`: the region in `X-Tigris-Served-From`.
    - `clock_skew`: seconds by which the emulator's clock is wrong. Beyond 900, requests with a right clock fail.
    - `bundle_chunk`: bytes in a chunk of a bundle's stream.
    - `bundle_long_names`: the form of tar members with long or non-ASCII names.
    - `bundle_snapshots`: honour `X-Tigris-Snapshot-Version` on bundles; the default ignores it, as Tigris may.
    - `owner_email`: the owner of all buckets, in listings that show it.
    - `custom_domains`: domains whose CNAME leads to Tigris, so that buckets may use them; None (default) is every
      well-formed one.
    - `source_keys`: access key ids that migration sources accept; None (default) is every one.
    - `restore_seconds`: seconds from `RestoreObject` until an archived object can be read; default 0.
    - `minimum_part_size`: bytes that each part of an upload but the last must have; 0 lets tests use small ones.
    - `mixed_deletions`: list live versions and delete markers beside soft-deleted versions, without the mark, as Tigris
      may; the default lists soft-deleted ones only.
    - `idle_timeout`: seconds after which a silent connection is closed.
    - `max_connections`: requests on further connections are answered with 503, unless one ends first.
    - `log_limit`: the number of requests that `requests` keeps.

    `start` raises OSError if the port is in use, sqlite3.Error if `data` is not usable, and RuntimeError if no thread
    can be started. An emulator can be started again after `stop`; in memory it then begins empty.
    """

    def __init__(
        self,
        port: int = 0,
        data: str | os.PathLike[str] | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        host: str = "127.0.0.1",
        *,
        credentials: Iterable[EmulatorCredentials] = (),
        domains: tuple[str, ...] = DOMAINS,
        region: str = "fra",
        clock_skew: float = 0.0,
        bundle_chunk: int = 32768,
        bundle_long_names: Literal["pax", "gnu"] = "pax",
        bundle_snapshots: bool = False,
        owner_email: str = "owner@example.com",
        custom_domains: Iterable[str] | None = None,
        source_keys: Iterable[str] | None = None,
        restore_seconds: float = 0.0,
        minimum_part_size: int = MINIMUM_PART_SIZE,
        mixed_deletions: bool = False,
        idle_timeout: float = 60.0,
        max_connections: int = 512,
        log_limit: int = 10_000,
    ) -> None:
        if (access_key is None) != (secret_key is None):
            raise ValueError("access_key and secret_key: give both or none")
        arguments.port("port", port)
        arguments.integer("bundle_chunk", bundle_chunk, least=1)
        arguments.integer("max_connections", max_connections, least=1)
        arguments.integer("log_limit", log_limit, least=0)
        arguments.integer("minimum_part_size", minimum_part_size, least=0)
        if not abs(arguments.seconds("clock_skew", clock_skew)) <= MOST_SKEW:
            raise ValueError(f"clock_skew: must be between -{MOST_SKEW} and {MOST_SKEW} seconds")
        if arguments.seconds("restore_seconds", restore_seconds) < 0:
            raise ValueError(f"restore_seconds: must be at least 0, not {restore_seconds}")
        if arguments.seconds("idle_timeout", idle_timeout) <= 0:
            raise ValueError(f"idle_timeout: must be above 0, not {idle_timeout}")
        arguments.flag("bundle_snapshots", bundle_snapshots)
        arguments.flag("mixed_deletions", mixed_deletions)
        for name, value in (("host", host), ("region", region), ("owner_email", owner_email)):
            arguments.text(name, value)
        if bundle_long_names not in ("pax", "gnu"):
            raise ValueError("bundle_long_names: must be pax or gnu")
        domains = arguments.several("domains", domains, str)
        if custom_domains is not None:
            custom_domains = arguments.several("custom_domains", custom_domains, str)
        if source_keys is not None:
            source_keys = arguments.several("source_keys", source_keys, str)
        self.credentials: Final = EmulatorCredentials(
            access_key or DEFAULT_ACCESS_KEY, secret_key or DEFAULT_SECRET_KEY
        )
        self._keys = Keys((self.credentials, *arguments.several("credentials", credentials, EmulatorCredentials)))
        self._host, self._port = host, port
        self._data = None if data is None else arguments.path("data", data)
        self._clock_skew = clock_skew
        self._options = Options(
            region,
            domains,
            bundle_chunk,
            bundle_long_names,
            bundle_snapshots,
            owner_email,
            None if custom_domains is None else frozenset(domain.lower() for domain in custom_domains),
            None if source_keys is None else frozenset(source_keys),
            restore_seconds,
            minimum_part_size,
            mixed_deletions,
        )
        self._idle_timeout, self._max_connections, self._log_limit = idle_timeout, max_connections, log_limit
        self._running: tuple[Store, Responder, Server, str] | None = None

    def start(self) -> Self:
        """Begin to answer; return the emulator itself. Does nothing while it runs."""
        if self._running is not None:
            return self
        with ExitStack() as undo:
            listener = listen(self._host, self._port)
            undo.callback(listener.close)
            clock = Clock(self._clock_skew)
            store = Store(self._data, clock)
            undo.callback(store.close)
            self._running = self._serve(listener, store, clock)
            undo.pop_all()
        return self

    def _serve(self, listener: socket.socket, store: Store, clock: Clock) -> tuple[Store, Responder, Server, str]:
        catalog = Catalog(store)
        objects, uploads = Objects(store, catalog), Uploads(store)
        owner = self.credentials.access_key_id
        service = Service(clock, store, catalog, objects, uploads, self._options, self._keys, owner)
        address, port = reachable(listener)
        base = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
        responder = Responder(service, base, self._log_limit)
        region = self._options.region
        server = Server(listener, responder, clock, region, self._idle_timeout, self._max_connections)
        server.start()
        return store, responder, server, base

    def stop(self) -> None:
        """End all connections and free the port. Does nothing if it is not running."""
        if self._running is not None:
            store, _, server, _ = self._running
            self._running = None
            server.stop()
            store.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _alive(self) -> tuple[Store, Responder, Server, str]:
        if self._running is None:
            raise RuntimeError("the emulator is not running; use it in a with statement or call start()")
        return self._running

    @property
    def endpoint(self) -> str:
        """The base URL, such as `http://127.0.0.1:40001`. Raises RuntimeError if it is not running."""
        return self._alive()[3]

    @property
    def port(self) -> int:
        """The port it listens on. Raises RuntimeError if it is not running."""
        return int(self.endpoint.rpartition(":")[2])

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """The received requests, oldest first, at most `log_limit`; logged before the answer is sent."""
        return self._alive()[1].records

    def clear_requests(self) -> None:
        """Clear `requests`."""
        self._alive()[1].forget()

    def secrets(self, bucket: str) -> dict[str, str]:
        """Return the secrets in a bucket's settings as written: `token`, `basic_pass`, `secret_key`.

        No request shows them: this is how a test sees that a mask was written back. Raises KeyError for a missing
        bucket.
        """
        found = Catalog(self._alive()[0]).look(bucket)
        if found is None:
            raise KeyError(bucket)
        return found.settings.secrets()

    def inject(self, *faults: Fault) -> None:
        """Misbehave: each fault applies to the next requests it fits, the earliest first."""
        for fault in faults:
            self._alive()[1].faults.add(fault)

    def clear_faults(self) -> None:
        """Remove the pending faults."""
        self._alive()[1].faults.clear()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The pending faults, their `times` counted down."""
        return self._alive()[1].faults.pending()

    def add_credentials(self, credentials: EmulatorCredentials) -> None:
        """Accept one more key from now on; replace one with the same id."""
        self._keys.put(credentials)

    def expire_credentials(self, access_key_id: str) -> None:
        """Answer requests of this key with `ExpiredToken` from now on. Raises KeyError for an unknown key."""
        self._keys.expire(access_key_id)

    def remove_credentials(self, access_key_id: str) -> None:
        """Reject this key from now on. Raises KeyError for an unknown key."""
        self._keys.remove(access_key_id)

    def add_session(self, session: EmulatorSession) -> None:
        """Accept the token of a session from now on; replace one with the same token."""
        self._keys.put_session(session)
