"""The pictures of `.github/assets` for both themes of the site. A reader can choose a theme that the system has not."""

from __future__ import annotations

import re
from pathlib import Path

ASSETS = Path(__file__).parents[2] / ".github" / "assets"
_STYLE = re.compile(r"(<style>.*?)@media \(prefers-color-scheme:dark\)\{(.*)\}(</style>)", re.DOTALL)
_SHOWN = re.compile(r"!\[([^\]]+)\]\(\.\./\.github/assets/(\w+)\.svg\)")


def write(folder: Path) -> None:
    """Write each picture once for light pages and once for dark ones."""
    folder.mkdir(exist_ok=True)
    for file in ASSETS.glob("*.svg"):
        text = file.read_text("utf-8")
        light, count = _STYLE.subn(r"\1\3", text)
        if count != 1:
            raise ValueError(f"{file.name} has no colours for dark pages")
        folder.joinpath(f"{file.stem}.light.svg").write_text(light, "utf-8")
        folder.joinpath(f"{file.stem}.dark.svg").write_text(_STYLE.sub(r"\1\2\3", text), "utf-8")


def for_both_themes(page: str) -> str:
    """Return a page that shows the picture of the reader's theme."""
    return _SHOWN.sub(
        r"![\1](pictures/\2.light.svg){.only-light}\n![\1](pictures/\2.dark.svg){.only-dark}",
        page,
    )
