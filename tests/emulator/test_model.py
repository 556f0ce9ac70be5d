"""Versions, snapshots and forks against a naive model."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, invariant, multiple, rule

from tigris_http.emulator.store.catalog import Catalog
from tigris_http.emulator.store.clock import Clock
from tigris_http.emulator.store.rows import Content, Details
from tigris_http.emulator.store.settings import Settings
from tigris_http.emulator.store.store import Store
from tigris_http.emulator.store.versions import Objects
from tigris_http.emulator.store.walk import history, walk

KEYS = st.sampled_from([b"a", b"a/b", b"a/c", b"b", b"\xff", b"\xff\xff"])


class Past(RuleBasedStateMachine):
    """The store against dictionaries that copy everything."""

    buckets = Bundle("buckets")
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(None, Clock())
        self.catalog = Catalog(self.store)
        self.objects = Objects(self.store, self.catalog)
        self.live: dict[str, dict[bytes, int]] = {}
        self.past: dict[tuple[str, int], dict[bytes, int]] = {}

    def content(self, number: int) -> Content:
        writer = self.store.blobs.writer()
        writer.write(b"%d" % number)
        return Content(writer.commit(), number, str(number))

    def seen(self, bucket: str, at: int | None = None) -> dict[bytes, int]:
        found = self.catalog.find(bucket)
        levels = self.catalog.levels(found) if at is None else self.catalog.levels(found, at)
        return {version.key: version.size for version in walk(self.store, levels)}

    @rule(target=buckets, number=st.integers(0, 10**6))
    def create(self, number: int) -> str:
        name = f"b{number}-{len(self.live)}"
        self.catalog.create(name, Settings(), keeps_versions=True)
        self.live[name] = {}
        return name

    @rule(bucket=buckets, key=KEYS, number=st.integers(0, 10**6))
    def put(self, bucket: str, key: bytes, number: int) -> None:
        self.objects.put(bucket, key, self.content(number), None, Details())
        self.live[bucket][key] = number

    @rule(bucket=buckets, key=KEYS)
    def delete(self, bucket: str, key: bytes) -> None:
        self.objects.delete(self.catalog.find(bucket), key)
        self.live[bucket].pop(key, None)

    @rule(bucket=buckets, old=KEYS, new=KEYS)
    def rename(self, bucket: str, old: bytes, new: bytes) -> None:
        if old in self.live[bucket] and old != new:
            self.objects.rename(bucket, old, new, lambda _: None)
            self.live[bucket][new] = self.live[bucket].pop(old)

    @rule(bucket=buckets)
    def change_the_type(self, bucket: str) -> None:
        found = self.catalog.find(bucket)
        if found.parent is None and not self.catalog.forks(found, "", 1):
            self.catalog.change(found, found.settings, keeps_versions=not found.keeps_versions)

    @rule(target=snapshots, bucket=buckets)
    def snapshot(self, bucket: str) -> tuple[str, int] | MultipleResults[tuple[str, int]]:
        found = self.catalog.find(bucket)
        if not found.keeps_versions:
            return multiple()
        taken = self.catalog.take_snapshot(found, None)
        self.past[bucket, taken.version] = dict(self.live[bucket])
        return bucket, taken.version

    @rule(target=buckets, snapshot=snapshots)
    def fork_of_snapshot(self, snapshot: tuple[str, int]) -> str | MultipleResults[str]:
        source, version = self.catalog.find(snapshot[0]), snapshot[1]
        if not source.keeps_versions:
            return multiple()
        name = f"f-{len(self.live)}"
        self.catalog.create(name, Settings(), keeps_versions=True, parent=source, moment=version)
        self.live[name] = dict(self.past[snapshot])
        return name

    @rule(target=buckets, source=buckets)
    def fork_of_now(self, source: str) -> str | MultipleResults[str]:
        found = self.catalog.find(source)
        if not found.keeps_versions:
            return multiple()
        name = f"f-{len(self.live)}"
        self.catalog.create(name, Settings(), keeps_versions=True, parent=found)
        self.live[name] = dict(self.live[source])
        return name

    @rule(snapshot=snapshots, key=KEYS)
    def read_the_past(self, snapshot: tuple[str, int], key: bytes) -> None:
        bucket, version = snapshot
        found = self.objects.current(self.catalog.find(bucket), key, version)
        assert self.past[snapshot].get(key) == (None if found is None else found.size)
        assert self.past[snapshot] == self.seen(bucket, version)

    @rule(bucket=buckets, start=KEYS)
    def walk_from(self, bucket: str, start: bytes) -> None:
        levels = self.catalog.levels(self.catalog.find(bucket))
        expected = sorted(key for key in self.live[bucket] if key >= start)
        assert expected == [version.key for version in walk(self.store, levels, start)]
        walker = walk(self.store, levels)
        next(walker, None)
        walker.seek(start)
        first = min(self.live[bucket], default=b"")
        assert [key for key in expected if key > first] == [version.key for version in walker]

    @rule(bucket=buckets)
    def latest_versions_are_the_live_ones(self, bucket: str) -> None:
        entries = list(history(self.store, self.catalog.levels(self.catalog.find(bucket))))
        assert sorted(entries, key=lambda entry: (entry[0].key, -entry[0].version)) == entries
        latest = {version.key: version.size for version, is_latest in entries if is_latest and not version.marker}
        assert self.live[bucket] == latest

    @invariant()
    def every_bucket_shows_what_it_should(self) -> None:
        for bucket, expected in self.live.items():
            assert expected == self.seen(bucket)

    def teardown(self) -> None:
        self.store.close()


Past.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPast = Past.TestCase
