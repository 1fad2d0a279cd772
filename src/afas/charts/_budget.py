"""Charts of the cost of scenarios against a baseline, and of the gains and losses of each group."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, Protocol

import altair as alt

from afas.arithmetic import Exact
from afas.charts._results import Difference, Grouped, Moves, kept, moves_of, not_drawn, of_others
from afas.charts._style import BLUE, RED, compact, dressed, figures_axis, inline, share_of, signed_compact
from afas.documents import clauses, labelled
from afas.text import Euros, Text, figure, signed

__all__ = ["budget_chart", "groups_chart"]

_NO_CHANGE = Text(fr="Sans changement", en="No change")
_BUDGET = Text(fr="Écart de budget par scénario", en="Difference of budget by scenario")
_AGAINST = Text(fr="Par rapport à « {name} » : {amount}", en="Against “{name}”: {amount}")
_SIDES = Text(
    fr="À droite de zéro, plus cher ; à gauche, moins cher", en="Right of zero, more expensive; left, less expensive"
)
_SCENARIO, _COST = Text(fr="Scénario", en="Scenario"), Text(fr="Écart", en="Difference")
_TOTAL = Text(fr="Budget du scénario", en="Budget of the scenario")
_SHARE = Text(fr="{amount} ({share})", en="{amount} ({share})")
_RANGE = Text(fr="{words}, entre {low} et {high}", en="{words}, between {low} and {high}")
_GROUPS = Text(fr="Gains et pertes par groupe", en="Gains and losses by group")
_READ = Text(
    fr="À droite, les gains des gagnants ; à gauche, les pertes des perdants ; losange : l’écart",
    en="Right, the gains of the winners; left, the losses of the losers; diamond: the difference",
)
_PARTS = (Text(fr="pertes", en="losses"), Text(fr="sommes gagnées", en="gains"))
_MOVES = Text(fr="{net} ; gains : {gains}, pertes : {losses}", en="{net}; gains: {gains}, losses: {losses}")
_APART = alt.Scale(paddingInner=0.3)


class Between(Protocol):
    """Between what a sum lies (`simulation.Interval`)."""

    @property
    def low(self) -> Decimal:
        """Euros."""

    @property
    def high(self) -> Decimal:
        """Euros."""


def budget_chart(
    results: Mapping[str, Decimal] | Iterable[Difference],
    baseline: str | None = None,
    locale: str = "fr",
    *,
    intervals: Mapping[str, Between] | None = None,
) -> alt.Chart:
    """The difference in cost of each scenario with the baseline, from zero on; in M€ where amounts are large.

    Args:
        results: of `simulation.run`; or the euros of each by name, in the order to draw them.
        baseline: the result that others are compared with; None: the first (of `run`: no change).
        locale: French or English.
        intervals: by name, between what the difference lies (`Outcome.interval`); drawn as a line.

    >>> budget_chart({"2023": Decimal("1000.50"), "+6 %": Decimal("1060.53")}, locale="en").title.text
    'Difference of budget by scenario'
    """
    results = results if isinstance(results, Mapping) else list(results)
    costs = _costs(results, locale)
    reference = next(iter(costs), "") if baseline is None else baseline
    start = costs.get(reference, Decimal(0))
    ends = {name: (interval.low, interval.high) for name, interval in (intervals or {}).items()}
    moved = {name: cost - start for name, cost in costs.items() if name != reference or len(costs) == 1}
    most = max(
        (abs(value) for value in [*moved.values(), *(end for both in ends.values() for end in both)]),
        default=Decimal(0),
    )
    rows = [_row(name, change, start, most, ends.get(name), locale) for name, change in moved.items()]
    axis = figures_axis(
        [*moved.values(), *(end for both in ends.values() for end in both)],
        lambda value: compact(value, locale, most),
        None,
    )
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("scenario:N", sort=list(moved), title=None, scale=_APART),
        tooltip=[
            alt.Tooltip("scenario:N", title=_SCENARIO(locale)), alt.Tooltip("words:N", title=_COST(locale)),
            alt.Tooltip("total:N", title=_TOTAL(locale)),
        ],
    )  # fmt: skip
    bars = base.mark_bar(stroke="#222").encode(
        x=alt.X("at:Q", **axis), color=alt.condition("datum.at < 0", alt.value(RED), alt.value(BLUE))
    )
    lines = alt.Chart(inline(row for row in rows if "low" in row)).mark_rule(strokeWidth=2, color="#000")
    words = base.mark_text(align="left", dx=6, fontSize=12).encode(x="tip:Q", text="label:N")
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color="#000", strokeWidth=1.5).encode(x="zero:Q")
    drawn = [lines.encode(y=base.encoding.y, x="low:Q", x2="high:Q")] if ends else []
    chart = alt.layer(bars, *drawn, zero, words).properties(width=560, height=alt.Step(40))
    title = _BUDGET(locale)
    against = _AGAINST.fill(name=reference, amount=Euros(_cents(start))).text(locale)
    said = [against, _SIDES(locale), *not_drawn(results, locale)] if costs else []
    spoken = clauses((labelled(str(row["scenario"]), str(row["words"]), locale) for row in rows), locale)
    return dressed(chart, title, said, ". ".join([title, *said, spoken]) + ".")


def _costs(results: Mapping[str, Decimal] | list[Difference], locale: str) -> dict[str, Decimal]:
    """Euros by scenario, the baseline first."""
    if isinstance(results, Mapping):
        return dict(results)
    costs: dict[str, Decimal] = {}
    for result in results:
        costs.setdefault(_NO_CHANGE(locale), result.budget_before)
        costs[result.text(locale)] = result.budget_after
    return costs


def _row(
    name: str, change: Decimal, start: Decimal, most: Decimal, ends: tuple[Decimal, Decimal] | None, locale: str
) -> dict[str, Any]:
    share = share_of(change, start, locale)
    both = (signed(_cents(change), locale), signed_compact(change, locale, most))
    words, label = (_SHARE.fill(amount=amount, share=share).text(locale) if share else amount for amount in both)
    bar = {
        "scenario": name, "change": str(change), "at": float(change), "label": label, "words": words,
        "tip": float(max(change, Decimal(0))), "total": figure(Euros(_cents(start + change)), locale),
    }  # fmt: skip
    if ends is None:
        return bar
    low, high = ends
    shown = {"low": signed(_cents(low), locale), "high": signed(_cents(high), locale)}
    tip = float(max(high, change, Decimal(0)))
    return bar | {"low": float(low), "high": float(high), "tip": tip,
                   "words": _RANGE.fill(words=words, **shown).text(locale)}  # fmt: skip


def groups_chart(
    results: Mapping[str, tuple[Decimal, Decimal]] | Iterable[Grouped],
    locale: str = "fr",
    *,
    most: int | None = 20,
    order: Literal["given", "largest"] = "given",
) -> alt.Chart:
    """The gains and losses of each group, in euros; in M€ where amounts are large.

    Args:
        results: of `outcome.by(...)`; or by name of group: gains, and losses below zero.
        locale: French or English.
        most: how many groups are drawn, those that move most; the others are added up and named
            under the title. None: all.
        order: "given", or "largest": those that move most first.

    >>> groups_chart({"92": (Decimal("12.00"), Decimal("-3.50"))}, "en").title.text
    'Gains and losses by group'
    """
    every = moves_of(results, locale)
    groups, others, count = kept(every, most, lambda moves: moves.gains - moves.losses, Moves.plus, order == "largest")
    peak = max((end for value in groups.values() for end in (value.gains, -value.losses)), default=Decimal(0))
    rows = [row for name, moves in groups.items() for row in _parts(name, moves, peak, locale)]
    ends = [end for value in groups.values() for end in (value.gains, value.losses)]
    axis = figures_axis(ends, lambda value: compact(value, locale, peak), None)
    y = alt.Y("group:N", sort=None, title=None, scale=alt.Scale(domain=list(groups), paddingInner=0.3))
    names = [part(locale) for part in _PARTS]
    tips = [alt.Tooltip("group:N", title=" "), alt.Tooltip("words:N", title=" ")]
    bars = alt.Chart(inline(rows)).mark_bar(stroke="#222").encode(
        x=alt.X("at:Q", **axis), y=y, tooltip=tips,
        color=alt.Color("part:N", title=None, scale=alt.Scale(domain=names, range=[RED, BLUE])),
    )  # fmt: skip
    nets = [row for row in rows if row["rank"] == 1]
    marks = alt.Chart(inline(nets)).encode(y=y, tooltip=tips)
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color="#000", strokeWidth=1.5).encode(x="zero:Q")
    layers = [
        bars,
        zero,
        marks.mark_point(shape="diamond", filled=True, opacity=1, size=80, color="#000").encode(x="net:Q"),
        marks.mark_text(align="left", dx=8, fontSize=12).encode(x="tip:Q", text="label:N"),
    ]
    rest = [] if others is None else [of_others(count, _words(others, locale), locale)]
    title, said = _GROUPS(locale), [_READ(locale), *rest, *not_drawn(results, locale)]
    spoken = clauses((labelled(str(row["group"]), str(row["words"]), locale) for row in nets), locale)
    chart = alt.layer(*layers).properties(width=560, height=alt.Step(32))
    return dressed(chart, title, said, ". ".join([title, *said, spoken]) + ".")


def _parts(name: str, moves: Moves, peak: Decimal, locale: str) -> list[dict[str, Any]]:
    """The two bars of a group."""
    common = {
        "group": name, "words": _words(moves, locale), "label": signed_compact(moves.net, locale, peak),
        "net": float(moves.net), "tip": float(max(moves.gains, moves.net, Decimal(0))),
    }  # fmt: skip
    return [
        {**common, "part": part(locale), "rank": rank, "at": float(amount)}
        for rank, (part, amount) in enumerate(zip(_PARTS, (moves.losses, moves.gains), strict=True))
    ]


def _words(moves: Moves, locale: str) -> str:
    """The figures of a group, exact to the cent."""
    shown = {"net": moves.net, "gains": moves.gains, "losses": moves.losses}
    return _MOVES.fill(**{key: signed(_cents(value), locale) for key, value in shown.items()}).text(locale)


def _cents(amount: Decimal) -> Decimal:
    """A weighted sum, to the cent."""
    rounded: Decimal = Exact.rounded(amount, 100)
    return rounded
