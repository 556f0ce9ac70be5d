"""Keys as paths: no key leads out of the target, and no two share a file."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path, PurePosixPath, PureWindowsPath
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.systems import needs_posix
from tigris_http.transfers._local import names
from tigris_http.transfers._local.names import Names, Place, Unsafe

PARTS = st.sampled_from(
    ["..", ".", "", "a", "A", "b", "a-b", "é", "e\u0301", "É", "\\", "..\\x", "C:", "NUL", "nul.txt", "x."]
)
KEYS = st.lists(
    st.one_of(
        st.lists(PARTS, min_size=1, max_size=4).map("/".join),
        st.text(st.sampled_from("aA./\\: é\0*"), max_size=8),
    ),
    max_size=12,
    unique=True,
).map(sorted)


def reason(key: str, *earlier: str, windows: bool = False, folds: bool = False) -> str | None:
    found = Names("t", windows=windows, folds=folds)
    for before in earlier:
        assert isinstance(found.place(before), Place)
    place = found.place(key)
    return place.reason if isinstance(place, Unsafe) else None


@pytest.mark.parametrize(
    ("target", "key", "path"),
    [
        ("/srv/t", "a", "/srv/t/a"),
        ("/srv/t/", "a/b c", "/srv/t/a/b c"),
        ("/", "a", "/a"),
        ("", "a", "a"),
        (".", "..a/b..", "./..a/b.."),
        ("t", "~/$HOME/*", "t/~/$HOME/*"),
        ("t", "C:\\x\n", "t/C:\\x\n"),
        ("t", "é" * 127, "t/" + "é" * 127),
    ],
)
def test_a_key_is_a_path_below_the_target(target: str, key: str, path: str) -> None:
    assert Place(path, is_directory=False) == Names(target, windows=False).place(key)


def test_a_key_with_a_slash_at_its_end_is_a_directory() -> None:
    assert Place("t/a/b", is_directory=True) == Names("t", windows=False).place("a/b/")


def test_a_path_on_windows_has_its_separator() -> None:
    assert Place("C:\\t\\a\\b", is_directory=False) == Names("C:\\t", windows=True).place("a/b")
    assert Place("C:/t/a\\b", is_directory=True) == Names("C:/t/", windows=True).place("a/b/")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("", "the key has no name below the prefix"),
        ("/", "the key begins with '/', so it is no relative path"),
        ("/etc/passwd", "the key begins with '/', so it is no relative path"),
        ("..", "the part '..' of the key leads out of the target"),
        ("../", "the part '..' of the key leads out of the target"),
        ("a/../../b", "the part '..' of the key leads out of the target"),
        ("a/.", "the part '.' of the key is no name of a file"),
        ("./a", "the part '.' of the key is no name of a file"),
        ("a//b", "the key has an empty part: '//'"),
        ("a//", "the key has an empty part: '//'"),
        ("a\0b", "the key has a NUL character, which no file name can have"),
        ("d/" + "x" * 256, f"the part '{'x' * 57}...' of the key has 256 bytes, and a file name has at most 255"),
        ("é" * 128, f"the part '{'é' * 57}...' of the key has 256 bytes, and a file name has at most 255"),
    ],
)
@pytest.mark.parametrize("windows", [False, True])
def test_an_unsafe_key_has_its_reason(key: str, expected: str, windows: bool) -> None:
    if not (windows and key[0:1] == "é"):
        assert expected == reason(key, windows=windows)


@pytest.mark.parametrize("character", [*'\\:*?"<>|', "\n", "\x01", "\x1f"])
def test_windows_allows_fewer_characters(character: str) -> None:
    key = f"d/a{character}b"
    assert reason(key) is None
    told = reason(key, windows=True)
    assert told is not None
    assert told.endswith("of the key has " + repr(character) + ", which no file name on Windows can have")


@pytest.mark.parametrize(
    "name", ["CON", "nul", "Aux.txt", "COM1", "lpt9.tar.gz", "COM¹", "NUL .txt", "CONIN$", "prn.x"]
)
def test_windows_reserves_the_names_of_devices(name: str) -> None:
    key = f"{name}/file"
    assert reason(key) is None
    assert f"the part {name!r} of the key is the name of a device on Windows" == reason(key, windows=True)


@pytest.mark.parametrize("name", ["CONSOLE", "nul-x", "COM", "COM10", "xCON", ".nul", "a.con"])
def test_windows_allows_names_that_only_begin_so(name: str) -> None:
    assert reason(name, windows=True) is None


@pytest.mark.parametrize("name", ["a.", "a ", "..."])
def test_windows_drops_dots_and_spaces_at_the_end(name: str) -> None:
    assert reason(name) is None
    assert f"the part {name!r} of the key ends with {name[-1]!r}, which Windows drops" == reason(name, windows=True)


@pytest.mark.parametrize("name", ["longfi~1.txt", "GIT~1", "A~123456.x", "~1", "a~1~2"])
def test_windows_gives_short_names_to_other_files(name: str) -> None:
    assert reason(name) is None
    told = f"the part {name!r} of the key has the form of a short name, which Windows gives to other files"
    assert told == reason(f"d/{name}/x", windows=True)


@pytest.mark.parametrize("name", ["longname~1", "a~1.text", "a~", "a~b", "a.b~1", "a~1.x.y", "~"])
def test_windows_allows_other_tildes(name: str) -> None:
    assert reason(name, windows=True) is None


def test_windows_counts_units_of_utf_16() -> None:
    assert reason("é" * 255, windows=True) is None
    assert reason("\U0001f600" * 127, windows=True) is None
    told = reason("\U0001f600" * 128, windows=True)
    assert told is not None
    assert "has 256 bytes" in told


@pytest.mark.parametrize(
    ("earlier", "key"),
    [
        (["x"], "x/y"),
        (["x"], "x/"),
        (["x", "x-", "x.d", "x.d.e"], "x/y/z"),
        (["d/x", "d/x!"], "d/x/y"),
    ],
)
def test_a_file_cannot_be_a_directory_too(earlier: list[str], key: str) -> None:
    assert sorted([*earlier, key]) == [*earlier, key]
    file = "d/x" if key[0] == "d" else "x"
    assert f"{file!r} is an object too, and a file cannot be a directory" == reason(key, *earlier)


def test_a_refused_key_is_no_file_beside_another() -> None:
    found = Names("t", windows=True)
    assert isinstance(found.place("x."), Unsafe)
    assert isinstance(found.place("x.y"), Place)
    found = Names("t", windows=False)
    assert isinstance(found.place("a//b"), Unsafe)
    assert isinstance(found.place("a/b"), Place)


@pytest.mark.parametrize(
    ("earlier", "key", "other"),
    [
        ("README", "readme", "README"),
        ("D/File", "d/file", "D/File"),
        ("e\u0301", "\u00e9", "e\u0301"),
        ("STRASSE", "straße", "STRASSE"),
        ("a", "a.", "a"),
        ("X", "x/y", "X"),
        ("X/y", "x", "X"),
        ("X/", "x", "X"),
        ("X/Y/z", "x/y", "X/Y"),
    ],
)
def test_a_file_system_that_folds_has_one_file_for_both(earlier: str, key: str, other: str) -> None:
    assert reason(key, earlier) is None
    told = f"the file system takes it for {other!r}: it ignores case, forms of accents, or a last dot"
    assert told == reason(key, earlier, folds=True)


def test_directories_that_fold_to_one_are_one() -> None:
    found = Names("t", windows=False, folds=True)
    for key in ("D/", "D/a", "d/", "d/b"):
        assert isinstance(found.place(key), Place)


@needs_posix
@settings(deadline=None)
@example(["a", "a-b", "a/b"])
@given(KEYS)
def test_each_accepted_key_is_a_file_of_its_own_in_the_target(keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as above:
        target = f"{os.path.realpath(above)}/target"
        found, made = Names(target, windows=False), set[str]()
        written: dict[str, str] = {}
        for key in keys:
            place = found.place(key)
            if isinstance(place, Unsafe):
                continue
            assert os.path.realpath(place.path) == place.path
            assert place.path.startswith(f"{target}/")
            assert str(PurePosixPath(key)) == place.path.removeprefix(f"{target}/")
            assert names.enter(target, place.path + "/" if place.is_directory else place.path, made) is None
            if place.is_directory:
                assert Path(place.path).is_dir()
            else:
                with Path(place.path).open("x", encoding="utf-8") as file:
                    file.write(key)
                written[place.path] = key
        assert written == {path: Path(path).read_text("utf-8") for path in written}
        assert {"target"} >= {path.name for path in Path(above).iterdir()}


@given(KEYS)
def test_each_accepted_key_is_a_plain_name_on_windows(keys: list[str]) -> None:
    found = Names("C:\\target", windows=True, folds=True)
    spelled: set[str] = set()
    for key in keys:
        place = found.place(key)
        if isinstance(place, Unsafe):
            continue
        path = PureWindowsPath(place.path)
        assert ("C:\\", "target", *key.removesuffix("/").split("/")) == path.parts
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            assert not path.is_reserved()
        if not place.is_directory:
            folded = normalize("NFC", place.path).casefold()
            assert folded not in spelled
            spelled.add(folded)


@given(KEYS)
def test_a_key_is_refused_only_for_a_reason(keys: list[str]) -> None:
    found = Names("t", windows=False)
    files: set[str] = set()
    for key in keys:
        parts = key.removesuffix("/").split("/")
        bad = not key or "\0" in key or any(part in {"", ".", ".."} for part in parts)
        bad = bad or any("/".join(parts[:count]) in files for count in range(1, len(parts) + key.endswith("/")))
        assert bad == isinstance(found.place(key), Unsafe)
        if not bad and not key.endswith("/"):
            files.add(key)
