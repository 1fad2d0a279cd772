"""Where every built-in figure comes from, how old its reading is, and what no text states: to be read by an auditor.

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
from afas.text import Text, figure

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
    """What a PS has for a year.

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
        return tuple(one for one in self.figures if one.read and one.end is None)

    @property
    def undated(self) -> tuple[BuiltInFigure, ...]:
        """Their day of publication was not read: a replay with `known_on` cannot leave them out."""
        return tuple(one for one in self.figures if one.read and one.published is None)

    @property
    def before_their_text(self) -> tuple[BuiltInFigure, ...]:
        """They hold before the text that states them came out."""
        texts = ((one, one.source.published) for one in self.figures if one.read)
        return tuple(one for one, published in texts if published is not None and one.start < published)

    def checked_before(self, day: date) -> tuple[BuiltInFigure, ...]:
        """Those last compared with their text before a day, which the caller chooses."""
        return tuple(one for one in self.figures if one.source.checked_on is None or one.source.checked_on < day)

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

    def document(self, locale: str = "fr", years: Sequence[int] = ()) -> Document:
        """The figures, and what is missing in the years asked for."""
        rows = [
            (
                one.ps,
                one.label(locale),
                one.unit.show(one.value, locale),
                _days(one, locale),
                one.grade.text(locale),
                one.source.cite(locale),
            )
            for one in self.figures
        ]
        blocks: list[Heading | Table] = [
            Heading(_FIGURES(locale)),
            Table("", tuple(head(locale) for head in _HEADS), rows, figures={2}),
        ]
        if years:
            covered = [
                (one.ps, one.year.text(locale), ", ".join(one.missing) or _ALL(locale)) for one in self.coverage(years)
            ]
            blocks += [Heading(_COVERAGE(locale)), Table("", tuple(head(locale) for head in _YEARS), covered)]
        return Document(_TITLE(locale), locale, tuple(blocks))


def _days(one: BuiltInFigure, locale: str) -> str:
    until = Text(fr="du {start} au {end} exclu", en="from {start} to {end} excluded")
    since = Text(fr="à partir du {start} (fin non lue)", en="from {start} on (no end read)")
    fields = {"start": figure(one.start, locale), "end": "" if one.end is None else figure(one.end, locale)}
    return (since if one.end is None else until).fill(**fields).text(locale)


def provenance(codes: Iterable[str] | None = None) -> Provenance:
    """The provenance of every built-in figure.

    Args:
        codes: of the PS; None: all.

    Raises:
        UnknownPS: a code is that of no PS.

    >>> made = provenance(["FJT"])
    >>> [(one.parameter, str(one.value), one.grade.value) for one in made.figures]
    [('rate', '0.318', 'START_INFERRED'), ('ceiling', '90000', 'SOURCED')]
    >>> [one.parameter for one in made.open_ended]
    ['rate']
    """
    services = tuple(registry.get(code) for code in (registry.codes() if codes is None else codes))
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
