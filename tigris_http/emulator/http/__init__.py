"""HTTP/1.1 as a server speaks it.

server             the listener, and a thread for each connection
connection         requests in, answers out
body               a request's body: decoded, measured, checked
aws_chunked        its aws-chunked framing
forms              multipart/form-data
call, message      one request as handlers see it, its headers and query, and the answer
xml                documents, written and read
errors             error answers
faults             the faults that a test asks for
fault_injection    answers bent as a fault says
"""
