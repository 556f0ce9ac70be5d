"""The caller's body, made ready to send.

prepare    from bytes, a file or an iterable to a body with a size and a SHA-256
upload     the bodies that are ready
spans      where a file stands and ends, also if it does not say so
chunks     their bytes in the chunks that the HTTP layer takes
"""
