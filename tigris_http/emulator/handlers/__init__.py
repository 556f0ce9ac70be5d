"""The operations: a function for each, from a call to an answer. `routes.py` lists them.

buckets      buckets, snapshots, forks, and the settings of buckets
objects      objects, bundles, form uploads, presigned URLs
listings     listings of objects and versions
multipart    multipart uploads
"""
