"""Upload a file in parallel parts, and resume a broken upload from the parts that the service has."""

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP
from tigris_http.transfers import Progress, TransferOptions

PART = 5 * 1024 * 1024
"""The minimum of all parts but the last, in bytes."""
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=4)


class PowerFailed(Exception):
    """Ends the first upload."""


def fail_half_way(progress: Progress) -> None:
    if progress.done >= 2 * PART:
        raise PowerFailed


def main() -> None:
    bucket = f"uploads-{secrets.token_hex(6)}"
    with TemporaryDirectory() as folder, TigrisHTTP.from_env() as client:
        source, copy = Path(folder, "large.bin"), Path(folder, "copy.bin")
        source.write_bytes(secrets.token_bytes(6 * PART + 1234))
        client.create_bucket(bucket)
        try:
            client.upload_file(bucket, "large.bin", source, resume=True, transfer=IN_PARTS, progress=fail_half_way)
        except PowerFailed:
            print("the upload broke off")

        stored = client.upload_file(bucket, "large.bin", source, resume=True, transfer=IN_PARTS)
        print(f"already there: {stored.reused_parts} of {stored.parts} parts")

        client.download_file(bucket, "large.bin", copy, transfer=IN_PARTS)
        print("every byte is there:", copy.read_bytes() == source.read_bytes())
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
