"""Background work and its end. The only wing that starts threads and tasks.

jobs           work in a thread or a task while its consumer does something else
crew           several jobs, taken in the order of their ends
finishing      work whose result an interruption must not lose
threads        threads that are used again
cancel         wakes a thread that waits for the network, and ends its work
event_loop     the event loop that an async client belongs to
per_process    the process that an object belongs to, and one pool for each process
slices         waits that Ctrl-C ends, also on Windows
outcome        a result or an error, taken once
"""
