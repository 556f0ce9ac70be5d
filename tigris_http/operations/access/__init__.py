"""Access control lists and tags.

acls             of buckets and objects
tagging, _tags   operations on tags; tags as arguments
"""
