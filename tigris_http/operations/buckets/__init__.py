"""Buckets, snapshots and forks.

buckets           create, head
bucket_deletion   delete, restore, purge
bucket_listing    list, statistics
snapshots         create, list, delete
listed_snapshots  snapshots in the form of buckets
forks             create, list, merge, rebase
_bucket_pages     pages and paging of all listings by `GET /`
_lineage          fork parents and regions
"""
