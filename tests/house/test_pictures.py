"""The pictures and figures of README.md and CONTRIBUTING.md are current; pictures are self-contained and readable."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / ".github" / "assets"
SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "draw"))
for _name in ("base", "figures", "get"):
    SCRIPT = {**vars(sys.modules[f"pictures.{_name}"]), **SCRIPT}
OUTPUTS: dict[Path, str] = SCRIPT["outputs"]()
PICTURES = [path for path in OUTPUTS if path.suffix == ".svg"]
SHOWING = (ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md", *sorted((ROOT / ".docs").glob("*.md")))
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in SHOWING}
SVG = "{http://www.w3.org/2000/svg}"
ON_BACKGROUNDS = {"text": ("back", "box", "pure", "band"), "muted": ("back", "box", "pure", "band"), "bad": ("band",)}
FILLED = ("ours", "peer", "fork")


def figures() -> dict[str, Any]:
    found: dict[str, Any] = SCRIPT["json"].loads(SCRIPT["FIGURES"].read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.name)
def test_pictures_and_figures_are_current(path: Path) -> None:
    assert OUTPUTS[path] == path.read_text("utf-8"), "run: .venv/bin/python .ci/draw"


def test_a_figure_of_another_run_is_replaced() -> None:
    page, found = PAGES["README.md"], figures()
    altered = page.replace(f"| {SCRIPT['values'](found)['bundle']} µs |", "| 99,999 µs |")
    assert page != altered
    assert page == SCRIPT["filled"](altered, found)
    with pytest.raises(ValueError, match="must have this sentence once, not 0 times"):
        SCRIPT["filled"](page.replace("CPU of a GET", "CPU for a GET"), found)


def test_every_speed_in_the_front_page_is_filled_in() -> None:
    claims = "".join(SCRIPT["CLAIMS"])
    stated = re.findall(r"[\d.,]+ (?:µs|MB)|\d\.\d\d (?=of boto3)", PAGES["README.md"])
    assert len(stated) == len(re.findall(r"\} (?:µs|MB)|part\} of boto3", claims))


def test_measurements_are_medians_of_seven_rounds() -> None:
    found = figures()
    rounds: dict[str, int] = found["rounds"]
    assert {"bench_start", "bench_calls", "bench_async", "bench_bundle", "bench_many"} <= set(rounds)
    assert found["figures"].keys() == set(rounds)
    assert min(rounds.values()) >= 7


@pytest.mark.parametrize("call", SCRIPT["CALLS"])
def test_the_chart_shows_each_measured_call_beside_its_peers(call: str) -> None:
    found = figures()
    found["figures"]["bench_calls"] = [
        {"call": each, "subject": name, "tls": tls, "microseconds": 1000.0 * number + (0.5 if tls else 0)}
        for each in ("GET", call)
        for number, name in enumerate(SCRIPT["CALLERS"], 1)
        for tls in (False, True)
    ]
    shown = dict(SCRIPT["panels_of"](found))
    title = SCRIPT["CALLS"][call]
    assert [("tigris_http", 1000.0), ("obstore", 2000.0), ("minio", 3000.0), ("boto3", 4000.0)] == shown[title]
    assert title in SCRIPT["bars"](found).written()


def test_a_call_without_figures_has_no_part_in_the_chart() -> None:
    found = figures()
    found["figures"]["bench_calls"] = [row for row in found["figures"]["bench_calls"] if row["call"] == "GET"]
    titles = [title for title, _ in SCRIPT["panels_of"](found)]
    assert SCRIPT["CALLS"]["GET"] in titles
    assert not {*titles} & {title for call, title in SCRIPT["CALLS"].items() if call != "GET"}


def test_every_picture_is_drawn_and_shown() -> None:
    assert set(PICTURES) == set(ASSETS.glob("*.svg"))
    for path in PICTURES:
        assert any(re.search(rf"!\[[^\]]{{20,}}\]\([\w./]*assets/{path.name}\)", page) for page in PAGES.values()), path


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_says_its_meaning_in_words(path: Path) -> None:
    root = ET.fromstring(path.read_text("utf-8"))
    assert "title desc" == root.get("aria-labelledby")
    assert ["title", "desc"] == [child.get("id") for child in root[:2]]
    assert all((child.text or "").strip() for child in root[:2])


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_loads_and_runs_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"\w+://[^\"' ]+", text)
    assert not re.search(r"href|@import|@font-face|url\(|<!|\bon\w+=", text)
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(text).iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "path", "circle", "text"}


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_texts_and_bars_stand_out_from_their_background(theme: str) -> None:
    """By the contrast ratios of WCAG 2: 4.5 for text, 3 for shapes."""
    colours: dict[str, str] = SCRIPT[theme]
    for ink, backgrounds in ON_BACKGROUNDS.items():
        for background in backgrounds:
            assert contrast(colours[ink], colours[background]) >= 4.5, (ink, background)
    for shape in FILLED:
        assert contrast(colours[shape], colours["back"]) >= 3, shape


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_text_too_long_for_its_room_is_refused() -> None:
    picture = SCRIPT["Picture"](50, "A title", "A description")
    with pytest.raises(ValueError, match="too long for its room"):
        picture.text(20, 20, "x" * 200)


def test_every_file_in_the_sequence_exists() -> None:
    named = [file for _, file in SCRIPT["LANES"] if file]
    named += [file for each in SCRIPT["GET"] if each[0] == "note" for file in each[3].split(", ")]
    assert len(named) > 8
    assert [] == [file for file in named if not (ROOT / "tigris_http" / file).is_file()]


def test_the_conditions_of_the_figures_name_no_host_and_no_path() -> None:
    text = SCRIPT["FIGURES"].read_text("utf-8")
    assert "/" not in text
    machine: dict[str, Any] = SCRIPT["json"].loads(text)["machine"]
    assert {"processor", "cores", "python"} == set(machine)
