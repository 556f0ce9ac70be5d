"""A wrong name of a method or an argument is answered with the right one."""

from __future__ import annotations

import copy
import inspect
import re
from typing import Any

import pytest

from tests.guards import none_left
from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._client.config.config import configured
from tigris_http._client.help import other_names as names
from tigris_http.operations import GetObject

ENDPOINT, KEYS = "http://127.0.0.1:1", ("tid_a", "tsec_b")
CLIENTS = pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
GET = GetObject("bucket", "key")


def public(kind: type) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("_")]


@CLIENTS
@pytest.mark.parametrize(
    ("wrong", "end"),
    [
        ("get_objet", "'get_objet'; did you mean get_object?"),
        ("list_object_v2", "'list_object_v2'; did you mean list_objects_v2?"),
        ("getObject", "'getObject'; did you mean get_object?"),
        ("get", "'get': use get_object(bucket, key)"),
        ("upload_fileobj", "'upload_fileobj': use upload_file(bucket, key, file)"),
        ("generate_presigned_url", "'generate_presigned_url': use presigned_url(GetObject(bucket, key))"),
        ("get_paginator", "use the listing itself: for entry in client.list_objects_v2(bucket)"),
        ("exceptions", "use tigris_http.errors, such as NotFound"),
        ("zzz", "has no attribute 'zzz'"),
        ("_zzz", "has no attribute '_zzz'"),
    ],
)
def test_a_method_that_is_missing_is_answered_with_the_one_that_was_meant(kind: Any, wrong: str, end: str) -> None:
    with pytest.raises(AttributeError, match=rf"^'{kind.__name__}' object .*{re.escape(end)}$"):
        getattr(kind(ENDPOINT, KEYS), wrong)


def test_each_client_names_its_own_way_to_close() -> None:
    with pytest.raises(AttributeError, match=r"use aclose\(\)$"):
        AsyncTigrisHTTP(ENDPOINT, KEYS).close  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match=r"use close\(\)$"):
        TigrisHTTP(ENDPOINT, KEYS).aclose  # type: ignore[attr-defined]  # noqa: B018


@CLIENTS
def test_a_client_still_copies_and_has_no_other_attributes(kind: Any) -> None:
    client = kind(ENDPOINT, KEYS)
    assert repr(client) == repr(copy.copy(client)) == repr(copy.deepcopy(client))
    assert [False] * 3 == [hasattr(client, name) for name in ("get", "_get", "__get__")]


def shows_another(error: BaseException) -> bool:
    """Return whether a traceback of `error` begins with another error."""
    return error.__cause__ is not None or (error.__context__ is not None and not error.__suppress_context__)


@CLIENTS
@pytest.mark.parametrize(
    ("method", "args", "wrong", "end"),
    [
        ("get_object", (), ["Bucket"], "'Bucket': use bucket"),
        ("get_object", (), ["Bucket", "Key"], "'Bucket': use bucket for Bucket, key for Key"),
        ("put_object", (), ["Bucket", "Key", "Body"], "use bucket for Bucket, key for Key, body for Body"),
        ("list_objects_v2", ("b",), ["Prefix", "MaxKeys"], "use prefix for Prefix, max_keys for MaxKeys"),
        ("put_object", ("b", "k", b""), ["content_length"], "'content_length': use length"),
        ("put_object", ("b", "k", b""), ["Tagging", "zzz"], "'Tagging': use tagging for Tagging"),
        ("put_object", ("b", "k", b""), ["zzz", "yyy"], "'zzz'"),
        ("copy_object", ("b", "k"), ["CopySource"], "use source_bucket and source_key"),
        ("delete_objects", (), ["Bucket", "Delete"], "use bucket for Bucket, keys for Delete"),
        ("head_object", ("b", "k"), ["timout"], "'timout'; did you mean timeout?"),
        ("head_object", ("b", "k"), ["zzz"], "'zzz'"),
        # `tags` is `tagging` elsewhere, and here there is none of both.
        ("head_bucket", ("b",), ["tags"], "'tags'"),
        ("with_options", (), ["retires"], "'retires'; did you mean retry?"),
        ("with_options", (), ["region"], "'region': only a new client can have another region"),
        ("presigned_url", (GET,), ["expires_in"], "'expires_in': use expires"),
    ],
)
def test_an_argument_of_a_wrong_name_is_answered_with_the_right_one(
    kind: Any, method: str, args: tuple[object, ...], wrong: list[str], end: str
) -> None:
    call = getattr(kind(ENDPOINT, KEYS), method)
    with pytest.raises(
        TypeError, match=rf"^{method}\(\) got an unexpected keyword argument .*{re.escape(end)}$"
    ) as met:
        call(*args, **dict.fromkeys(wrong))
    assert not shows_another(met.value)


@CLIENTS
@pytest.mark.parametrize(
    ("method", "args", "end"),
    [
        ("get_object", ("bucket/key",), "a required argument: 'key'; write get_object(bucket, key)"),
        ("copy_object", ("b", "k", "s/k"), "write copy_object(bucket, key, source_bucket, source_key)"),
        ("list_objects_v2", ("b", "prefix/"), "too many positional arguments: pass all but bucket by name"),
        ("delete_objects", ("b", "k", "l"), "too many positional arguments: pass all but bucket, keys by name"),
        ("presigned_url", ("b", "k"), "pass all but an operation such as GetObject(bucket, key) by name"),
        ("with_options", (3,), "with_options() too many positional arguments"),
    ],
)
def test_a_call_of_a_wrong_form_is_answered_with_the_right_one(
    kind: Any, method: str, args: tuple[object, ...], end: str
) -> None:
    with pytest.raises(TypeError, match=rf"^{method}\(\) .*{re.escape(end)}$|^{re.escape(end)}$") as met:
        getattr(kind(ENDPOINT, KEYS), method)(*args)
    assert not shows_another(met.value)


@CLIENTS
@pytest.mark.parametrize(
    ("wrong", "end"),
    [
        ("retires", "'retires'; did you mean retry?"),
        ("timeout", "'timeout'; did you mean timeouts?"),
        ("region_name", "'region_name': use region"),
        ("endpoint_url", "'endpoint_url': use endpoint"),
        ("aws_access_key_id", "'aws_access_key_id': use credentials=(id, secret)"),
        ("max_retries", "'max_retries': use retry=RetryPolicy(max_attempts=...)"),
        ("session", "'session'"),
    ],
)
def test_a_constructor_names_the_argument_that_was_meant(kind: Any, wrong: str, end: str) -> None:
    for make, given in ((kind, (ENDPOINT, KEYS)), (kind.from_env, ())):
        with pytest.raises(TypeError, match=rf"\(\) got an unexpected keyword argument {re.escape(end)}$"):
            make(*given, **{wrong: None})


@CLIENTS
def test_a_constructor_shows_the_call_that_was_meant(kind: Any) -> None:
    with pytest.raises(TypeError, match=rf"; write {kind.__name__}\(endpoint, credentials\)$"):
        kind(ENDPOINT)
    with pytest.raises(TypeError, match=r"too many positional arguments: pass all but endpoint, credentials by name$"):
        kind(ENDPOINT, *KEYS)


def test_every_name_that_errors_offer_exists() -> None:
    methods = {*public(TigrisHTTP), *public(AsyncTigrisHTTP)}
    called = {re.match(r"\w+", right) for right in names._OTHER_METHODS.values()}
    offered = {found[0] for found in called if found} - {"the", "tigris_http"}
    none_left(sorted(offered - methods), "offered in an error, and no method")
    arguments = {each for name in methods for each in inspect.signature(getattr(TigrisHTTP, name, len)).parameters}
    arguments |= inspect.signature(configured).parameters.keys()
    right = {re.split(r"\W", each)[0] for each in names._OTHER_ARGUMENTS.values()}
    none_left(sorted(right - arguments), "offered in an error, and no argument")
    taken = inspect.signature(TigrisHTTP.with_options).parameters.keys() | {"on_request", "on_response", "on_retry"}
    assert names._OF_CLIENTS_ONLY == inspect.signature(configured).parameters.keys() - taken


def test_a_name_that_is_right_is_never_replaced() -> None:
    none_left(
        sorted(name for name in names._OTHER_METHODS if hasattr(TigrisHTTP, name) and hasattr(AsyncTigrisHTTP, name)),
        "a method, and listed as a wrong name",
    )
