"""The pool of connections.

slots    who holds which connection: without waiting, safe from threads, signals and finalisers
pool     acquire and release, blocking and async
"""
