"""Handlers for objects.

objects             put, get, head
new_object          the request for a new object
deletion            delete, undelete, purge
copying             copy and rename
posting             form uploads
bundle, tar         `?bundle`, and the tar it writes
presigning          `POST /?func=presign`
archive             the archive tier
migration_source    reads through to another store
object_documents    tags and ACLs
"""
