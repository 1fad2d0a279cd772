"""Tables, for every width: where a phone cannot hold their columns, rows become cards; a date is not broken."""

import re
from typing import Final

__all__ = ["COLUMNS", "as_cards"]

COLUMNS: Final = 4
"""As many columns as make a table too wide for a phone; one less where a cell is a long name of the code."""
MANY: Final = 8
"""As many as paper takes in small letters."""
_TABLE: Final = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD: Final = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<td(?=[ >])")
_LONG: Final = re.compile(r"<td[^>]*><code>[^<]{16,}</code>")
_TAG: Final = re.compile(r"<[^>]+>")
_DATE: Final = re.compile(r"<td(?=[^>]*>(?:<strong>)?\d{1,2}(?:er)? \w+ \d{4}(?:</strong>)?</td>)")


def as_cards(html: str) -> str:
    """The page, its tables ready for the style sheet.

    Wide ones can be shown as cards (`data-cards`, `data-label`); a cell that holds a date alone is marked `data-date`.
    """
    return _TABLE.sub(lambda found: _DATE.sub("<td data-date", _labelled(found[0])), html)


def _labelled(table: str) -> str:
    heads = [_TAG.sub("", head).strip().replace('"', "&quot;") for head in _HEAD.findall(table)]
    if len(heads) < COLUMNS - (_LONG.search(table) is not None):
        return table

    def row(found: re.Match[str]) -> str:
        labels = iter(heads)
        return _CELL.sub(lambda _: f'<td data-label="{next(labels, "")}"', found[0])

    many = " data-many" if len(heads) >= MANY else ""
    return _ROW.sub(row, table).replace("<table>", f"<table data-cards{many}>", 1)
