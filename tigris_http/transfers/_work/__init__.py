"""Transfers under way: their plan, their steps, and how they end.

base        the base of transfers, and what remains of a failed one
perform     performs their steps, blocking and async
plan        sizes and ranges of parts. Pure
bodies      open bodies of either client
"""
