"""Objects.

objects       put, delete
reads         get, open as a file, head
deletes       DeleteObjects
copies        copy, rename
archive       the archive tier
migration     objects of a bucket that migrates
presigning    URLs that the service signs
forms         form uploads
_object_info  properties, read from headers
_object_headers    parameters as request headers
_object_body, _countdown    an open object, and its bytes to come
_read_only    methods of files that open objects refuse
"""
