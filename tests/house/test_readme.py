"""The README files tell the truth: their code runs, their links lead to files, their tables and trees are complete."""

import asyncio
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import tigris_http
from tests.guards import none_left
from tests.house.test_imports import FILES as FILES_OF_PACKAGE
from tests.house.test_imports import imports
from tests.trees import CASES
from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP, Timeouts, errors
from tigris_http.emulator import Emulator, Fault
from tigris_http.transfers._names import ACTIONS

ROOT = Path(__file__).parents[2]
FILES = {
    name: (ROOT / name).read_text("utf-8")
    for name in (
        "README.md",
        "examples/README.md",
        "tigris_http/operations/README.md",
        "tigris_http/emulator/README.md",
        "tigris_http/transfers/README.md",
        "tests/README.md",
    )
}
README = FILES["README.md"]
OPERATIONS = FILES["tigris_http/operations/README.md"]
TRANSFERS = FILES["tigris_http/transfers/README.md"]
ROOMS = Path(tigris_http.__file__).parent
CONFIGURING = [
    ROOMS.joinpath(room).read_text("utf-8")
    for room in ("credentials.py", "_client/config/precedence.py", "_client/config/profile_provider.py")
]
BLOCKS: list[str] = re.findall(r"```python\n(.*?)```", "".join(FILES.values()), re.DOTALL)
IMPORTED_IF_THERE = {
    *(
        "tigris_http",
        "trio",
        "awscrt",
        "certifi",
        "compression",
        "zstandard",
        "shtab",
        "fsspec",
        "opentelemetry",
        "pytest",
    ),
    *("cloudpickle", "dask", "numpy", "pyarrow", "ray", "torch", "webdataset", "zarr"),
}
GUIDES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / ".docs").glob("*.md"))}
LINKS: list[tuple[str, str]] = [
    (name, link) for name, text in (FILES | GUIDES).items() for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)
]


def block(words: str) -> str:
    (found,) = [code for code in BLOCKS if words in code]
    return found


def anchors(text: str) -> set[str]:
    """Return the names by which a forge links to the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("name", "link"), LINKS)
def test_every_link_leads_somewhere(name: str, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (ROOT / name).parent / path if path else ROOT / name
    assert target.exists()
    assert not anchor or anchor in anchors(target.read_text("utf-8"))


def test_the_front_page_is_short() -> None:
    assert 180 >= len(README.splitlines()), "README.md has at most 180 lines; move chapters to the page of a folder"


def test_every_imported_dependency_is_named_and_no_other() -> None:
    section = README.partition("\nDependencies: ")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([\w-]+)`", section)) - {"zstd", "crc", "crc32c", "crc64nvme"}
    found = {each.module.partition(".")[0] for file in FILES_OF_PACKAGE for each in imports(file) if each.at_run_time}
    imported = {package.replace("_", "-") for package in found - set(sys.stdlib_module_names) - IMPORTED_IF_THERE}
    assert {"httpx", "defusedxml"} <= imported
    none_left(imported - named, "say in README.md, Install, what it is for")
    none_left(named - imported, "nothing imports it: mend Install in README.md")


@pytest.fixture
def tigris(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator() as emulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", emulator.endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", emulator.credentials.access_key_id)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", emulator.credentials.secret_access_key)
        yield emulator


def test_the_ten_lines_of_use_do_what_they_say(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    pair = (tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
    code = block("here be dragons").replace("https://t3.storage.dev", tigris.endpoint)
    exec(code.replace('("tid_...", "tsec_...")', repr(pair)), {})
    shown = capsys.readouterr().out
    assert "b'here be dragons'\n('maps/1.txt', b'here be dragons')\n" in shown
    assert "BundleSkipped(key='gone.txt', reason='NoSuchKey', tag=None)\n" in shown


def test_a_bundle_is_read(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    with TigrisHTTP.from_env() as client:
        client.create_bucket("train")
        for number in range(10):
            client.put_object("train", f"{number}.txt", b"%d" % number)
        exec(block("print(member.key"), {"client": client})
    assert [f"{number}.txt 1" for number in range(10)] == capsys.readouterr().out.splitlines()


def test_a_fork_is_merged(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    with TigrisHTTP.from_env() as client:
        client.create_bucket("plans", snapshot_enabled=True)
        client.put_object("plans", "1.txt", b"a plan")
        exec(block("merge_fork"), {"client": client})
        with client.get_object("plans", "1.txt") as body:
            assert b"reviewed" == body.read()
    assert capsys.readouterr().out.startswith("20")


def test_a_fault_is_survived(capsys: pytest.CaptureFixture[str]) -> None:
    exec(block("emulator.inject"), {})
    assert "[200, 503, 200]\n" == capsys.readouterr().out


def test_objects_are_found_as_it_says(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    with TigrisHTTP.from_env() as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "map.png", b"1", content_type="image/png", metadata={"by": "me"})
        client.put_object("atlas", "map.txt", b"1", content_type="text/plain")
        exec(block("recent ="), {"client": client})
        assert "map.png {'by': 'me'}\n" == capsys.readouterr().out


def test_the_async_lines_run(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    async def prepare() -> None:
        async with AsyncTigrisHTTP.from_env() as client:
            await client.create_bucket("atlas")
            await client.put_object("atlas", "maps/2.txt", b"22")

    asyncio.run(prepare())
    names: dict[str, object] = {}
    exec(f"async def shown():\n{textwrap.indent(block('async with'), '    ')}    return data", names)
    shown = names["shown"]
    assert callable(shown)
    assert b"1" == asyncio.run(shown())
    assert capsys.readouterr().out.startswith("maps/2.txt 2 20")


def test_the_operation_of_your_own_runs(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    with TigrisHTTP.from_env() as client:
        client.create_bucket("atlas")
    exec(block("class GetBucketLocation"), {"__name__": "readme"})
    assert "LocationConstraint" in capsys.readouterr().out


def test_every_variable_that_is_read_is_documented() -> None:
    section = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
    read = set(re.findall(r'"((?:AWS|TIGRIS)_[A-Z_]+[A-Z0-9])"', "".join(CONFIGURING)))
    assert len(read) > 12
    missing = read - set(re.findall(r"(?:AWS|TIGRIS)_[A-Z_]+[A-Z0-9]", section))
    assert not missing, "the table of README.md, Configuration, must name these"


def test_the_pytest_fixture_works(tmp_path: Path, pytester_command: list[str]) -> None:
    (tmp_path / "test_report.py").write_text(block("pytest.fixture"), "utf-8")
    done = subprocess.run(pytester_command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.fixture
def pytester_command() -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]


def test_every_method_is_in_the_table() -> None:
    table = OPERATIONS.partition("\n## Methods\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)\(", table))
    methods = {name for name in dir(TigrisHTTP) if not name.startswith("_")}
    none_left(
        methods - named - {"close", "from_env", "from_profile", "scoped"},
        "add a row to Methods in tigris_http/operations/README.md",
    )
    none_left(named - methods, "no such method: remove its row in tigris_http/operations/README.md")


def test_a_tree_goes_up_and_comes_down(
    tigris: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(b"<p>")
    with TigrisHTTP.from_env() as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "www/old.html", b"1")
        exec(block("dry_run=True)"), {"client": client})
    assert "upload www/index.html\ndelete www/old.html\n" == capsys.readouterr().out
    assert [tmp_path / "copy" / "index.html"] == list((tmp_path / "copy").iterdir())


def test_every_method_for_files_and_trees_is_on_its_page() -> None:
    named = set(re.findall(r"`(\w+)`", TRANSFERS.partition("| Method |")[2].partition("\n\n")[0]))
    actions = (name for names in ACTIONS.values() for name in names)
    methods = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in actions}
    none_left(methods - named, "add a row to the methods in tigris_http/transfers/README.md")
    none_left(named - methods, "no such method: remove it from tigris_http/transfers/README.md")


def test_every_case_of_trees_is_compared_with_other_programs() -> None:
    table = TRANSFERS.partition("\n## Beside other programs\n")[2]
    rows = set(re.findall(r"^\| ((?:up|down): .+?) \|", table, re.MULTILINE))
    cases = {f"{case.way}: {case.name}" for case in CASES}
    none_left(cases ^ rows, "run: python -m tests.benchmarks.transfers.trees")


def test_the_error_tree_is_that_of_the_code() -> None:
    tree = README.partition("```\nTigrisError\n")[2].partition("```")[0]
    documented = textwrap.dedent(errors.__doc__ or "")
    assert tree == textwrap.dedent(documented.partition("    TigrisError\n")[2].partition("\n\n")[0]) + "\n"


def test_every_error_is_in_the_tree() -> None:
    named = set(re.findall(r"(?:├──|└──) (\w+)", README))
    public = (getattr(tigris_http, name) for name in tigris_http.__all__)
    raised = {found.__name__ for found in public if isinstance(found, type) and issubclass(found, errors.TigrisError)}
    assert raised - {"TigrisError"} == named


def test_the_lines_about_files_and_trees_work(
    tigris: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = block("client.restore_prefix").replace("/srv/backup.tar", str(tmp_path / "backup.tar"))
    tmp_path.joinpath("backup.tar").write_bytes(b"tar")
    tmp_path.joinpath("site").mkdir()
    tmp_path.joinpath("site", "new.html").write_bytes(b"new")
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas", snapshot_enabled=True)
        client.put_object("atlas", "www/old.html", b"old")
        exec(code, {"client": client})
        assert {"backup.tar", "www/new.html"} == {each.key for each in client.list_objects_v2("atlas")}
    assert b"new" == tmp_path.joinpath("copy", "new.html").read_bytes()


def test_the_lines_about_hooks_show_each_retry(tigris: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    exec(block("on_retry=note"), names)
    client = names["client"]
    assert isinstance(client, TigrisHTTP)
    tigris.inject(Fault("status", status=503))
    with client:
        client.create_bucket("atlas")
    assert capsys.readouterr().out.startswith("CreateBucket 1 CreateBucket atlas: 503 ")


def test_the_defaults_are_those_of_the_code() -> None:
    policy, timeouts = RetryPolicy(), Timeouts()
    assert (
        f"RetryPolicy(max_attempts={policy.max_attempts}, deadline={policy.deadline}, base={policy.base}, "
        f"cap={policy.cap}, jitter=None" in OPERATIONS
    )
    assert (
        f"Timeouts(connect={timeouts.connect:g}, read={timeouts.read:g}, write={timeouts.write:g}, "
        f"pool={timeouts.pool:g}, total=None)" in OPERATIONS
    )


def test_the_page_of_the_tests_names_each_folder_and_module() -> None:
    named = set(re.findall(r"`([\w.]+)(?:/`|(?<=\.py)`)", FILES["tests/README.md"]))
    entries = {each.name for each in (ROOT / "tests").iterdir() if each.is_dir() or each.suffix == ".py"}
    apart = {"__init__.py", "conftest.py", "__pycache__"}
    none_left(entries - apart - named, "add a row to the tables of tests/README.md")
    none_left(named - entries, "not there: remove it from tests/README.md")
