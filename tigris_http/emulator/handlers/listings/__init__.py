"""Handlers for listings.

listing            ListObjects, ListObjectsV2, soft-deleted keys
version_listing    ListObjectVersions
querying           `X-Tigris-Query`
"""
