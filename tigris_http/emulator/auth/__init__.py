"""Authenticates requests.

sigv4          verifies AWS Signature Version 4, from the received bytes
signing        makes signatures for the emulator itself
keys           the accepted access keys and sessions
credentials    the key pair of an emulator
policies       the policies of signed forms
"""
