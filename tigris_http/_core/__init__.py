"""One call, from an operation to its result, without I/O. Clock and randomness are arguments.

exchange            the state machine of a call: place, sign, send, judge, wait, repeat
messages            what it asks of its driver (`Send`, `Wait`, `Refresh`), and what comes back
headers             the request headers, and which of them a caller may set
authorize           the signature, the session token, or none
call_credentials    the credentials of one call, and their replacement
retry               when to send again, after how long
retry_budget        how many retries all calls of a client may make
clock_skew          the difference to the service's clock
bundle_support      whether the endpoint has bundles, learned once
presign             URLs and forms that carry their signature
hooks               the loggers, and the caller's `on_request`, `on_response`, `on_retry`
"""
