"""The declarations that a calendar offers on a day, one alive at most for an activity, a year and a kind.

One that the Caf has cancelled no longer counts: another may be opened in its place, with the next sequence
number. What a declaration is compared with (last year's figures, the forecast's) is handed in at its opening.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from afas import ps as registry
from afas.calendar import Calendar, Window
from afas.controls import Known
from afas.declarations._declaration import Declaration, Identity
from afas.errors import AfasError, FaultKind, Faults, error
from afas.forms import DeclarationKind, FormCode
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.ps import PS
from afas.text import Text
from afas.windows import ALL

__all__ = ["For", "TwoAlive", "check_alive", "open_declarations"]

_T = TypeVar("_T")
For = Mapping[str, _T] | Mapping[tuple[str, DeclarationKind], _T]
"""Something given for an activity (by its id), or for one kind of its declarations (by its id and the kind)."""

NOT_KNOWN = FaultKind(
    "not-requested-unknown",
    Text(
        fr="le formulaire n’est pas demandé : « {label} » doit venir avec lui, pour l’estimation",
        en="the form is not requested: “{label}” has to come with it, for the estimate",
    ),
)


@error
class TwoAlive(AfasError, ValueError):
    """Two declarations of one activity, year and kind count at once."""

    code = "two-alive"
    template = Text(
        fr="{first} et {second} comptent toutes deux : une seule à la fois. La Caf annule l’une d’elles.",
        en="{first} and {second} both count: one at a time. The Caf cancels one of them.",
    )
    first: Text
    second: Text


def check_alive(declarations: Iterable[Declaration]) -> dict[tuple[str, FinancialYear, DeclarationKind], Declaration]:
    """The declarations that count, by activity, year and kind.

    Raises:
        TwoAlive: two of them count for the same.
    """
    found: dict[tuple[str, FinancialYear, DeclarationKind], Declaration] = {}
    for one in declarations:
        key = _same(one.id)
        if one.alive and key in found:
            raise TwoAlive(found[key].id.text, one.id.text)
        if one.alive:
            found[key] = one
    return found


def _same(identity: Identity) -> tuple[str, FinancialYear, DeclarationKind]:
    return identity.activity, identity.year, identity.kind


def open_declarations(
    calendar: Calendar,
    activities: Iterable[Activity],
    on: date,
    previous: For[Known | Mapping[str, Decimal]] | None = None,
    *,
    forecast: For[Known | Mapping[str, Decimal]] | None = None,
    not_requested: For[Mapping[FormCode, Mapping[str, Decimal]]] | None = None,
    existing: Iterable[Declaration] = (),
    services: Mapping[str, PS] | None = None,
) -> tuple[Declaration, ...]:
    """The declarations that the calendar offers these activities that day, and that do not exist yet.

    A window for all PS opens, for each, the kinds of declaration that AFAS takes for it.

    Args:
        calendar: of the Caf.
        activities: for which declarations are owed.
        on: the day.
        previous: last year's figures, for the controls, by activity id (or by id and kind: the year before an
            actual N-1 is N-2).
        forecast: the figures of the forecast of the same year, by the same.
        not_requested: the forms the Caf does not request, with the figures it already has.
        existing: those opened before: what is alive is not opened again, a cancelled one has a successor.
        services: PS that take the place of the built-in ones, by code: with a portal's own controls, say.

    Raises:
        TwoAlive: two of the existing ones count for one activity, year and kind.
        InvalidInput: a form is not requested, and a figure of it is unknown.
    """
    before = tuple(existing)
    alive = check_alive(before)
    taken = {_same(one.id): max(o.sequence for o in before if _same(o.id) == _same(one.id)) for one in before}
    opened = []
    for activity in activities:
        for window in calendar.open_windows(activity.ps, on):
            year = calendar.financial_year(window, activity.ps)
            key = (activity.id, year, window.kind)
            service = (services or {}).get(activity.ps) or registry.get(activity.ps)
            owed = window.ps != ALL or service.takes(window.kind, year.year)
            if key in alive or not owed:
                continue
            known = _given(not_requested, activity, window, {})
            _check_known(activity, window, known, service)
            opened.append(
                Declaration(
                    activity,
                    window.kind,
                    year,
                    window,
                    sequence=taken.get(key, 0) + 1,
                    previous=_given(previous, activity, window, Known()),
                    forecast=_given(forecast, activity, window, Known()),
                    not_requested=known,
                    own_service=service if activity.ps in (services or {}) else None,
                )
            )
    return tuple(opened)


def _given(given: For[_T] | None, activity: Activity, window: Window, nothing: _T) -> _T:
    by: dict[object, _T] = dict((given or {}).items())
    return by.get((activity.id, window.kind), by.get(activity.id, nothing))


def _check_known(activity: Activity, window: Window, known: Mapping[FormCode, Mapping[str, Decimal]], ps: PS) -> None:
    faults = Faults(Text(fr=f"Ouverture, {activity.name}", en=f"Opening, {activity.name}"))
    for form, figures in known.items():
        for field in ps.form(form):
            if field.asked(window.kind) and field.default is None and field.name not in figures:
                faults.add(NOT_KNOWN.at(f"not_requested.{form}.{field.name}", label=field.text))
    faults.raise_if_any()
