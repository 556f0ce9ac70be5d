"""Prepare the caller's body for sending.

prepare    bytes, a file or an iterable become a body with a size and a SHA-256
upload     the prepared bodies
spans      position and end of a file, which may be wrong
chunks     an upload in the chunks that the HTTP layer takes
"""
