"""Test against production data without touching it: each test gets a fork of its own."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager

from _emulator import emulator_if_no_credentials

from tigris_http import NotFound, TigrisHTTP


@contextmanager
def isolated(client: TigrisHTTP, source: str) -> Generator[str, None, None]:
    """Yield a fork of `source`; delete it afterwards, also if the test fails."""
    fork = f"{source}-test-{secrets.token_hex(4)}"
    client.create_fork(fork, source)
    try:
        yield fork
    finally:
        client.delete_bucket(fork, force=True)


def migrate(client: TigrisHTTP, bucket: str) -> None:
    """Move all users to another prefix: the risky change under test."""
    for entry in client.list_objects_v2(bucket, prefix="users/"):
        client.rename_object(bucket, entry.key, entry.key.replace("users/", "accounts/", 1))


def main() -> None:
    production = f"production-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(production, snapshot_enabled=True)
        for name in ("ana", "bob", "eve"):
            client.put_object(production, f"users/{name}.json", b"{}", content_type="application/json")

        with isolated(client, production) as bucket:
            migrate(client, bucket)
            print("in the fork:  ", [entry.key for entry in client.list_objects_v2(bucket)])
        print("in production:", [entry.key for entry in client.list_objects_v2(production)])

        try:
            client.head_bucket(bucket)
        except NotFound:
            print("the fork is gone")
        client.delete_bucket(production, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
