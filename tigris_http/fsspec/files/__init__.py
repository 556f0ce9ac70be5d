"""Open files.

- `access`: the requests that files ask a file system for
- `blocking`: `TigrisFile`
- `read_ahead`: the bytes that it holds
- `wrappers`: text files and compressed ones around it
- `streamed`: `AsyncTigrisFile`
"""
