"""The life of a declaration as a picture: the happy path downwards, the refusal beside it, each arrow a transition."""

from html import escape
from itertools import pairwise
from typing import Final

from afas.declarations import TRANSITIONS, Status
from afas.text import Text

__all__ = ["HAPPY", "lifecycle"]

HAPPY: Final = (
    Status.TO_ENTER, Status.IN_PROGRESS, Status.CHECKED, Status.VALIDATED, Status.SIGNED, Status.TRANSMITTED,
    Status.ACCEPTED,
)  # fmt: skip
"""The states of a declaration that nothing holds up, in order."""

_WIDE, _HIGH, _STEP, _LEFT, _RIGHT = 168, 36, 80, 8, 292
_TITLE: Final = Text(fr="La vie d’une déclaration", en="The life of a declaration")
_SAID: Final = Text(fr="De haut en bas : {path}. {refusal}", en="From top to bottom: {path}. {refusal}")
_REFUSAL: Final = Text(
    fr="Une déclaration transmise peut être refusée : l’approbateur la contrôle à nouveau, ou la renvoie.",
    en="What is transmitted can be refused: the approver checks it again, or sends it back.",
)


def _label(source: Status, target: Status, locale: str) -> tuple[str, str]:
    """What leads from a state to another, and who does it; a state that nothing leads to is a fault of the drawing."""
    row = next(row for row in TRANSITIONS if row.source is source and row.target is target)
    return row.action.text(locale), row.who.text(locale)


def _box(status: Status, x: int, y: int, locale: str, kind: str = "") -> list[str]:
    words = escape(status.text(locale))
    middle = f'x="{x + _WIDE // 2}" y="{y + _HIGH // 2 + 5}" text-anchor="middle"'
    return [
        f'<rect class="box {kind}" x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="6"/>',
        f'<text class="state" {middle}>{words}</text>',
    ]


def _words(x: int, y: int, label: tuple[str, str]) -> list[str]:
    return [
        f'<text x="{x}" y="{y + 16 * line}">{escape(words)}</text>'
        for line, words in enumerate((label[0], f"({label[1]})"))
    ]


def lifecycle(locale: str) -> str:
    """The picture, with its words beside it for who does not see it; no empty line, as Markdown wants it."""
    tops = {status: 8 + _STEP * rank for rank, status in enumerate(HAPPY)}
    refused = tops[Status.SIGNED]
    tall, middle, edge = tops[Status.ACCEPTED] + _HIGH + 8, _LEFT + _WIDE // 2, _LEFT + _WIDE
    said = _SAID(locale).format(path=", ".join(one.text(locale) for one in HAPPY), refusal=_REFUSAL(locale))
    lines = [
        f'<figure class="afas-drawing"><svg viewBox="0 0 468 {tall}" role="img" aria-label="{escape(said)}">',
        f"<title>{escape(_TITLE(locale))}</title>",
        '<defs><marker id="afas-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    for before, after in pairwise(HAPPY):
        lines.append(f'<path class="arrow" d="M{middle} {tops[before] + _HIGH}V{tops[after] - 1}"/>')
        lines += _words(middle + 10, tops[before] + _HIGH + 19, _label(before, after, locale))
    for status in HAPPY:
        lines += _box(status, _LEFT, tops[status], locale)
    lines += _box(Status.REFUSED, _RIGHT, refused, locale, "refused")
    column = _RIGHT + _WIDE // 2
    sent = tops[Status.TRANSMITTED] + _HIGH // 2
    lines.append(f'<path class="arrow refused" d="M{edge} {sent}H{column}V{refused + _HIGH + 1}"/>')
    lines += _words(column + 8, refused + _HIGH + 22, _label(Status.TRANSMITTED, Status.REFUSED, locale))
    for target, x in ((Status.CHECKED, _RIGHT + 30), (Status.IN_PROGRESS, _RIGHT + _WIDE - 30)):
        into = tops[target] + _HIGH // 2
        lines.append(f'<path class="arrow refused" d="M{x} {refused}V{into}H{edge + 1}"/>')
        action, who = _label(Status.REFUSED, target, locale)
        lines.append(f'<text x="{edge + 10}" y="{into - 6}">{escape(f"{action} ({who})")}</text>')
    return "\n".join([*lines, "</svg></figure>"])
