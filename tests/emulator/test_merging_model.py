"""Merges and rebases in a chain of forks against a naive model, which copies everything and remembers every change."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tigris_http.emulator.handlers.buckets.forking import merge, rebase
from tigris_http.emulator.store.catalog import Catalog
from tigris_http.emulator.store.clock import Clock
from tigris_http.emulator.store.rows import Content, Details
from tigris_http.emulator.store.settings import Settings
from tigris_http.emulator.store.store import Store
from tigris_http.emulator.store.versions import Objects
from tigris_http.emulator.store.walk import history, walk

PARENTS = {"lab": "atlas", "deeper": "lab"}
BUCKETS = st.sampled_from(["atlas", "lab", "deeper"])
FORKS = st.sampled_from(list(PARENTS))
KEYS = st.sampled_from([b"a", b"b"])


class Forks(RuleBasedStateMachine):
    """The store against dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(None, Clock())
        self.catalog = Catalog(self.store)
        self.objects = Objects(self.store, self.catalog)
        self.catalog.create("atlas", Settings(), keeps_versions=True)
        for name, parent in PARENTS.items():
            self.catalog.create(name, Settings(), keeps_versions=True, parent=self.catalog.find(parent))
        self.live: dict[str, dict[bytes, int]] = {"atlas": {}, "lab": {}, "deeper": {}}
        self.past: dict[tuple[str, int], dict[bytes, int]] = {}
        # The changes of a bucket itself since its last merge; None for a deletion.
        self.unmerged: dict[str, dict[bytes, int | None]] = defaultdict(dict)
        self.puts = 0

    def change(self, bucket: str, key: bytes, number: int | None) -> None:
        self.unmerged[bucket][key] = number
        apply(self.live[bucket], {key: number})

    @rule(bucket=BUCKETS, key=KEYS)
    def put(self, bucket: str, key: bytes) -> None:
        self.puts += 1
        writer = self.store.blobs.writer()
        writer.write(b"x")
        content = Content(writer.commit(), self.puts, "e")  # the size says which one it is
        self.objects.put(bucket, key, content, None, Details())
        self.change(bucket, key, self.puts)

    @rule(bucket=BUCKETS, key=KEYS)
    def delete(self, bucket: str, key: bytes) -> None:
        self.objects.delete(self.catalog.find(bucket), key)
        self.change(bucket, key, None)

    @rule(bucket=BUCKETS)
    def snapshot(self, bucket: str) -> None:
        taken = self.catalog.take_snapshot(self.catalog.find(bucket), None)
        self.past[bucket, taken.version] = dict(self.live[bucket])

    @rule(fork=FORKS)
    def merge(self, fork: str) -> None:
        parent = PARENTS[fork]
        with self.store.write():
            taken = merge(self.catalog, self.objects, self.catalog.find(fork), self.catalog.find(parent))
        self.past[fork, taken.version] = dict(self.live[fork])
        for key, number in self.unmerged.pop(fork, {}).items():
            if number is not None or key in self.live[parent]:
                self.change(parent, key, number)

    @rule(fork=FORKS)
    def rebase(self, fork: str) -> None:
        parent = PARENTS[fork]
        with self.store.write():
            taken = rebase(self.catalog, self.objects, self.catalog.find(fork), self.catalog.find(parent))
        self.past[parent, taken.version] = dict(self.live[parent])
        self.live[fork] = dict(self.live[parent])
        apply(self.live[fork], self.unmerged[fork])

    @invariant()
    def every_bucket_shows_what_it_should_then_and_now(self) -> None:
        for bucket, expected in self.live.items():
            levels = self.catalog.levels(self.catalog.find(bucket))
            assert expected == {version.key: version.size for version in walk(self.store, levels)}
            entries = list(history(self.store, levels))
            latest = {version.key: version.size for version, is_latest in entries if is_latest and not version.marker}
            assert expected == latest
            for key in (b"a", b"b"):
                found = self.objects.current(self.catalog.find(bucket), key)
                assert expected.get(key) == (None if found is None else found.size)
        for (bucket, at), expected in self.past.items():
            levels = self.catalog.levels(self.catalog.find(bucket), at)
            assert expected == {version.key: version.size for version in walk(self.store, levels)}

    def teardown(self) -> None:
        self.store.close()


def apply(live: dict[bytes, int], changes: dict[bytes, int | None]) -> None:
    for key, number in changes.items():
        if number is None:
            live.pop(key, None)
        else:
            live[key] = number


Forks.TestCase.settings = settings(
    max_examples=50, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestForks = Forks.TestCase
