"""From a signed request to an open answer: the only wing with sockets.

transport              what the clients hold: the sender, one for each process
sender                 one request on a connection of our own
response_body          its open body, received into the reader's memory
whole                  bodies that are read whole, with a bound
httpx_sender           the same through the caller's httpx client or transport
httpx_response_body    its open body
errors                 httpx's and httpcore's errors as ours
pool                   connections, reused
sockets                streams, TLS, proxies, opening a connection
request_body           the caller's body, made ready to send
"""
