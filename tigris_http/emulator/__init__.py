"""A local Tigris: the S3 operations, snapshots, forks, rename and bundles, in one process without an account.

Standard library plus defusedxml and h11; nothing of the client is used here, so that the two cannot share a mistake.

    emulator     the public face: start, stop, inject faults (`__main__` runs one from a shell)
    responder    from a request to its answer
    routes       which request is which operation
    service      what every handler is given
    http         HTTP/1.1 as a server speaks it, and the faults
    auth         who asks, and whether the signature is right
    buckets, objects, multipart, listings    the handlers
    rules        conditions, ranges, lifecycle, CORS and the like, as plain values
    store        what an emulator keeps

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
