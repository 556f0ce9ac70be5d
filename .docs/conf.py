"""Settings of the documentation: `.ci/document` builds it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # the package beside this folder, whichever is installed

from _reference import links, names, pages, pictures, tables  # noqa: E402
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
FOREIGN = {"coming-from"}
"""Pages with names of other packages that are also names here."""
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
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
with mock(["cloudpickle", "dask", "distributed", "pyarrow", "ray", "torch"]):
    pages.write(HERE / "reference", names.INTEGRATIONS)
pictures.write(HERE / "pictures")


def setup(app: Any) -> None:
    app.connect("include-read", _included)
    app.connect("source-read", _read)
    app.connect("html-page-context", _rendered)


def _included(_app: object, path: Path, page: str, text: list[str]) -> None:
    """Let the links of pages that stand beside their code lead to the pages here."""
    included = text[0].replace("](../../.docs/", "](")
    for name, instead in PAGES.items():
        included = included.replace(f"]({name}", f"]({instead}")
    included = re.sub(r"\[([^\]]+)\]\(\.\./\.\./examples/[^)]+\)", r"\1", included)  # programs are not on the site
    text[0] = included if "cli" in path.parts else links.with_links(included)


def _read(_app: object, page: str, text: list[str]) -> None:
    if "/" not in page:
        text[0] = links.with_links(pictures.for_both_themes(text[0]), only_calls=page in FOREIGN)


def _rendered(_app: object, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    if "body" in context:
        context["body"] = tables.prepared(context["body"])
    if page.startswith("reference/methods_"):  # both clients have each method: list it once
        context["toc"] = re.sub(r'<li><a [^>]*href="#tigris_http\.AsyncTigrisHTTP\..*?</li>\s*', "", context["toc"])
