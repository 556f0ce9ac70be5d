"""Transfers under way: their plan, their steps, and how they end.

base        the base of transfers, and what remains of a failed one
perform     performs their steps, blocking and async
parts       an object stored in parts
singles     transfers of single objects within another one
items       actions whose results come one by one
plan        sizes and ranges of parts. Pure
bandwidth   a limit of bytes a second. Pure
pace        keeps a transfer below its bandwidth
bodies      open bodies of either client
"""
