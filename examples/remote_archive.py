"""Read one member of a zip file in a bucket: only the directory and the member are fetched."""

import io
import secrets
import zipfile

from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP


def main() -> None:
    bucket = f"archive-{secrets.token_hex(6)}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        for number in range(100):
            writer.writestr(f"tiles/{number:03}.bin", bytes([number]) * 100_000)

    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket)
        client.put_object(bucket, "tiles.zip", packed.getvalue(), content_type="application/zip")

        with client.open_object(bucket, "tiles.zip") as file, zipfile.ZipFile(file) as archive:
            print(f"{file.size} bytes, {len(archive.namelist())} members")
            tile = archive.read("tiles/042.bin")  # fetches its 100,000 bytes and the directory
            print("tile 42 is whole:", tile == bytes([42]) * 100_000)

        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
