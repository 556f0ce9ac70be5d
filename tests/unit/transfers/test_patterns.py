"""Patterns of keys, against tables, pathlib and a slow matcher that follows the description word by word."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tigris_http.transfers._trees.patterns import Patterns


def matches(pattern: str, key: str) -> bool:
    included, excluded = Patterns([pattern], []).allows(key), Patterns([], [pattern]).allows(key)
    assert included != excluded
    return included


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        # As in the documentation of rclone.
        ("file.jpg", "file.jpg directory/file.jpg", "afile.jpg directory/afile.jpg file.jpg/x file.jpgx"),
        ("/file.jpg", "file.jpg", "afile.jpg directory/file.jpg"),
        ("*.jpg", "file.jpg dir/file.jpg .jpg", "file.png dir/file.png"),
        ("/*.jpg", "file.jpg file2.jpg", "file.png dir/file.jpg"),
        ("dir/**", "dir/anyfile subdir/dir/subsubdir/anyfile dir/", "file.png subdir/file.png dir xdir/a"),
        ("*.t?t", "file.txt dir/file.tzt", "file.qxt dir/file.png file.t/t"),
        ("*.[a-z]", "file.a dir/file.b", "file.0 dir/file.1"),
        (r"*.\?\?\?", "file.??? dir/file.???", "file.abc dir/file.def"),
        ("potato**", "potato potatoes potato/a/b x/potato1", "xpotato"),
        ("potato**sausage", "potatosausage potato/a/sausage", "potato sausag/e"),
        ("*.p[lm]", "a.pl a/b.pm", "a.po"),
        (r"[\[\]]", "[ ] a/[", "a"),
        (r"a\*b", "a*b", "aab"),
        (r"a\\b", "a\\b", "ab"),
        ("'.' '+' '(' ')' '|' '^' '$'", "", "'x'"),
        # Beyond it.
        ("a/*.tmp", "a/x.tmp b/a/x.tmp", "a/b/x.tmp x.tmp ba/x.tmp"),
        ("/a/*.tmp", "a/x.tmp", "b/a/x.tmp"),
        ("a/", "a/x a/b/c b/a/x a/", "a ba/x xa/ A/x"),
        ("/a/", "a/x a/b/c", "b/a/x a"),
        ("a/b/", "a/b/c x/a/b/c", "a/b a/x/b/c"),
        ("a/**/b", "a/b a/x/b a/x/y/b z/a/b a//b", "ab a/xb ax/b"),
        ("/**/x", "x a/x a/b/x", "ax x/a"),
        ("**/x", "x a/x a/b/x", "ax x/a"),
        ("**", "a a/b a/b/ .x", ""),
        ("*", "a a/b .x", ""),
        ("/*", "a .x", "a/b"),
        ("*/x", "a/x b/a/x /x", "x"),
        ("?", "a é b/c", "ab a/bc"),
        ("a?c", "abc", "a/c ac"),
        ("a[!b]c", "acc", "abc a/c"),
        ("a[^b]c", "acc", "abc a/c"),
        ("a[/]c", "", "a/c abc"),
        ("a[.-0]c", "a.c a0c", "a/c"),
        ("[]a]", "] a", "b"),
        ("[!]a]", "b", "] a"),
        ("[a-]", "a -", "b"),
        ("[-a]", "a -", "b"),
        (r"[a\-c]", "a - c", "b"),
        ("[*?]", "* ?", "a"),
        ("[&&~~||-]", "& ~ | -", "a"),
        (r"\{a,b}", "{a,b}", "a b"),
        ("[{]", "{", "a"),
        ("a]", "a]", "a"),
        ("A", "A", "a"),
        ("a.b", "a.b", "axb"),
        ("//b", "/b", "b a/b"),
        ("a//b", "a//b", "a/b"),
        (r"a\/b", "a/b", "a\\/b"),
    ],
)
def test_a_pattern_matches_as_described(pattern: str, yes: str, no: str) -> None:
    assert [] == [key for key in yes.split() if not matches(pattern, key)]
    assert [] == [key for key in no.split() if matches(pattern, key)]


def test_a_line_break_is_a_character_like_others() -> None:
    assert matches("a*b", "a\nb")
    assert matches("a?b", "x\n/a\nb")
    assert not matches("a", "a\n")


@pytest.mark.parametrize(
    ("include", "exclude", "inside", "outside"),
    [
        ([], [], "a a/b", ""),
        (["*.jpg", "/docs/"], [], "a.jpg b/a.jpg docs/x", "a.png b/docs/x"),
        ([], ["*.tmp", ".git/"], "a b/c", "a.tmp b/.git/c .git/x/y"),
        (["*.jpg"], ["private/"], "a.jpg", "private/a.jpg a.png"),
    ],
)
def test_an_exclude_wins_over_each_include(include: list[str], exclude: list[str], inside: str, outside: str) -> None:
    patterns = Patterns(include, tuple(exclude))
    assert all(patterns.allows(key) for key in inside.split())
    assert not any(patterns.allows(key) for key in outside.split())


@pytest.mark.parametrize("name", ["include", "exclude"])
@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ("*.jpg", TypeError, "must be an iterable of str, not str: put a single one into a list"),
        (b"*.jpg", TypeError, "must be an iterable of str, not bytes"),
        (None, TypeError, "must be an iterable of str, not NoneType"),
        (["a", 1], TypeError, "must be an iterable of str, not of int"),
        ([""], ValueError, "must have patterns such as '\\*.tmp' or 'logs/', not ''"),
        (["/"], ValueError, "must have patterns such as '\\*.tmp' or 'logs/', not '/'"),
        (["a["], ValueError, "has 'a\\[', without the ']' of a '\\['"),
        (["[]"], ValueError, ".*, without the ']'"),
        (["[!]"], ValueError, ".*, without the ']'"),
        (["[a\\]"], ValueError, ".*, without the ']'"),
        (["[a\\"], ValueError, ".*, without the ']'"),
        (["[z-a]"], ValueError, ".*, with a range that ends before it begins: z-a"),
        (["[[:alpha:]]"], ValueError, ".*, with a named class: write its characters"),
        (["a***"], ValueError, "has 'a\\*\\*\\*', with 3 stars in a row"),
        (["*.{a,b}"], ValueError, "has '\\*.{a,b}', with alternatives: give a pattern for each"),
        (["a\\"], ValueError, ".*, with nothing after the last backslash"),
        (["\udcff"], ValueError, "contains a lone surrogate"),
    ],
)
def test_a_bad_pattern_is_refused_by_its_parameter(
    name: str, value: object, kind: type[Exception], message: str
) -> None:
    given = cast("Sequence[str]", value)
    with pytest.raises(kind, match=f"^{name} {message}"):
        _ = Patterns(given, []) if name == "include" else Patterns([], given)


def slowly(pattern: str, key: str) -> bool:
    """Match by the description, without classes and escapes."""
    if pattern.endswith("/"):
        pattern += "**"
    if pattern.startswith("/"):
        return whole(pattern[1:], key, starts=True)
    return any(
        whole(pattern, key[place:], starts=True) for place in range(len(key) + 1) if key[:place][-1:] in ("", "/")
    )


def whole(pattern: str, text: str, *, starts: bool) -> bool:
    """`starts`: the pattern is at the start of one of its parts."""
    if not pattern:
        return not text
    if starts and pattern.startswith("**/"):
        after = [0, *(place + 1 for place, character in enumerate(text) if character == "/")]
        return any(whole(pattern[3:], text[place:], starts=True) for place in after)
    if pattern.startswith("**"):
        return any(whole(pattern[2:], text[place:], starts=False) for place in range(len(text) + 1))
    if pattern[0] == "*":
        end = text.find("/") if "/" in text else len(text)
        return any(whole(pattern[1:], text[place:], starts=False) for place in range(end + 1))
    if not text or (text[0] != pattern[0] if pattern[0] != "?" else text[0] == "/"):
        return False
    return whole(pattern[1:], text[1:], starts=pattern[0] == "/")


SOME = st.text(st.sampled_from("aab./*?"), min_size=1, max_size=9).filter(
    lambda text: text != "/" and "***" not in text
)
SOME_KEYS = st.text(st.sampled_from("aab./"), min_size=1, max_size=12)


@example("*a*ab*", "xaaab")
@example("**a*b**a", "aabba/ba")
@given(SOME, SOME_KEYS)
def test_a_pattern_matches_as_a_slow_matcher_says(pattern: str, key: str) -> None:
    assert slowly(pattern, key) == matches(pattern, key)


GLOBS = (
    st.lists(st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "[a-c]", "[]a]"]), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda part: "**" not in part and part != ".")
)
NAMES = st.text(st.sampled_from("abc.]"), min_size=1, max_size=4).filter(lambda part: part != ".")


@given(st.lists(GLOBS, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=4))
def test_a_pattern_without_double_stars_matches_as_in_pathlib(pattern: list[str], key: list[str]) -> None:
    assert PurePosixPath(*key).match("/".join(pattern)) == matches("/".join(pattern), "/".join(key))


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*a*a*a*b", "**a**b", "a*a*a*a/*a*a*a*a*b", "[a-b]*[a-b]*[a-b]*[a-b]*[a-b]*c", "*/*/*/*/*/*/x"]
)
def test_the_longest_key_is_matched_quickly(pattern: str) -> None:
    start = time.process_time()
    for key in ("a" * 1024, "a/" * 512, "a" * 512 + "/" + "a" * 511):
        assert not matches(pattern, key)
    assert time.process_time() - start < 1
