"""The address of a request: endpoint, addressing style, and the exact bytes of the request target.

Contract: pure text. The result of `locate` is signed and sent as returned; no later code encodes, joins or normalises
it. A key is opaque: `a//b`, `./x`, `../x`, `a%2Fb`, `a?b#c` are ordinary keys. Percent-decoding the path gives exactly
their UTF-8 bytes.

`urllib.parse.urlencode` and URL libraries are avoided: they write a space as `+`, resolve dot segments or drop empty
ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from tigris_http._wire.arguments import instead

if TYPE_CHECKING:
    from tigris_http._wire.http import Query

DEFAULT_ENDPOINT = "https://t3.storage.dev"
_SUCH_AS = f", such as {DEFAULT_ENDPOINT}"
_OF_KEYS = ("tid_", "tsec_")
"""Beginnings of the access keys of Tigris."""
MAX_KEY_BYTES = 1024

Style = Literal["auto", "virtual", "path"]
"""`auto` is virtual host, or path style if a virtual host is impossible or not known to work: see `locate`."""
STYLES: Final[tuple[Style, ...]] = ("auto", "virtual", "path")

OF_TIGRIS: Final = frozenset({"t3.storage.dev", "fly.storage.tigris.dev", "t3.storageapi.dev"})
"""The hosts of Tigris' service."""

_PUBLIC: Final = "t3.tigrisfiles.io"
_PORTS = {"https": 443, "http": 80}
_URL = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9](?:[a-z0-9_.-]{0,251}[a-z0-9.])?")
_PORT = re.compile(r"[0-9]{1,5}")
# WHATWG URL, "ends in a number": such a host is an IPv4 address in one of its spellings.
_NUMERIC = re.compile(r"(?:.*\.)?[0-9]+\.?")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_IN_PLACE_OF_BUCKET = re.compile(rf"(?:(?:s3|t3|tigris)://|arn:aws:s3:::)?({_BUCKET.pattern})(?:/(.*))?", re.DOTALL)
_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_RESERVED_STARTS = ("xn--",)
_RESERVED_ENDS = ("-s3alias",)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9._~/-]*")
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9._~-]*")


class BucketInEndpoint(ValueError):
    """An endpoint is the virtual host of a bucket. The message shows no more of it than the service."""


class Endpoint(NamedTuple):
    """A service: scheme, lower-case host (IPv6 without brackets), and port if the URL names one."""

    scheme: str
    host: str
    port: int | None = None

    @classmethod
    def parse(cls, url: str, *, argument: str = "endpoint") -> Endpoint:
        """Return the endpoint that `url` names, such as `http://[::1]:9000`.

        Raises `ValueError` for anything but scheme, host and port. The error names `argument`, and shows no user
        information or query, which may be secrets.
        """
        _check_str(argument, url)
        match = _URL.fullmatch(url)
        scheme, authority, path, query, fragment = match.groups() if match else (None, "", "", None, None)
        if scheme is None:
            if url.startswith(_OF_KEYS):
                raise ValueError(f"{argument} must be the URL of a service, and is an access key: the URL comes first")
            raise ValueError(
                f"{argument} must begin with https:// or http://{_SUCH_AS if argument == 'endpoint' else ''}"
            )
        if scheme.lower() not in _PORTS:
            raise ValueError(f"{argument} has the scheme {scheme!r}; only https and http are known")
        if "@" in authority:
            raise ValueError(f"{argument} must not contain a user name or password; pass credentials instead")
        if query is not None:
            raise ValueError(f"{argument} must not contain a query")
        if fragment is not None:
            raise ValueError(f"{argument} must not contain a fragment")
        if path not in ("", "/"):
            raise ValueError(
                f"{argument} must not contain a path, but has {path!r}: name the bucket in each call, and a "
                "service below a path prefix is not supported"
            )
        host, port = _host_and_port(authority, argument)
        service = next((each for each in (*OF_TIGRIS, _PUBLIC) if host.endswith(f".{each}")), None)
        if service is not None and argument == "endpoint":
            raise BucketInEndpoint(
                f"the endpoint seems to hold a bucket: give https://{service}, and the bucket in each call"
            )
        return cls(scheme.lower(), host, port)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port or _PORTS[self.scheme]

    @property
    def authority(self) -> str:
        """The Host header: IPv6 in brackets, no port if it is the scheme's own."""
        return _authority(self, self.host)


class Address(NamedTuple):
    """The address of one request, in percent-encoded ASCII."""

    scheme: str
    host: str
    """The name or address to connect to, an IPv6 address without brackets."""
    port: int
    authority: str
    """The Host header to send and to sign."""
    path: str
    query: str

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def locate(
    endpoint: Endpoint,
    style: Style,
    bucket: str | None = None,
    key: str | None = None,
    query: Query = (),
    *,
    path_style: bool = False,
) -> Address:
    """Return the address of a bucket, of a key in it, or (without a bucket) of the service.

    Style `auto` puts the bucket into the host name, except for names with dots (a wildcard certificate covers one
    label), IP addresses, hosts of one label (`localhost`, a container), and requests with `path_style`
    (`Request.path_style`). `virtual` holds for all requests; it raises `ValueError` for an IP address.
    """
    if path_style and style == "auto":
        style = "path"
    try:
        scheme, host, port, authority, base = _base(endpoint, style, bucket)
    except TypeError:
        # An unhashable bucket, such as a list, fails in the cache: name the argument instead.
        _check_str("bucket", bucket)
        raise
    if key is None:
        path = base or "/"
    elif bucket is None:
        raise ValueError("key needs a bucket")
    else:
        check_key(key)
        path = f"{base}/{key if _PLAIN_KEY.fullmatch(key) else _quoted(key, safe='/~')}"
    return Address(scheme, host, port, authority, path, encode_query(query) if query else "")


def encode_query(query: Query) -> str:
    """Return `query` percent-encoded, in the given order.

    A pair with an empty value is a bare name (`?uploads`), as S3 clients write flags. Signatures treat it as `name=`.
    """
    check_query(query)
    return "&".join([f"{_escape(name)}={_escape(value)}" if value else _escape(name) for name, value in query])


def check_bucket_name(name: str, *, strict: bool = False, argument: str = "bucket") -> str:
    """Return `name`; raise `ValueError` or `TypeError`, naming `argument`, if no bucket can have it.

    `strict` is for new buckets: it also refuses names that are reserved or break certificates.
    """
    _check_str(argument, name)
    if not name:
        raise ValueError(f"{argument} must not be empty")
    if not 3 <= len(name) <= 63:
        raise ValueError(f"{argument} must have 3 to 63 characters, not {len(name)}{_alone(name)}")
    if not _BUCKET.fullmatch(name):
        raise ValueError(
            f"{argument} {name!r} must consist of lower-case letters, digits, '.' and '-', "
            f"and begin and end with a letter or digit{_alone(name)}"
        )
    if ".." in name or _IPV4.fullmatch(name):
        raise ValueError(f"{argument} {name!r} must not contain '..' or look like an IPv4 address")
    if strict:
        if ".-" in name or "-." in name:
            raise ValueError(f"{argument} {name!r} must not contain '.-' or '-.'")
        if name.startswith(_RESERVED_STARTS) or name.endswith(_RESERVED_ENDS):
            raise ValueError(f"{argument} {name!r} has a reserved prefix or suffix")
    return name


def _alone(wrong: str) -> str:
    """Return the end of an error about a bucket that is named in a URL or with a key."""
    found = _IN_PLACE_OF_BUCKET.fullmatch(wrong)
    if found is None:
        return ""
    return f": give the name alone, {found[1]!r}{', and the key by itself' if found[2] else ''}"


def check_key(key: str, *, argument: str = "key") -> str:
    """Return `key`; raise `ValueError` or `TypeError`, naming `argument`, unless it is 1 to 1,024 bytes of UTF-8.

    Control characters and NUL are legal.
    """
    _check_str(argument, key)
    if not key:
        raise ValueError(f"{argument} must not be empty")
    # The common case first: `isascii` is a flag of the string, and its length is its size.
    if key.isascii():
        size = len(key)
    else:
        try:
            size = len(key.encode())
        except UnicodeEncodeError:
            raise ValueError(f"{argument} contains a lone surrogate, which UTF-8 cannot express") from None
    if size > MAX_KEY_BYTES:
        raise ValueError(f"{argument} must have at most {MAX_KEY_BYTES} bytes of UTF-8, not {size}")
    return key


def check_query(query: Query) -> Query:
    """Return `query`; raise `ValueError` or `TypeError` for an empty name or a part that is not text."""
    for name, value in query:
        _check_str("a query name", name)
        _check_str(f"query {name!r}", value)
        if not name:
            raise ValueError("query must not have an empty name")
    return query


def _check_str(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}{instead(name, value)}")


def _quoted(text: str, *, safe: str) -> str:
    from urllib.parse import quote

    return quote(text, safe=safe)


def _escape(text: str) -> str:
    if _PLAIN_QUERY.fullmatch(text):
        return text
    try:
        return _quoted(text, safe="~")
    except UnicodeEncodeError:
        raise ValueError("query contains a lone surrogate, which UTF-8 cannot express") from None


@lru_cache(maxsize=1024)
def _base(endpoint: Endpoint, style: Style, bucket: str | None) -> tuple[str, str, int, str, str]:
    if style not in ("auto", "virtual", "path"):
        raise ValueError(f"style must be 'auto', 'virtual' or 'path', not {style!r}")
    host, prefix = endpoint.host, ""
    if bucket is not None:
        check_bucket_name(bucket)
        numeric = ":" in host or _NUMERIC.fullmatch(host) is not None
        if style == "virtual" and numeric:
            raise ValueError(f"style 'virtual' needs a host name, but {host} is an address; use 'path'")
        named = not numeric and "." in host.rstrip(".") and "." not in bucket
        if style == "virtual" or (style == "auto" and named):
            host = f"{bucket}.{host}"
        else:
            prefix = f"/{bucket}"
    port = endpoint.port or _PORTS[endpoint.scheme]
    # RFC 6761, 6.3: names below `localhost.` are this machine. Not every resolver knows, so connect to the parent.
    local = endpoint.host == "localhost" or endpoint.host.endswith(".localhost")
    return endpoint.scheme, endpoint.host if local else host, port, _authority(endpoint, host), prefix


def _authority(endpoint: Endpoint, host: str) -> str:
    text = f"[{host}]" if ":" in host else host
    # RFC 9110, 7.2 with RFC 3986, 3.2.3: HTTP clients leave the default port out.
    return text if endpoint.port in (None, _PORTS[endpoint.scheme]) else f"{text}:{endpoint.port}"


def _host_and_port(authority: str, argument: str) -> tuple[str, int | None]:
    if authority[:1] == "[":
        host, closed, rest = authority[1:].lower().partition("]")
        if not closed or "%" in host or not _is_ipv6(host):
            raise ValueError(f"{argument} has brackets around something that is no IPv6 address")
    else:
        host, colon, port = authority.lower().partition(":")
        rest = colon + port
        if ":" in port:
            raise ValueError(f"{argument} has several colons in its host; write an IPv6 address in brackets")
        if not host:
            raise ValueError(f"{argument} has no host")
        if not host.isascii():
            raise ValueError(f"{argument} must have an ASCII host; write an international name in its xn-- form")
        if not _HOST.fullmatch(host):
            raise ValueError(f"{argument} has the host {host!r}, which is no host name")
    if not rest:
        return host, None
    if rest[0] != ":" or not _PORT.fullmatch(rest, 1) or not 1 <= int(rest[1:]) <= 65535:
        raise ValueError(f"{argument} must have a port from 1 to 65535 after the colon")
    return host, int(rest[1:])


def _is_ipv6(text: str) -> bool:
    from ipaddress import IPv6Address

    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True
