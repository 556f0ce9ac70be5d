"""Upload in parallel parts, and resume a broken upload from the parts that the service has."""

import hashlib
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP

PART = 5 * 1024 * 1024
"""The minimum of all parts but the last, in bytes."""


def upload(client: TigrisHTTP, bucket: str, key: str, upload_id: str, numbers: Iterable[int], content: bytes) -> None:
    def one(number: int) -> None:
        piece = memoryview(content)[(number - 1) * PART : number * PART]
        client.upload_part(bucket, key, upload_id, number, piece, checksums="sha256")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, numbers))


def main() -> None:
    bucket = f"uploads-{secrets.token_hex(6)}"
    content = secrets.token_bytes(4 * PART + 1234)
    count = -(-len(content) // PART)
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket)
        begun = client.create_multipart_upload(bucket, "large.bin", checksum_algorithm="sha256")
        upload(client, bucket, "large.bin", begun.upload_id, [1, 3], content)  # and then the power failed

        (found,) = client.list_multipart_uploads(bucket)
        here = {part.part_number for part in client.list_parts(bucket, found.key, found.upload_id)}
        print("already there:", sorted(here))
        upload(client, bucket, found.key, found.upload_id, set(range(1, count + 1)) - here, content)
        parts = client.list_parts(bucket, found.key, found.upload_id)
        client.complete_multipart_upload(bucket, found.key, found.upload_id, parts)

        with client.get_object(bucket, "large.bin") as body:
            whole = hashlib.sha256(body.read()).digest() == hashlib.sha256(content).digest()
        print("every byte is there:", whole)
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
