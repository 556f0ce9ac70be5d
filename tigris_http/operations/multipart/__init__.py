"""Multipart uploads.

multipart     create, upload parts
completion    complete, abort
uploads       list uploads, list parts
"""
