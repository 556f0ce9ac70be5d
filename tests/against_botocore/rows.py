"""The rows of all operations: for each action, the result expected of this client, built from botocore's.

A row has the root element, None if all is in the headers, and a function that builds the result. A part that the
function does not read must be in `UNREAD`. Add a new operation's row to the module of its family.
"""

from __future__ import annotations

from . import of_buckets, of_objects, of_uploads

ROWS = {row.operation.action: row for family in (of_buckets, of_objects, of_uploads) for row in family.ROWS}
