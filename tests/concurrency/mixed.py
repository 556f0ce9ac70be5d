"""Mixed work on one client, with every response checked: the part of one thread.

Contract: each worker owns the keys below its own prefix, so it knows each right result. The shared
snapshot and its keys were written before and never change. A wrong answer raises `Wrong` in the worker.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tigris_http import BundleSkipped, NotFound, TigrisHTTP, TigrisRename, TigrisSnapshot

BUCKET = "shared"
PAST = {f"past/{number:02}": b"as it was: %d" % number for number in range(20)}
PRESENT = {key: b"as it is: " + content for key, content in PAST.items()}


class Wrong(AssertionError):
    """A call returned a wrong result."""


def must(right: bool, what: object) -> None:
    """Raise `Wrong` unless it is right."""
    if not right:
        raise Wrong(what)


def prepared(client: TigrisHTTP) -> str:
    """Write the shared objects; return the version of the snapshot."""
    client.create_bucket(BUCKET, snapshot_enabled=True)
    for key, content in PAST.items():
        client.put_object(BUCKET, key, content)
    version = client.create_snapshot(BUCKET, "then").version
    for key, content in PRESENT.items():
        client.put_object(BUCKET, key, content)
    return version


class Worker:
    """One thread's work: `run(calls)` makes that many calls and checks each answer."""

    def __init__(self, client: TigrisHTTP, number: int, version: str) -> None:
        self.client = client
        self.past = TigrisSnapshot(client, BUCKET, version)
        self.prefix = f"worker/{number:03}/"
        self.random = random.Random(number)
        self.have: dict[str, bytes] = {}
        self.calls = 0
        self.done: dict[str, int] = {}

    def run(self, calls: int) -> Iterator[None]:
        """Make calls, and yield after each step."""
        # More of cheap calls, and of those that others need.
        steps: list[Callable[[], int]] = [
            *[self.put] * 5,
            *[self.get] * 5,
            *[self.head] * 3,
            *[self.copy] * 2,
            *[self.rename] * 2,
            *[self.rename_by_a_view] * 2,
            *[self.get_of_the_past] * 3,
            self.head_of_what_is_not_there,
            self.list,
            self.delete,
            self.delete_some,
            self.list_the_past,
            self.bundle,
            self.get_of_the_present,
        ]
        while self.calls < calls:
            step = self.random.choice(steps)
            outcome = step()
            self.calls += outcome
            self.done[step.__name__] = self.done.get(step.__name__, 0) + outcome
            yield

    def _some(self) -> str:
        if not self.have:
            self.calls += self.put()
        return self.random.choice(list(self.have))

    def _new(self) -> str:
        return f"{self.prefix}{self.random.randrange(30):02} é+"

    def put(self) -> int:
        key, content = self._new(), self.random.randbytes(self.random.randrange(200))
        result = self.client.put_object(BUCKET, key, content)
        must(bool(result.etag), result)
        self.have[key] = content
        return 1

    def get(self) -> int:
        key = self._some()
        with self.client.get_object(BUCKET, key) as body:
            must(key == body.info.key, (key, body.info))
            must(self.have[key] == body.read(), key)
        return 1

    def head(self) -> int:
        key = self._some()
        info = self.client.head_object(BUCKET, key)
        must((key, len(self.have[key])) == (info.key, info.size), (key, info))
        return 1

    def head_of_what_is_not_there(self) -> int:
        try:
            info = self.client.head_object(BUCKET, f"{self.prefix}nothing")
        except NotFound as error:
            must(error.key == f"{self.prefix}nothing", error)
            return 1
        raise Wrong(info)

    def list(self) -> int:
        found = {entry.key: entry.size for entry in self.client.list_objects_v2(BUCKET, prefix=self.prefix)}
        must({key: len(content) for key, content in self.have.items()} == found, (self.prefix, found))
        return 1

    def delete(self) -> int:
        key = self._some()
        self.client.delete_object(BUCKET, key)
        del self.have[key]
        return 1

    def delete_some(self) -> int:
        keys = list({self._some() for _ in range(2)})
        result = self.client.delete_objects(BUCKET, keys)
        must({deleted.key for deleted in result.deleted} == set(keys) and not result.errors, result)
        for key in keys:
            del self.have[key]
        return 1

    def copy(self) -> int:
        source, key = self._some(), self._new()
        if source == key:
            return 0
        self.client.copy_object(BUCKET, key, BUCKET, source)
        self.have[key] = self.have[source]
        return 1

    def rename(self) -> int:
        source, key = self._some(), self._new()
        if source == key:
            return 0
        self.client.rename_object(BUCKET, source, key)
        self.have[key] = self.have.pop(source)
        return 1

    def rename_by_a_view(self) -> int:
        """A copy in a view that renames: copies of others must stay copies."""
        source, key = self._some(), self._new()
        if source == key:
            return 0
        with TigrisRename(self.client) as renaming:
            renaming.copy_object(BUCKET, key, BUCKET, source)
        self.have[key] = self.have.pop(source)
        return 1

    def get_of_the_past(self) -> int:
        key = self.random.choice(list(PAST))
        with self.past as past, past.get_object(BUCKET, key) as body:
            must(PAST[key] == body.read(), key)
        return 1

    def get_of_the_present(self) -> int:
        key = self.random.choice(list(PRESENT))
        with self.client.get_object(BUCKET, key) as body:
            must(PRESENT[key] == body.read(), key)
        return 1

    def list_the_past(self) -> int:
        with self.past as past:
            found = {entry.key: entry.size for entry in past.list_objects_v2(BUCKET)}
        must({key: len(content) for key, content in PAST.items()} == found, found)
        return 1

    def bundle(self) -> int:
        mine = [self._some() for _ in range(4)]
        keys = [*mine, f"{self.prefix}nothing", *list(PRESENT)[:5]]
        with self.client.bundle_objects(BUCKET, keys) as bundle:
            found = [(each.key, None if isinstance(each, BundleSkipped) else each.read()) for each in bundle]
        contents = self.have | PRESENT
        must([(key, contents.get(key)) for key in keys] == found, found)
        return 1
