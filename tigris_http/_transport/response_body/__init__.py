"""The body of a response.

body           as the client reads it, from any transport
stream         on our own connections
chunk_stream   from the caller's transport
whole          read whole, with a bound
"""
