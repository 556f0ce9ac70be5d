"""The two clients: how one is made, its methods and its views.

sync, asynchronous    `TigrisHTTP` and `AsyncTigrisHTTP`
base                  what both share: construction, views, repr, pickles
table, methods        the methods of both clients, and their stubs
parameter_docs        what `help` shows of a parameter
results               listings, and open replies under way
scopes, views         `TigrisSnapshot` and its like: what a view does to operations, and the view itself
config                settings: explicit, from the environment, from profile files
"""
