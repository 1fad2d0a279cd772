"""The look that all charts share: colours, titles, and axes whose labels are written by the rules of the language."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from json import dumps
from math import ceil, floor
from typing import Any, Final

import altair as alt

from afas.arithmetic import scaled
from afas.documents import plain
from afas.text import Euros, Percent, day_as, figure, language, number

__all__ = [
    "BLUE",
    "COLOURS",
    "GREEN",
    "GREY",
    "ORANGE",
    "PURPLE",
    "RED",
    "SKY",
    "compact",
    "count_shown",
    "days_axis",
    "dressed",
    "figures_axis",
    "inline",
    "months",
    "share_of",
    "short_euros",
    "signed_compact",
    "stamp",
]  # fmt: skip

BLUE, ORANGE, GREEN, PURPLE, SKY, RED, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#767676",
)  # fmt: skip
COLOURS: Final = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED)
"""Colours that readers with any of the common colour deficiencies tell apart. Source: Okabe and Ito, Color
Universal Design, 2008; the grey is ours."""

_TAGS: Final = re.compile(r"<(?=[/!?a-zA-Z])")
_FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
_TICKS: Final = 6


def inline(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Rows that stand in the chart itself, whatever renders it."""
    return alt.InlineData(values=[dict(row) for row in rows])


def dressed(chart: Any, title: str, subtitle: Sequence[str], description: str) -> alt.Chart:
    """The chart with its title, the words for those who do not see it, and the look of the house."""
    heading = alt.TitleParams(
        title,
        subtitle=list(subtitle),
        anchor="start",
        fontSize=16,
        subtitleFontSize=12,
        subtitleColor="#444",
        offset=12,
    )
    styled: alt.Chart = inert(
        chart.properties(title=heading, description=description)
        .configure(font=_FONT, background="white", padding=12)
        .configure_axis(labelFontSize=12, titleFontSize=12, labelLimit=320, gridColor="#e4e4e4", domainColor="#888")
        .configure_legend(labelFontSize=12, titleFontSize=12, orient="top", labelLimit=320, symbolSize=120)
        .configure_view(stroke=None)
    )
    return styled


def inert(part: Any) -> Any:
    """The same chart, with no word in it that a page could take for a tag.

    A page that shows a chart writes it into a script (`chart.to_html()`, notebooks), where Altair escapes nothing: a
    name such as `</script>` would end it. A mark without width after each `<` that would open a tag prevents it.
    """
    match part:
        case str():
            return _TAGS.sub("<\u200b", plain(part))
        case list() | tuple():
            return [inert(piece) for piece in part]
        case dict():
            return {inert(key): inert(value) for key, value in part.items()}
        case alt.SchemaBase():
            same = part.copy(deep=False)
            object.__setattr__(same, "_args", tuple(inert(piece) for piece in part._args))
            object.__setattr__(same, "_kwds", inert(part._kwds))
            return same
    return part


def short_euros(value: Decimal | Fraction, locale: str) -> str:
    """An amount as an axis shows it: without the cents of a whole number of euros."""
    shown = figure(Euros(value), locale)
    return shown.replace(",00" if locale.startswith("fr") else ".00", "")


def compact(value: Decimal, locale: str, most: Decimal) -> str:
    """An amount as a picture shows it: in M€ or k€ where the largest of the picture is, three digits of it at least.

    >>> compact(Decimal("6660052.93"), "en", Decimal("11607023.94"))
    '€6.66M'
    >>> compact(Decimal("-72274.05"), "en", Decimal("72274.05"))
    '-€72,274.05'
    """
    most = most.copy_abs()
    unit, shift = next(((name, power) for least, name, power in _MULTIPLES if most >= least), ("", 0))
    if not shift or not value:
        return short_euros(value, locale)
    whole = scaled(most, -shift)
    decimals = 2 if whole < 100 else 1 if whole < 1000 else 0
    shown = number(_rounded(scaled(value.copy_abs(), -shift), decimals), locale)
    sign = "-" if value < 0 else ""
    return f"{sign}{shown}\u00a0{unit}€" if language(locale) == "fr" else f"{sign}€{shown}{unit}"


def signed_compact(value: Decimal, locale: str, most: Decimal) -> str:
    """The same with its sign where it is above zero too."""
    shown = compact(value, locale, most)
    return f"+{shown}" if value > 0 else shown


def share_of(part: Decimal, whole: Decimal, locale: str) -> str:
    """A change as a percentage of what it changes, with its sign; nothing of nothing."""
    if not whole:
        return ""
    ratio = (Fraction(part) / Fraction(whole)) * 10_000
    rounded = scaled(round(ratio), -4)
    shown = figure(Percent(rounded), locale)
    return f"+{shown}" if rounded > 0 else shown


def count_shown(count: int | Decimal, locale: str) -> str:
    """A count as a chart shows it: weighted counts without decimals, unless they are small."""
    if isinstance(count, Decimal):
        whole = count >= 100 or count == int(count)
        count = _rounded(count, 0 if whole else 1)
    return number(count, locale)


def _rounded(figure: Decimal, places: int) -> Decimal:
    """Rounded half up, in any decimal context."""
    return figure.quantize(scaled(1, -places), ROUND_HALF_UP, _DIGITS)


_DIGITS: Final = Context(prec=300)
_MULTIPLES: Final = ((10**6, "M", 6), (10**5, "k", 3))


def ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round figures from one end to the other, in steps of 1, 2 or 5."""
    span = (high - low) or abs(high) or Decimal(1)
    rough = span / (_TICKS - 1)
    power = Decimal(10) ** rough.adjusted()
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return [step * rank for rank in range(floor(low / step), ceil(high / step) + 1)]


def figures_axis(
    values: Iterable[Decimal | Fraction], show: Callable[[Decimal], str], title: str | None, zero: bool = True
) -> dict[str, Any]:
    """The scale and axis of exact figures, each label written beforehand."""
    given = [Decimal(v.numerator) / v.denominator if isinstance(v, Fraction) else v for v in values]
    given += [Decimal(0)] if zero or not given else []
    marks = ticks(min(given), max(given))
    places = [float(mark) for mark in marks]
    return {
        "scale": alt.Scale(domain=[places[0], places[-1]], nice=False, zero=False),
        "axis": alt.Axis(values=places, labelExpr=_said(places, [show(mark) for mark in marks]), title=title),
    }


def _said(places: Sequence[float], labels: Sequence[str]) -> str:
    """The label of a place, as an expression of Vega."""
    return f"{dumps(list(labels))}[indexof({dumps(list(places))}, +datum.value)]"


def stamp(day: date) -> int:
    """A day as a place on an axis of time: milliseconds, without a time zone to shift it."""
    instant = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day
    return round((instant.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


def months(first: date, last: date) -> list[date]:
    """The first day of each month between two days."""
    starts, day = [], first.replace(day=1)
    while day <= last:
        starts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return starts


def days_axis(first: date, last: date, locale: str) -> dict[str, Any]:
    """The scale and axis of days: the months between two days, in words; the year stands where it changes."""
    starts = [
        *months(first, last),
        *([] if last.day == 1 else [(last.replace(day=1) + timedelta(days=32)).replace(day=1)]),
    ]
    by = max(1, len(starts) // 14 + 1)
    starts = starts[::by] if by > 1 else starts
    labels = []
    for rank, start in enumerate(starts):
        name = day_as(start, "MMM", locale)
        new = rank == 0 or start.year != starts[rank - 1].year
        labels.append([name, str(start.year)] if new else [name])
    places = [float(stamp(start)) for start in starts]
    said = f"{dumps(labels)}[indexof({dumps(places)}, +datum.value)]"
    end = max(places[-1], float(stamp(last)))
    return {
        "scale": alt.Scale(domain=[places[0], end], nice=False, zero=False),
        "axis": alt.Axis(values=places, labelExpr=said, title=None, labelAngle=0),
    }
