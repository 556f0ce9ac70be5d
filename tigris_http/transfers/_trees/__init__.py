"""Trees under way.

entries    streams of sorted entries
patterns   includes and excludes
"""
