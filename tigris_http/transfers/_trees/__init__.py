"""Trees under way.

entries    streams of sorted entries
"""
