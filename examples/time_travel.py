"""Read one object at each snapshot, and at moments between them."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import NotFound, TigrisHTTP


def main() -> None:
    bucket = f"history-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket, snapshot_enabled=True)
        client.create_snapshot(bucket, "empty")
        for text in ("first draft", "second draft", "final"):
            client.put_object(bucket, "report.txt", text.encode(), content_type="text/plain")
            client.create_snapshot(bucket, text)

        for snapshot in sorted(client.list_snapshots(bucket), key=lambda found: int(found.version)):
            try:
                with client.get_object(bucket, "report.txt", snapshot_version=snapshot.version) as body:
                    content = body.read().decode()
            except NotFound:
                content = "(not there yet)"
            print(f"{snapshot.created_at:%H:%M:%S.%f} {snapshot.name or '':<14} {content}")

        # Any moment (ns since the epoch) works like a snapshot: here, just before the last write.
        last = client.head_object(bucket, "report.txt").version_id or ""
        with client.get_object(bucket, "report.txt", snapshot_version=str(int(last) - 1)) as body:
            print("just before the last write:", body.read().decode())

        for version in client.list_object_versions(bucket, prefix="report.txt"):
            print("version", version.version_id, f"{version.size} bytes", "latest" if version.is_latest else "")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
