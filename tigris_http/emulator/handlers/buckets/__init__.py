"""Handlers for buckets.

buckets             create, head, delete, purge, restore; snapshots
creation            the name and headers of a new bucket
forking             merge and rebase
account             the listings of `GET /`
metadata            `GET /{bucket}?metadata`
update              `PATCH /{bucket}`
bucket_documents    cors, lifecycle, tagging, ownership
bucket_facts        location, encryption, acceleration and the like
acl                 access control lists
cross_origin        preflights and CORS headers
"""
