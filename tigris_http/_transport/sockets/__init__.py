"""Connections: TCP, TLS, proxies.

stream         the part that does not wait
blocking       connections of blocking clients
asynchronous   connections of async clients
readiness      wait for sockets by poll or select
waiting        wait for sockets and signals on asyncio or trio
arrivals       the bytes of one socket on asyncio
connect        open connections: addresses in a race, tunnels, TLS
proxy          the proxy of a request
certificates   trusted certificates
tls            TLS between two buffers
"""
