"""The calendar as bars in time: a line per PS, a bar per window."""

from collections.abc import Iterable, Sequence
from datetime import date

import altair as alt

from afas.calendar import Calendar, DeclarationKind, Window
from afas.charts._style import COLOURS, days_axis, dressed, inline, stamp
from afas.text import Text, figure
from afas.windows import ALL

__all__ = ["calendar_chart"]

_COLOURS = dict(zip(DeclarationKind, COLOURS, strict=False))
_TITLE = Text(fr="Calendrier des déclarations : {name}", en="Calendar of declarations: {name}")
_PROVISIONAL = Text(
    fr="Dates provisoires : une projection, qu’aucune Caf n’a publiée (trait discontinu)",
    en="Provisional dates: a projection that no Caf has published (dashed outline)",
)
_HOW = Text(fr="De l’ouverture au dernier jour pour transmettre", en="From the opening to the last day to transmit")
_TODAY = Text(fr="le {on}", en="{on}")
_EVERY = Text(fr="toutes les PS", en="all PS")
_HEADS = {
    "ps": Text(fr="PS", en="PS"),
    "kind": Text(fr="Déclaration", en="Declaration"),
    "opens": Text(fr="Ouverte le", en="Opens on"),
    "deadline": Text(fr="À transmettre", en="To transmit"),
}
_SAID = Text(fr="{count} périodes de déclaration, du {first} au {last}", en="{count} windows, from {first} to {last}")
_SEEN = Text(
    fr="{kind} : {count} PS, la première ouverte le {first}, la dernière à transmettre avant le {last}",
    en="{kind}: {count} PS, the first opened on {first}, the last to be transmitted before {last}",
)
_OPEN = Text(fr="Le {on}, on peut transmettre : {names}", en="On {on}, one can transmit: {names}")
_NONE = Text(fr="Le {on}, aucune ne peut être transmise", en="On {on}, none can be transmitted")


def calendar_chart(
    calendar: Calendar, *, on: date | None = None, ps: Iterable[str] | None = None, locale: str = "fr"
) -> alt.Chart:
    """When each declaration can be made, PS by PS.

    Args:
        calendar: of a Caf and year; a projection is drawn with dashed outlines.
        on: a day to mark; None: none.
        ps: codes of the PS to draw; None: all of the calendar.
        locale: French or English.

    >>> from afas import calendars
    >>> chart = calendar_chart(calendars.get("92", 2023), on=date(2023, 2, 1), ps=["ALSH"])
    >>> chart.title.text
    'Calendrier des déclarations : Caf des Hauts-de-Seine, 2023'
    """
    wanted = None if ps is None else {calendar.code(code) for code in ps}
    windows = [window for window in calendar.windows if wanted is None or window.ps in wanted or window.ps == ALL]
    order = list(dict.fromkeys(_named(window, locale) for window in windows))
    kinds = [kind for kind in DeclarationKind if any(window.kind is kind for window in windows)]
    first, last = (
        min((window.available for window in windows), default=date(calendar.year, 1, 1)),
        max((window.before for window in windows), default=date(calendar.year, 12, 31)),
    )
    heads = {key: head(locale) for key, head in _HEADS.items()}
    base = alt.Chart(inline(_row(calendar, window, locale) for window in windows)).encode(
        y=alt.Y("ps:N", sort=order, title=None, axis=alt.Axis(grid=True, tickBand="extent")),
        yOffset=alt.YOffset("kind:N", sort=[kind.text(locale) for kind in kinds]),
    )
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=[kind.text(locale) for kind in kinds], range=[_COLOURS[kind] for kind in kinds]),
    )
    bars = base.mark_bar(height=11, stroke="#222", strokeWidth=1).encode(
        x=alt.X("start:Q", **days_axis(first, last, locale)),
        x2="end:Q",
        color=colour,
        fillOpacity=alt.condition("datum.provisional", alt.value(0.35), alt.value(0.9)),
        strokeDash=alt.condition("datum.provisional", alt.value([3, 2]), alt.value([1, 0])),
        tooltip=[alt.Tooltip(f"{key}:N", title=head) for key, head in heads.items()],
    )
    words = base.mark_text(align="left", dx=4, fontSize=10, color="#222").encode(x="end:Q", text="label:N")
    layers = [bars, words, *(_day(on, locale) if on and first <= on <= last else ())]
    subtitle = [_HOW(locale)] + [_PROVISIONAL(locale)] * any(window.provisional for window in windows)
    title = _TITLE.fill(name=calendar.name).text(locale)
    said = [_SAID.fill(count=len(windows), first=first, last=last).text(locale), *_seen(windows, kinds, on, locale)]
    lanes = len(kinds) * 14 + 8
    return dressed(
        alt.layer(*layers).properties(width=760, height=lanes * len(order)),
        title,
        subtitle,
        ". ".join([title, *said]) + ".",
    )


def _seen(windows: Sequence[Window], kinds: Sequence[DeclarationKind], on: date | None, locale: str) -> list[str]:
    """The bars in words, kind by kind, and those that the day crosses."""
    said = []
    for kind in kinds:
        mine = [window for window in windows if window.kind is kind]
        ends = {"first": min(window.available for window in mine), "last": max(window.before for window in mine)}
        said.append(_SEEN.fill(kind=kind.text, count=len({window.ps for window in mine}), **ends).text(locale))
    if on is not None:
        names = [f"{_named(window, locale)} ({window.kind.text(locale)})" for window in windows if window.open(on)]
        said.append((_OPEN.fill(on=on, names=names) if names else _NONE.fill(on=on)).text(locale))
    return said


def _named(window: Window, locale: str) -> str:
    return _EVERY(locale) if window.ps == ALL else window.ps


def _row(calendar: Calendar, window: Window, locale: str) -> dict[str, object]:
    year = calendar.financial_year(window, window.ps)
    return {
        "ps": _named(window, locale),
        "kind": window.kind.text(locale),
        "label": f"{window.kind.text(locale)} {year.text(locale)}",
        "available": window.available.isoformat(),
        "before": window.before.isoformat(),
        "start": stamp(window.available),
        "end": stamp(window.before),
        "opens": figure(window.available, locale),
        "deadline": window.deadline.text(locale),
        "provisional": window.provisional,
    }


def _day(on: date, locale: str) -> tuple[alt.Chart, alt.Chart]:
    """A line for the day, and its name."""
    row = alt.Chart(inline([{"at": stamp(on), "day": _TODAY.fill(on=on).text(locale)}])).encode(x="at:Q")
    return (
        row.mark_rule(color="#000", strokeWidth=1.5),
        row.mark_text(align="left", baseline="bottom", dx=3, dy=-2, fontWeight="bold", fontSize=11).encode(
            y=alt.value(0), text="day:N"
        ),
    )
