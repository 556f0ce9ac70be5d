"""Use a fork as a branch: change it, review the changes, rebase and merge it."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP


def etags(client: TigrisHTTP, bucket: str) -> dict[str, str | None]:
    """Return the entity tag of each object of a bucket."""
    return {entry.key: entry.etag for entry in client.list_objects_v2(bucket)}


def changes(client: TigrisHTTP, fork: str, parent: str) -> list[str]:
    """Return the differing keys, with the effect of a merge on the parent: + added, - deleted, ~ changed."""
    here, there = etags(client, fork), etags(client, parent)
    return [
        f"{'+' if key not in there else '-' if key not in here else '~'}{key}"
        for key in sorted(here.keys() | there.keys())
        if here.get(key) != there.get(key)
    ]


def main() -> None:
    main_bucket = f"prompts-{secrets.token_hex(6)}"
    branch = f"{main_bucket}-draft"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(main_bucket, snapshot_enabled=True)
        for name in ("greeting", "farewell", "apology"):
            client.put_object(main_bucket, name, f"a {name}".encode())

        client.create_fork(branch, main_bucket)
        client.put_object(branch, "greeting", b"a warmer greeting")
        client.put_object(branch, "thanks", b"thanks")
        client.delete_object(branch, "apology")
        client.put_object(main_bucket, "farewell", b"a shorter farewell")  # meanwhile, by another user

        client.rebase_fork(branch)
        print("to review:", *changes(client, branch, main_bucket))
        before = client.create_snapshot(main_bucket, "before merge")
        client.merge_fork(main_bucket, branch)
        print("left after the merge:", changes(client, branch, main_bucket))
        with client.get_object(main_bucket, "greeting", snapshot_version=before.version) as body:
            print("the old one is still there:", body.read().decode())

        for bucket in (branch, main_bucket):  # delete forks before their parent
            client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
