"""Connections: TCP, TLS, proxies.

stream         the part that does not wait: TLS layers, early bytes, deadlines
blocking       the connections of blocking clients
asynchronous   the connections of async clients
readiness      wait for sockets by poll or select
waiting        wait for sockets and signals on asyncio or trio
connect        open connections: addresses in a race, tunnels, TLS
proxy          which way a request goes
certificates   which certificates are trusted
tls            TLS between two buffers
"""
