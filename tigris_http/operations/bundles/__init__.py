"""Many objects in one answer.

bundles          `bundle_objects`, `bundle_archive`, and one request of a bundle
_bundle_keys     keys of any kind, cut into requests
_archive_body    the open tar archive
_archive_check   its first bytes, members, end and counts
_not_an_archive  a document in place of an archive
"""
