"""One call, from an operation to its result, without I/O. Clock and randomness are arguments.

exchange         the state machine of a call
call             deadline, reports and errors of all attempts of a call
messages         the values of an exchange: context, `Send`, `Reply`
steps            the steps of calls, downloads and bundles, and the loops that run them
headers          the request headers, and which of them a caller may set
authorize        the credentials of a call: signature, session token, or none
retry            when to send again
retry_budget     how many retries all calls of a client may make
hints            the next step after an error response
clock_skew       the difference to the service's clock
bundle_support   whether the endpoint has bundles, learned once
presigning       URLs and forms that carry their signature
hooks            the loggers, and the caller's `on_request`, `on_response`, `on_retry`
"""
