"""The source of every built-in figure, the age of its reading, and the figures that no text states.

`provenance()` lists the figures of all PS; its questions name what deserves a second look: figures read without an end,
figures whose day of publication nobody read (a replay with `known_on` keeps them), figures that hold before the text
that states them, readings older than a day, and the parameters that a year lacks.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.documents import Document, Heading, Shown, Table
from afas.packs import left_open
from afas.parameters import READ
from afas.periods import FinancialYear
from afas.ps import PS
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text, figure, long_date

__all__ = ["BuiltInFigure", "Coverage", "Provenance", "provenance"]

_TITLE = Text(fr="Provenance des chiffres intégrés", en="Where the built-in figures come from")
_FIGURES = Text(fr="Chiffres", en="Figures")
_COVERAGE = Text(fr="Années couvertes", en="Years covered")
_HEADS = (
    Text(fr="PS", en="Service"),
    Text(fr="Paramètre", en="Parameter"),
    Text(fr="Valeur", en="Value"),
    Text(fr="En vigueur", en="In force"),
    Text(fr="Appui", en="Support"),
    Text(fr="Source", en="Source"),
)
_PS = _HEADS[0]
_GRADES = Text(fr="Nombre de chiffres par appui", en="Number of figures by support")
_OPEN_ENDED = Text(fr="Lus sans fin : ont pu changer depuis", en="Read without an end: may have changed since")
_BEFORE = Text(fr="En vigueur avant leur texte", en="In force before their text")
_STALE = Text(fr="Vérifiés avant le {day}", en="Checked before {day}")
_YEARS = (
    Text(fr="PS", en="Service"),
    Text(fr="Exercice", en="Year"),
    Text(fr="Sans valeur", en="Without a value"),
)
_ALL = Text(fr="aucun", en="none")


@attrs.frozen
class BuiltInFigure:
    """A figure of the library, with all that is known of it.

    Attributes:
        ps: code of the PS.
        parameter: its name.
        label: of the parameter.
        unit: of the figure.
        value: the figure.
        start: first day.
        end: first day it no longer holds; None: no end was read.
        grade: how well it is supported.
        source: who states it, and the day it was last compared with the text.
        published: the day it became known; None: not read.
    """

    ps: str
    parameter: str
    label: Text
    unit: Unit
    value: Decimal
    start: date
    end: date | None
    grade: Grade
    source: Source
    published: date | None

    @property
    def read(self) -> bool:
        """Does a text state it? A reading chosen where the texts are silent is none."""
        return self.grade in READ


@attrs.frozen
class Coverage:
    """The parameters of a PS with a value for a year, and those without.

    Attributes:
        ps: code of the PS.
        year: financial year.
        missing: names of the parameters that the formulas of the year may read, and that have no value.
    """

    ps: str
    year: FinancialYear
    missing: tuple[str, ...]


@attrs.frozen
class Provenance(Shown):
    """The built-in figures, and the questions that an audit asks of them."""

    services: tuple[PS, ...]
    figures: tuple[BuiltInFigure, ...]

    @property
    def open_ended(self) -> tuple[BuiltInFigure, ...]:
        """Read without an end: they may have changed since they were checked."""
        return tuple(value for value in self.figures if value.read and value.end is None)

    @property
    def undated(self) -> tuple[BuiltInFigure, ...]:
        """Their day of publication was not read: a replay with `known_on` cannot leave them out."""
        return tuple(value for value in self.figures if value.read and value.published is None)

    @property
    def before_their_text(self) -> tuple[BuiltInFigure, ...]:
        """They hold before the text that states them came out."""
        texts = ((value, value.source.published) for value in self.figures if value.read)
        return tuple(value for value, published in texts if published is not None and value.start < published)

    def checked_before(self, day: date) -> tuple[BuiltInFigure, ...]:
        """The figures last compared with their text before a given day."""
        return tuple(
            value for value in self.figures if value.source.checked_on is None or value.source.checked_on < day
        )

    @property
    def grades(self) -> dict[str, dict[Grade, int]]:
        """The number of figures of each grade, by PS."""
        counted = {service.code: dict.fromkeys(Grade, 0) for service in self.services}
        for value in self.figures:
            counted[value.ps][value.grade] += 1
        return counted

    def coverage(self, years: Iterable[int]) -> tuple[Coverage, ...]:
        """Of each PS and year in which it has a formula, the parameters without a value.

        >>> [one.missing for one in provenance(["AGC"]).coverage([2023, 2024])]
        [('ceiling',), ('ceiling',)]
        """
        found = []
        for number in years:
            for service in self.services:
                year = FinancialYear(number, service.school_year)
                if service.formula(year.start) is not None:
                    missing = tuple(parameter.name for parameter in left_open(service, year))
                    found.append(Coverage(service.code, year, missing))
        return tuple(found)

    def document(self, locale: str = "fr", years: Sequence[int] = (), checked_before: date | None = None) -> Document:
        """The figures, what deserves a second look, and what is missing in the years asked for.

        Args:
            locale: French or English.
            years: those whose missing figures are listed.
            checked_before: readings older than this day are listed; the library has no clock.
        """
        looks = [
            Table(_GRADES(locale), (_PS(locale), *(grade.text(locale) for grade in Grade)), self._graded()),
            _listed(_FIGURES(locale), self.figures, locale),
            _listed(_OPEN_ENDED(locale), self.open_ended, locale),
            _listed(_BEFORE(locale), self.before_their_text, locale),
        ]
        if checked_before is not None:
            title = _STALE.fill(day=long_date(checked_before, locale)).text(locale)
            looks.append(_listed(title, self.checked_before(checked_before), locale))
        if years:
            covered = [
                (covered.ps, covered.year.text(locale), ", ".join(covered.missing) or _ALL(locale))
                for covered in self.coverage(years)
            ]
            looks.append(Table(_COVERAGE(locale), tuple(head(locale) for head in _YEARS), covered))
        blocks: list[Heading | Table] = []
        for look in looks:
            if look.rows:
                blocks += [Heading(look.caption), attrs.evolve(look, caption="")]
        return Document(_TITLE(locale), locale, tuple(blocks))

    def _graded(self) -> list[tuple[str, ...]]:
        return [(code, *map(str, counted.values())) for code, counted in self.grades.items()]


def _listed(title: str, figures: Iterable[BuiltInFigure], locale: str) -> Table:
    rows = [
        (
            value.ps,
            value.label(locale),
            value.unit.show(value.value, locale),
            _days(value, locale),
            value.grade.text(locale),
            value.source.cite(locale),
        )
        for value in figures
    ]
    return Table(title, tuple(head(locale) for head in _HEADS), rows, figures={2})


def _days(value: BuiltInFigure, locale: str) -> str:
    until = Text(fr="du {start} au {end} exclu", en="from {start} to {end} excluded")
    since = Text(fr="à partir du {start} (fin non lue)", en="from {start} on (no end read)")
    fields = {"start": figure(value.start, locale), "end": "" if value.end is None else figure(value.end, locale)}
    return (since if value.end is None else until).fill(**fields).text(locale)


def provenance(codes: Iterable[str] | None = None) -> Provenance:
    """The provenance of every built-in figure: those of the PS, and of the scale of family participations.

    Args:
        codes: of the PS, or `PARTICIPATIONS`; None: all.

    Raises:
        UnknownPS: a code is that of no PS.

    >>> made = provenance(["FJT"])
    >>> [(one.parameter, str(one.value), one.grade.value) for one in made.figures]
    [('rate', '0.318', 'START_INFERRED'), ('ceiling', '90000', 'SOURCED')]
    >>> [one.parameter for one in made.open_ended]
    ['rate']
    """
    scale = registry.PARTICIPATIONS
    asked = (*registry.codes(), scale.code) if codes is None else tuple(codes)
    services = tuple(scale if code == scale.code else registry.get(code) for code in asked)
    figures = tuple(
        BuiltInFigure(
            service.code,
            parameter.name,
            parameter.text,
            parameter.unit,
            value.value,
            value.start,
            value.end,
            value.grade,
            value.source,
            value.published,
        )
        for service in services
        for parameter in service.parameters
        for value in parameter.values
    )
    return Provenance(services, figures)
