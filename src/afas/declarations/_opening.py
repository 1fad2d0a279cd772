"""The declarations that a calendar offers on a day, one alive at most for an activity, a year and a kind.

One that the Caf has cancelled no longer counts: another may be opened in its place, with the next sequence
number. What a declaration is compared with (last year's figures, the forecast's) is handed in at its opening, or comes
from the declarations that exist; figures that carry a year are compared with that of their year only.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar, cast

import attrs

from afas import ps as registry
from afas.agreements import Given, given_figures
from afas.calendar import Calendar, Window
from afas.controls import Known
from afas.declarations._declaration import Declaration, Identity, as_known
from afas.errors import AfasError, FaultKind, Faults, InvalidInput, error
from afas.forms import DeclarationKind, FormCode, read_entries
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.ps import PS
from afas.text import Text
from afas.windows import ALL

__all__ = ["For", "TwoAlive", "check_alive", "open_declarations"]

_T = TypeVar("_T")
For = Mapping[str, _T] | Mapping[tuple[str, DeclarationKind], _T]
"""Something given for an activity (by its id), or for one kind of its declarations (by its id and the kind)."""
Compared = Known | Mapping[str, Decimal] | Collection[Known]
"""Figures to compare with: of one year, or of several years, each of which says its own."""

NOT_KNOWN = FaultKind(
    "not-requested-unknown",
    Text(
        fr="le formulaire n’est pas demandé : « {label} » doit venir avec lui, pour l’estimation",
        en="the form is not requested: “{label}” has to come with it, for the estimate",
    ),
)


OTHER_YEAR = FaultKind(
    "of-another-year",
    Text(
        fr="ces données sont celles de {found}, celles de {wanted} sont attendues",
        en="these figures are those of {found}, those of {wanted} are expected",
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
    for declaration in declarations:
        key = _same(declaration.id)
        if declaration.alive and key in found:
            raise TwoAlive(found[key].id.text, declaration.id.text)
        if declaration.alive:
            found[key] = declaration
    return found


_Same = tuple[str, FinancialYear, DeclarationKind]


def _same(identity: Identity) -> _Same:
    return identity.activity, identity.year, identity.kind


_SAME_MONTHS: Final[Mapping[DeclarationKind, tuple[DeclarationKind, ...]]] = {
    DeclarationKind.FORECAST: (DeclarationKind.ACTUAL, DeclarationKind.FORECAST),
    DeclarationKind.ACTUAL: (DeclarationKind.ACTUAL,),
    DeclarationKind.UPDATE_JUNE: (DeclarationKind.UPDATE_JUNE,),
    DeclarationKind.UPDATE_SEPTEMBER: (DeclarationKind.UPDATE_SEPTEMBER,),
}
"""The declarations of the year before that a kind is compared with, the best first: they cover as many months."""


@attrs.frozen
class _Comparisons:
    """The figures of existing declarations to compare with: those that were sent to the Caf."""

    alive: Mapping[_Same, Declaration]

    def previous(self, activity: str, before: FinancialYear, kind: DeclarationKind) -> Known:
        return self._known((activity, before, candidate) for candidate in _SAME_MONTHS[kind])

    def forecast(self, activity: str, year: FinancialYear, kind: DeclarationKind) -> Known:
        wanted = [] if kind is DeclarationKind.FORECAST else [(activity, year, DeclarationKind.FORECAST)]
        return self._known(wanted)

    def _known(self, keys: Iterable[_Same]) -> Known:
        if not self.alive:
            return Known()
        sent = (self.alive[key] for key in keys if key in self.alive and self.alive[key].status.sent)
        found = next(sent, None)
        if found is None:
            return Known()
        return found.known() if found.amended is None else Known(found.amended.entries, {}, found.year)


def open_declarations(
    calendar: Calendar,
    activities: Iterable[Activity],
    *,
    on: date,
    previous: For[Compared] | None = None,
    forecast: For[Compared] | None = None,
    not_requested: For[Mapping[FormCode, Mapping[str, Decimal]]] | None = None,
    given: For[Mapping[str, Decimal]] | Collection[Given] | None = None,
    existing: Iterable[Declaration] = (),
    services: Mapping[str, PS] | None = None,
    late: bool = False,
) -> tuple[Declaration, ...]:
    """The declarations that the calendar offers these activities that day, and that do not exist yet.

    A window for all PS opens, for each, the kinds of declaration that AFAS takes for it.

    Args:
        calendar: of the Caf.
        activities: for which declarations are owed.
        on: the day.
        previous: last year's figures, for the controls, by activity id (or by id and kind: the year before an
            actual N-1 is N-2). A `Known` that carries its year is taken for declarations of the next year only; of
            several, the one of that year is. Where none is given, the figures sent for the year before are.
        forecast: the figures of the forecast of the same year, by the same.
        not_requested: the forms the Caf does not request, with the figures it already has.
        given: the figures that the Caf gives: those of its agreements, of which what holds on the first day of the year
            is taken; or by activity id (or by id and kind) and field.
        existing: those opened before: what is alive is not opened again, a cancelled one has a successor.
        services: PS that take the place of the built-in ones, by code: with a portal's own controls, say.
        late: open, too, what nobody opened in time and the Caf still takes after the deadline.

    Raises:
        TwoAlive: two of the existing ones count for one activity, year and kind.
        InvalidInput: a form is not requested, and a figure of it is unknown; figures given for a kind are of another
            year; or a figure that the Caf gives is none of the PS.
    """
    before = tuple(existing)
    alive = check_alive(before)
    compared = _Comparisons(alive)
    taken: dict[_Same, int] = {}
    for declaration in before:
        key = _same(declaration.id)
        taken[key] = max(taken.get(key, declaration.sequence), declaration.sequence)
    agreed = _by_activity(given or {})
    opened = []
    offers: dict[str, tuple[_Offer, ...]] = {}
    for activity in activities:
        if activity.ps not in offers:
            service = (services or {}).get(activity.ps) or registry.get(activity.ps)
            offers[activity.ps] = tuple(_offered(calendar, activity.ps, service, on=on, late=late))
        for window, year, previous_year, service in offers[activity.ps]:
            key = (activity.id, year, window.kind)
            if before and key in alive:
                continue
            known = _given(not_requested, activity, window, {})
            _check_known(activity, window, known, service)
            of_caf = _given(agreed, activity, window, {})
            if isinstance(of_caf, tuple):
                of_caf = given_figures(of_caf, activity, year, service).fields
            opened.append(
                Declaration(
                    activity,
                    window.kind,
                    year,
                    window,
                    sequence=taken.get(key, 0) + 1 if before else 1,
                    previous=_of_year(previous, activity, window, previous_year)
                    or compared.previous(activity.id, previous_year, window.kind),
                    forecast=_of_year(forecast, activity, window, year)
                    or compared.forecast(activity.id, year, window.kind),
                    not_requested=known,
                    given=_read_given(activity, of_caf, service),
                    own_service=service if activity.ps in (services or {}) else None,
                )
            )
    return tuple(opened)


_Offer = tuple[Window, FinancialYear, FinancialYear, PS]  # with its year, and the year before


def _offered(calendar: Calendar, ps: str, service: PS, *, on: date, late: bool) -> Iterator[_Offer]:
    """The windows open to a PS that day; one for all PS is, for the kinds that AFAS takes for it."""
    for window in calendar.open_windows(ps, on=on, late=late):
        year = calendar.financial_year(window, ps)
        if window.ps != ALL or service.takes(window.kind, year.year):
            yield window, year, year.previous(), service


def _by_activity(
    given: For[Mapping[str, Decimal]] | Collection[Given],
) -> For[Mapping[str, Decimal] | tuple[Given, ...]]:
    """The figures of agreements by the activity that they are for, so that each is looked at once."""
    if isinstance(given, Mapping):
        return given
    found: dict[str, list[Given]] = {}
    for figure in given:
        found.setdefault(figure.activity, []).append(figure)
    return {activity: tuple(figures) for activity, figures in found.items()}


def _read_given(activity: Activity, given: Mapping[str, Decimal], service: PS) -> Mapping[str, Decimal]:
    """The figures, each read: of a field of the PS, and within its bounds."""
    if not given:
        return {}
    fields = {field.name: field for field in service.fields}
    named = [fields[name] for name in given if name in fields]
    figures, faults = read_entries(named, given, f"given.{activity.id}")
    if faults:
        raise InvalidInput(Text(fr="Données de la Caf", en="Figures of the Caf"), tuple(faults))
    return figures


def _given(given: For[_T] | None, activity: Activity, window: Window, nothing: _T) -> _T:
    if not given:
        return nothing
    by = cast("Mapping[object, _T]", given)
    return by.get((activity.id, window.kind), by.get(activity.id, nothing))


def _of_year(given: For[Compared] | None, activity: Activity, window: Window, year: FinancialYear) -> Known | None:
    """The figures given to compare with, where they are of that year or do not say theirs; None where none are given.

    Raises:
        InvalidInput: those given for this very kind are of another year.
    """
    if not given:
        return None
    by = cast("Mapping[object, Compared]", given)
    own = by.get((activity.id, window.kind))
    found = by.get(activity.id) if own is None else own
    if found is not None and not isinstance(found, (Known, Mapping)):
        return next((known for known in found if known.year == year), None)
    known = None if found is None else as_known(found)
    if known is None or known.year in (None, year):
        return known
    if own is None:
        return None
    faults = Faults(Text(fr=f"Ouverture, {activity.name}", en=f"Opening, {activity.name}"))
    faults.add(OTHER_YEAR.at(f"{activity.id}.{window.kind}", found=known.year, wanted=year))
    raise InvalidInput(faults.subject, tuple(faults.found))


def _check_known(activity: Activity, window: Window, known: Mapping[FormCode, Mapping[str, Decimal]], ps: PS) -> None:
    if not known:
        return
    faults = Faults(Text(fr=f"Ouverture, {activity.name}", en=f"Opening, {activity.name}"))
    for form, figures in known.items():
        for field in ps.form(form):
            if field.asked(window.kind) and field.default is None and field.name not in figures:
                faults.add(NOT_KNOWN.at(f"not_requested.{form}.{field.name}", label=field.text))
    faults.raise_if_any()
