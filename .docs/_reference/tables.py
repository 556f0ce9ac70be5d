"""Tables of rendered pages, prepared for narrow screens by `.docs/_static/site.css`."""

from __future__ import annotations

import html
import re
from itertools import zip_longest

ROOM = 60
"""Characters of a row that fit side by side on a telephone."""
_SHORT = re.compile(r'<span class="pre">([^<]{1,32})</span>')
_TABLE = re.compile(r'<table class="docutils([^"]*)">(.*?)</table>', re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r"<td([^>]*)>(.*?)</td>", re.DOTALL)


def prepared(body: str) -> str:
    """Return a page whose wide tables stack, and whose short code is not broken."""
    return _TABLE.sub(_table, _SHORT.sub(r'<span class="pre short">\1</span>', body))


def _table(found: re.Match[str]) -> str:
    classes, inside = found.groups()
    heads = [_text(head) for head in _HEAD.findall(inside)]
    rows = [[_text(cell) for _, cell in _CELL.findall(row)] for row in _ROW.findall(inside)]
    widths = [max(map(len, column)) for column in zip_longest(heads, *rows, fillvalue="")]
    if sum(widths) <= ROOM or (len(heads) == 2 and min(widths) < ROOM / 2):
        return found[0]
    return f'<table class="docutils stacks{classes}">{_ROW.sub(lambda row: _labelled(row[0], heads), inside)}</table>'


def _labelled(row: str, heads: list[str]) -> str:
    names = iter(heads)

    def labelled(cell: re.Match[str]) -> str:
        name = html.escape(next(names))
        return f'<td{cell[1]} data-label="{name}">{cell[2]}</td>' if _text(cell[2]) else cell[0]

    return _CELL.sub(labelled, row)


def _text(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked)).strip()
