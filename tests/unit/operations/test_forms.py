"""Forms for uploads by a browser: the fixed fields, the open ones, and the arguments refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tigris_http import ANONYMOUS, Credentials, CredentialsError, PresignedPost, TigrisHTTP, TigrisSnapshot
from tigris_http._auth.sigv4 import Signer
from tigris_http._core.presigning.presign import presigned_post
from tigris_http._wire.http import HeaderText
from tigris_http.operations import PostForm

NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)
KEY = Credentials("tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret")
FILENAME = "${filename}"
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip)
NAMES = ["key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"]


def sign(form: PostForm, *, at: str = "https://t3.storage.dev", key: Credentials = KEY) -> PresignedPost:
    plan = TigrisHTTP(at, key)._plan._replace(now=lambda: NOW + timedelta(microseconds=7))
    return presigned_post(plan, key, form)


def policy(post: PresignedPost) -> Any:
    return json.loads(base64.b64decode(post.fields["policy"]))


def in_order(conditions: list[Any]) -> list[str]:
    return sorted(json.dumps(condition) for condition in conditions)


@pytest.fixture(scope="module")
def boto() -> Any:
    """Return boto3's form with the same key."""
    return boto3.client(
        "s3",
        endpoint_url="https://t3.storage.dev",
        aws_access_key_id=KEY.access_key_id,
        aws_secret_access_key=KEY.secret_access_key,
        region_name="auto",
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )


FORMS: list[tuple[PostForm, str, dict[str, str], list[Any]]] = [
    (PostForm("my-bucket", "a b/é"), "a b/é", {}, []),
    (PostForm("my-bucket", "up/${filename}", expires=60), "up/${filename}", {}, []),
    (PostForm("my-bucket", "${filename}"), "${filename}", {}, []),
    (
        PostForm(
            "my-bucket",
            "k",
            content_length_range=(0, 1048576),
            content_type="text/css",
            acl="public-read",
            metadata={"Uuid": "465888667"},
            success_action_status=201,
            success_action_redirect="https://example.com/done?a=b",
            fields={"Cache-Control": "no-store", "x-amz-storage-class": "STANDARD_IA"},
        ),
        "k",
        {
            "Content-Type": "text/css",
            "acl": "public-read",
            "x-amz-meta-uuid": "465888667",
            "success_action_status": "201",
            "success_action_redirect": "https://example.com/done?a=b",
            "Cache-Control": "no-store",
            "x-amz-storage-class": "STANDARD_IA",
        },
        [["content-length-range", 0, 1048576]],
    ),
    (
        PostForm("my-bucket", "k", content_type_starts_with="image/"),
        "k",
        {},
        [["starts-with", "$Content-Type", "image/"]],
    ),
]


@pytest.mark.parametrize(("form", "key", "fields", "conditions"), FORMS, ids=[str(i) for i in range(len(FORMS))])
def test_a_form_is_that_of_boto3(
    boto: Any, form: PostForm, key: str, fields: dict[str, str], conditions: list[Any]
) -> None:
    fixed = [{name: value} for name, value in fields.items()]
    then = NOW.replace(tzinfo=None)
    with (
        mock.patch("botocore.auth.get_current_datetime", return_value=then),
        mock.patch("botocore.signers.get_current_datetime", return_value=then),
    ):
        theirs = boto.generate_presigned_post(
            "my-bucket", key, Fields=fields, Conditions=[*conditions, *fixed], ExpiresIn=form.expires
        )
    ours = sign(form)
    derived = {"policy", "x-amz-signature"}
    assert theirs["url"] == ours.url
    assert {n: v for n, v in theirs["fields"].items() if n not in derived} == {
        n: v for n, v in ours.fields.items() if n not in derived
    }
    their_policy = json.loads(base64.b64decode(theirs["fields"]["policy"]))
    assert in_order(their_policy["conditions"]) == in_order(policy(ours)["conditions"])
    assert their_policy["expiration"] == policy(ours)["expiration"].replace(".000Z", "Z")
    assert NOW + timedelta(seconds=form.expires) == ours.expires_at


def test_the_signature_is_that_of_the_policy_in_the_form() -> None:
    """By the recipe of https://www.tigrisdata.com/docs/objects/upload-via-html-form/."""
    fields = sign(PostForm("my-bucket", "k")).fields
    key = f"AWS4{KEY.secret_access_key}".encode()
    for part in ("20261020", "auto", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    assert hmac.new(key, fields["policy"].encode(), hashlib.sha256).hexdigest() == fields["x-amz-signature"]


DOCUMENTED = """
{"expiration":"2024-03-30T12:00:00.000Z","conditions":[{"bucket":"my-user-images"},["starts-with","$key","images1/"],
{"success_action_redirect":"https://your-website.com/success.html"},["starts-with","$Content-Type","image/"],
{"x-amz-meta-uuid":"465888667"},{"x-amz-credential":"tid_example_key_id/20240330/auto/s3/aws4_request"},
{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-date":"20240330T000000Z"}]}
""".replace("\n", "")
"""The policy of https://www.tigrisdata.com/docs/objects/upload-via-html-form/, whose signature is published, too."""
OF_THE_PAGE = Credentials(
    "tid_example_key_id", "tsec_example_H3CYVqDGmFxdXGlruqb16mS22qj59Ag9H3CYVqDGmFxdXGlruqb16mS22qj59"
)


def test_the_documented_policy_is_built_and_signed_as_documented() -> None:
    then = datetime(2024, 3, 30, tzinfo=timezone.utc)
    signed = Signer().sign_policy(OF_THE_PAGE, base64.b64encode(DOCUMENTED.encode()).decode(), then)
    assert "5e1fd1320a7d0b001275718a680f7c6d74343b40aecf9af5c16fd6a532144584" == signed
    form = PostForm(
        "my-user-images",
        "images1/${filename}",
        expires=12 * 3600,
        content_type_starts_with="image/",
        metadata={"uuid": "465888667"},
        success_action_redirect="https://your-website.com/success.html",
    )
    plan = TigrisHTTP("https://t3.storage.dev", OF_THE_PAGE)._plan._replace(now=lambda: then)
    ours, theirs = policy(presigned_post(plan, OF_THE_PAGE, form)), json.loads(DOCUMENTED)
    assert theirs["expiration"] == ours["expiration"]
    assert in_order(theirs["conditions"]) == in_order(ours["conditions"])


def test_every_field_except_the_signature_is_in_the_policy() -> None:
    temporary = replace(KEY, session_token="to/ken+=", expires_at=NOW + timedelta(minutes=5))
    post = sign(FORMS[3][0], key=temporary)
    named = {name for condition in policy(post)["conditions"] if isinstance(condition, dict) for name in condition}
    assert post.fields.keys() - {"policy", "x-amz-signature"} == named - {"bucket"}
    assert "to/ken+=" == post.fields["x-amz-security-token"]
    assert NOW + timedelta(minutes=5) == post.expires_at


@pytest.mark.parametrize(
    ("form", "key", "condition"),
    [
        (PostForm("abc", key_starts_with="up/"), "up/${filename}", ["starts-with", "$key", "up/"]),
        (PostForm("abc", key_starts_with=""), "${filename}", ["starts-with", "$key", ""]),
        (PostForm("abc", "up/a/b", key_starts_with="up/"), "up/a/b", ["starts-with", "$key", "up/"]),
        (PostForm("abc", "up/${filename}.txt"), "up/${filename}.txt", ["starts-with", "$key", "up/"]),
        (PostForm("abc", "$filename"), "$filename", {"key": "$filename"}),
    ],
)
def test_the_key_is_fixed_as_far_as_it_is_known(form: PostForm, key: str, condition: object) -> None:
    post = sign(form)
    assert key == post.fields["key"]
    assert condition in policy(post)["conditions"]


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40),
    st.dictionaries(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), PRINTABLE),
)
def test_the_policy_fixes_the_fields_of_the_form(key: str, metadata: dict[str, str]) -> None:
    assume(FILENAME not in key and key.isprintable())
    post = sign(PostForm("abc", key, metadata=metadata))
    fixed = {n: v for condition in policy(post)["conditions"] for n, v in condition.items() if n != "bucket"}
    assert fixed == {n: v for n, v in post.fields.items() if n not in {"policy", "x-amz-signature"}}
    assert (key, metadata) == (
        fixed["key"],
        {name.removeprefix("x-amz-meta-"): value for name, value in fixed.items() if name.startswith("x-amz-meta-")},
    )


def test_a_policy_is_ascii_for_every_key() -> None:
    assert base64.b64decode(sign(PostForm("abc", "é\U0001f600")).fields["policy"]).isascii()


def test_a_plain_form_has_the_fields_that_sign_it_and_no_others() -> None:
    assert NAMES == list(sign(PostForm("abc", "k")).fields)


@pytest.mark.parametrize(
    ("form", "at", "url"),
    [
        (PostForm("abc", "k"), "https://t3.storage.dev", "https://abc.t3.storage.dev/"),
        (PostForm("dotted.bucket", "k"), "https://t3.storage.dev", "https://t3.storage.dev/dotted.bucket"),
        (PostForm("abc", "k"), "http://localhost:9000", "http://localhost:9000/abc"),
        (PostForm("abc", "k", endpoint="https://t3.storage.dev"), "http://in:9000", "https://abc.t3.storage.dev/"),
        (PostForm("abc", "k", custom_domain="files.example.com"), "http://in:9000", "https://files.example.com/"),
        (PostForm("abc", "k", custom_domain="http://f.test:81"), "http://in:9000", "http://f.test:81/"),
    ],
)
def test_a_form_is_posted_to_the_bucket(form: PostForm, at: str, url: str) -> None:
    assert url == sign(form, at=at).url


@pytest.mark.parametrize(
    ("problem", "error", "arguments"),
    [
        ("key or key_starts_with", ValueError, {}),
        ("key must not be empty", ValueError, {"key": ""}),
        ("key must be str", TypeError, {"key": 1}),
        ("key must have at most", ValueError, {"key": "k" * 1025}),
        ("key_starts_with", TypeError, {"key_starts_with": 1}),
        ("key_starts_with must have at most", ValueError, {"key_starts_with": "k" * 1020}),
        ("must begin with key_starts_with 'up/'", ValueError, {"key": "a", "key_starts_with": "up/"}),
        ("bucket", ValueError, {"bucket": "A", "key": "k"}),
        ("content_length_range", TypeError, {"key": "k", "content_length_range": 5}),
        ("content_length_range", TypeError, {"key": "k", "content_length_range": (1, 2, 3)}),
        ("content_length_range", TypeError, {"key": "k", "content_length_range": (0, 1.5)}),
        ("content_length_range", TypeError, {"key": "k", "content_length_range": (False, 1)}),
        ("content_length_range", ValueError, {"key": "k", "content_length_range": (-1, 1)}),
        ("content_length_range must not end at 1", ValueError, {"key": "k", "content_length_range": (2, 1)}),
        ("content_length_range", ValueError, {"key": "k", "content_length_range": (0, 5 * 2**30 + 1)}),
        ("exclude each other", ValueError, {"key": "k", "content_type": "a/b", "content_type_starts_with": "a/"}),
        ("content_type", ValueError, {"key": "k", "content_type": "a\r\nb"}),
        ("content_type_starts_with", ValueError, {"key": "k", "content_type_starts_with": "é"}),
        ("acl", ValueError, {"key": "k", "acl": "public-read-write"}),
        ("metadata", TypeError, {"key": "k", "metadata": ["a"]}),
        ("metadata", ValueError, {"key": "k", "metadata": {"a": "é"}}),
        ("success_action_status", ValueError, {"key": "k", "success_action_status": 202}),
        ("success_action_status", TypeError, {"key": "k", "success_action_status": "201"}),
        ("success_action_redirect", ValueError, {"key": "k", "success_action_redirect": "javascript:alert(1)"}),
        ("success_action_redirect", ValueError, {"key": "k", "success_action_redirect": "https://"}),
        ("fields", TypeError, {"key": "k", "fields": ["a"]}),
        ("fields must not have 'Policy'", ValueError, {"key": "k", "fields": {"Policy": "a"}}),
        ("fields must not have 'content-type'", ValueError, {"key": "k", "fields": {"content-type": "a"}}),
        ("fields must not have 'file'", ValueError, {"key": "k", "fields": {"file": "a"}}),
        (
            "fields must not have 'X-Amz-Meta-A'",
            ValueError,
            {"key": "k", "metadata": {"a": "b"}, "fields": {"X-Amz-Meta-A": "c"}},
        ),
        ("fields must not have 'a'", ValueError, {"key": "k", "fields": {"A": "1", "a": "2"}}),
        ("fields", ValueError, {"key": "k", "fields": {"Cache-Control": "a\nb"}}),
        ("fields", TypeError, {"key": "k", "fields": {"Cache-Control": 1}}),
        ("expires", ValueError, {"key": "k", "expires": 0}),
        ("expires", ValueError, {"key": "k", "expires": 90 * 24 * 3600 + 1}),
        ("expires", TypeError, {"key": "k", "expires": 1.5}),
        ("endpoint", ValueError, {"key": "k", "endpoint": "t3.storage.dev"}),
        ("custom_domain", ValueError, {"key": "k", "custom_domain": "a/b"}),
        ("custom_domain must be", TypeError, {"key": "k", "custom_domain": 7}),
        ("endpoint must be", TypeError, {"key": "k", "endpoint": 7}),
    ],
)
def test_an_impossible_form_is_refused_by_name(problem: str, error: type[Exception], arguments: dict[str, Any]) -> None:
    client = TigrisHTTP("https://t3.storage.dev", KEY)
    with pytest.raises(error, match=problem):
        client.presigned_post(**{"bucket": "abc", **arguments})


def test_a_form_shows_no_signature_and_pickles() -> None:
    post = sign(PostForm("abc", "k"))
    assert f"PresignedPost(url='https://abc.t3.storage.dev/', expires_at={post.expires_at!r})" == repr(post)
    assert post == pickle.loads(pickle.dumps(post))
    assert hash(post) == hash(pickle.loads(pickle.dumps(post)))


def test_a_view_that_only_reads_makes_no_form() -> None:
    client = TigrisHTTP("https://t3.storage.dev", KEY)
    with TigrisSnapshot(client, "abc", "1792493847118382304") as past:
        assert past.presigned_post("other", "k").fields
        with pytest.raises(ValueError, match="this view reads objects"):
            past.presigned_post("abc", "k")


def test_an_anonymous_client_makes_no_form() -> None:
    with pytest.raises(CredentialsError, match="anonymous"):
        TigrisHTTP("https://t3.storage.dev", ANONYMOUS).presigned_post("abc", "k")


def test_raw_header_bytes_are_not_for_a_form() -> None:
    """A form's fields are UTF-8, so these bytes would not arrive."""
    with pytest.raises(ValueError, match="printable ASCII"):
        sign(PostForm("abc", "k", metadata={"a": HeaderText("caf\u00e9")}))
