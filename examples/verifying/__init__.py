"""The questions of `verify_service.py`.

    asking      what a question is, and the list of all
    service     the service that is asked, its buckets, and how they are removed
    missing     missing buckets, Tigris' own calls in both addressing styles, listings of buckets
    objects     conditions, payloads, links, listings
    snapshots   names, reads of the past, what is soft-deleted
    bundles     the archive, byte for byte
    buckets     forks, merges, and the ways to delete a bucket; asked last

Each module adds its questions to `asking.QUESTIONS` when it is imported, in the order of the import below.
"""

from verifying import missing, objects, snapshots, bundles, buckets  # isort: skip

__all__ = ["buckets", "bundles", "missing", "objects", "snapshots"]
