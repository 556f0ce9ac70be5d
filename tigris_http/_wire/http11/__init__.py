"""HTTP/1.1 as bytes (RFC 9112).

heads      write a request's head, read a response's
framing    where a body ends, decoded in place
"""
