"""Send a signed request and return the open response. The only wing with sockets.

transport              the clients' entry: one sender for each process
sender                 one request on a connection of our own
response_body          its open body, received into the reader's memory
whole                  bodies read whole, with a bound
httpx_sender           one request through the caller's httpx client or transport
httpx_response_body    its open body
errors                 errors of httpx and httpcore as ours
pool                   connections, reused
sockets                streams, TLS, proxies, new connections
request_body           the caller's body, prepared for sending
"""
