"""Who asks, and whether the signature is right.

sigv4          AWS Signature Version 4, verified from the bytes that arrived
signing        signatures that the emulator makes
keys           the access keys and sessions that may ask
credentials    the key pair that an emulator hands out
policies       what a signed form allows
"""
