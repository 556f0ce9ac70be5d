"""Open objects: bodies that resume, and files that seek.

resume           when and how a broken body resumes. Pure
resumption       the same with a client to send by
read_ahead       the ranges that a seekable file holds and fetches. Pure
object_file      the seekable file
perform          performs steps: one class for each client
"""
