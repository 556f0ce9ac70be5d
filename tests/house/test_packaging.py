"""The version has one place, and the checks of `.ci/package` find mistakes. `.ci/run` runs the script itself."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import time
from importlib import metadata
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import tigris_http
from tigris_http import TigrisHTTP, _version
from tigris_http.cli.main import main
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`.ci/package` as a module. It changes the time zone of its process."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TZ", os.environ.get("TZ", "UTC"))
    loader = SourceFileLoader("package_script", str(ROOT / ".ci" / "package"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, loader.name, module)
    loader.exec_module(module)
    yield module
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


# -- the version ------------------------------------------------------------------------------------------------------


def test_the_version_is_written_in_one_place() -> None:
    version = _version.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version)
    places = {
        file.relative_to(ROOT).as_posix()
        for file in [*(ROOT / "tigris_http").rglob("*.py"), ROOT / "pyproject.toml"]
        if f'"{version}"' in file.read_text("utf-8")
    }
    assert {"tigris_http/_version.py"} == places
    assert 'dynamic = ["version"]' in PYPROJECT
    assert 'version = { attr = "tigris_http._version.__version__" }' in PYPROJECT


def test_all_that_show_the_version_show_this_one(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    version = _version.__version__
    assert version == tigris_http.__version__
    assert version == metadata.version("tigris-http"), "install the package again"
    assert 0 == main(["--version"])
    assert f"tigris-http {version}" == capfdbinary.readouterr().out.decode().strip()
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.create_bucket("atlas")
        (request,) = emulator.requests[-1:]
    assert str(request.header("user-agent")).startswith(f"tigris-http/{version} ")


# -- what `.ci/package` finds ------------------------------------------------------------------------------------------

SOURCES = ("tigris_http/__init__.py", "tigris_http/__init__.pyi", "tigris_http/py.typed")
INFO = ("tigris_http-0.1.0.dist-info/METADATA", "tigris_http-0.1.0.dist-info/licenses/LICENSE")


def test_a_wheel_with_all_sources_and_nothing_else_is_right(script: Any) -> None:
    assert [] == script.wheel_problems([*SOURCES, *INFO], SOURCES)


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ("tests/conftest.py", "none of the package"),
        ("tigris_http/tests/test_a.py", "not in the repository"),
        ("tigris_http/__pycache__/a.cpython-311.pyc", "not in the repository"),
        ("tigris_http/old.py", "not in the repository"),
        ("tigris_http-0.1.0.dist-info/.DS_Store", "has tigris_http-0.1.0.dist-info/.DS_Store"),
    ],
)
def test_a_wheel_with_more_is_refused(script: Any, added: str, problem: str) -> None:
    assert problem in "; ".join(script.wheel_problems([*SOURCES, *INFO, added], SOURCES))


@pytest.mark.parametrize("gone", [*SOURCES, INFO[1]])
def test_a_wheel_that_lacks_something_is_refused(script: Any, gone: str) -> None:
    found = script.wheel_problems([name for name in (*SOURCES, *INFO) if name != gone], SOURCES)
    assert found
    assert any("lacks" in problem or "has no" in problem for problem in found)


@pytest.mark.parametrize("gone", ["pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "tigris_http/py.typed"])
def test_an_sdist_that_a_build_would_miss_something_of_is_refused(script: Any, gone: str) -> None:
    whole = {*SOURCES, "pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "setup.cfg"}
    assert [] == script.sdist_problems(whole, SOURCES)
    assert [f"the sdist lacks {gone}"] == script.sdist_problems(whole - {gone}, SOURCES)
    assert script.sdist_problems({*whole, "tests/test_a.py"}, SOURCES)


def test_each_file_of_the_package_that_git_knows_is_shipped_or_a_page(script: Any) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "tigris_http"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert 200 < len(listed)
    assert {"README.md"} >= {Path(name).name for name in listed if not script.is_shipped(name)}


def test_an_sdist_is_written_with_one_time_and_without_its_builder(script: Any, tmp_path: Path) -> None:
    found: list[bytes] = []
    for when, user in ((1, "root"), (1_600_000_000, "someone")):
        sdist = tmp_path / "a.tar.gz"
        with tarfile.open(sdist, "w:gz") as tar:
            for name in ("a/z.py", "a/b.py") if when == 1 else ("a/b.py", "a/z.py"):
                member = tarfile.TarInfo(name)
                member.mtime, member.uname, member.uid, member.size = when, user, when % 1000, 3
                member.mode = 0o640 if when == 1 else 0o664
                tar.addfile(member, io.BytesIO(b"abc"))
        script.normalise(sdist)
        found.append(sdist.read_bytes())
    assert found[0] == found[1]
    with tarfile.open(tmp_path / "a.tar.gz") as tar:
        assert ["a/b.py", "a/z.py"] == tar.getnames()
        assert {(1_700_000_000, 0, "", 0o644)} == {(each.mtime, each.uid, each.uname, each.mode) for each in tar}


def test_a_program_has_the_same_bytes_wherever_and_whenever_it_is_made(script: Any, tmp_path: Path) -> None:
    found: list[bytes] = []
    for number, mode in enumerate((0o600, 0o664)):
        folder = tmp_path / f"folder {number}"
        (folder / "inner").mkdir(parents=True)
        (folder / "__main__.py").write_text("print('it runs')", "utf-8")
        (folder / "inner" / "data").write_bytes(b"x")
        (folder / "__main__.py").chmod(mode)
        os.utime(folder / "inner" / "data", (number + 1e9, number + 1e9))
        script.write_zipapp(folder, tmp_path / f"{number}.pyz")
        found.append((tmp_path / f"{number}.pyz").read_bytes())
    assert found[0] == found[1]
    done = subprocess.run([sys.executable, tmp_path / "0.pyz"], capture_output=True, text=True, check=True)
    assert "it runs\n" == done.stdout


def test_a_tag_of_another_version_is_refused(script: Any) -> None:
    wheel = Path(f"tigris_http-{_version.__version__}-py3-none-any.whl")
    script.check_version(wheel, None)
    script.check_version(wheel, f"v{_version.__version__}")
    with pytest.raises(SystemExit, match=re.escape(f"tag v{_version.__version__}")):
        script.check_version(wheel, "v99.0.0")
    with pytest.raises(SystemExit, match="another one"):
        script.check_version(Path("tigris_http-99.0.0-py3-none-any.whl"), None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"bomFormat": "other"}, "not CycloneDX"),
        ({"components": [{"name": "httpx"}]}, "lacks some"),
        ({"components": [{"name": name} for name in ("httpx", "requests-aws4auth", "defusedxml", "pip")]}, "has pip"),
        ({"externalReferences": [{"url": "file:///root/a.whl"}]}, "paths of this machine"),
    ],
)
def test_a_list_of_dependencies_is_checked(
    script: Any, tmp_path: Path, change: dict[str, Any], problem: str | None
) -> None:
    right = {
        "bomFormat": "CycloneDX",
        "components": [{"name": n} for n in ("httpx", "requests-aws4auth", "defusedxml")],
    }
    (tmp_path / "bom").write_text(json.dumps({**right, **change}), "utf-8")
    if problem is None:
        script.check_bom(tmp_path / "bom")
        return
    with pytest.raises(SystemExit, match=problem):
        script.check_bom(tmp_path / "bom")


def test_the_tools_have_exact_versions() -> None:
    lines = [line for line in (ROOT / ".ci" / "package.txt").read_text("utf-8").splitlines() if line[:1] != "#"]
    assert ["build", "cyclonedx-bom", "setuptools", "twine"] == [line.partition("==")[0] for line in lines]
    assert all(re.fullmatch(r"[a-z-]+==[\d.]+", line) for line in lines)
    least = re.search(r'requires = \["setuptools>=(\d+)"\]', PYPROJECT)
    assert least is not None
    (setuptools,) = [line for line in lines if line.startswith("setuptools")]
    assert int(least[1]) <= int(setuptools.partition("==")[2].partition(".")[0])
