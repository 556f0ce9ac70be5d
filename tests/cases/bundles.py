"""The exchanges of bundles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http._bundle.response import BundleCounts, BundleSkipped
from tigris_http.errors import AccessDenied, BundleError, IncompleteBody
from tigris_http.operations import BundleArchive, BundleRequest

from .expected import Archived, Broken, Bundled, Refused

if TYPE_CHECKING:
    from . import Case

CASES: dict[str, Case] = {
    "bundle_objects/whole": (
        BundleRequest("atlas-data", ("img/1.jpg", "notes/ä b.txt", "empty")),
        Bundled((("img/1.jpg", b"\xff\xd8\xff" * 300), ("notes/ä b.txt", "Grüße\n".encode()), ("empty", b""))),
    ),
    "bundle_objects/skipped": (
        BundleRequest("atlas-data", ("img/1.jpg", "img/gone.jpg", "cold.bin", "a.txt")),
        Bundled(
            (("img/1.jpg", b"\xff\xd8\xff"), ("a.txt", b"abc")),
            (BundleSkipped("img/gone.jpg", "NoSuchKey"), BundleSkipped("cold.bin", "InvalidObjectState")),
        ),
    ),
    "bundle_objects/all_skipped_without_trailers": (
        BundleRequest("atlas-data", ("img/gone.jpg",)),
        Bundled((), (BundleSkipped("img/gone.jpg", "NoSuchKey"),)),
    ),
    "bundle_objects/gzip": (
        BundleRequest("atlas-data", ("a.txt", "b.txt"), compression="gzip"),
        Bundled((("a.txt", b"abc"), ("b.txt", b"x" * 2000))),
    ),
    "bundle_objects/zstd": (
        BundleRequest("atlas-data", ("a.txt", "b.txt"), compression="zstd"),
        Bundled((("a.txt", b"abc"), ("b.txt", b"x" * 2000))),
    ),
    "bundle_objects/long_name": (
        BundleRequest("atlas-data", ("d" * 60 + "/" + "k" * 200 + ".txt",), on_error="fail"),
        Bundled((("d" * 60 + "/" + "k" * 200 + ".txt", b"abc"),)),
    ),
    "bundle_objects/fail_mode_missing": (
        BundleRequest("atlas-data", ("img/1.jpg", "img/2.jpg", "a&b.txt"), on_error="fail"),
        Refused(
            BundleError,
            404,
            "BundleKeyNotFound",
            "Some keys do not exist.",
            missing_keys=("img/2.jpg", "a&b.txt"),
        ),
    ),
    "bundle_objects/denied": (
        BundleRequest("atlas-data", ("a.txt",)),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "bundle_archive/whole": (
        BundleArchive("atlas-data", ("img/1.jpg", "notes/ä b.txt", "empty")),
        Archived(("img/1.jpg", "notes/ä b.txt", "empty"), BundleCounts(3, 908, 0)),
    ),
    "bundle_archive/gzip": (
        BundleArchive("atlas-data", ("a.txt", "b.txt"), compression="gzip"),
        Archived(("a.txt", "b.txt"), None, "gzip"),
    ),
    "bundle_archive/skipped": (
        BundleArchive("atlas-data", ("img/1.jpg", "img/gone.jpg", "cold.bin", "a.txt")),
        Archived(("img/1.jpg", "a.txt", "__bundle_errors.json"), BundleCounts(2, 6, 2)),
    ),
    "bundle_archive/fail_mode_missing": (
        BundleArchive("atlas-data", ("img/1.jpg", "img/2.jpg", "a&b.txt"), on_error="fail"),
        Refused(
            BundleError,
            404,
            "BundleKeyNotFound",
            "Some keys do not exist.",
            missing_keys=("img/2.jpg", "a&b.txt"),
        ),
    ),
    "bundle_archive/denied": (
        BundleArchive("atlas-data", ("a.txt",)),
        Refused(AccessDenied, 403, "AccessDenied", "Access Denied."),
    ),
    "bundle_archive/cut_short": (
        BundleArchive("atlas-data", ("a.txt", "b.txt")),
        Broken(IncompleteBody, "the archive"),
    ),
    "bundle_objects/cut_short": (
        BundleRequest("atlas-data", ("a.txt", "b.txt")),
        Broken(IncompleteBody, "the archive"),
    ),
}
