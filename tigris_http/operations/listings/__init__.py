"""Listings of a bucket.

listings           ListObjectsV2
listings_v1        ListObjects
versions           ListObjectVersions
deleted_objects    ListDeletedObjects, ListDeletedObjectVersions
soft_delete        restore and purge deleted objects
queries            the text of `X-Tigris-Query`
_page_size         limits of `max_keys` and the like
"""
