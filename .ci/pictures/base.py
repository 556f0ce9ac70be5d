"""The canvas of all pictures, with colours for light and dark pages."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 800
LIGHT = {
    "back": "#ffffff", "line": "#d1d9e0", "text": "#1f2328", "muted": "#59636e", "box": "#f6f8fa", "pure": "#dff3e4",
    "edge": "#818b98", "ours": "#0969da", "peer": "#818b98", "bad": "#bc4c00", "band": "#f6f8fa", "fork": "#8250df",
}  # fmt: skip
DARK = {
    "back": "#0d1117", "line": "#3d444d", "text": "#f0f6fc", "muted": "#9198a1", "box": "#151b23", "pure": "#12301f",
    "edge": "#7d8590", "ours": "#58a6ff", "peer": "#656c76", "bad": "#f0883e", "band": "#151b23", "fork": "#bc8cff",
}  # fmt: skip
SANS = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
ADVANCE = {"mono": 0.605, "bold": 0.66, "": 0.59}
"""Widths of one character, in parts of the font size."""


class Picture:
    """An SVG under way."""

    def __init__(self, height: float, title: str, description: str) -> None:
        size = {"width": str(WIDTH), "height": number(height), "viewBox": f"0 0 {WIDTH} {number(height)}"}
        names = {"role": "img", "aria-labelledby": "title desc"}
        self.height = height
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **names})
        ET.SubElement(self.root, "title", {"id": "title"}).text = title
        ET.SubElement(self.root, "desc", {"id": "desc"}).text = description
        ET.SubElement(self.root, "style").text = style()
        self.rect(0.5, 0.5, WIDTH - 1, height - 1, "back line", radius=6)

    def add(self, tag: str, classes: str, **attributes: float | str) -> ET.Element:
        values = {name.replace("_", "-"): number(value) for name, value in attributes.items()}
        return ET.SubElement(self.root, tag, {"class": classes, **values})

    def rect(self, x: float, y: float, width: float, height: float, classes: str, radius: float = 4) -> None:
        self.add("rect", classes, x=x, y=y, width=width, height=height, rx=radius)

    def path(self, steps: str, classes: str) -> None:
        self.add("path", classes, d=steps)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        classes: str = "t",
        *,
        size: float = 13,
        anchor: str = "start",
        room: float = 0,
    ) -> None:
        """Write one line; `room` is the width that it has, by default up to the border."""
        extent = width_of(words, classes, size)
        left = {"start": x, "middle": x - extent / 2, "end": x - extent}[anchor]
        if extent > (room or WIDTH) or left < 6 or left + extent > WIDTH - 6:
            raise ValueError(f"too long for its room: {words!r} takes {extent:.0f} px of {room or WIDTH:.0f}")
        self.add("text", classes, x=x, y=y, font_size=size, text_anchor=anchor).text = words

    def arrow(self, x: float, y: float, to: float, classes: str) -> None:
        """Draw a horizontal arrow with its head."""
        back = 7 if to > x else -7
        self.path(f"M{number(x)} {number(y)}H{number(to - back)}", classes)
        self.path(f"M{number(to)} {number(y)}l{-back} -4v8z", "head")

    def written(self) -> str:
        ET.indent(self.root, " ")
        return ET.tostring(self.root, encoding="unicode") + "\n"


def number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def width_of(words: str, classes: str, size: float) -> float:
    kind = next((name for name in ("mono", "bold") if name in classes.split()), "")
    return len(words) * ADVANCE[kind] * size


def style() -> str:
    fixed = (
        f"text{{font-family:{SANS}}}.mono{{font-family:{MONO}}}.bold{{font-weight:600}}"
        "path{fill:none;stroke-width:1.5}.dash{stroke-dasharray:5 4}.thick{stroke-width:3}"
    )
    return f"{fixed}{colours(LIGHT)}@media (prefers-color-scheme:dark){{{colours(DARK)}}}"


def colours(of: dict[str, str]) -> str:
    filled = "".join(f".{name}{{fill:{of[name]}}}" for name in ("back", "box", "pure", "ours", "peer", "band", "fork"))
    return (
        f"{filled}.line{{stroke:{of['line']}}}.t{{fill:{of['text']}}}.m{{fill:{of['muted']}}}.b{{fill:{of['bad']}}}"
        f".c{{fill:{of['ours']}}}.f{{fill:{of['fork']}}}.edge{{stroke:{of['edge']}}}.head{{fill:{of['edge']};stroke:none}}"
        f".so{{stroke:{of['ours']}}}.sf{{stroke:{of['fork']}}}"
    )
