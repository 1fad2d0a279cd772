"""The right against one figure, with the bends where another bound takes over."""

from collections.abc import Iterator

import altair as alt

from afas.charts._style import BLUE, RED, dressed, figures_axis, inline, short_euros
from afas.curves import Curve
from afas.text import Euros, Text, figure

__all__ = ["curve_chart"]

_TITLE = Text(fr="{ps} {year} : le droit selon « {label} »", en="{ps} {year}: the right by “{label}”")
_HERE = Text(fr="ici : {amount}", en="here: {amount}")
_KEPT = Text(fr="{bend} ; retenu : {kept}", en="{bend}; kept: {kept}")
_MARK = Text(fr="{letter} : {at}", en="{letter}: {at}")
_MORE = Text(fr="… et {count} autres points", en="… and {count} more points")
_ENDS = Text(fr="De {low} pour {first} à {high} pour {last}", en="From {low} for {first} to {high} for {last}")
_NOW = Text(fr="L’estimation : {amount} pour {at}", en="The estimate: {amount} for {at}")
_RIGHT = Text(fr="Droit", en="Right")
_BENDS = 4


def curve_chart(curve: Curve, locale: str = "fr") -> alt.Chart:
    """A curve (`curves.curve`): the right in euros, each bend marked, and where the estimate stands.

    Args:
        curve: exact points.
        locale: French or English.
    """
    estimated = curve.made
    label, unit = curve.label(locale), curve.unit
    scale_x = figures_axis([at for at, _ in curve.points], lambda v: unit.show(v, locale), label, zero=False)
    scale_y = figures_axis([amount for _, amount in curve.points], lambda v: short_euros(v, locale), None)
    base = alt.Chart(inline(_points(curve, locale))).encode(
        x=alt.X("x:Q", **scale_x),
        y=alt.Y("y:Q", **scale_y),
        tooltip=[alt.Tooltip("figure_text:N", title=label), alt.Tooltip("amount_text:N", title=_RIGHT(locale))],
    )
    layers = [base.mark_line(color=BLUE, strokeWidth=2.5), base.mark_point(color=BLUE, size=14, filled=True)]
    low, high = scale_y["scale"].domain
    feet = [low + (high - low) * (0.01 + 0.05 * rank) for rank in range(_BENDS)]
    bends = [
        {"x": float(bend.at), "y": float(bend.amount), "at": str(bend.at), "mark": _letter(rank),
         "foot": feet[rank],
         "words": bend.text(locale),
         "label": _MARK.fill(letter=_letter(rank), at=unit.show(bend.at, locale)).text(locale)}
        for rank, bend in enumerate(curve.bends[:_BENDS])
    ]  # fmt: skip
    if bends:
        marks = alt.Chart(inline(bends)).encode(x="x:Q", tooltip=[alt.Tooltip("words:N", title=" ")])
        layers += [
            marks.mark_rule(color=RED, strokeDash=[5, 3]),
            marks.mark_point(shape="triangle-down", size=110, filled=True, opacity=1, color=RED).encode(y="y:Q"),
            marks.mark_text(align="left", baseline="bottom", dx=5, color="#8a3d00", fontWeight="bold").encode(
                y="foot:Q", text="label:N"
            ),
        ]
    if curve.here is not None:
        here = {"x": float(curve.here), "y": float(estimated.amount)}
        here_text = _HERE.fill(amount=Euros(estimated.amount)).text(locale)
        mark = alt.Chart(inline([{**here, "label": here_text}])).encode(x="x:Q", y="y:Q")
        layers += [
            mark.mark_point(shape="diamond", size=150, filled=True, opacity=1, color="#000"),
            mark.mark_text(align="center", baseline="top", dy=12, fontWeight="bold").encode(text="label:N"),
        ]
    title = _TITLE.fill(ps=estimated.ps, year=estimated.year.text, label=label).text(locale)
    subtitle = list(_sentences(curve, locale))
    said = ". ".join([title, *_seen(curve, locale), *subtitle]) + "."
    return dressed(alt.layer(*layers).properties(width=620, height=340), title, subtitle, said)


def _seen(curve: Curve, locale: str) -> Iterator[str]:
    """The line in words: its start, its end, and the place of the estimate on it."""
    if curve.points:
        (first, low), (last, high) = curve.points[0], curve.points[-1]
        ends = {"first": curve.unit.show(first, locale), "last": curve.unit.show(last, locale)}
        yield _ENDS.fill(low=Euros(low), high=Euros(high), **ends).text(locale)
    if curve.here is not None:
        yield _NOW.fill(amount=Euros(curve.made.amount), at=curve.unit.show(curve.here, locale)).text(locale)


def _points(curve: Curve, locale: str) -> Iterator[dict[str, object]]:
    for at, amount in curve.points:
        yield {
            "figure": str(at), "amount": str(amount), "x": float(at), "y": float(amount),
            "figure_text": curve.unit.show(at, locale), "amount_text": figure(Euros(amount), locale),
        }  # fmt: skip


def _letter(rank: int) -> str:
    return chr(ord("A") + rank)


def _sentences(curve: Curve, locale: str) -> Iterator[str]:
    for rank, bend in enumerate(curve.bends[:_BENDS]):
        kept = bend.kept(locale)
        said = bend.text(locale)
        yield f"{_letter(rank)}. {_KEPT.fill(bend=said, kept=kept).text(locale) if kept else said}"
    if len(curve.bends) > _BENDS:
        yield _MORE.fill(count=len(curve.bends) - _BENDS).text(locale)
