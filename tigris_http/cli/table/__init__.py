"""The commands as data: names, help, examples, arguments, functions. Parsers, help, completion and README come from it.

shape      the form of an entry
common     arguments of several commands
objects    ls, du, find, stat, cp, mv, cat, pipe, presign
trees      sync, restore, diff, rm, bundle, run
buckets    bucket, snapshot, fork, undelete
tools      emulator, completion
index      all commands, by name
"""
