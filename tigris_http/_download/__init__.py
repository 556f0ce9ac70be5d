"""Open objects: bodies that resume, and files that seek.

resume           when and how a broken body resumes. Pure
resumption       the same with a client to send by, blocking and async
read_ahead       which ranges a seekable file holds and fetches. Pure
object_file      the seekable file, blocking and async
perform          performs steps: one class for each client
"""
