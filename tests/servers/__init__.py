"""The plain S3 operations against two real third-party servers that check signatures: a second opinion.

The servers share no code with this package, nor with its emulator: what they accept and answer is their own reading
of S3. Each is installed by pip into a virtual environment of its own below `.cache/servers`, once, and started on free
loopback ports by the fixtures in `conftest.py`.
"""
