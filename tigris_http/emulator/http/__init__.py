"""HTTP/1.1 of the server side.

server             the listener, one thread for each connection
connection         requests in, answers out
body               a request's body: decoded, measured, checked
aws_chunked        its aws-chunked framing
forms              multipart/form-data
call, message      a request for handlers, its headers and query, its answer
xml                reads and writes documents
errors             error responses
faults             the faults that a test injects
fault_injection    changes an answer's body by a fault
"""
