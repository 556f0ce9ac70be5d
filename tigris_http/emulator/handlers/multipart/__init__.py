"""Handlers for multipart uploads.

multipart     create, parts, abort, listings
completion    parts become an object
"""
