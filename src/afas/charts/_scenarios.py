"""What scenarios cost, who gains and who loses, and by how much.

They take the results of `simulation.run`, or plain exact figures, so that any table of amounts can be drawn.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from afas.charts._outcomes import Count, Grouped, Outcome, costs_of, counts_of, differences_of
from afas.charts._style import BLUE, GREY, RED, dressed, figures_axis, inline, short_euros, ticks
from afas.documents import clauses, labelled
from afas.text import Euros, Text, number, signed

__all__ = ["budget_chart", "differences_chart", "winners_chart"]

_BUDGET = Text(fr="Budget par scénario", en="Budget by scenario")
_BASELINE = Text(fr="référence", en="baseline")
_AGAINST = Text(fr="{amount} ({change})", en="{amount} ({change})")
_SCENARIO, _COST = Text(fr="Scénario", en="Scenario"), Text(fr="Coût", en="Cost")
_WINNERS = Text(fr="Gagnants et perdants", en="Winners and losers")
_SIDES = (
    Text(fr="perdants", en="losers"),
    Text(fr="inchangés", en="unchanged"),
    Text(fr="gagnants", en="winners"),
)
_OF = Text(
    fr="perdants : {lose}, inchangés : {same}, gagnants : {win}",
    en="losers: {lose}, unchanged: {same}, winners: {win}",
)
_BESIDE = Text(fr="{win} (inchangés : {same})", en="{win} (unchanged: {same})")
_NARROW = 0.08
_WORDS: tuple[tuple[int, str, Literal["left", "center", "right"], int], ...] = (
    (0, "start", "right", -5),
    (1, "middle", "center", 0),
    (2, "end", "left", 5),
)
_READ = Text(
    fr="Perdants à gauche, gagnants à droite ; inchangés en gris, au milieu",
    en="Losers to the left, winners to the right; unchanged in grey, in the middle",
)
_DIFFERENCES = Text(fr="Répartition des écarts", en="Distribution of differences")
_SPREAD = Text(
    fr="{count} lignes, en euros par ligne ; les inchangées ne sont pas dessinées",
    en="{count} rows, in euros a row; the unchanged are not drawn",
)
_ROWS = Text(fr="Lignes", en="Rows")
_RANGE = Text(fr="Écart", en="Difference")
_TO = Text(fr="de {low} à {high}", en="{low} to {high}")


_APART = alt.Scale(paddingInner=0.3)


def budget_chart(
    results: Mapping[str, Decimal] | Iterable[Outcome], baseline: str | None = None, locale: str = "fr"
) -> alt.Chart:
    """What each scenario costs, and its difference with the baseline.

    Args:
        results: of `simulation.run`; or euros by name of scenario, in the order to draw them.
        baseline: the scenario that others are compared with; None: the first.
        locale: French or English.

    >>> budget_chart({"2023": Decimal("1000.50"), "+6 %": Decimal("1060.53")}, locale="en").title.text
    'Budget by scenario'
    """
    costs = costs_of(results, locale)
    reference = next(iter(costs), "") if baseline is None else baseline
    rows = []
    for name, cost in costs.items():
        change = _BASELINE(locale) if name == reference else signed(cost - costs[reference], locale)
        words = _AGAINST.fill(amount=Euros(cost), change=change).text(locale)
        rows.append({"scenario": name, "cost": str(cost), "at": float(cost), "words": words, "base": name == reference})
    y = alt.Y("scenario:N", sort=list(costs), title=None, scale=_APART)
    axis = figures_axis(costs.values(), lambda value: short_euros(value, locale), None)
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("at:Q", **axis),
        y=y,
        tooltip=[
            alt.Tooltip("scenario:N", title=_SCENARIO(locale)), alt.Tooltip("words:N", title=_COST(locale))
        ],
    )  # fmt: skip
    bars = base.mark_bar(stroke="#222").encode(color=alt.condition("datum.base", alt.value(GREY), alt.value(BLUE)))
    words_layer = base.mark_text(align="left", dx=6, fontSize=12)
    chart = alt.layer(bars, words_layer.encode(text="words:N")).properties(width=460, height=alt.Step(40))
    title = _BUDGET(locale)
    spoken = clauses((labelled(str(row["scenario"]), str(row["words"]), locale) for row in rows), locale)
    return dressed(chart, title, [], f"{title}. {spoken}.")


def winners_chart(
    results: Mapping[str, tuple[Count, Count, Count]] | Iterable[Outcome | Grouped], locale: str = "fr"
) -> alt.Chart:
    """How many lose, stay as they are, and gain, in each group.

    Args:
        results: of `simulation.run`, a bar a scenario; or of `outcome.by(...)`, a bar a group; or by name of group:
            losers, unchanged, winners.
        locale: French or English.

    >>> winners_chart({"92": (10, 5, 20)}, "en").title.text
    'Winners and losers'
    """
    groups = counts_of(results, locale)
    most = max((lose + win + same for lose, same, win in groups.values()), default=1) or 1
    rows = [row for name, counts in groups.items() for row in _sides(name, counts, most, locale)]
    reach = max((abs(row[end]) for row in rows for end in ("start", "end")), default=1) * 1.3 or 1
    y = alt.Y("group:N", sort=None, title=None, scale=alt.Scale(domain=list(groups), paddingInner=0.3))
    names = [side(locale) for side in _SIDES]
    colour = alt.Color("side:N", title=None, scale=alt.Scale(domain=names, range=[RED, "#DDDDDD", BLUE]))
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[-reach, reach], nice=False))
    tips = [alt.Tooltip("group:N", title=" "), alt.Tooltip("words:N", title=" ")]
    bars = alt.Chart(inline(rows)).mark_bar(stroke="#222").encode(x=x, x2="end:Q", y=y, color=colour, tooltip=tips)
    words = [
        alt.Chart(inline(row for row in rows if row["rank"] == rank))
        .mark_text(align=align, dx=shift, fontSize=12)
        .encode(x=f"{place}:Q", y=y, text="label:N")
        for rank, place, align, shift in _WORDS
    ]
    chart = alt.layer(bars, *words).properties(width=560, height=alt.Step(40))
    title = _WINNERS(locale)
    spoken = clauses(
        (labelled(str(row["group"]), str(row["words"]), locale) for row in rows if row["rank"] == 0), locale
    )
    return dressed(chart, title, [_READ(locale)], f"{title}. {spoken}.")


def _sides(name: str, counts: tuple[Count, Count, Count], most: Count, locale: str) -> list[dict[str, Any]]:
    """The three bars of a group; a middle too narrow for its number tells it beside the winners."""
    lose, same, win = counts
    shown = [number(count, locale) for count in counts]
    if same / most < _NARROW:
        shown[1] = ""
        if same:
            shown[2] = _BESIDE.fill(win=win, same=same).text(locale)
    left, half, right = float(lose), float(same) / 2, float(win)
    ends = ((-half - left, -half), (-half, half), (half, half + right))
    words = _OF.fill(lose=lose, same=same, win=win).text(locale)
    return [
        {"group": name, "side": side(locale), "rank": rank, "count": float(counts[rank]), "label": shown[rank],
         "start": start, "end": end, "middle": (start + end) / 2, "words": words}
        for rank, (side, (start, end)) in enumerate(zip(_SIDES, ends, strict=True))
    ]  # fmt: skip


def differences_chart(result: Outcome | Iterable[Decimal], locale: str = "fr") -> alt.Chart:
    """How many rows gain or lose how much.

    Args:
        result: of one scenario, its rows at fault left out; or differences in euros, one a row.
        locale: French or English.

    >>> differences_chart([Decimal("-3.10"), Decimal("0.00"), Decimal("7.25")], "en").title.text
    'Distribution of differences'
    """
    counts = Counter(differences_of(result))
    same = counts.pop(Decimal(0), 0)
    edges = _edges(counts)
    bins = [0] * (len(edges) - 1)
    for amount, count in counts.items():
        bins[min(len(bins) - 1, int((amount - edges[0]) // (edges[1] - edges[0])))] += count
    rows = [
        {"low": float(low), "high": float(high), "from": str(low), "to": str(high), "count": count,
         "rows": number(count, locale), "base": 0, "side": _SIDES[2 if low >= 0 else 0](locale),
         "range": _TO.fill(low=Euros(low), high=Euros(high)).text(locale)}
        for low, high, count in zip(edges, edges[1:], bins, strict=False)
    ]  # fmt: skip
    axis = figures_axis(edges, lambda value: short_euros(value, locale), _RANGE(locale))
    counted = figures_axis(
        [Decimal(count) for count in (*bins, 1)], lambda v: number(v, locale) if v == int(v) else "", _ROWS(locale)
    )
    colour = alt.Color(
        "side:N", title=None, scale=alt.Scale(domain=[s(locale) for s in _SIDES[::2]], range=[RED, BLUE])
    )
    bars = alt.Chart(inline(rows)).mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("low:Q", **axis), x2="high:Q", y=alt.Y("count:Q", **counted),
        y2="base:Q", color=colour,
        tooltip=[alt.Tooltip("range:N", title=_RANGE(locale)), alt.Tooltip("rows:N", title=_ROWS(locale))],
    )  # fmt: skip
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color="#000", strokeWidth=1.5).encode(x="zero:Q")
    lose = sum(count for amount, count in counts.items() if amount < 0)
    win = sum(count for amount, count in counts.items() if amount > 0)
    title = _DIFFERENCES(locale)
    said = [
        _SPREAD.fill(count=lose + same + win).text(locale),
        _OF.fill(lose=lose, same=same, win=win).text(locale),
    ]
    chart = alt.layer(bars, zero).properties(width=600, height=300)
    return dressed(chart, title, said, ". ".join([title, *said]) + ".")


def _edges(counts: Mapping[Decimal, int]) -> list[Decimal]:
    """Some twenty bins with round ends, zero among them."""
    low, high = min(counts, default=Decimal(-1)), max(counts, default=Decimal(1))
    marks = ticks(min(low, Decimal(0)), max(high, Decimal(0)))
    width = (marks[1] - marks[0]) / 4
    bins = (marks[-1] - marks[0]) / width
    return [marks[0] + width * rank for rank in range(int(bins) + 1)]
