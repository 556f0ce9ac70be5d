"""The file system of the protocols `t3` and `tigris`."""

from __future__ import annotations

from tigris_http.fsspec.methods.opening import Opening


class TigrisFileSystem(Opening):
    """Buckets as directories, and objects as files.

        fs = TigrisFileSystem(profile="tigris")  # or fsspec.filesystem("t3", ...)
        fs.pipe("atlas/a.txt", b"1")
        with fs.open("atlas/a.txt") as file:
            file.read()

    Each coroutine method, such as `_cat_file`, has a blocking twin, `cat_file`. Thread-safe; works after a fork and in
    spawned processes. Errors are those of files, such as `FileNotFoundError`, with an error of this package as
    `__cause__`. No listing is kept.

    Parameters, all by name. `TypeError` for another name of one of them; options of other file systems are ignored:

        endpoint, credentials, profile, region, addressing_style, consistent:
            As in `TigrisHTTP.from_env`, which finds what is not given.
        client:
            A `TigrisHTTP` or `AsyncTigrisHTTP`, in place of these: each event loop makes a client with its settings.
        snapshot_version:
            Version of a snapshot, a str of digits: read all buckets as they were then, and refuse to write. A path such
            as `t3://bucket@version/key` says so for itself.
        default_block_size:
            Bytes that a file reads ahead at most, and holds before it writes them: 8 MiB by default.
        max_concurrency:
            Number of parts or ranges of one file under way at once: 8 by default. Fewer while there are many files.
        default_cache_type:
            Name of a cache of fsspec for files that are read. None, the default: read ahead twice as much each time
            that a read follows the last one, from 128 KiB up to a block.
        key, secret, token, endpoint_url, client_kwargs, anon:
            Those of s3fs.
        asynchronous, loop, batch_size:
            As in every file system of fsspec.

    `repr` shows no secret, nor does that of `storage_options`. Pickles and `to_json()` hold secrets that were given as
    arguments, since another process must sign. `to_json(include_password=False)` holds none. Leave credentials to the
    environment or a profile, and none of them travels.
    """
