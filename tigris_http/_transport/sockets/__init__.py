"""Streams of bytes, and how they are opened.

connect         opens a connection: direct or through a proxy, with or without TLS
stream          the part of all streams that never waits
blocking        streams on blocking sockets
asyncio         streams on an asyncio loop
trio            streams on trio
tls             TLS between two buffers
certificates    the certificates to trust
proxy           the proxy of a request
"""
