"""The names of `tigris_http.transfers`. Written by `.ci/write_stubs`. Do not edit it."""

from tigris_http.transfers.download import DownloadedFile as DownloadedFile
from tigris_http.transfers.download import DownloadFile as DownloadFile
from tigris_http.transfers.existence import Exists as Exists
from tigris_http.transfers.existence import WaitUntilExists as WaitUntilExists
from tigris_http.transfers.options import Progress as Progress
from tigris_http.transfers.options import TransferOptions as TransferOptions
from tigris_http.transfers.ranges import GetRanges as GetRanges
from tigris_http.transfers.upload import UploadedFile as UploadedFile
from tigris_http.transfers.upload import UploadFile as UploadFile
from tigris_http.transfers.uris import ObjectURI as ObjectURI
from tigris_http.transfers.uris import parse_uri as parse_uri

__all__ = [
    "DownloadFile",
    "DownloadedFile",
    "Exists",
    "GetRanges",
    "ObjectURI",
    "Progress",
    "TransferOptions",
    "UploadFile",
    "UploadedFile",
    "WaitUntilExists",
    "parse_uri",
]
