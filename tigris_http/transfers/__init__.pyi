"""The names of `tigris_http.transfers`. Written by `.ci/write_stubs`. Do not edit it."""

from tigris_http.transfers._work.items import AsyncItems as AsyncItems
from tigris_http.transfers._work.items import Items as Items
from tigris_http.transfers.files.copy import CopiedFile as CopiedFile
from tigris_http.transfers.files.copy import CopyFile as CopyFile
from tigris_http.transfers.files.download import DownloadedFile as DownloadedFile
from tigris_http.transfers.files.download import DownloadFile as DownloadFile
from tigris_http.transfers.files.existence import Exists as Exists
from tigris_http.transfers.files.existence import WaitUntilExists as WaitUntilExists
from tigris_http.transfers.files.ranges import GetRanges as GetRanges
from tigris_http.transfers.files.upload import UploadedFile as UploadedFile
from tigris_http.transfers.files.upload import UploadFile as UploadFile
from tigris_http.transfers.files.writer import AsyncObjectWriter as AsyncObjectWriter
from tigris_http.transfers.files.writer import ObjectWriter as ObjectWriter
from tigris_http.transfers.files.writing import WriteObject as WriteObject
from tigris_http.transfers.options import Progress as Progress
from tigris_http.transfers.options import TransferOptions as TransferOptions
from tigris_http.transfers.trees.copies import CopyPrefix as CopyPrefix
from tigris_http.transfers.trees.copies import MovePrefix as MovePrefix
from tigris_http.transfers.trees.copies import RestorePrefix as RestorePrefix
from tigris_http.transfers.trees.deletions import DeletePrefix as DeletePrefix
from tigris_http.transfers.trees.deletions import UndeletePrefix as UndeletePrefix
from tigris_http.transfers.trees.diff import Changed as Changed
from tigris_http.transfers.trees.diff import Diff as Diff
from tigris_http.transfers.trees.download import DownloadTree as DownloadTree
from tigris_http.transfers.trees.results import TreeError as TreeError
from tigris_http.transfers.trees.results import TreeItem as TreeItem
from tigris_http.transfers.trees.results import TreeResult as TreeResult
from tigris_http.transfers.trees.upload import UploadTree as UploadTree
from tigris_http.transfers.uris import ObjectURI as ObjectURI
from tigris_http.transfers.uris import parse_uri as parse_uri

__all__ = [
    "AsyncItems",
    "AsyncObjectWriter",
    "Changed",
    "CopiedFile",
    "CopyFile",
    "CopyPrefix",
    "DeletePrefix",
    "Diff",
    "DownloadFile",
    "DownloadTree",
    "DownloadedFile",
    "Exists",
    "GetRanges",
    "Items",
    "MovePrefix",
    "ObjectURI",
    "ObjectWriter",
    "Progress",
    "RestorePrefix",
    "TransferOptions",
    "TreeError",
    "TreeItem",
    "TreeResult",
    "UndeletePrefix",
    "UploadFile",
    "UploadTree",
    "UploadedFile",
    "WaitUntilExists",
    "WriteObject",
    "parse_uri",
]
