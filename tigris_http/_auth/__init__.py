"""Signatures and the credentials that make them.

sigv4             AWS Signature Version 4, in headers and in URLs
signing_key       its keys (the only import of requests_aws4auth)
keyring           the credentials in use, fixed or from a provider
keyring_sync      refreshing them by threads
keyring_async     refreshing them by tasks
expiry            when to refresh
refresh           a request for new credentials, and the keyring's interface for calls
"""
