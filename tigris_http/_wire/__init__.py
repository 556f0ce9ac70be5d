"""HTTP, XML and JSON as plain values. Pure: no sockets, no clocks.

http               requests, heads and responses as frozen data
address            endpoint, addressing style, the exact bytes of the request target
http11             HTTP/1.1 as bytes: heads and body framing
arguments          argument checks
schema             the shapes of documents, for reading and writing
documents          S3's XML (the only import of defusedxml)
json               Tigris' JSON
error_documents    error responses as our errors
checksums          checksums as arguments, in responses, and computed
signed_headers     the headers that a signature covers, and checks of their values
success            the form of a successful response
lost_responses     whether a failed request may have been carried out
timestamps         dates as S3 and Tigris write them
"""
