"""HTTP/1.1 as bytes (RFC 9112).

heads      write a request's head, read a response's
framing    the end of a body; chunks, decoded in place
"""
