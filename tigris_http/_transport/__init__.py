"""Send a signed request and return the open response. The only wing with sockets.

transport         the clients' entry
settings          settings of a client's connections
sender            one request by an httpx transport: ours, or the caller's
http_transport    our transports, `HTTPTransport` and `AsyncHTTPTransport`
http11            one HTTP/1.1 request on one connection
messages          httpx's messages for our transports
response_body     the body of a response
errors            errors of httpx as ours
pool              connections, reused
sockets           TCP, TLS, proxies, new connections
request_body      the caller's body, prepared for sending
"""
