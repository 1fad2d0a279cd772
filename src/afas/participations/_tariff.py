"""The tariff of one family, and its computation."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.arithmetic import to_decimal
from afas.documents import Bullets, Document, Heading, Line, Note, Shown, clauses
from afas.estimation import NOT_ENTRIES
from afas.explanation import ExplainedStep
from afas.forms import read_entries
from afas.numbers import Traced, Tracer, leaves, traced
from afas.parameters import BY_CALLER, Pack, ParameterValue, Policy, Scale, Supplied
from afas.participations._scale import USES, CeilingUsed, figures_on, odd, raise_if_any
from afas.ps import PARTICIPATIONS, participation_amounts
from afas.sources import Grade
from afas.text import Code, Euros, Text, long_date

__all__ = ["Bound", "Tariff", "tariff"]


class Bound(Code):
    """Which bound of the scale the resources of a household meet."""

    NONE = "NONE", Text(fr="entre le plancher et le plafond", en="between the floor and the ceiling")
    FLOOR = "FLOOR", Text(fr="ramenées au plancher", en="brought up to the floor")
    CEILING = "CEILING", Text(fr="ramenées au plafond", en="brought down to the ceiling")


@attrs.frozen
class Tariff(Shown):
    """The hourly tariff of a family on a day, and how it was made.

    Attributes:
        on: the day.
        entries: the exact figures of the household, by name.
        scale: the figures used, each with its source and grade.
        hourly: euros an hour, to the cent.
        participation: euros for the hours given, to the cent (the forfait of a month, for the hours of a month).
        steps: each with its formula, its bounds and its rounding.
        ceiling: whose ceiling it is.
    """

    on: date
    entries: Mapping[str, Decimal] = attrs.field(hash=False)
    scale: Scale = attrs.field(hash=False)
    hourly: Decimal
    participation: Decimal
    steps: tuple[ExplainedStep, ...] = attrs.field(hash=False)
    ceiling: CeilingUsed = CeilingUsed.NATIONAL

    @property
    def bound(self) -> Bound:
        """Which bound of the scale is active; resources exactly on a bound are not moved by it."""
        greatest = self.steps[0].formula.args[0]
        floor, least = greatest.args
        monthly = least.args[0].value
        if monthly > least.value and floor.value <= least.value:
            return Bound.CEILING
        return Bound.FLOOR if floor.value > monthly else Bound.NONE

    @property
    def reported(self) -> tuple[str, ...]:
        """The figures read on a page that is not of the family branch (a crèche, a city)."""
        return tuple(name for name, value in self.scale.values.items() if value.grade is Grade.REPORTED)

    @property
    def provisional(self) -> bool:
        """Was a figure carried forward from an earlier scale?"""
        return bool(self.scale.carried)

    def document(self, locale: str = "fr") -> Document:
        """The household, the scale with its sources, and the steps."""
        head = Text(fr="Tarif horaire au {day} : {amount}", en="Hourly tariff on {day}: {amount}")
        title = head.fill(day=long_date(self.on, locale), amount=Euros(self.hourly)).text(locale)
        data = [
            Line(field.text(locale), field.unit.show(self.entries[field.name], locale))
            for field in PARTICIPATIONS.fields
            if self.entries[field.name] != field.default
        ]
        figures = [self._figure(name, value, locale) for name, value in self.scale.values.items()]
        steps = [step.line(locale) for step in self.steps if step.name != "participation" or self.entries["hours"]]
        parts = (
            (Text(fr="Foyer", en="Household"), Bullets(data)),
            (Text(fr="Barème", en="Scale"), Bullets(figures)),
            (Text(fr="Calcul", en="Steps"), Bullets(steps, numbered=True)),
        )
        blocks = [block for name, items in parts if items.items for block in (Heading(name(locale)), items)]
        return Document(title, locale, (*map(Note, self._warnings(locale)), *blocks))

    def _figure(self, name: str, value: ParameterValue, locale: str) -> Line:
        parameter = PARTICIPATIONS.parameter(name)
        note = f"{value.grade.text(locale)}, {value.since.text(locale)}"
        if value.source is not BY_CALLER:
            note = clauses((note, value.source.cite(locale)), locale)
        return Line(parameter.text(locale), parameter.unit.show(value.value, locale), note=note, link=value.source.url)

    def _warnings(self, locale: str) -> Iterator[str]:
        if self.ceiling is not CeilingUsed.NATIONAL:
            yield _OTHER_CEILING.fill(what=self.ceiling).text(locale)
        if self.provisional:
            yield _PROVISIONAL(locale)
        if self.reported:
            labels = tuple(PARTICIPATIONS.parameter(name).text for name in self.reported)
            yield _REPORTED.fill(labels=labels).text(locale)


_OTHER_CEILING: Final = Text(fr="Plafond choisi : {what}.", en="Ceiling chosen: {what}.")
_PROVISIONAL: Final = Text(
    fr="Provisoire : un barème antérieur est reconduit.", en="Provisional: an earlier scale is carried forward."
)
_REPORTED: Final = Text(
    fr="Lus hors de la branche Famille, à vérifier auprès de la Caf : {labels}.",
    en="Read outside of the family branch, to be checked with the Caf: {labels}.",
)


def tariff(
    family: Mapping[str, object],
    *,
    on: date,
    parameters: Supplied | Pack | None = None,
    city_ceiling: Decimal | int | str | None = None,
    agreed_ceiling: Decimal | int | str | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    known_on: date | None = None,
) -> Tariff:
    """The hourly tariff of a family, exact, rounded half up to the cent.

    Args:
        family: `monthly_resources` or `annual_resources` (euros; the year N-2), `children` (dependent ones),
            `aeeh_children` (of whom with the Aeeh) and `hours` (those to pay for).
        on: the day of the hours: a scale may change within a year (1 September 2019, 2024, 2025).
        parameters: figures that nobody could read, and readings, by name (`afas.ps.PARTICIPATIONS.parameters`).
        city_ceiling: a higher ceiling, which a city or a structure writes into its own rules.
        agreed_ceiling: a lower one, which the Caf has agreed to.
        policy: as in `estimate`.
        replacing: as in `estimate`.
        known_on: as in `estimate`.

    Raises:
        InvalidInput: something given is wrong; every fault is there.
        NoValueAt: what is given is right, but a figure that this family needs has no value that day.

    >>> made = tariff({"monthly_resources": "4000", "children": 1, "hours": "172.5"}, on=date(2019, 10, 1))
    >>> made.hourly, made.participation
    (Decimal('2.42'), Decimal('417.45'))
    >>> tariff({"annual_resources": "120000", "children": 2}, on=date(2024, 9, 1)).bound
    <Bound.CEILING: 'CEILING'>
    """
    given_: object = family
    if not isinstance(given_, Mapping):
        raise_if_any([NOT_ENTRIES.at("family", found=type(given_).__name__)])
    entries, faults = read_entries(PARTICIPATIONS.fields, family, path="family")
    faults += odd(entries, family)
    figures, missing, used = figures_on(
        on, parameters, (city_ceiling, agreed_ceiling), faults, policy, replacing, known_on
    )
    raise_if_any(faults)
    tracer = Tracer()
    given = {name: value.value for name, value in figures.values.items()}
    unknown = [name for name in USES if name not in given]
    amounts = participation_amounts(traced("data", entries), traced("parameters", given, unknown), tracer)
    read = leaves(*amounts.values(), taken=True)
    raise_if_any([], (fault for fault in missing if fault.path in read))
    read_names = {path.partition(".")[2] for path in read}
    kept = attrs.evolve(
        figures,
        values={name: value for name, value in figures.values.items() if name in read_names},
        carried=tuple(name for name in figures.carried if name in read_names),
    )
    hourly, paid = (to_decimal(amounts[name].value) for name in ("tariff", "participation"))
    return Tariff(on, entries, kept, hourly, paid, tuple(map(_step, tracer.steps)), used)


def _step(step: Traced) -> ExplainedStep:
    service = PARTICIPATIONS
    return ExplainedStep(step.name, service.label(step.name), step, step.value, service.unit(step.name), service)
