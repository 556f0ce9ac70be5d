"""Listings of a bucket.

listings       ListObjectsV2
listings_v1    ListObjects
versions       ListObjectVersions
soft_delete    deleted objects: list, restore, purge
_page_size     the limits of `max_keys` and the like
queries        the text of `X-Tigris-Query`
"""
