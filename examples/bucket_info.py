"""Bucket information and lineage: the kind of a bucket, its parent, its forks."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP


def lineage(client: TigrisHTTP, bucket: str) -> list[str]:
    """Return a bucket and its ancestors, nearest first."""
    line = [bucket]
    while source := client.get_bucket_info(line[-1]).fork_source_bucket:
        line.append(source)
    return line


def main() -> None:
    root = f"lineage-{secrets.token_hex(6)}"
    child, grandchild = f"{root}-child", f"{root}-grandchild"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(root, snapshot_enabled=True)
        base = client.create_snapshot(root, "base")
        client.create_fork(child, root, base.version)
        client.create_fork(grandchild, child)

        for bucket in (root, child, grandchild):
            info = client.get_bucket_info(bucket)
            origin = f"from {info.fork_source_bucket} at {info.fork_source_snapshot}"
            print(bucket, "snapshots" if info.snapshot_enabled else "plain", origin if info.fork_source_bucket else "")
        print(" <- ".join(lineage(client, grandchild)))
        for fork in client.list_forks(root):
            print("fork", fork.name, "of snapshot", fork.parents[0].snapshot_name)

        for bucket in (grandchild, child, root):  # delete forks before their parent
            client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
