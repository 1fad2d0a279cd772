"""Alerts of the day, and the next tasks of a portfolio of activities with their deadlines."""

from collections.abc import Collection, Iterable
from datetime import date

import attrs

from afas.calendar import Calendar
from afas.declarations import Declaration, Summary
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.text import Code, Message, Text
from afas.windows import Window, day_count, working_days

__all__ = ["Alert", "Task", "TaskState", "agenda", "alerts", "next_tasks"]


@attrs.frozen
class Alert:
    """Something to do today (*alerte*): a declaration open, soon due, or late."""

    activity: Activity
    window: Window
    message: Message


_ALERT = Text(
    fr="{activity} : déclaration {kind} {year} à transmettre {deadline} ({days})",
    en="{activity}: {kind} declaration {year} to transmit {deadline} ({days})",
)


def _sent(declarations: Iterable[Declaration | Summary]) -> set[tuple[str, DeclarationKind, int]]:
    """The declarations sent to the Caf: activity, kind and year of each."""
    return {(sent.activity.id, sent.kind, sent.year.year) for sent in declarations if sent.status.sent}


def alerts(
    calendar: Calendar,
    activities: Iterable[Activity],
    *,
    on: date,
    declarations: Iterable[Declaration | Summary] = (),
) -> tuple[Alert, ...]:
    """The declarations open that day for these activities and not sent yet, the most urgent first.

    Args:
        calendar: of the Caf.
        activities: the portfolio.
        on: the day.
        declarations: those there are, whole or in short: what is sent is no alert.
    """
    sent = _sent(declarations)
    offered: dict[str, list[tuple[Window, dict[str, object]]]] = {}
    found = []
    for activity in activities:
        if activity.ps not in offered:
            windows = calendar.open_windows(activity.ps, on=on)
            offered[activity.ps] = [(window, _said(calendar, window, activity.ps, on)) for window in windows]
        found += [
            Alert(activity, window, _ALERT.fill(activity=activity.name, **said))
            for window, said in offered[activity.ps]
            if (activity.id, window.kind, window.year) not in sent
        ]
    return tuple(sorted(found, key=lambda alert: (alert.window.before, alert.activity.id)))


def _said(calendar: Calendar, window: Window, ps: str, on: date) -> dict[str, object]:
    """The words of an alert about a window, for any activity."""
    return {
        "kind": window.kind,
        "year": calendar.financial_year(window, ps).text,
        "deadline": window.deadline,
        "days": day_count(window.days_left(on)),
    }


class TaskState(Code):
    """The state of a declaration that is not transmitted."""

    LATE = "LATE", Text(fr="En retard", en="Late")
    OPEN = "OPEN", Text(fr="À transmettre", en="To transmit")
    UPCOMING = "UPCOMING", Text(fr="À venir", en="Upcoming")


_WORDS = {
    TaskState.LATE: Text(
        fr="{what} : en retard de {days}, était à transmettre {deadline}",
        en="{what}: {days} late, was to be transmitted {deadline}",
    ),
    TaskState.OPEN: Text(
        fr="{what} : à transmettre {deadline}, reste {days}{working}",
        en="{what}: to transmit {deadline}, {days} left{working}",
    ),
    TaskState.UPCOMING: Text(
        fr="{what} : s’ouvre le {available}, dans {days}, à transmettre {deadline}",
        en="{what}: opens on {available}, in {days}, to transmit {deadline}",
    ),
}
_WHAT = Text(fr="{activity}, déclaration {kind} {year}", en="{activity}, {kind} declaration {year}")
_WORKING = Text(fr=" (dont ouvrés : {days})", en=" (working days: {days})")


@attrs.frozen
class Task:
    """A declaration to transmit.

    Attributes:
        days: days left, this one included; until it opens, if upcoming; since the deadline, this one included, if late.
        working_days: those of the days left on which offices work; None where the public holidays were not given.
    """

    activity: Activity
    window: Window
    state: TaskState
    days: int
    working_days: int | None
    message: Message


def agenda(
    calendar: Calendar,
    activities: Iterable[Activity],
    *,
    on: date,
    done: Collection[tuple[str, DeclarationKind]] = (),
    declarations: Iterable[Declaration | Summary] = (),
    holidays: Collection[date] | None = None,
) -> tuple[Task, ...]:
    """All that is left to transmit: late first, then by deadline, then what is still to open.

    Args:
        calendar: of the Caf.
        activities: the portfolio.
        on: the day.
        done: what is transmitted: activity id and kind.
        declarations: those there are: what is sent is left out.
        holidays: public holidays (`workdays.french_holidays`), to count working days.
    """
    sent = _sent(declarations)
    tasks = [
        _task(activity, window, calendar.financial_year(window, activity.ps), on, holidays)
        for activity in activities
        for kind in calendar.kinds(calendar.code(activity.ps))
        for window in (calendar.window(activity.ps, kind),)
        if (activity.id, kind) not in done and (activity.id, kind, window.year) not in sent
    ]
    ranks = {state: rank for rank, state in enumerate(TaskState)}
    return tuple(sorted(tasks, key=lambda task: (ranks[task.state], _day(task), task.activity.id, task.window.kind)))


def next_tasks(
    calendar: Calendar,
    activities: Iterable[Activity],
    *,
    on: date,
    done: Collection[tuple[str, DeclarationKind]] = (),
    declarations: Iterable[Declaration | Summary] = (),
    holidays: Collection[date] | None = None,
) -> tuple[Task, ...]:
    """The next thing to do for each activity; nothing for those that have transmitted all. See `agenda`."""
    first: dict[str, Task] = {}
    for task in agenda(calendar, activities, on=on, done=done, declarations=declarations, holidays=holidays):
        first.setdefault(task.activity.id, task)
    return tuple(first.values())


def _day(task: Task) -> date:
    return task.window.available if task.state is TaskState.UPCOMING else task.window.before


def _task(activity: Activity, window: Window, year: FinancialYear, on: date, holidays: Collection[date] | None) -> Task:
    working = None
    if window.late(on):
        state, days = TaskState.LATE, (on - window.before).days + 1
    elif on < window.available:
        state, days = TaskState.UPCOMING, (window.available - on).days
    else:
        state, days = TaskState.OPEN, window.days_left(on)
        working = None if holidays is None else working_days(on, window.before, holidays)
    message = _WORDS[state].fill(
        what=_WHAT.fill(activity=activity.name, kind=window.kind, year=year.text),
        deadline=window.deadline,
        available=window.available,
        days=day_count(days),
        working="" if working is None else _WORKING.fill(days=working),
    )
    return Task(activity, window, state, days, working, message)
