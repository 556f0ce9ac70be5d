"""The right name for a wrong one: of boto3, of another client, or misspelt.

Contract: plain text. Only errors ask, so nothing here costs a call that is right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

_LIKE: Final = 0.65
"""Least likeness of a name to guess: "retires" is "retry", "session" is not "region"."""
_OTHER_ARGUMENTS: Final = {
    "access_key": "credentials=(id, secret)",
    "access_key_id": "credentials=(id, secret)",
    "aws_access_key_id": "credentials=(id, secret)",
    "aws_secret_access_key": "credentials=(id, secret)",
    "aws_session_token": "credentials=(id, secret, token)",
    "bucket_name": "bucket",
    "content": "body",
    "content_length": "length",
    "copy_source": "source_bucket and source_key",
    "create_bucket_configuration": "regions",
    "data": "body",
    "delete": "keys",
    "endpoint_url": "endpoint",
    "expires_in": "expires",
    "headers": "extra_headers",
    "max_attempts": "retry=RetryPolicy(max_attempts=...)",
    "max_pool_connections": "max_connections",
    "max_retries": "retry=RetryPolicy(max_attempts=...)",
    "multipart_upload": "parts",
    "object_key": "key",
    "object_name": "key",
    "objects": "keys",
    "proxies": "proxy",
    "region_name": "region",
    "secret_access_key": "credentials=(id, secret)",
    "secret_key": "credentials=(id, secret)",
    "snapshot": "snapshot_version",
    "tag_set": "tags",
    "tags": "tagging",
    "version": "version_id",
}
_OF_CLIENTS_ONLY: Final = frozenset(
    {
        "addressing_style",
        "credentials",
        "endpoint",
        "max_connections",
        "proxy",
        "region",
        "transport",
        "user_agent_extra",
        "verify",
    }
)
"""Parameters of the constructor that a view shares with its client."""
_OTHER_METHODS: Final = {
    "aclose": "close()",
    "bucket_exists": "head_bucket(bucket), which raises NotFound",
    "close": "aclose()",
    "copy": "copy_file(bucket, key, source_bucket, source_key)",
    "delete": "delete_object(bucket, key)",
    "download": "get_object(bucket, key)",
    "download_fileobj": "get_object(bucket, key), and shutil.copyfileobj",
    "exceptions": "tigris_http.errors, such as NotFound",
    "fget_object": "download_file(bucket, key, path)",
    "fput_object": "upload_file(bucket, key, path)",
    "generate_presigned_post": "presigned_post(bucket, key)",
    "generate_presigned_url": "presigned_url(GetObject(bucket, key))",
    "get": "get_object(bucket, key)",
    "get_paginator": "the listing itself: for entry in client.list_objects_v2(bucket)",
    "list": "list_objects_v2(bucket)",
    "make_bucket": "create_bucket(bucket)",
    "object_exists": "exists(bucket, key)",
    "open": "open_object(bucket, key)",
    "put": "put_object(bucket, key, body)",
    "remove_bucket": "delete_bucket(bucket)",
    "remove_object": "delete_object(bucket, key)",
    "rename": "rename_object(bucket, source_key, key)",
    "stat_object": "head_object(bucket, key)",
    "upload": "put_object(bucket, key, body)",
    "upload_fileobj": "upload_file(bucket, key, file)",
}


def for_method(wrong: str, known: Collection[str]) -> str:
    """Return the end of an error about a method that is missing, empty without a guess."""
    other = _OTHER_METHODS.get(wrong)
    return f": use {other}" if other is not None else _guessed(wrong, known)


def for_arguments(method: str, wrong: Iterable[str], known: Collection[str]) -> str:
    """Return the end of an error about arguments of unknown names, empty without a guess."""
    names = list(wrong)
    if method == "with_options" and names[0] in _OF_CLIENTS_ONLY:
        return f": only a new client can have another {names[0]}"
    certain = {name: right for name in names if (right := _argument(name, known)) is not None}
    if len(names) == 1:
        [name] = names
        return f": use {certain[name]}" if certain else _guessed(name, known)
    return f": use {', '.join(f'{right} for {name}' for name, right in certain.items())}" if certain else ""


def _argument(wrong: str, known: Collection[str]) -> str | None:
    ours = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wrong).lower()
    right = ours if ours in known else _OTHER_ARGUMENTS.get(ours)
    return None if right is None or re.split(r"\W", right)[0] not in known else right


def _guessed(wrong: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # slow to import, and only errors need it

    guess = get_close_matches(wrong.lower(), known, 1, _LIKE)
    return f"; did you mean {guess[0]}?" if guess else ""
