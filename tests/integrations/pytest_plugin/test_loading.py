"""The plugin costs nothing until a fixture is used, and pytest shows it in its help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tigris_http import pytest_plugin

from .conftest import Inner

pytest_plugins = ["pytester"]

LOADED = """
import sys
import pytest
status = pytest.main(sys.argv[1:])
print("\\nloaded", *sorted(sys.modules))
sys.exit(status)
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that are loaded after a run of pytest in a process of its own."""
    command = [sys.executable, "-c", LOADED, "-q", "-W", "error", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("only", ["--collect-only", "--fixtures", "--durations=1"])
def test_without_its_fixtures_nothing_is_loaded_but_the_plugin(tmp_path: Path, only: str) -> None:
    tmp_path.joinpath("test_plain.py").write_text("def test_plain(tmp_path): pass", "utf-8")
    bare = loaded(tmp_path, only, "-p", "no:tigris")
    assert not {name for name in bare if name.startswith("tigris_http")}
    plugin = {"tigris_http", "tigris_http._version", "tigris_http.pytest_plugin"}
    assert plugin == loaded(tmp_path, only) - bare


def test_a_fixture_of_the_emulator_loads_no_client(tmp_path: Path) -> None:
    tmp_path.joinpath("test_it.py").write_text("def test_it(tigris_emulator): assert tigris_emulator.port", "utf-8")
    modules = loaded(tmp_path)
    assert "tigris_http.emulator.emulator" in modules
    assert "httpx" not in modules
    assert not {name for name in modules if name.startswith(("tigris_http._client", "tigris_http._transport"))}


def test_without_the_plugin_its_fixtures_are_unknown(inner: Inner) -> None:
    result = inner.run("def test_a_bucket(tigris_bucket): pass", "-p", "no:tigris")
    assert {"errors": 1} == result.parseoutcomes()
    result.stdout.fnmatch_lines(["E*fixture 'tigris_bucket' not found"])


def test_the_package_is_imported_as_outside_of_pytest(tmp_path: Path) -> None:
    """pytest rewrites the assertions of all modules beside a plugin, which is slow and fails in threads."""
    loader = "type(tigris_http.errors.__loader__).__name__"
    source = f"import tigris_http.errors\ndef test_it(): assert 'SourceFileLoader' == {loader}"
    tmp_path.joinpath("test_it.py").write_text(source, "utf-8")
    # Where the package is found first, its metadata lists all modules, as those of an installed package do.
    info = tmp_path / "tigris_http-0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text("Name: tigris-http\nVersion: 0\n", "utf-8")
    info.joinpath("entry_points.txt").write_text("[pytest11]\ntigris = tigris_http.pytest_plugin\n", "utf-8")
    info.joinpath("RECORD").write_text("tigris_http/__init__.py,,\ntigris_http/errors.py,,\n", "utf-8")
    assert "tigris_http.errors" in loaded(tmp_path)


def test_a_program_may_import_the_package_before_it_runs_tests(tmp_path: Path) -> None:
    tmp_path.joinpath("test_it.py").write_text("def test_it(tigris_bucket): assert tigris_bucket", "utf-8")
    program = "import sys, pytest, tigris_http; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider']))"
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_help_has_the_option_and_the_setting(inner: Inner) -> None:
    result = inner.run("", "--help")
    result.stdout.fnmatch_lines(["Tigris object storage:", "  --tigris-endpoint=URL", "  tigris_endpoint (string):*"])
    assert pytest.ExitCode.OK == result.ret


def test_each_fixture_has_its_documentation(inner: Inner) -> None:
    result = inner.run("", "--fixtures")
    for name in ("emulator", "service", "client", "bucket", "prepared", "fork", "env"):
        result.stdout.re_match_lines([rf"tigris_{name}( \[session scope\])? -- .*pytest_plugin", "    [A-Z].*"])
    result.stdout.fnmatch_lines(["async_tigris_client -- *", "    Open an async client *"])
    assert pytest.ExitCode.OK == result.ret


def test_a_run_without_the_option_has_no_line_about_tigris(inner: Inner) -> None:
    result = inner.run("def test_plain(): pass")
    result.stdout.no_fnmatch_line("tigris:*")
    assert {"passed": 1} == result.parseoutcomes()


def test_the_example_of_the_module_works(inner: Inner) -> None:
    example = (pytest_plugin.__doc__ or "").partition("```python\n")[2].partition("```")[0]
    assert {"passed": 2} == inner.run(example).parseoutcomes()
