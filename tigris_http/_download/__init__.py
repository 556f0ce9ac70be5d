"""Open objects: bodies that resume, and files that seek.

resume           when and how a broken body is read on. Pure
resuming_body    the body that does it, blocking and async
read_ahead       which ranges a seekable file holds and fetches. Pure
object_file      the seekable file, blocking and async
run_steps        does the steps of these plans, and of actions that take several requests
"""
