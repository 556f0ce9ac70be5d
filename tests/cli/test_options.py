"""Every option of a command reaches the service, or changes the result."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.guards import none_left
from tigris_http.cli.table.index import COMMANDS

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http.emulator import Emulator

    from .shell import Shell

HEADERS = ("--content-encoding", "br", "--content-language", "de")


def test_every_option_is_given_by_a_test() -> None:
    """The name of an option is enough: options of several commands have one implementation."""
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    given = set(re.findall(r"(?<![\w-])--?[a-z0-9][\w-]*", tests))
    none_left(
        {
            f"{command.name} {argument.names[0]}"
            for command in COMMANDS.values()
            for argument in command.arguments
            if not argument.is_positional and given.isdisjoint(argument.names)
        },
        "give this option in a test below tests/cli",
    )


def test_the_settings_of_a_new_bucket_are_stored(shell: Shell, client: TigrisHTTP) -> None:
    settings = ("--acl", "public-read", "--public-list", "off", "--object-acl", "on")
    shell.ok("bucket", "create", "www", "--region", "iad", "--region", "fra", *settings)
    found = client.get_bucket_metadata("www")
    assert ("iad", "fra") == found.regions
    assert ("public-read", False, True) == (found.acl, found.public_list_objects, found.allow_object_acl)


def test_changed_settings_of_a_bucket_are_stored(shell: Shell, client: TigrisHTTP) -> None:
    shell.ok("bucket", "set", "photos", "--acl", "public-read", "--public-list", "off", "--object-acl", "on")
    shell.ok("bucket", "set", "photos", "--region", "usa", "--domain", "img.example.com", "--nosniff", "on")
    found = client.get_bucket_metadata("photos")
    assert ("public-read", False, True) == (found.acl, found.public_list_objects, found.allow_object_acl)
    assert ("img.example.com", "nosniff") == (found.domain_name, found.content_type_options)
    assert ("usa",) == found.regions


@pytest.mark.parametrize("command", ["cp a t3://photos/k", "mv a t3://photos/k", "pipe t3://photos/k"])
def test_headers_are_stored_with_an_object(shell: Shell, client: TigrisHTTP, command: str) -> None:
    Path("a").write_bytes(b"1")
    shell.ok(*command.split(), *HEADERS, "--bandwidth", "1G", stdin=b"1")
    found = client.head_object("photos", "k")
    assert ("br", "de") == (found.content_encoding, found.content_language)


def test_a_checksum_is_stored_and_checked_by_a_download(shell: Shell, client: TigrisHTTP, tigris: Emulator) -> None:
    Path("a").write_bytes(b"12345")
    shell.ok("cp", "a", "t3://photos/k", "--checksum", "crc32")
    assert client.head_object("photos", "k", checksum_mode=True).checksums.crc32 is not None
    tigris.clear_requests()
    shell.ok("cp", "t3://photos/k", "b", "--verify")
    assert b"12345" == Path("b").read_bytes()
    (request,) = [each for each in tigris.requests if each.operation == "GetObject"]
    assert "ENABLED" == request.header("x-amz-checksum-mode")


def test_a_custom_domain_is_the_host_of_a_url(shell: Shell) -> None:
    (url,) = shell.ok("presign", "t3://photos/k", "--domain", "https://img.example.com").lines
    assert ("img.example.com", "/k") == urlsplit(url)[1:3]
