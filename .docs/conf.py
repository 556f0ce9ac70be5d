"""Settings of the documentation: `.ci/document` builds it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from _reference import names, pages, pictures  # noqa: E402
from sphinx.ext.autodoc.mock import mock  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

import tigris_http  # noqa: E402

project = "tigris_http"
copyright = "the authors of tigris_http, Apache-2.0"  # noqa: A001
version = release = tigris_http.__version__
PAGES = {
    "../manifests/README.md": "manifests.md",
    "../ray/README.md": "ray.md",
    "../torch/README.md": "training.md",
}
"""The pages here of the files that READMEs name."""
extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True
nitpick_ignore_regex = [("py:class", ".*"), ("py:exc", ".*")]
"""Types of the standard library in signatures. Links in the text are of the role `py:obj`, and must lead somewhere."""
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
toc_object_entries_show_parents = "hide"
html_theme = "furo"
html_title = f"tigris_http {release}"
html_show_sphinx = False
html_copy_source = False
with mock(["cloudpickle", "dask", "distributed", "pyarrow", "ray", "torch"]):
    pages.write(HERE / "reference", names.INTEGRATIONS)
pictures.write(HERE / "pictures")


def setup(app: Any) -> None:
    """Let the links of pages that stand beside their code lead to the pages here."""
    app.connect("include-read", _relink)
    app.connect("source-read", _show_pictures)


def _relink(_app: object, _path: Path, _page: str, text: list[str]) -> None:
    page = text[0].replace("](../../.docs/", "](")
    for name, instead in PAGES.items():
        page = page.replace(f"]({name}", f"]({instead}")
    text[0] = re.sub(r"\[([^\]]+)\]\(\.\./\.\./examples/[^)]+\)", r"\1", page)  # programs are not on the site


def _show_pictures(_app: object, _page: str, text: list[str]) -> None:
    text[0] = pictures.for_both_themes(text[0])
