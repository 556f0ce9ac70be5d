"""A local Tigris: the S3 operations, snapshots, forks, rename and bundles, in one process without an account.

Standard library plus defusedxml and h11; nothing of the client is used here, so that the two cannot share a mistake.

```python
with Emulator() as tigris:
    print(tigris.endpoint, tigris.credentials.access_key_id)
```
"""

from ._credentials import EmulatorCredentials
from ._emulator import Emulator
from ._faults import Fault, FaultKind
from ._keys import EmulatorSession
from ._responder import RequestRecord

__all__ = ["Emulator", "EmulatorCredentials", "EmulatorSession", "Fault", "FaultKind", "RequestRecord"]
