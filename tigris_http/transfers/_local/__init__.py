"""This side of a transfer: the bytes to upload, and the file to fill.

sources    the bytes to upload: a file, memory, a stream
target     the file that a download fills
"""
