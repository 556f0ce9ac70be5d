"""The local side of transfers: bytes to upload, files to fill, and the directories of both.

sources    the bytes to upload: a file, memory, a stream
target     the file that a download fills
part       the same for a download that can be resumed: it stays after a failure
record     the ranges of a part file, and its lock
walk       the files below a directory, in order
names      keys as paths below a target
small      small files that arrive whole
look       local files, to compare them with objects
"""
