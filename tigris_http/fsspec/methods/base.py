"""The construction of a file system: its client, loop and paths, and its forms in text, pickles and JSON."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any, TypeVar

from fsspec.asyn import AsyncFileSystem
from fsspec.config import apply_config
from fsspec.utils import tokenize

from tigris_http._loops import all_of
from tigris_http._wire import arguments
from tigris_http.fsspec import failures, options, paths
from tigris_http.fsspec.calls import mirror, sync
from tigris_http.fsspec.clients import Clients, OnLoop, io_loop
from tigris_http.fsspec.files.read_ahead import check_cache_type
from tigris_http.transfers import TransferOptions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from tigris_http import AsyncTigrisHTTP

R = TypeVar("R")
MIB = 1 << 20
_AT_ONCE = 128
"""Calls under way at once. The client's connections limit them further."""


if TYPE_CHECKING:
    from fsspec.spec import _Cached as Cached  # pyright: ignore[reportPrivateUsage]  # fsspec gives it no other name
else:
    Cached = type(AsyncFileSystem)


class Guarded(Cached):
    """Makes file systems. fsspec finds an equal one by the text of its options, so secrets and objects need a text."""

    def __call__(cls, *args: Any, **given: Any) -> Any:  # noqa: ANN401, N805  # an instance, new or not
        """Return a file system with these options."""
        fs = super().__call__(*args, **options.guarded(apply_config(cls, given)))
        mirror(fs)
        return fs


class Base(AsyncFileSystem, metaclass=Guarded):
    """Without the methods of files."""

    protocol = paths.PROTOCOLS

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        credentials: Any = None,  # noqa: ANN401  # as a client takes them
        profile: str | None = None,
        region: str | None = None,
        client: Any = None,  # noqa: ANN401  # a client
        consistent: bool = False,
        snapshot_version: str | None = None,
        addressing_style: str | None = None,
        default_block_size: int | None = None,
        max_concurrency: int = 8,
        anon: bool = False,
        key: str | None = None,
        secret: str | None = None,
        token: str | None = None,
        endpoint_url: str | None = None,
        client_kwargs: Mapping[str, Any] | None = None,
        default_cache_type: str | None = None,
        asynchronous: bool = False,
        loop: asyncio.AbstractEventLoop | None = None,
        batch_size: int | None = None,
        **unknown: Any,  # noqa: ANN401  # libraries pass options of other file systems
    ) -> None:
        options.check_unknown(unknown, Base.__init__.__kwdefaults__ or ())
        if default_block_size is not None:
            arguments.count("default_block_size", default_block_size, least=1)
        arguments.count("max_concurrency", max_concurrency, least=1)
        if default_cache_type is not None:
            check_cache_type("default_cache_type", default_cache_type)
        self._clients = Clients(
            options.client_maker(
                endpoint=endpoint,
                credentials=credentials,
                profile=profile,
                region=region,
                client=client,
                consistent=consistent,
                addressing_style=addressing_style,
                anon=anon,
                key=key,
                secret=secret,
                token=token,
                endpoint_url=endpoint_url,
                client_kwargs=client_kwargs,
            )
        )
        if snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", snapshot_version)
        self.snapshot_version = snapshot_version
        self.default_block_size = default_block_size or 8 * MIB
        self.default_cache_type = default_cache_type
        self.max_concurrency = max_concurrency
        self._transfer = TransferOptions(concurrency=max_concurrency)
        if loop is None and not asynchronous:
            loop = io_loop()
        super().__init__(asynchronous=asynchronous, loop=loop, batch_size=batch_size, use_listings_cache=False)

    # -- client and loop ---------------------------------------------------------------------------------------------

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop of the blocking methods, in this process. None for an asynchronous file system."""
        if self._pid != os.getpid():
            self._loop = None if self.asynchronous else io_loop()
            self._pid = os.getpid()
        return self._loop

    @property
    def _client(self) -> AsyncTigrisHTTP:
        """The client of the running loop."""
        return self._here.client

    @property
    def _here(self) -> OnLoop:
        return self._clients.here()

    async def _together(self, calls: Iterable[Callable[[], Awaitable[R]]], batch_size: int | None = None) -> list[R]:
        """Return the results of calls, at most `batch_size` at once. An error ends those under way."""
        most = batch_size if batch_size and batch_size > 0 else self.batch_size or _AT_ONCE
        wanted = list(calls)
        left, found = iter(enumerate(wanted)), dict[int, R]()

        async def work() -> None:
            for place, call in left:
                found[place] = await call()

        # Not a task for each call: a tree has any number of files.
        await all_of(work() for _ in range(min(most, len(wanted))))
        return [found[place] for place in range(len(wanted))]

    async def aclose(self) -> None:
        """Close the connections of the running loop. The next call makes new ones."""
        await self._clients.aclose()

    def close(self) -> None:
        """Close the connections of the blocking methods. The next call makes new ones."""
        sync(self.loop, self.aclose)

    # -- paths -------------------------------------------------------------------------------------------------------

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:  # noqa: ANN401  # a path or a list of paths
        return [paths.stripped(each) for each in path] if isinstance(path, list) else paths.stripped(path)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    @classmethod
    def _parent(cls, path: str) -> str:
        return paths.parent(path)

    def _place(self, path: str) -> paths.Place:
        place = paths.placed(path)
        return place if place.snapshot is not None else place._replace(snapshot=self.snapshot_version)

    def _writable(self, path: str) -> paths.Place:
        place = self._place(path)
        if place.snapshot is not None:
            raise failures.read_only(path)
        return place

    def invalidate_cache(self, path: str | None = None) -> None:
        """Do nothing: no listing is kept."""

    # -- texts -------------------------------------------------------------------------------------------------------

    @property
    def fsid(self) -> str:
        """A name of the service and the account, for comparison."""
        return f"tigris_{tokenize(self._clients.shown())}"

    def to_dict(self, *, include_password: bool = True) -> dict[str, Any]:
        """Return a form for JSON, with secrets unless `include_password` is false. Raises `TypeError` for objects."""
        given = self.storage_options
        if include_password:
            options.check_serialisable(given)
        else:
            given = options.without_secrets(given)
        kind = type(self)
        return {"cls": f"{kind.__module__}:{kind.__name__}", "protocol": self.protocol[0], "args": (), **given}

    def to_json(self, *, include_password: bool = True) -> str:
        """Return `to_dict` as JSON, for `from_json`."""
        from fsspec.json import FilesystemJSONEncoder

        return json.dumps(self.to_dict(include_password=include_password), cls=FilesystemJSONEncoder)

    def __repr__(self) -> str:
        at = "" if self.snapshot_version is None else f" at {self.snapshot_version}"
        return f"<{type(self).__name__}{at} of {self._clients.shown()}>"
