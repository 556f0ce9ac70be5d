"""What contributors read names files, modules and entries that exist."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.guards import none_left

ROOT = Path(__file__).parents[2]
PAGES = {
    file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
    for file in sorted(
        {
            *ROOT.glob("*.md"),
            *(ROOT / ".docs").glob("*.md"),
            *(ROOT / ".github").rglob("*.md"),
            *(ROOT / ".github").rglob("*.yml"),
            *(
                each
                for home in ("examples", "fixtures", "tests", "tigris_http")
                for each in ROOT.joinpath(home).rglob("*.md")
            ),
        }
    )
}
CONTRIBUTING = PAGES[".github/CONTRIBUTING.md"]
OF_THE_TREE = (".github/CONTRIBUTING.md", "tests/README.md")
"""Pages about the tree: every path on them is one of it. Others also show keys and paths of other repositories."""
HOMES = {
    ".github/CONTRIBUTING.md": ("tigris_http", ".github"),
    "tests/README.md": ("tests", "tests/integrations/pandas"),
}
"""Folders whose paths a page names without them, beside the root and its own."""
MADE_UP = {
    "fixtures/exchanges/get_bucket_motto/",  # the example
    *("dist/", "tests/fuzz/found", ".venv", ".cache/servers"),  # made by commands
    *(".pyi", "a.txt"),
}
UNREACHABLE = re.compile("wire[ _-]reference|\N{SECTION SIGN}", re.IGNORECASE)
"""Notes that are not in the repository, and sections of documents that a citation does not name."""
READ = ("tigris_http", "tests", "fixtures", "examples", ".github", ".ci", "README.md", "pyproject.toml")


def code(page: str) -> list[str]:
    """Return the code of a page, in lines and in blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", text)]


def is_there(page: str, name: str) -> bool:
    homes = (ROOT, (ROOT / page).parent, *(ROOT / home for home in HOMES.get(page, ())))
    return any((home / name).exists() for home in homes)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    words = [word for text in code(page) for word in text.split()]
    top = "|".join(
        re.escape(each.name) for each in ROOT.iterdir() if each.is_dir() and not each.name.startswith(".venv")
    )
    named = {word for word in words if re.fullmatch(rf"(?:{top})/[\w./-]*", word)}
    if page in OF_THE_TREE:
        named |= {
            each for each in code(page) if re.fullmatch(r"[\w./-]*\w/[\w./-]*|\.[\w/.-]+|[\w.]+\.(?:md|py|txt)", each)
        }
        assert len(named) > 20
    none_left((each for each in named - MADE_UP if not is_there(page, each)), f"no such file: mend {page}")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_runs_exists(page: str) -> None:
    named = {found for text in code(page) for found in re.findall(r"(tests/[\w/]+\.py)::(\w+)", text)}
    none_left(
        (f"{file}::{name}" for file, name in named if f"def {name}(" not in (ROOT / file).read_text("utf-8")),
        f"no such test: mend {page}",
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_a_page_runs_exists(page: str) -> None:
    named = {name for text in code(page) for name in re.findall(r"-m ((?:tests|tigris_http)[\w.]*)", text)}
    none_left((each for each in named if find_spec(each) is None), f"no such module: mend {page}")


@pytest.mark.parametrize("page", OF_THE_TREE)
def test_every_entry_is_in_the_file_that_the_page_names(page: str) -> None:
    named = re.findall(r"`(_?[A-Z]\w*)`\s+(?:of|in)\s+`([\w/.]+\.py)`", PAGES[page])
    for name, file in named:
        homes = (ROOT, ROOT / "tigris_http", ROOT / "tests")
        (found,) = {each.resolve() for each in (home / file for home in homes) if each.is_file()}
        assert re.search(rf"\b{name}\b", found.read_text("utf-8")), f"{file} has no {name}: mend {page}"
    assert named or page != OF_THE_TREE[0]


def test_the_path_of_a_get_is_ten_lines_that_each_name_a_file() -> None:
    section = CONTRIBUTING.partition("## The path of a GET\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\d+\. (.*)", section, re.MULTILINE)
    assert 10 == len(lines)
    assert all(re.search(r"`[\w/]+\.py`", line) for line in lines)


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", CONTRIBUTING)
    assert len(links) >= 2
    assert [] == [link for link in links if not (ROOT / ".github" / link).is_file()]


def test_what_checks_a_change_elsewhere_runs_the_scripts_of_the_repository() -> None:
    for name, script in ((".github/workflows/ci.yml", ".ci/run"), (".pre-commit-config.yaml", ".ci/write_stubs")):
        assert script in (ROOT / name).read_text("utf-8")
        assert (ROOT / script).is_file()


def test_nothing_cites_a_document_that_readers_do_not_have() -> None:
    homes = [ROOT / name for name in READ]
    files = [file for home in homes for file in (home.rglob("*") if home.is_dir() else [home]) if file.is_file()]
    texts = [file for file in files if file != Path(__file__) and "__pycache__" not in file.parts]
    found = {
        f"{file.relative_to(ROOT)}:{number}"
        for file in texts
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        if UNREACHABLE.search(line)
    }
    none_left(found, "cite a public page, an RFC, or fixtures/exchanges/README.md")
