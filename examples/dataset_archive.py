"""A thousand objects as one tar archive: read as a stream, and saved as a shard of a dataset."""

import json
import secrets
import shutil
import tarfile
import tempfile
from pathlib import Path

from _emulator import emulator_if_no_credentials

from tigris_http import BundleError, TigrisHTTP

KEYS = [f"dataset/train/img_{number:05d}.jpg" for number in range(1000)]


def main() -> None:
    bucket = f"dataset-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client, tempfile.TemporaryDirectory() as folder:
        client.create_bucket(bucket)
        for key in KEYS[:-1]:  # the last one is missing
            client.put_object(bucket, key, key.encode())

        found = 0
        with client.bundle_archive(bucket, KEYS) as body, tarfile.open(fileobj=body, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None:
                    continue
                if member.name == "__bundle_errors.json":
                    print("left out:", json.load(content)["skipped"])
                else:
                    found += content.read() == member.name.encode()
        print(f"{found} images, each equal to the stored one")

        shard = Path(folder, "train-000.tar.gz")
        with client.bundle_archive(bucket, KEYS[:-1], compression="gzip") as body, shard.open("wb") as file:
            shutil.copyfileobj(body, file)
        with tarfile.open(shard) as tar:
            print(f"a shard of {len(tar.getnames())} images, counted by the service: {body.counts}")

        try:
            client.bundle_archive(bucket, KEYS, on_error="fail")
        except BundleError as error:
            print("not begun, as there is no", *error.missing_keys)

        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
