"""Forms, workflows and updates below `.github`: read as YAML, and held to what they must have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".github"
FILES = sorted(each for each in HOME.rglob("*") if each.suffix in {".yml", ".yaml"})
FORMS = [HOME / "ISSUE_TEMPLATE" / name for name in ("bug.yml", "feature.yml")]
WORKFLOWS = sorted((HOME / "workflows").iterdir())
FIELDS = {"checkboxes", "dropdown", "input", "markdown", "textarea"}


class _Strict(yaml.SafeLoader):  # type: ignore[misc]
    """Refuses a key that comes twice: the last one would win without a word."""


def _mapping(loader: Any, node: Any) -> dict[object, object]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice, f"line {node.start_mark.line + 1}: {twice} twice"
    found: dict[object, object] = yaml.SafeLoader.construct_mapping(loader, node, deep=True)
    return found


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), _Strict)


def triggers(workflow: Any) -> dict[str, Any]:
    """Return `on`, which YAML 1.1 reads as true."""
    found: dict[str, Any] = workflow[True]
    return found


def steps(workflow: Any) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HOME).as_posix())
def test_each_file_is_yaml_without_a_key_twice(file: Path) -> None:
    assert isinstance(read(file), dict)
    assert "\t" not in file.read_text("utf-8")


def test_a_key_that_comes_twice_is_found() -> None:
    with pytest.raises(AssertionError, match="'a'"):
        yaml.load("a: 1\na: 2\n", _Strict)


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_a_form_has_what_the_schema_of_forms_asks_for(file: Path) -> None:
    form = read(file)
    assert {"name", "description", "labels", "body"} == form.keys()
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert sorted(set(ids)) == sorted(ids)
    for field in form["body"]:
        assert field["type"] in FIELDS
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        if field["type"] == "markdown":
            assert {"value"} == field["attributes"].keys()
            continue
        assert re.fullmatch(r"[\w-]+", field["id"])
        assert field["attributes"]["label"]
        assert field.get("validations", {}).keys() <= {"required"}
        for option in field["attributes"].get("options", []):
            assert isinstance(option, dict if field["type"] == "checkboxes" else str)
    assert any(field.get("validations", {}).get("required") for field in form["body"])


def test_the_form_of_a_bug_asks_for_commands_that_exist() -> None:
    """`tests/cli/test_versions.py` and `test_verify_service.py` show that these print no secrets."""
    fields = {field["id"]: field for field in read(FORMS[0])["body"] if "id" in field}
    labels = {name: field["attributes"]["label"] for name, field in fields.items()}
    assert "Output of `tigris-http --version --debug`" == labels["versions"]
    assert fields["versions"]["validations"]["required"]
    command = re.search(r"`python (examples/\w+\.py) --json`", labels["service"])
    assert command is not None
    assert (ROOT / command[1]).is_file()
    assert fields["secrets"]["attributes"]["options"][0]["required"]


def test_holes_are_reported_in_private() -> None:
    assert read(HOME / "ISSUE_TEMPLATE" / "config.yml") == {"blank_issues_enabled": False}
    assert ".github/SECURITY.md" in FORMS[0].read_text("utf-8")
    assert "Do not open a public issue" in (HOME / "SECURITY.md").read_text("utf-8")


@pytest.mark.parametrize("file", [*FILES, HOME / "SECURITY.md"], ids=lambda file: file.name)
def test_nothing_names_an_address_of_this_repository(file: Path) -> None:
    """It has none that all its copies share."""
    assert not re.search(r"https?://(www\.)?git(hub|lab)\.", file.read_text("utf-8"))


# -- workflows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_reads_by_default_and_has_limits(file: Path) -> None:
    workflow = read(file)
    assert {"contents": "read"} == workflow["permissions"]
    for name, job in workflow["jobs"].items():
        assert "uses" in job or job["timeout-minutes"] <= 90, name
    text = file.read_text("utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    # A text of others in a script would be run: names of branches, titles.
    assert not [step for step in steps(workflow) if "${{ github." in step.get("run", "")]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_each_action_has_a_version_and_each_script_exists(file: Path) -> None:
    workflow = read(file)
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|release/v\d+)", each) for each in used), used
    called = [job["uses"] for job in workflow["jobs"].values() if "uses" in job]
    assert all((ROOT / each).is_file() and "workflow_call" in triggers(read(ROOT / each)) for each in called)
    scripts = {name for step in steps(workflow) for name in re.findall(r"\.ci/[\w.]+", step.get("run", ""))}
    assert scripts
    assert all((ROOT / name).is_file() for name in scripts)


def test_a_release_is_tested_built_attested_and_published_in_this_order() -> None:
    workflow = read(HOME / "workflows" / "release.yml")
    assert {"push": {"tags": ["v*"]}} == triggers(workflow)
    jobs = workflow["jobs"]
    assert ["check", "build", "attest", "publish", "release"] == list(jobs)
    assert [None, "check", "build", "attest", "publish"] == [job.get("needs") for job in jobs.values()]
    assert "./.github/workflows/ci.yml" == jobs["check"]["uses"]
    assert any('.ci/package --tag "$GITHUB_REF_NAME"' in step.get("run", "") for step in jobs["build"]["steps"])
    assert "permissions" not in jobs["build"], "what runs code of dependencies has no rights"
    (attest,) = [step for step in jobs["attest"]["steps"] if step["uses"].startswith("actions/attest")]
    assert ["dist/python/*", "dist/program/*"] == attest["with"]["subject-path"].split()
    assert {"attestations": "write", "id-token": "write"} == jobs["attest"]["permissions"]
    assert ({"id-token": "write"}, "pypi") == (jobs["publish"]["permissions"], jobs["publish"]["environment"])
    publish = jobs["publish"]["steps"][-1]
    assert publish["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert {"packages-dir": "dist/python/"} == publish["with"], "trusted publishing needs no password"


def test_updates_come_for_actions_for_the_package_and_for_the_tools_that_build_it() -> None:
    updates = read(HOME / "dependabot.yml")
    assert 2 == updates["version"]
    found = {(each["package-ecosystem"], each["directory"]): each for each in updates["updates"]}
    assert {("github-actions", "/"), ("pip", "/"), ("pip", "/.ci")} == found.keys()
    assert "increase-if-necessary" == found["pip", "/"]["versioning-strategy"]
    allowed = {each["dependency-name"] for each in found["pip", "/.ci"]["allow"]}
    tools = re.findall(r"^([a-z-]+)==", (ROOT / ".ci" / "package.txt").read_text("utf-8"), re.MULTILINE)
    lowest = re.findall(r"^([a-z\d-]+)==", (ROOT / ".ci" / "lowest.txt").read_text("utf-8"), re.MULTILINE)
    assert set(tools) == allowed
    assert not allowed & set(lowest), "the lowest versions stay"
