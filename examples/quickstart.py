"""The main job in one go: snapshot, change, read the past, fork, rename, bundle. Every byte is compared.

Without credentials in the environment it starts a local emulator and needs no account and no network. With
`TIGRIS_STORAGE_*` or `AWS_*` credentials it runs against the real service, in two buckets of its own that it deletes at
the end.
"""

import secrets
import sysconfig
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from _emulator import emulator_if_no_credentials

from tigris_http import BundleSkipped, NotFound, TigrisHTTP, TigrisSnapshot

LIMIT = 4 * 1024 * 1024  # bytes; skip larger files to save time


def sources() -> dict[str, Path]:
    """Return the interpreter's own library as (key, path): over a thousand files of real sizes."""
    root = Path(sysconfig.get_path("stdlib"))
    files = (path for path in root.rglob("*.py") if "site-packages" not in path.parts)
    found = {path.relative_to(root).as_posix(): path for path in files if path.stat().st_size <= LIMIT}
    return dict(sorted(found.items()))


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


@contextmanager
def timed(step: str) -> Generator[list[str], None, None]:
    """Print one line: the step, its results, its duration."""
    outcome: list[str] = []
    start = time.perf_counter()
    yield outcome
    print(f"{step:<34} {', '.join(outcome):<52} {(time.perf_counter() - start) * 1000:7.0f} ms", flush=True)


def main() -> None:
    with TigrisHTTP.from_env() as client:
        print(f"{client}\n", flush=True)
        files = sources()
        name = f"quickstart-{secrets.token_hex(6)}"
        fork = f"{name}-fork"
        with timed("create_bucket, with snapshots") as outcome:
            client.create_bucket(name, snapshot_enabled=True)
            outcome.append(f"snapshot_enabled={client.get_bucket_info(name).snapshot_enabled}")
        try:
            work(client, name, fork, files)
        finally:
            for bucket in (fork, name):
                try:
                    client.delete_bucket(bucket, force=True)
                except NotFound:
                    continue  # not made yet
    print("\nEvery byte was compared. Done.")


def work(client: TigrisHTTP, name: str, fork: str, files: dict[str, Path]) -> None:
    contents = {key: path.read_bytes() for key, path in files.items()}
    total = sum(map(len, contents.values()))
    keys = list(files)

    with timed("put_object, 8 threads") as outcome, ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(client.put_object, name, key, path) for key, path in files.items()]:
            done.result()
        outcome.append(f"{len(keys)} files, {megabytes(total)}")

    with timed("list_objects_v2") as outcome:
        listed = {entry.key: entry.size for entry in client.list_objects_v2(name)}
        check(listed == {key: len(content) for key, content in contents.items()}, "the listing differs")
        outcome.append(f"{len(listed)} objects, sizes equal")

    with timed("create_snapshot") as outcome:
        snapshot = client.create_snapshot(name, "before changes")
        outcome.append(f"version {snapshot.version}")

    changed, deleted = keys[:10], keys[10:20]
    with timed("put_object, delete_objects") as outcome:
        for key in changed:
            client.put_object(name, key, b"changed")
        check(not client.delete_objects(name, deleted).errors, "not all were deleted")
        outcome.append(f"{len(changed)} changed, {len(deleted)} deleted")

    with timed("get_object at the snapshot") as outcome, TigrisSnapshot(client, name, snapshot.version) as past:
        for key in changed + deleted:
            with past.get_object(name, key) as body:
                check(body.read() == contents[key], f"{key} differs in the past")
        count = sum(1 for _ in past.list_objects_v2(name))
        outcome.append(f"{len(changed + deleted)} read back equal, {count} listed")

    with timed("create_fork of the snapshot") as outcome:
        client.create_fork(fork, name, snapshot.version)
        parents = [parent.bucket for entry in client.list_forks(name) for parent in entry.parents]
        check(parents == [name], "the fork's parent is not listed")
        outcome.append(f"{fork} from {name}"[:52])

    with timed("rename_object in the fork") as outcome:
        old, new = keys[-1], f"renamed/{keys[-1]} (1)?#é.py"
        client.rename_object(fork, old, new)
        contents[new] = contents.pop(old)
        check(client.head_object(name, old).size == len(contents[new]), "the source bucket changed")
        outcome.append(f"{new}"[:52])

    with timed("bundle_objects of the fork") as outcome:
        wanted = [*contents, "no such key"]
        with client.bundle_objects(fork, wanted) as bundle:
            for key, found in zip(wanted, bundle, strict=True):
                check(found.key == key, f"{found.key} arrived instead of {key}")
                if isinstance(found, BundleSkipped):
                    check((key, found.reason) == ("no such key", "NoSuchKey"), f"{key} was skipped: {found.reason}")
                else:
                    check(found.read() == contents[key], f"{key} differs in the bundle")
        stats = bundle.stats
        check((stats.delivered, stats.skipped) == (len(contents), 1), "the bundle lacks objects")
        outcome.append(f"{stats.delivered} objects, {megabytes(stats.bytes)} equal, {stats.skipped} skipped")


def check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"quickstart: {otherwise}")


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
