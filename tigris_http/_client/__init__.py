"""The two clients: their constructors, methods and views.

sync, asynchronous    `TigrisHTTP` and `AsyncTigrisHTTP`
base                  their common part: state, views, presigning, repr, pickles
constructors          the constructors of both clients, and their stub
table, methods        the methods of both clients, and their stubs
help                  documentation of parameters, and right names for wrong ones
results               listings, and open replies in progress
scopes, views         the changes that a view makes to operations, and the views
config                settings: explicit, from the environment, from profile files
"""
