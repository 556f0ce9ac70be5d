"""Commands about objects.

listing      ls, du, find, stat
copying      cp, mv
streams      cat, pipe
removing     rm
presigning   presign
trees        sync, and -r of cp and rm
differences  diff
transfer     one object up or down
"""
