"""Vectors of SigV4, published and computed by botocore, and signatures of their requests."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypedDict

import pytest

from tigris_http._auth.sigv4 import Signature, Signer
from tigris_http.credentials import Credentials

from .write_vectors import FILE as GENERAL

ROOT = Path(__file__).parents[3]
UTC = timezone.utc
NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=UTC)
SECRET = "tsec_EXAMPLEsecretEXAMPLEsecret"
KEYS = Credentials("tid_EXAMPLEACCESSKEY", SECRET)


class Vector(TypedDict, total=False):
    """The part of a published vector that these tests read."""

    name: str
    kind: str
    method: str
    wire_target: str
    headers: list[list[str]]
    payload_hash: str
    credentials: dict[str, Any]
    region: str
    service: str
    datetime: str
    expires: int
    signed_headers: str
    canonical_request: str
    string_to_sign: str
    signature: str
    authorization: str
    signed_target: str
    signing_key: str
    policy: str
    s3_path_rules: bool
    token_added_after_signing: bool


def vectors(path: Path, *kinds: str) -> list[Vector]:
    found: list[Vector] = json.loads(path.read_text("utf-8"))["vectors"]
    return [vector for vector in found if vector["kind"] in kinds]


S3 = ROOT / "fixtures" / "sigv4" / "vectors-s3.json"
REQUESTS = ("header", "query", "chunked")
S3_REQUESTS = vectors(S3, *REQUESTS)
GENERAL_REQUESTS = vectors(GENERAL, *REQUESTS)


def parametrize(found: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in found])


def keys_of(vector: Vector) -> Credentials:
    found = vector["credentials"]
    return Credentials(found["access_key"] or "unused", found["secret_key"], found["token"])


def time_of(vector: Vector) -> datetime:
    return datetime.strptime(vector["datetime"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def host_of(vector: Vector) -> str:
    return next(value for name, value in vector["headers"] if name.lower() == "host")


def bare_signature(vector: Vector) -> Signature:
    """Sign the request of a vector with exactly its own signed headers; a query vector with its own query."""
    signed = vector["signed_headers"].split(";")
    is_query = vector["kind"] == "query"
    target = vector["signed_target"].partition("&X-Amz-Signature=")[0] if is_query else vector["wire_target"]
    path, _, query = target.partition("?")
    return Signer(vector["region"], vector["service"]).signature(
        keys_of(vector),
        method=vector["method"],
        path=path,
        query=query,
        fields=tuple((name, value) for name, value in vector["headers"] if name.lower() in signed),
        payload_hash=vector["payload_hash"],
        now=time_of(vector),
    )
