"""The questions of `verify_service.py`.

    asking      questions, and the list of all
    service     the service, its buckets, and their removal
    missing     missing buckets, Tigris' own calls in both addressing styles, listings of buckets
    objects     conditions, payloads, links, listings
    snapshots   names, reads of the past, soft deletion
    bundles     the archive, byte for byte
    buckets     forks, merges, and the ways to delete a bucket; asked last

Each module adds its questions to `asking.QUESTIONS` when it is imported, in the order of the import below.
"""

from verifying import missing, objects, snapshots, bundles, buckets  # isort: skip

__all__ = ["buckets", "bundles", "missing", "objects", "snapshots"]
