"""A chart of what is to be paid month by month: known, expected, and its range."""

from decimal import Decimal

import altair as alt

from afas.charts._style import BLUE, SKY, compact, dressed, figures_axis, inline
from afas.documents import clauses
from afas.payments import CashFlow, Month
from afas.text import Euros, Text, day_as, figure

__all__ = ["cash_flow_chart"]

_TITLE = Text(fr="Trésorerie par mois", en="Cash flow by month")
_HOW = Text(
    fr="Barre : connu et attendu ; trait : entre le plus bas et le plus haut ; losange : le plus vraisemblable",
    en="Bar: known and expected; line: between lowest and highest; diamond: the most likely",
)
_BACK = Text(fr="Sous zéro : à rembourser", en="Below zero: to pay back")
_PARTS = (Text(fr="Connu", en="Known"), Text(fr="Attendu", en="Expected"))
_HEADS = {
    "month": Text(fr="Mois", en="Month"),
    "known": _PARTS[0],
    "expected": _PARTS[1],
    "low": Text(fr="Au moins", en="At least"),
    "high": Text(fr="Au plus", en="At most"),
    "total": Text(fr="Cumul", en="Total so far"),
}
_GAPS = Text(fr="Les mois sans mouvement ne sont pas dessinés", en="Months in which nothing moves are not drawn")
_SAID = Text(fr="{count} mois ; au total : {total}", en="{count} months; in all: {total}")
_MONTH = Text(fr="{month} : {likely}", en="{month}: {likely}")
_MONTH_BETWEEN = Text(fr="{month} : {likely}, entre {low} et {high}", en="{month}: {likely}, between {low} and {high}")
_PEAKS = Text(
    fr="le plus haut : {high} en {high_month}, le plus bas : {low} en {low_month}",
    en="the highest: {high} in {high_month}, the lowest: {low} in {low_month}",
)
_SPOKEN = 12


def cash_flow_chart(flow: CashFlow, locale: str = "fr") -> alt.Chart:
    """The months of a cash flow (`cashflow.cash_flow`), in euros.

    Args:
        flow: what is known and expected.
        locale: French or English.

    >>> from datetime import date
    >>> month = Month(date(2023, 4, 1), *(Decimal(n) for n in (0, 56500, 48000, 65000, 56500)))
    >>> cash_flow_chart(CashFlow((month,)), "en").title.text
    'Cash flow by month'
    """
    rows = [_row(month, locale) for month in flow.months]
    ends = [end for m in flow.months for end in (m.known, m.expected, m.known + m.expected, m.low, m.high)]
    order = [str(row["month"]) for row in rows]
    x = alt.X("month:N", sort=order, title=None, axis=alt.Axis(labelAngle=0))
    peak = max(map(abs, ends), default=Decimal(0))
    axis = figures_axis(ends, lambda value: compact(value, locale, peak), None)
    tips = [alt.Tooltip(f"{key}_text:N" if key != "month" else "month:N", title=h(locale)) for key, h in _HEADS.items()]
    parts = [
        {**row, "part": part(locale), "rank": rank, "at": row[key]}
        for row in rows
        for rank, (part, key) in enumerate(zip(_PARTS, ("known_at", "expected_at"), strict=True))
    ]
    colour = alt.Color("part:N", title=None, scale=alt.Scale(domain=[p(locale) for p in _PARTS], range=[BLUE, SKY]))
    bars = alt.Chart(inline(parts)).mark_bar(size=34, stroke="#222").encode(
        x=x, y=alt.Y("at:Q", stack="zero", **axis), color=colour, order="rank:Q", tooltip=tips,
        strokeDash=alt.condition("datum.rank == 1", alt.value([3, 2]), alt.value([1, 0])),
    )  # fmt: skip
    base = alt.Chart(inline(rows)).encode(x=x, tooltip=tips)
    span = base.mark_rule(strokeWidth=2, color="#000").encode(y="low_at:Q", y2="high_at:Q")
    likely = base.mark_point(shape="diamond", filled=True, opacity=1, size=80, color="#000").encode(y="likely_at:Q")
    words = base.mark_text(dy=-9, fontSize=11, baseline="bottom").encode(y="top:Q", text="likely_text:N")
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color="#444").encode(y="zero:Q")
    title, total = _TITLE(locale), flow.months[-1].total if flow.months else Decimal(0)
    subtitle = [_HOW(locale)] + [_BACK(locale)] * any(end < 0 for end in ends) + [_GAPS(locale)] * _gaps(flow)
    said = _SAID.fill(count=len(rows), total=Euros(total)).text(locale)
    width = max(360, 110 * len(rows))
    return dressed(
        alt.layer(bars, zero, span, likely, words).properties(width=width, height=320),
        title,
        subtitle,
        ". ".join([title, *subtitle, said, *_seen(flow, locale)]) + ".",
    )


def _gaps(flow: CashFlow) -> bool:
    """Is a month left out between two that are drawn?"""
    starts = [month.start.year * 12 + month.start.month for month in flow.months]
    return bool(starts) and max(starts) - min(starts) >= len(starts)


def _seen(flow: CashFlow, locale: str) -> list[str]:
    """The bars in words: each month, or the highest and the lowest of many."""
    likely = {day_as(month.start, "MMM yyyy", locale): month.known + month.expected for month in flow.months}
    if len(likely) > _SPOKEN:
        high, low = (pick(likely, key=lambda name: likely[name]) for pick in (max, min))
        ends = {"high": Euros(likely[high]), "low": Euros(likely[low])}
        return [_PEAKS.fill(high_month=high, low_month=low, **ends).text(locale)]
    said = []
    for month, (name, amount) in zip(flow.months, likely.items(), strict=True):
        ends = {"low": Euros(month.low), "high": Euros(month.high)}
        words = _MONTH if month.low == month.high else _MONTH_BETWEEN
        said.append(words.fill(month=name, likely=Euros(amount), **ends).text(locale))
    return [clauses(said, locale)] if said else []


def _row(month: Month, locale: str) -> dict[str, object]:
    likely = month.known + month.expected
    exact = {name: getattr(month, name) for name in ("known", "expected", "low", "high", "total")}
    return {
        "month": day_as(month.start, "MMM yyyy", locale),
        **{name: str(amount) for name, amount in exact.items()},
        **{f"{name}_text": figure(Euros(amount), locale) for name, amount in (*exact.items(), ("likely", likely))},
        **{f"{name}_at": float(amount) for name, amount in (*exact.items(), ("likely", likely))},
        "top": float(max(month.high, likely, month.known, month.expected, Decimal(0))),
    }
