"""The functions of the commands: each takes a `Call`, and returns None or an exit code.

objects      ls, du, find, stat, cp, mv, cat, pipe, rm, sync, restore, diff, presign
buckets      bucket, snapshot, fork, undelete
bundling     bundle
manifests    manifest
running      run
tools        emulator
completion   completion
"""
