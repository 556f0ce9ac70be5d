"""Many objects in one answer.

bundles          `bundle_objects`, `bundle_archive`, and one request of a bundle
_bundle_keys     keys of any kind, cut into requests
_archive_body    the open tar archive
_not_an_archive  a document that came in its place
"""
