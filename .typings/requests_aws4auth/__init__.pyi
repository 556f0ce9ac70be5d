# The part of requests-aws4auth that tigris_http uses; the package ships no types.
from requests_aws4auth.aws4auth import AWS4Auth as AWS4Auth
from requests_aws4auth.aws4signingkey import AWS4SigningKey as AWS4SigningKey
