"""What stands on the wire, as plain values. Pure: no sockets, no clocks.

http               requests, heads and answers as frozen data
address            endpoint, addressing style, the exact bytes of the request target
framing            HTTP/1.1 body framing, decoded in place
arguments          argument checks, and arguments as headers
schema             documents declared once, read and written by one table
xml, json          S3's XML (the only import of defusedxml) and Tigris' JSON
error_documents    error answers as our errors
checksums          checksums as arguments, in answers, and computed
signed_headers     which headers a signature covers, and which values no header may hold
success            what an answer must show to count as a success
lost_responses     whether a failed request may have been carried out
timestamps         dates of the wire
"""
