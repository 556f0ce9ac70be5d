"""Let people without a key upload, download, and see the past."""

import secrets

import httpx
from _emulator import emulator_if_no_credentials

from tigris_http import TigrisHTTP
from tigris_http.operations import GetObject, PutObject


def downloaded(url: str) -> str:
    """Return an object's text and its `Content-Disposition`, as a browser gets them."""
    answer = httpx.get(url).raise_for_status()
    return f"{answer.text} ({answer.headers['content-disposition']})"


def main() -> None:
    bucket = f"links-{secrets.token_hex(6)}"
    with TigrisHTTP.from_env() as client:
        client.create_bucket(bucket, snapshot_enabled=True)

        upload = client.presigned_url(PutObject(bucket, "note.txt", b"", content_type="text/plain"), expires=600)
        answer = httpx.request(upload.method, upload.url, content=b"a first note", headers=dict(upload.headers))
        print("uploaded without a key:", answer.status_code)

        before = client.create_snapshot(bucket, "first").version
        client.put_object(bucket, "note.txt", b"a second note", content_type="text/plain")

        read = GetObject(bucket, "note.txt", response_content_disposition='attachment; filename="note.txt"')
        print("as it is:", downloaded(client.presigned_url(read).url))
        # A link cannot have the header that names a snapshot. `pinned_url` looks up the version of that time.
        past = GetObject(bucket, "note.txt", snapshot_version=before, response_content_disposition="inline")
        print("as it was:", downloaded(client.pinned_url(past).url))
        client.delete_bucket(bucket, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        main()
