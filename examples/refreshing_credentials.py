"""Credentials from a function of your own, called at the first request and before they expire.

A vault leases keys for two seconds here, a real one for an hour. Eight threads store objects. One of them at a time
asks for the next lease, half a second before the end of the last one. No request fails or waits.
"""

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from _emulator import emulator_if_no_credentials

from tigris_http import Credentials, TigrisHTTP


class Vault:
    """A stand-in for your vault, with the keys of the environment."""

    def __init__(self) -> None:
        self.leases = 0

    def lease(self) -> Credentials:
        """Return keys valid for two seconds."""
        self.leases += 1
        family = "AWS" if "AWS_ACCESS_KEY_ID" in os.environ else "TIGRIS_STORAGE"
        return Credentials(
            os.environ[f"{family}_ACCESS_KEY_ID"],
            os.environ[f"{family}_SECRET_ACCESS_KEY"],
            os.environ.get("AWS_SESSION_TOKEN") if family == "AWS" else None,
            expires_at=datetime.now(timezone.utc) + timedelta(seconds=2),
        )


def main() -> None:
    vault, bucket = Vault(), f"leases-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env(credentials=vault.lease) as client:
        client.create_bucket(bucket)
        print(f"{client}: {vault.leases} lease")

        def store(worker: int) -> int:
            count, end = 0, time.monotonic() + 4
            while time.monotonic() < end:
                client.put_object(bucket, f"{worker}/{count:06}", b"x")
                count += 1
                time.sleep(0.05)
            return count

        with ThreadPoolExecutor(8) as pool:
            stored = sum(pool.map(store, range(8)))
        listed = sum(1 for _ in client.list_objects_v2(bucket))
        print(f"{stored} objects stored, {listed} listed; more than one lease: {1 < vault.leases < 8}")
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
