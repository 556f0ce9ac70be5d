"""Connections, reused.

pool          acquire and release, blocking and async
lease         a connection while a request has it
allocation    the decisions: which request gets which connection. Pure
"""
