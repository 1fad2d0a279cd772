"""Charts of the number of rows that gain and that lose, and of the sizes of the differences.

They take the results of `simulation.run`, or plain exact figures, so that any table of amounts can be drawn.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from afas.charts._results import Count, Difference, Grouped, counts_of, kept, not_drawn, of_others, spread_of
from afas.charts._style import BLUE, RED, compact, count_shown, dressed, figures_axis, inline, ticks
from afas.documents import clauses, labelled
from afas.text import Euros, Text, number

__all__ = ["differences_chart", "winners_chart"]

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
_WEIGHED = Text(
    fr="Effectif pondéré : {count}, en euros par ligne ; les inchangées ne sont pas dessinées",
    en="Weighted count: {count}, in euros a row; the unchanged are not drawn",
)
_BEYOND = Text(
    fr="La première et la dernière barre rassemblent ce qui est au-delà : de {low} à {high}",
    en="The first and the last bar gather what is beyond: from {low} to {high}",
)
_MOST = Text(fr="Le plus de lignes : {range} ({count})", en="Most rows: {range} ({count})")
_ROWS = Text(fr="Lignes", en="Rows")
_RANGE = Text(fr="Écart", en="Difference")
_TO = Text(fr="de {low} à {high}", en="{low} to {high}")
_BEYOND_BELOW = Text(fr="moins de {high}", en="below {high}")
_BEYOND_ABOVE = Text(fr="{low} et plus", en="{low} and more")
_TAIL = Decimal("0.01")
_FAR = 3


def winners_chart(
    results: Mapping[str, tuple[Count, Count, Count]] | Iterable[Difference | Grouped],
    locale: str = "fr",
    *,
    most: int | None = 20,
    order: Literal["given", "largest"] = "given",
) -> alt.Chart:
    """The rows that lose, that do not change and that gain, in each group.

    Args:
        results: of `simulation.run`, a bar a scenario; or of `outcome.by(...)`, a bar a group; or by name of group:
            losers, unchanged, winners.
        locale: French or English.
        most: how many groups are drawn, those with most rows; the others are added up and named
            under the title. None: all.
        order: "given", or "largest": those with most rows first.

    >>> winners_chart({"92": (10, 5, 20)}, "en").title.text
    'Winners and losers'
    """
    results = results if isinstance(results, Mapping) or hasattr(results, "left_out") else list(results)
    groups, others, count = kept(counts_of(results, locale), most, sum, _added, order == "largest")
    widest = max((lose + win + same for lose, same, win in groups.values()), default=1) or 1
    rows = [row for name, counts in groups.items() for row in _sides(name, counts, widest, locale)]
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
    rest = [] if others is None else [of_others(count, _words(others, locale), locale)]
    said = [_READ(locale), *rest, *not_drawn(results, locale)]
    return dressed(chart, title, said, ". ".join([title, *said, spoken]) + ".")


def _added(counts: tuple[Count, Count, Count], other: tuple[Count, Count, Count]) -> tuple[Count, Count, Count]:
    lose, same, win = (Decimal(a) + b if isinstance(b, Decimal) else a + b for a, b in zip(counts, other, strict=True))
    return lose, same, win


def _words(counts: tuple[Count, Count, Count], locale: str) -> str:
    """The figures of a group."""
    lose, same, win = counts
    return _OF.fill(lose=lose, same=same, win=win).text(locale)


def _sides(name: str, counts: tuple[Count, Count, Count], most: Count, locale: str) -> list[dict[str, Any]]:
    """The three bars of a group; a middle too narrow for its number tells it beside the winners."""
    lose, same, win = counts
    shown = [count_shown(count, locale) for count in counts]
    if float(same) / float(most) < _NARROW:
        beside = _BESIDE.fill(win=shown[2], same=shown[1]).text(locale)
        shown = [shown[0], "", beside if same else shown[2]]
    left, half, right = float(lose), float(same) / 2, float(win)
    ends = ((-half - left, -half), (-half, half), (half, half + right))
    words = _words(counts, locale)
    return [
        {"group": name, "side": side(locale), "rank": rank, "count": float(counts[rank]), "label": shown[rank],
         "start": start, "end": end, "middle": (start + end) / 2, "words": words}
        for rank, (side, (start, end)) in enumerate(zip(_SIDES, ends, strict=True))
    ]  # fmt: skip


def differences_chart(
    result: Difference | Mapping[Decimal, Count] | Iterable[Decimal], locale: str = "fr"
) -> alt.Chart:
    """The number of rows by size of gain or loss; the end bars gather the few that are far from the others.

    Args:
        result: of one scenario or step, its rows weighted and those at fault left out; or rows by difference in euros;
            or differences, one per row.
        locale: French or English.

    >>> differences_chart([Decimal("-3.10"), Decimal("0.00"), Decimal("7.25")], "en").title.text
    'Distribution of differences'
    """
    counts = spread_of(result)
    same = counts.pop(Decimal(0), 0)
    rows, beyond = _bins(counts, locale)
    edges = [Decimal(str(row[key])) for row in rows for key in ("from", "to")]
    peak = max((abs(edge) for edge in edges), default=Decimal(0))
    axis = figures_axis(edges, lambda value: compact(value, locale, peak), _RANGE(locale))
    counted = figures_axis(
        [Decimal(row["count"]) for row in rows] + [Decimal(1)],
        lambda v: number(v, locale) if v == int(v) else "",
        _ROWS(locale),
    )
    colour = alt.Color(
        "side:N", title=None, scale=alt.Scale(domain=[s(locale) for s in _SIDES[::2]], range=[RED, BLUE])
    )
    bars = alt.Chart(inline(rows)).mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("low:Q", **axis), x2="high:Q", y=alt.Y("at:Q", **counted),
        y2="base:Q", color=colour,
        tooltip=[alt.Tooltip("range:N", title=_RANGE(locale)), alt.Tooltip("rows:N", title=_ROWS(locale))],
    )  # fmt: skip
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color="#000", strokeWidth=1.5).encode(x="zero:Q")
    lose = sum((count for amount, count in counts.items() if amount < 0), Decimal(0))
    win = sum((count for amount, count in counts.items() if amount > 0), Decimal(0))
    title = _DIFFERENCES(locale)
    of = {"lose": count_shown(lose, locale), "same": count_shown(same, locale), "win": count_shown(win, locale)}
    weighed = any(isinstance(count, Decimal) for count in (same, *counts.values()))
    said = [
        (_WEIGHED if weighed else _SPREAD).fill(count=count_shown(lose + same + win, locale)).text(locale),
        _OF.fill(**of).text(locale),
        *([_BEYOND.fill(low=Euros(beyond[0]), high=Euros(beyond[1])).text(locale)] if beyond else []),
        *not_drawn(result, locale),
    ]
    tallest = max(rows, key=lambda row: Decimal(row["count"]), default=None)
    spoken = [] if tallest is None else [_MOST.fill(range=tallest["range"], count=tallest["rows"]).text(locale)]
    chart = alt.layer(bars, zero).properties(width=600, height=300)
    return dressed(chart, title, said, ". ".join([title, *said, *spoken]) + ".")


def _bins(counts: Mapping[Decimal, Count], locale: str) -> tuple[list[dict[str, Any]], tuple[Decimal, Decimal] | None]:
    """Some twenty bars with round ends, zero among them; and how far rows go, where the end bars gather some."""
    low, high = min(counts, default=Decimal(-1)), max(counts, default=Decimal(1))
    near = _middle(counts) if counts else (low, high)
    beyond = None
    if near[1] > near[0] and high - low > _FAR * (max(near[1], Decimal(0)) - min(near[0], Decimal(0))):
        beyond, (low, high) = (low, high), near
    marks = ticks(min(low, Decimal(0)), max(high, Decimal(0)))
    width = (marks[1] - marks[0]) / 4
    edges = [marks[0] + width * rank for rank in range(int((marks[-1] - marks[0]) / width) + 1)]
    bins = [Decimal(0)] * (len(edges) - 1)
    for amount, count in counts.items():
        rank = int((amount - edges[0]) // width)
        bins[min(len(bins) - 1, max(rank, 0))] += count
    rows = []
    for rank, (start, end, count) in enumerate(zip(edges, edges[1:], bins, strict=False)):
        words = _TO
        if beyond and beyond[0] < start and rank == 0:
            words = _BEYOND_BELOW
        if beyond and beyond[1] >= end and rank == len(bins) - 1:
            words = _BEYOND_ABOVE
        rows.append({
            "low": float(start), "high": float(end), "from": str(start), "to": str(end), "count": str(count),
            "at": float(count), "rows": count_shown(count, locale), "base": 0,
            "side": _SIDES[2 if start >= 0 else 0](locale),
            "range": words.fill(low=Euros(start), high=Euros(end)).text(locale),
        })  # fmt: skip
    return rows, beyond


def _middle(counts: Mapping[Decimal, Count]) -> tuple[Decimal, Decimal]:
    """The amounts between which all but one row in a hundred stand, on each side."""
    whole, reached, low = sum(map(Decimal, counts.values())), Decimal(0), None
    for amount in sorted(counts):
        reached += counts[amount]
        if low is None and reached > whole * _TAIL:
            low = amount
        if reached >= whole * (1 - _TAIL):
            return low if low is not None else amount, amount
    return min(counts), max(counts)
