"""A local Tigris: the S3 operations, snapshots, forks, rename and bundles, in one process without an account.

Standard library plus defusedxml and h11. It imports nothing of the client, so the two cannot share a mistake.

    emulator     the public class: start, stop, inject faults (`__main__` runs one from a shell)
    responder    turns a request into its answer
    routes       the table of operations
    service      the context of every handler
    arguments    checks of the emulator's arguments
    http         HTTP/1.1 of the server side, and the faults
    auth         authentication
    handlers     the operations
    rules        conditions, ranges, lifecycle, CORS and the like, as plain values
    store        the data

```python
with Emulator() as tigris:
    print(tigris.endpoint, tigris.credentials.access_key_id)
```
"""

from tigris_http.emulator.auth.credentials import EmulatorCredentials
from tigris_http.emulator.auth.keys import EmulatorSession
from tigris_http.emulator.emulator import Emulator
from tigris_http.emulator.http.faults import Fault, FaultKind
from tigris_http.emulator.responder import RequestRecord

__all__ = ["Emulator", "EmulatorCredentials", "EmulatorSession", "Fault", "FaultKind", "RequestRecord"]
