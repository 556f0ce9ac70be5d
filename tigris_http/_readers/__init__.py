"""The tasks of Ray Data and Dask: they read and write objects in other processes.

client_options  settings of a client, sent with each task; one client for each process
keyspace        the keys to read, cut into parts of about the same number of bytes
planning        a read, cut into parts
parts           one part, and its members
manifest_part   the keys of a part of a manifest, read by its task
rows            members as rows
uploads         rows written as objects

Contract: no import of Ray, Dask or Arrow. A task shows no credentials and no keys in its `repr`.
"""
