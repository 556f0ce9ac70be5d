"""Scoped clients and decorators: a view changes its own calls only."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import (
    TigrisFork,
    TigrisHTTP,
    TigrisRename,
    TigrisSnapshot,
    TigrisSnapshotEnabled,
    forked_from,
    with_snapshot,
)


def main() -> None:
    name = f"scoped-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        with TigrisSnapshotEnabled(client) as creating:
            creating.create_bucket(name)
        client.put_object(name, "a.txt", b"as it was")
        version = client.create_snapshot(name).version
        client.put_object(name, "a.txt", b"as it is")

        with TigrisSnapshot(client, name, version) as past:
            with past.get_object(name, "a.txt") as old, client.get_object(name, "a.txt") as new:
                print("view:", old.read().decode(), "/ client:", new.read().decode())
            try:
                past.put_object(name, "a.txt", b"rewriting history")
            except ValueError as refused:
                print("refused:", refused)

        with TigrisRename(client) as renaming:
            renaming.copy_object(name, "b.txt", name, "a.txt")
        print("after the rename:", [entry.key for entry in client.list_objects_v2(name)])

        with TigrisFork(client, name, version) as forking:
            forking.create_bucket(f"{name}-fork")

        @forked_from(name)
        def make_fork(view: TigrisHTTP, bucket: str) -> None:
            view.create_bucket(bucket)

        @with_snapshot(name, version)
        def keys_then(view: TigrisHTTP) -> list[str]:
            return [entry.key for entry in view.list_objects_v2(name)]

        make_fork(client, f"{name}-fork-now")
        print("keys at the snapshot:", keys_then(client))
        print("forks:", sorted(fork.name.removeprefix(name) for fork in client.list_forks(name)))
        for bucket in (f"{name}-fork", f"{name}-fork-now", name):
            client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
