"""Many objects in one answer.

bundles          `bundle_objects`, `bundle_archive`, and one request of a bundle
_bundle_keys     keys, cut into requests
_archive_body    the open tar archive
_archive_check   the check of its bytes
_not_an_archive  a document in its place
"""
