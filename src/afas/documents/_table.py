"""A table of words, in Markdown or in HTML; what people typed into it stays text."""

from collections.abc import Sequence
from html import escape

__all__ = ["html", "markdown"]


def markdown(cells: Sequence[Sequence[str]], figures_from: int | None = None) -> str:
    r"""The table in Markdown; the first line holds the heads.

    Args:
        cells: line by line.
        figures_from: the first column of figures, set to the right; None for none.

    >>> print(markdown([["a", "b"], ["x|y", "1"]], figures_from=1))
    | a | b |
    |---|---:|
    | x\|y | 1 |
    """
    head, *lines = ["| " + " | ".join(_one_line(cell) for cell in line) + " |" for line in cells]
    marks = ("---:|" if figures_from is not None and rank >= figures_from else "---|" for rank in range(len(cells[0])))
    return "\n".join([head, "|" + "".join(marks), *lines])


def _one_line(cell: str) -> str:
    return " ".join(cell.split("\n")).replace("|", "\\|") if "|" in cell or "\n" in cell else cell


def html(cells: Sequence[Sequence[str]]) -> str:
    """The table in HTML, everything in it escaped.

    >>> html([["a"], ["<b>"]])
    '<table><tr><th>a</th></tr><tr><td>&lt;b&gt;</td></tr></table>'
    """
    head, *lines = cells
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    return "<table><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + f"</tr>{body}</table>"
