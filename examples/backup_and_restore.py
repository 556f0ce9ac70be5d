"""Back up a bucket by a snapshot, lose data, and restore it: only differences are copied, within the service."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP, TigrisSnapshot


def restore(client: TigrisHTTP, bucket: str, version: str) -> tuple[int, int]:
    """Restore `bucket` to a snapshot; return the numbers of objects copied back and deleted."""
    now = {entry.key: entry.etag for entry in client.list_objects_v2(bucket)}
    then = {entry.key: entry.etag for entry in client.list_objects_v2(bucket, snapshot_version=version)}
    differing = [key for key, etag in then.items() if now.get(key) != etag]
    for key in differing:
        client.copy_object(bucket, key, bucket, key, snapshot_version=version)
    surplus = [key for key in now if key not in then]
    failed = client.delete_objects(bucket, surplus).errors
    if failed:
        raise SystemExit(f"not deleted: {failed}")
    return len(differing), len(surplus)


def main() -> None:
    bucket = f"backup-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket, snapshot_enabled=True)
        for number in range(20):
            client.put_object(bucket, f"invoices/{number:03}.txt", f"invoice {number}".encode())
        backup = client.create_snapshot(bucket, "nightly backup")

        # A bad day: one object overwritten, one deleted, one too many.
        client.put_object(bucket, "invoices/003.txt", b"oops")
        client.delete_object(bucket, "invoices/007.txt")
        client.put_object(bucket, "invoices/tmp", b"left over")

        copied, deleted = restore(client, bucket, backup.version)
        print(f"restored {backup.name!r}: {copied} objects copied back, {deleted} deleted")

        with TigrisSnapshot(client, bucket, backup.version) as past:
            for entry in past.list_objects_v2(bucket):
                with past.get_object(bucket, entry.key) as old, client.get_object(bucket, entry.key) as new:
                    if old.read() != new.read():
                        raise SystemExit(f"{entry.key} differs")
        print("every object equals the backup")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
