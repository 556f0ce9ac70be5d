"""An object changed by a function.

updates    read, change, store; each update once
_requests  its requests, and what became of a lost answer
_marks     the marks in metadata that tell whether a write was carried out
_kept      the headers that an update writes back
"""
