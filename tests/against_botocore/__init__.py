"""Both clients read the same in every answer of S3, and write the same requests.

`botocore_parser.py` reads with botocore's own parser. `generated_answers.py` makes answers of any content from
botocore's model of S3. `rows.py` has one row for each operation: the result expected of this client, built from
botocore's. A new operation is a new row in `of_*.py`, and a line in `emulator_answers.py`, which asks the emulator.
`request_pairs.py` has the requests that both clients must write alike.
"""
