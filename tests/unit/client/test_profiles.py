"""Profile files: read as botocore reads them, any bytes survived, nothing of them repeated in an error."""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import load_config, raw_config_parse  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.exceptions import ConfigParseError  # type: ignore[import-untyped]  # boto3 ships no types
from hypothesis import example, given
from hypothesis import strategies as st

from tigris_http._client.config.profile_files import MAX_SIZE, ProfileFile, parse
from tigris_http.errors import ConfigurationError

PIECES = [
    "[default]",
    "[profile a]",
    '[profile "a b"]',
    "[profile a b]",
    "[profile 'a]",
    "[services s]",
    "[sso-session s]",
    "[DEFAULT]",
    "[]",
    "[x]y]",
    "aws_access_key_id = tid_a",
    "AWS_Secret_Access_Key: tsec=b:c",
    "region=auto # no comment",
    "empty =",
    "s3 =",
    "  endpoint_url = http://a",
    "\tmore",
    "   deeper = x=y",
    "# comment",
    "  ; comment",
    "",
    "   ",
    "= nameless",
    "nothing",
    "é = ü\x0b\x1c\u2028x",
    "a\x00b=c\x85d",
]
"""Lines of profile files, sensible ones and others."""


def lines() -> st.SearchStrategy[str]:
    free = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    line = st.one_of(st.sampled_from(PIECES), st.builds("{} = {}".format, free, free), free)
    end = st.sampled_from(["\n", "\r\n", "\r"])
    return st.lists(st.builds(str.__add__, line, end), max_size=14).map("".join)


def theirs(text: str, read: Callable[[str], Any]) -> Any:
    """Return what botocore's reader makes of a file, None where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_bytes(text.encode())
        try:
            return read(str(path))
        except ConfigParseError:
            return None


def ours(text: str) -> ProfileFile | None:
    try:
        return parse("f", text.encode())
    except ConfigurationError:
        return None


def values(file: ProfileFile, section: Any) -> dict[str, Any]:
    """Return a section in botocore's form."""
    return {
        name: {inner: found.text for inner, found in file.block(value).items()}
        if value.text.startswith("\n")
        else value.text
        for name, value in section.items()
    }


@given(lines())
@example("[a]\nx=1\n\n  y\n#c\n  z\n")
@example("[a]\nx=\n\n\n")
@example("[DEFAULT]\nx=1\n[DEFAULT]\ny=2\n[a]\nx=3\n")
@example("  [a]\nx=1\n  y=2\n")
@example("[a]\n  x=1\n y=2\n  z\n")
def test_sections_and_values_are_those_that_botocore_reads(text: str) -> None:
    expected = theirs(text, lambda path: raw_config_parse(path, parse_subsections=False))
    file = ours(text)
    if expected is None:
        assert file is None
    else:
        assert file is not None
        found = {
            header: {name: value.text for name, value in section.items()} for header, section in file.sections.items()
        }
        assert expected == found


@given(lines())
def test_profiles_services_and_nested_blocks_are_those_that_botocore_reads(text: str) -> None:
    expected = theirs(text, load_config)
    file = ours(text)
    if expected is None or file is None:
        # A block without "=" is refused by botocore at once, here when somebody looks into it.
        assert file is None or any(not_a_block(file, section) for section in file.sections.values())
        return
    for kind, name in (("profile", "profiles"), ("services", "services")):
        found = {name: values(file, section) for name, section in file.named(kind).items()}
        assert expected[name] == found


def not_a_block(file: ProfileFile, section: Any) -> bool:
    try:
        values(file, section)
    except ConfigurationError:
        return True
    return False


@given(st.one_of(st.binary(max_size=200), lines().map(str.encode)))
def test_any_bytes_give_sections_or_an_error_with_a_line_and_nothing_of_the_file(content: bytes) -> None:
    secret = b"tsec_hidden"
    said = "/some/file, line 1"
    try:
        file = parse("/some/file", content.replace(b"=", b"=" + secret, 1) + b"\n" + secret)
        for section in file.sections.values():
            for value in section.values():
                file.block(value)
    except ConfigurationError as error:
        said = "".join(traceback.format_exception_only(type(error), error)) + repr(error.__context__)
    assert "/some/file, line " in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("line", "content", "why"),
    [
        (1, b"a = b", "no section begins before this line"),
        (3, b"[a]\nx = 1\nnothing\n", "neither a section nor an option with a value"),
        (2, b"[a]\n= 1\n", "neither a section nor an option with a value"),
        (4, b"[a]\nx = 1\n\nX: 2\n", "this option is in its section already"),
        (3, b"[a]\nx = 1\n[a]\n", "this section is in the file already"),
        (2, b"[a]\nx = \xff\n[a]\n", "not UTF-8"),
        (3, b"[a]\r\ny=2\r\nx\r\n", "neither a section nor an option with a value"),
    ],
)
def test_an_error_names_the_line(line: int, content: bytes, why: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse("/f", content)
    assert f"/f, line {line}: {why}" == str(caught.value)


def test_a_bad_block_names_its_line_when_it_is_looked_into() -> None:
    file = parse("/f", b"[a]\ns3 =\n  # comment\n\n  endpoint_url = http://a\n  tsec_hidden\n")
    with pytest.raises(ConfigurationError, match=r"^/f, line 6: an indented block has a line without '='$"):
        file.block(file.sections["a"]["s3"])


def test_a_file_that_begins_with_a_byte_order_mark_is_read() -> None:
    file = parse("/f", b"\xef\xbb\xbf[default]\r\nregion = auto\r\n")
    assert "auto" == file.sections["default"]["region"].text
    assert 2 == file.sections["default"]["region"].line


def test_a_gigantic_file_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"^/f is larger than 1048576 bytes$"):
        parse("/f", b"#" * (MAX_SIZE + 1))


LONG = 900_000


@pytest.mark.parametrize(
    ("line", "sections"),
    [
        (b"a" + b" " * LONG + b"b", None),
        (b"[" * LONG, None),
        (b"=" * LONG, None),
        (b"[" * LONG + b"]", ["default", "[" * (LONG - 1)]),
        (b"[profile " + b"a" * LONG + b"]", ["default", "profile " + "a" * LONG]),
        (b"a" + b" " * LONG + b"=b", ["default"]),
        (b"a=" + b" " * LONG + b"b", ["default"]),
    ],
    ids=["spaces", "brackets", "signs", "header of brackets", "header", "name", "value"],
)
def test_a_long_line_takes_time_by_its_length(line: bytes, sections: list[str] | None) -> None:
    """By its square, it would take minutes."""
    begun = time.process_time()
    if sections is None:
        with pytest.raises(ConfigurationError, match=r"^/f, line 2: "):
            parse("/f", b"[default]\n" + line)
    else:
        assert sections == list(parse("/f", b"[default]\n" + line).sections)
    assert time.process_time() - begun < 20


def test_a_path_with_line_ends_stays_in_its_line() -> None:
    with pytest.raises(ConfigurationError, match=r"^'/a\\nb', line 1: "):
        parse("/a\nb", b"x")


def test_a_file_shows_no_values() -> None:
    file = parse("/f", b"[default]\naws_secret_access_key = tsec_hidden\n")
    assert "hidden" not in repr(file) + repr(file.sections["default"])
