"""Background work, and how it ends. The only wing that starts threads and tasks.

jobs           work in a thread or a task while its consumer reads something else
cancel         wakes a thread that waits for the network, and ends its work
event_loop     the event loop that an async client belongs to
per_process    one value for each process, so that a fork shares no socket
outcome        a result or an error, handed over once
"""
