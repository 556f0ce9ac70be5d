"""Streams of bytes, and how they are opened.

connect         a connection: directly or by a proxy, with or without TLS
stream          what all streams share
blocking        streams on blocking sockets
asyncio         streams on an asyncio loop
trio            streams on trio
tls             TLS between two buffers
certificates    which certificates are trusted
proxy           which proxy a request takes
"""
