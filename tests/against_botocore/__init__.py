"""Answers of S3 read twice, by botocore and by this client: both must find the same in every field.

`told.py` reads by botocore's own parser, `made.py` makes answers of any content by botocore's own model of S3, and
`agreed.py` has one row for each operation: what our result is in botocore's words. A new operation is a new row there,
and a line in `story.py` that asks the emulator. And requests of `wishes.py` written twice: both must ask the same.
"""
