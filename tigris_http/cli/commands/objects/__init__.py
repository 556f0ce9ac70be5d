"""Commands about objects.

listing      ls, du, find, stat
copying      cp, mv
streams      cat, pipe
removing     rm
presigning   presign
transfer     one object up or down
"""
