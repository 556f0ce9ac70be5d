"""The public names of `tigris_http.transfers` by module. Run `.ci/write_stubs` after a change."""

from __future__ import annotations

ACTIONS = {
    "files.upload": ("UploadFile",),
    "files.download": ("DownloadFile",),
    "files.copy": ("CopyFile",),
    "files.writing": ("WriteObject",),
    "files.ranges": ("GetRanges",),
    "trees.upload": ("UploadTree",),
    "trees.download": ("DownloadTree",),
    "trees.copies": ("CopyPrefix", "MovePrefix", "RestorePrefix"),
    "trees.deletions": ("DeletePrefix", "UndeletePrefix"),
    "files.existence": ("Exists", "WaitUntilExists"),
    "trees.diff": ("Diff",),
}
"""Actions by module. Both clients have a method for each: `upload_file` sends an `UploadFile`."""
RESULTS: dict[str, tuple[str, ...]] = {
    "options": ("Progress", "TransferOptions"),
    "files.copy": ("CopiedFile",),
    "files.download": ("DownloadedFile",),
    "files.upload": ("UploadedFile",),
    "_work.items": ("AsyncItems", "Items"),
    "trees.diff": ("Changed",),
    "files.writer": ("AsyncObjectWriter", "ObjectWriter"),
    "trees.results": ("TreeError", "TreeItem", "TreeResult"),
    "uris": ("ObjectURI", "parse_uri"),
}
"""Results and parameters by module."""
