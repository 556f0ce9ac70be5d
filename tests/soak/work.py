"""The work of a soak: mixed work of threads, large objects, and tasks of an async client.

A call may fail, as the service does. The stored state is then unknown, so the owner of those keys starts over. A wrong
result raises `Wrong`, which ends the soak.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.concurrency.mixed import BUCKET, Worker, must
from tigris_http import AsyncTigrisHTTP, BundleMember, TigrisError, TigrisHTTP

LARGE = "large"
"""A bucket without versions: replaced objects take no memory there."""


class Soaked(Worker):
    """A thread's work: that of `mixed`, and large objects."""

    def __init__(self, client: TigrisHTTP, number: int, version: str, seed: int) -> None:
        super().__init__(client, number, version)
        self.random = random.Random(f"{seed} {number}")
        self.large: dict[str, bytes] = {}
        self.errors = Counter[str]()

    def work(self, is_over: Callable[[], bool]) -> None:
        """Work until it is over."""
        while not is_over():
            try:
                for _ in self.run(self.calls + 50):
                    if is_over():
                        break
                self._put_large()
                self._get_large()
                self._bundle_large()
            except TigrisError as error:
                self._met(error)

    def _met(self, error: TigrisError) -> None:
        self.errors[f"{type(error).__name__} of {error.operation}"] += 1
        while self.have or self.large:
            try:
                self.client.delete_objects(
                    BUCKET, [entry.key for entry in self.client.list_objects_v2(BUCKET, prefix=self.prefix)]
                )
                self.have.clear()
                self.large.clear()
            except TigrisError as another:
                self.errors[f"{type(another).__name__} of {another.operation}"] += 1

    def _put_large(self) -> None:
        key = f"{self.prefix}{self.random.randrange(3)}"
        content = self.random.randbytes(1000) * self.random.randrange(1, 2500)
        self.large.pop(key, None)
        self.client.put_object(LARGE, key, content)
        self.large[key] = content
        self.calls += 1

    def _get_large(self) -> None:
        for key, content in self.large.items():
            with self.client.get_object(LARGE, key) as body:
                found = body.read(self.random.randrange(len(content))) + body.read()
            must(found == content, (key, len(found), len(content)))
            self.calls += 1

    def _bundle_large(self) -> None:
        with self.client.bundle_objects(LARGE, [*self.large] * 3, min_bundle=1) as bundle:
            for found in bundle:
                must(isinstance(found, BundleMember) and found.read() == self.large[found.key], found)
        self.calls += 1


class Tasks:
    """An async client's work, in a thread with its own loop."""

    def __init__(self, endpoint: str, credentials: Any, seed: int, settings: dict[str, Any]) -> None:
        self._arguments, self._seed = (endpoint, credentials, settings), seed
        self.calls, self.errors = 0, Counter[str]()

    def work(self, is_over: Callable[[], bool]) -> None:
        """Work until it is over."""
        asyncio.run(self._all(is_over))

    async def _all(self, is_over: Callable[[], bool]) -> None:
        endpoint, credentials, settings = self._arguments
        async with AsyncTigrisHTTP(endpoint, credentials, **settings) as client:
            await asyncio.gather(*(self._one(client, number, is_over) for number in range(8)))

    async def _one(self, client: AsyncTigrisHTTP, number: int, is_over: Callable[[], bool]) -> None:
        chance, have = random.Random(f"{self._seed} task {number}"), dict[str, bytes]()
        while not is_over():
            key = f"task/{number}/{chance.randrange(20)}"
            try:
                if key not in have or chance.random() < 0.3:
                    content = chance.randbytes(chance.randrange(50_000))
                    have.pop(key, None)
                    await client.put_object(LARGE, key, content)
                    have[key] = content
                elif chance.random() < 0.8:
                    async with client.get_object(LARGE, key) as body:
                        must(await body.read() == have[key], key)
                else:
                    keys = [*have]
                    async with client.bundle_objects(LARGE, keys) as bundle:
                        found = {each.key: await each.read() async for each in bundle if not isinstance(each, str)}  # type: ignore[union-attr]
                    must(found == {name: have[name] for name in keys}, keys)
            except TigrisError as error:
                self.errors[f"{type(error).__name__} of {error.operation}"] += 1
            self.calls += 1
            # Cancel a call now and then: it must release its resources.
            if chance.random() < 0.01:
                await self._called_off(client, key, chance)

    async def _called_off(self, client: AsyncTigrisHTTP, key: str, chance: random.Random) -> None:
        task = asyncio.ensure_future(_read(client, key))
        await asyncio.sleep(chance.random() / 100)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # seen


async def _read(client: AsyncTigrisHTTP, key: str) -> None:
    async with client.get_object(LARGE, key) as body:
        await body.read()
