"""Buckets, snapshots and forks.

buckets           create, head
bucket_deletion   delete, restore, purge
bucket_listing    list, statistics
snapshots         take, list, delete
listed_snapshots  snapshots in the form of buckets
forks             make, list, merge, rebase
_lineage          where a bucket comes from, in several documents
"""
