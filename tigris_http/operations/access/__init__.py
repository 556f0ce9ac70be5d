"""Access control lists and tags.

acls             of buckets and objects
tagging, _tags   tags of both, and tags as arguments
"""
