"""Commands about objects.

listing      ls, du, find, stat
copying      cp, mv
streams      cat, pipe
removing     rm
presigning   presign
trees        sync, restore, and -r of cp and rm
moving       -r of mv
differences  diff
transfer     one object up or down
reporting    the items of a tree and its sums
"""
