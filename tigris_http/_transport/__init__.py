"""Send a signed request and return the open response. The only wing with sockets.

transport         the clients' entry
settings          settings of a client's connections
sender            one request by an httpx transport: ours, or the caller's
http_transport    our transports, `HTTPTransport` and `AsyncHTTPTransport`
http11            one HTTP/1.1 request on one connection
response_stream   the body of its response
chunk_stream      the body of a response from the caller's transport
response_body     bodies as the client reads them
whole             bodies read whole, with a bound
errors            errors of httpx as ours
pool              connections, reused
sockets           TCP, TLS, proxies, new connections
request_body      the caller's body, prepared for sending
"""
