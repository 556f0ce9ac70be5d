"""What an answer means to this client, in botocore's words: one row for each operation.

A row has the name of the document, None where all is in the headers, and the result as it must be, built of what
botocore read. What a row does not look at must be in `UNREAD`. A new operation is a new row, in the module of its
family.
"""

from __future__ import annotations

from . import of_buckets, of_objects, of_uploads

ROWS = {row.operation.action: row for family in (of_buckets, of_objects, of_uploads) for row in family.ROWS}
