"""Charts of the statuses of declarations, and of the history of one declaration."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

import altair as alt

from afas.charts._style import BLUE, RED, days_axis, dressed, inline, stamp
from afas.declarations import LABELS, Declaration, Labels, Status
from afas.documents import clauses, labelled
from afas.text import Text, day_as, figure

__all__ = ["history_chart", "status_chart"]

_TITLE = Text(fr="Déclarations par état au {on}", en="Declarations by status on {on}")
_IN_TIME, _LATE = Text(fr="dans les temps", en="in time"), Text(fr="en retard", en="late")
_COUNT = Text(fr="{total}", en="{total}")
_COUNT_LATE = Text(fr="{total}, dont {late} en retard", en="{total}, {late} late")
_ALL = Text(fr="Au total : {count}", en="In all: {count}")
_HISTORY = Text(fr="Histoire de la déclaration : {name}", en="History of the declaration: {name}")
_DEADLINE = Text(fr="à transmettre {deadline}", en="to transmit {deadline}")
_HEADS = {
    "status": Text(fr="État", en="Status"),
    "action": Text(fr="Action", en="Action"),
    "by": Text(fr="Par", en="By"),
    "when": Text(fr="Le", en="On"),
    "detail": Text(fr="Détail", en="Detail"),
}
_OPENED = Text(fr="Ouverte", en="Opened")


def status_chart(
    declarations: Iterable[Declaration], *, on: date, locale: str = "fr", labels: Labels = LABELS
) -> alt.Chart:
    """The number of declarations in each status that day, and of those that are late.

    Args:
        declarations: of one partner, of a Caf, of whoever follows them.
        on: the day; late is said of that day.
        locale: French or English.
        labels: a portal's own words for the statuses.
    """
    counts = {status: [0, 0] for status in Status}
    for declaration in declarations:
        counts[declaration.status][declaration.late(on)] += 1
    names = [labels.of(status)(locale) for status in Status]
    most = max(sum(both) for both in counts.values())
    rows, totals = [], []
    for status, (in_time, late) in counts.items():
        words = (_COUNT_LATE if late else _COUNT).fill(total=in_time + late, late=late).text(locale)
        common = {"status": labels.of(status)(locale), "words": words}
        totals.append({**common, "total": in_time + late})
        rows += [
            {**common, "count": count, "when": when(locale), "rank": rank}
            for rank, (when, count) in enumerate(((_IN_TIME, in_time), (_LATE, late)))
            if count
        ]
    y = alt.Y("status:N", sort=None, scale=alt.Scale(domain=names), title=None)
    x_axis = alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, max(1, most) * 1.35], nice=False))
    colour = alt.Color(
        "when:N", title=None, scale=alt.Scale(domain=[_IN_TIME(locale), _LATE(locale)], range=[BLUE, RED])
    )
    bars = (
        alt.Chart(inline(rows))
        .mark_bar(stroke="#222")
        .encode(
            x=x_axis,
            y=y,
            color=colour,
            order="rank:Q",
            tooltip=[
                alt.Tooltip("status:N", title=_HEADS["status"](locale)),
                alt.Tooltip("words:N", title=" "),
            ],
        )
    )
    words_layer = (
        alt.Chart(inline(totals)).mark_text(align="left", dx=6, fontSize=12).encode(x="total:Q", y=y, text="words:N")
    )
    title = _TITLE.fill(on=on).text(locale)
    said = _ALL.fill(count=sum(sum(both) for both in counts.values())).text(locale)
    spoken = clauses(
        (labelled(str(row["status"]), str(row["words"]), locale) for row in totals if row["total"]), locale
    )
    chart = alt.layer(bars, words_layer).properties(width=520, height=alt.Step(28))
    return dressed(chart, title, [said], f"{title}. {said}. {spoken}.")


def history_chart(declaration: Declaration, locale: str = "fr", labels: Labels = LABELS) -> alt.Chart:
    """From status to status in time: who did what and when, and the deadline.

    Args:
        declaration: with its history.
        locale: French or English.
        labels: a portal's own words for the statuses and actions.
    """
    window = declaration.window
    rows = list(_events(declaration, locale, labels))
    seen = [status for status in Status if any(row["code"] == status.value for row in rows)]
    days = [window.available, window.before, *(event.at.date() for event in declaration.history)]
    names = [labels.of(status)(locale) for status in seen]
    y = alt.Y("status:N", sort=None, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(grid=True))
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("x:Q", **days_axis(min(days), max(days) + timedelta(days=1), locale)),
        y=y,
        tooltip=[alt.Tooltip(f"{key}:N", title=head(locale)) for key, head in _HEADS.items()],
    )
    last = [row for row in rows if row["last"]]
    words = alt.Chart(inline(last)).encode(x="x:Q", y=y)
    deadline = {"x": stamp(window.before), "label": _DEADLINE.fill(deadline=window.deadline).text(locale)}
    line = alt.Chart(inline([deadline])).encode(x="x:Q")
    layers = [
        base.mark_line(interpolate="step-after", color=BLUE, strokeWidth=2).encode(order="rank:Q"),
        base.mark_point(filled=True, opacity=1, size=90, color=BLUE),
        words.mark_text(align="left", dx=9, dy=-9, fontSize=11).encode(text="label:N"),
        line.mark_rule(color=RED, strokeDash=[5, 3]),
        line.mark_text(align="right", dx=-5, dy=-6, color="#8a3d00", fontWeight="bold").encode(
            y=alt.value(0), text="label:N"
        ),
    ]
    name = Text(
        fr=f"{declaration.activity.name}, {declaration.kind.text.fr} {declaration.year.text.fr}",
        en=f"{declaration.activity.name}, {declaration.kind.text.en} {declaration.year.text.en}",
    )
    title = _HISTORY.fill(name=name).text(locale)
    spoken = clauses((labelled(str(row["when"]), str(row["status"]), locale) for row in last), locale)
    chart = alt.layer(*layers).properties(width=700, height=alt.Step(46))
    return dressed(chart, title, [], f"{title}. {spoken}. {deadline['label']}.")


def _events(declaration: Declaration, locale: str, labels: Labels) -> Iterable[dict[str, object]]:
    """The opening and every event; of those in a row that lead to one status, the last is named."""
    opened = declaration.opened
    start = datetime(*opened.window.available.timetuple()[:3])  # noqa: DTZ001 - a day
    yield {
        "rank": 0, "x": stamp(start), "at": opened.window.available.isoformat(), "code": opened.status.value,
        "status": labels.of(opened.status)(locale), "action": _OPENED(locale), "by": "", "detail": "",
        "when": figure(opened.window.available, locale), "label": _OPENED(locale), "last": True,
    }  # fmt: skip
    rank = 0
    for status, group in groupby(declaration.history, key=lambda event: event.target):
        events = list(group)
        for event in events:
            rank += 1
            yield {
                "rank": rank, "x": stamp(event.at), "at": event.at.isoformat(), "code": status.value,
                "status": labels.of(status)(locale), "action": labels.of(event.name)(locale),
                "by": event.by.name, "detail": event.detail,
                "when": day_as(event.at, "d MMM yyyy HH:mm", locale),
                "label": f"{labels.of(events[-1].name)(locale)} ({day_as(event.at, 'd MMM', locale)})",
                "last": event is events[-1],
            }  # fmt: skip
