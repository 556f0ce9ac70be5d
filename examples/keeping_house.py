"""Settings of a bucket: retention of deleted objects, a webhook, lifecycle rules."""

import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP
from tigris_http.operations import BucketNotifications, Expiration, LifecycleRule, Transition


def main() -> None:
    bucket = f"reports-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket, soft_delete=30)
        client.update_bucket(
            bucket,
            cache_control="private, max-age=60",
            notifications=BucketNotifications("https://hooks.example/tigris", token=secrets.token_urlsafe()),
            lifecycle_rules=[
                LifecycleRule("tmp goes", prefix="tmp/", expiration=Expiration(days=7)),
                LifecycleRule("old goes cold", prefix="archive/", transitions=(Transition("GLACIER", days=90),)),
            ],
        )
        known = client.get_bucket_metadata(bucket)
        print("deleted objects are kept for", known.soft_delete and known.soft_delete.retention_days, "days")
        print("rules:", [rule.id for rule in known.lifecycle_rules])
        print("the token of the webhook is not shown:", known.notifications)

        client.put_object(bucket, "2026/annual.txt", b"a year's work")
        client.delete_object(bucket, "2026/annual.txt")
        (lost,) = client.list_deleted_object_versions(bucket, prefix="2026/")
        client.restore_deleted_object(bucket, lost.key, version_id=lost.version_id)
        with client.get_object(bucket, lost.key) as body:
            print("restored:", body.read().decode())

        client.delete_bucket(bucket, force=True)  # soft-deleted like its objects
        client.purge_bucket(bucket)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
