"""An object changed by a function.

updates    read, change, store; each update once
_requests  its requests; lost responses
_marks     marks in metadata that tell whether a write was carried out
_kept      the headers that an update writes back
"""
