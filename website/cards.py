"""Tables of four columns or more, which a phone cannot hold: cells know their headings, so that rows become cards."""

import re
from typing import Final

__all__ = ["COLUMNS", "as_cards"]

COLUMNS: Final = 4
"""As many columns as make a table too wide for a phone."""
_TABLE: Final = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD: Final = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<td(?=[ >])")
_TAG: Final = re.compile(r"<[^>]+>")


def as_cards(html: str) -> str:
    """The page, its wide tables ready to be shown as cards (`data-cards`, `data-label`) by the style sheet."""
    return _TABLE.sub(lambda found: _labelled(found[0]), html)


def _labelled(table: str) -> str:
    heads = [_TAG.sub("", head).strip().replace('"', "&quot;") for head in _HEAD.findall(table)]
    if len(heads) < COLUMNS:
        return table

    def row(found: re.Match[str]) -> str:
        labels = iter(heads)
        return _CELL.sub(lambda _: f'<td data-label="{next(labels, "")}"', found[0])

    return _ROW.sub(row, table).replace("<table>", "<table data-cards>", 1)
