"""Forms by which a browser uploads into a bucket.

Contract: plain values, which `_core.presigning` signs. The policy must name all fields of the form except the
file: both come from one list.

Reference: https://www.tigrisdata.com/docs/objects/upload-via-html-form/ and
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http.operations.objects._object_headers import metadata_headers

MAX_FORM_BYTES: Final = 5 * 1024 * 1024 * 1024
"""Largest file that one request can bring."""

_FILENAME: Final = "${filename}"
_STATUSES: Final = ("200", "201", "204")
_URL: Final = re.compile(r"https?://[^/?#]+.*", re.IGNORECASE)
_TAKEN: Final = frozenset(
    (
        "acl",
        "bucket",
        "content-type",
        "file",
        "key",
        "policy",
        "success_action_redirect",
        "success_action_status",
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-signature",
    )
)
Condition: TypeAlias = "dict[str, str] | list[str | int]"


@dataclass(frozen=True, slots=True)
class PostForm:
    """Return a form that uploads a file from a browser. Sends no request. Anyone with the form can use it.

    Raises `CredentialsError` if there is no access key to sign with.

        sizes = (1, 1 << 20)
        form = client.presigned_post("bucket", "up/${filename}", content_length_range=sizes)
        httpx.post(form.url, data=form.fields, files={"file": ("a.txt", b"content")})
    """

    SENT_BY: ClassVar[str] = "_presign_form"
    RETURNS: ClassVar[tuple[str, str]] = ("PresignedPost", "PresignedPost")

    bucket: str
    """Name of the bucket."""
    key: str | None = None
    """Key of the file. `${filename}` in it stands for the name of the file: then the policy requires only the text
    before it."""
    _: KW_ONLY
    expires: int = 3600
    """Seconds until the form expires, at most 90 days. Default: one hour."""
    key_starts_with: str | None = None
    """Leave the rest of the key to the form. Its field `key` holds `key` or, without one, this prefix with
    `${filename}`."""
    content_length_range: tuple[int, int] | None = None
    """(least, most) bytes of the file, both included, at most 5 GiB. None: no limit of the form."""
    content_type: str | None = None
    """Fix the content type. Excludes `content_type_starts_with`."""
    content_type_starts_with: str | None = None
    """Leave the rest of the content type, such as `"image/"`, to the form, which then needs a field `Content-Type`."""
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`. None: the bucket's."""
    metadata: Mapping[str, str] | None = None
    """User metadata: names to printable ASCII."""
    success_action_status: int | None = None
    """Status of a success: 200, 201 (with a document) or 204. None: 204."""
    success_action_redirect: str | None = None
    """URL that the browser is sent to afterwards, with `bucket`, `key` and `etag` in its query."""
    fields: Mapping[str, str] | None = None
    """Further fields of the form that S3 knows, such as `{"Cache-Control": "no-store"}`, each fixed to its value."""
    endpoint: str | None = None
    """Another URL of the service for users of the form. None: the client's."""
    custom_domain: str | None = None
    """A domain that belongs to the bucket."""

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        arguments.lifetime("expires", self.expires)
        if self.key is None and self.key_starts_with is None:
            raise ValueError("key or key_starts_with must name the key of the file")
        if self.key is not None:
            check_key(self.key)
        if self.key_starts_with is not None:
            arguments.text("key_starts_with", self.key_starts_with)
            check_key(self.key_starts_with + _FILENAME, argument="key_starts_with")
            if self.key is not None and not self.key.startswith(self.key_starts_with):
                raise ValueError(f"key {self.key!r} must begin with key_starts_with {self.key_starts_with!r}")
        if self.content_type is not None and self.content_type_starts_with is not None:
            raise ValueError("content_type and content_type_starts_with exclude each other")

    def conditions(self) -> list[Condition]:
        """Return the conditions of the policy, without those of the signature."""
        conditions: list[Condition] = [{"bucket": self.bucket}, self._condition_on_key()]
        if self.content_length_range is not None:
            conditions.append(["content-length-range", *_size_range(self.content_length_range)])
        if self.content_type_starts_with is not None:
            kind = arguments.header_text("content_type_starts_with", self.content_type_starts_with)
            conditions.append(["starts-with", "$Content-Type", kind])
        return [*conditions, *({name: value} for name, value in self.fixed().items())]

    def first_key(self) -> str:
        """Return the value of the field `key`."""
        return f"{self.key_starts_with}{_FILENAME}" if self.key is None else self.key

    def _condition_on_key(self) -> Condition:
        if self.key_starts_with is not None:
            return ["starts-with", "$key", self.key_starts_with]
        before, filename, _ = self.first_key().partition(_FILENAME)
        return ["starts-with", "$key", before] if filename else {"key": before}

    def fixed(self) -> dict[str, str]:
        """Return the fields that the policy fixes."""
        fixed: dict[str, str] = {}
        if self.content_type is not None:
            fixed["Content-Type"] = arguments.header_text("content_type", self.content_type)
        if self.acl is not None:
            fixed["acl"] = arguments.one_of("acl", self.acl, arguments.CANNED_ACLS)
        if self.success_action_status is not None:
            status = arguments.count("success_action_status", self.success_action_status)
            fixed["success_action_status"] = arguments.one_of("success_action_status", status, _STATUSES)
        if self.success_action_redirect is not None:
            fixed["success_action_redirect"] = _redirect(self.success_action_redirect)
        if self.metadata is not None:
            for name, value in metadata_headers(self.metadata):
                # Fields of a form are UTF-8: the bytes of a header would not arrive unchanged.
                fixed[name] = arguments.header_text(name, value)
        return {**fixed, **_further(self.fields or {}, fixed)}


def _size_range(value: tuple[int, int]) -> tuple[int, int]:
    try:
        least, most = value
    except (TypeError, ValueError):
        raise TypeError("content_length_range must be a pair (least, most) of bytes") from None
    for number in (least, most):
        arguments.count("content_length_range", number, most=MAX_FORM_BYTES)
    if most < least:
        raise ValueError(f"content_length_range must not end at {most}, before its start {least}")
    return least, most


def _redirect(url: str) -> str:
    if not _URL.fullmatch(arguments.header_text("success_action_redirect", url)):
        raise ValueError("success_action_redirect must be a URL that begins with https:// or http://")
    return url


def _further(fields: Mapping[str, str], fixed: dict[str, str]) -> dict[str, str]:
    if not isinstance(fields, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"fields must be a mapping of names to text, not {type(fields).__name__}")
    taken = _TAKEN | {name.lower() for name in fixed}
    for name, value in fields.items():
        arguments.header_text("a name in fields", name)
        if name.lower() in taken:
            raise ValueError(f"fields must not have {name!r}, which is written here or has its own parameter")
        arguments.header_text(f"fields[{name!r}]", value)
        taken |= {name.lower()}
    return dict(fields)
