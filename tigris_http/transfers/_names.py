"""The public names of `tigris_http.transfers` by module. Run `.ci/write_stubs` after a change."""

from __future__ import annotations

ACTIONS = {
    "upload": ("UploadFile",),
    "download": ("DownloadFile",),
    "ranges": ("GetRanges",),
    "existence": ("Exists", "WaitUntilExists"),
}
"""Actions by module. Both clients have a method for each: `upload_file` sends an `UploadFile`."""
RESULTS: dict[str, tuple[str, ...]] = {
    "options": ("Progress", "TransferOptions"),
    "download": ("DownloadedFile",),
    "upload": ("UploadedFile",),
    "uris": ("ObjectURI", "parse_uri"),
}
"""Results and parameters by module."""
