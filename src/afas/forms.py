"""The fields that a partner declares, on an activity form or a financial form, by site where the PS says so.

Entries are kept as typed until they are complete; only then are they read as exact figures. A form that is
half filled loses nothing, and says what is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.arithmetic import total
from afas.errors import Fault, FaultKind, Faults, did_you_mean
from afas.periods import FinancialYear
from afas.quantities import AMBIGUOUS, Unit, read_flag, read_number
from afas.text import Code, Text

__all__ = [
    "MISSING",
    "UNKNOWN_FIELD",
    "DeclarationKind",
    "Field",
    "FormCode",
    "Giver",
    "plain_entries",
    "read_entries",
    "sections",
    "total_by_site",
]

Raw = Mapping[str, object]
_FLAG: Final = Unit.FLAG  # read at each figure

UNKNOWN_FIELD = FaultKind(
    "unknown-field",
    Text(
        fr="donnée inconnue « {found} »{hint} ; attendues : {known}",
        en="unknown field “{found}”{hint}; expected: {known}",
    ),
)
MISSING = FaultKind(
    "missing-field",
    Text(fr="« {label} » ({unit}) est à renseigner", en="“{label}” ({unit}) is not filled in"),
)


class DeclarationKind(Code):
    """The kinds of declaration of a year (*prévisionnelle*, *réelle*, *actualisée*)."""

    FORECAST = "FORECAST", Text(fr="Prévisionnelle", en="Forecast")
    ACTUAL = "ACTUAL", Text(fr="Réelle", en="Actual")
    UPDATE_JUNE = "UPDATE_JUNE", Text(fr="Actualisée Janvier à Juin", en="Update January to June")
    UPDATE_SEPTEMBER = "UPDATE_SEPTEMBER", Text(fr="Actualisée Janvier à Septembre", en="Update January to September")

    @property
    def updates(self) -> bool:
        """Does it update a forecast (*actualisée*)?"""
        return self in (DeclarationKind.UPDATE_JUNE, DeclarationKind.UPDATE_SEPTEMBER)


class FormCode(Code):
    """The two forms of a declaration."""

    ACTIVITY = "activity", Text(fr="Données d’activité", en="Activity data")
    FINANCIAL = "financial", Text(fr="Données financières", en="Financial data")


class Giver(Code):
    """The giver of a figure: the partner or the Caf."""

    PARTNER = "PARTNER", Text(fr="gestionnaire", en="partner")
    CAF = "CAF", Text(fr="Caf", en="Caf")


@attrs.frozen
class Field:
    """One figure of a declaration.

    Attributes:
        name: stable, for code.
        unit: what it counts.
        text: its label.
        form: the form it stands on.
        by_site: declared for each site and added up, where the activity has several.
        low: the least allowed (itself allowed).
        high: the most allowed (itself allowed); None for no bound.
        default: what an empty entry stands for; None if it has to be filled in.
        kinds: the kinds of declaration that ask for it; None for all.
        section: the sub-form it stands on (*sous-formulaire*), where the form is split.
        since: the first day of the rule that reads it; None: it has always been read.
        until: the first day on which no rule reads it any more; None: it still is.
        giver: who gives it: what the Caf gives is not on the partner's form.
        given_since: the day from which the `giver` gives it, the partner before; None: always.
    """

    name: str
    unit: Unit
    text: Text
    form: FormCode
    by_site: bool = False
    low: Decimal = Decimal(0)
    high: Decimal | None = None
    default: Decimal | None = None
    kinds: frozenset[DeclarationKind] | None = None
    section: Text | None = None
    since: date | None = None
    until: date | None = None
    giver: Giver = Giver.PARTNER
    given_since: date | None = None

    def asked(self, kind: DeclarationKind | None, year: FinancialYear | None = None) -> bool:
        """Does this kind of declaration ask for it, of the partner or of the Caf?

        Args:
            kind: of declaration; None: any.
            year: the financial year; None: any.
        """
        if kind is not None and self.kinds is not None and kind not in self.kinds:
            return False
        return year is None or self.in_force(year)

    def in_force(self, year: FinancialYear) -> bool:
        """Does a rule read it on some day of this year?"""
        if self.since is None and self.until is None:
            return True
        days = year.period
        ends = days.end is None or self.since is None or self.since < days.end
        return ends and (self.until is None or self.until > days.start)

    def given_by(self, year: FinancialYear) -> Giver:
        """The giver of the field for this year, on its first day."""
        if self.given_since is not None and year.start < self.given_since:
            return Giver.PARTNER
        return self.giver

    def read(self, raw: object, path: str, *, locale: str | None = None) -> Decimal | Fault:
        """The exact figure, or what is wrong with it; in the writing of a language, where one is given."""
        if self.unit is _FLAG:
            return read_flag(raw, path, locale=locale)
        return read_number(raw, path, self.unit, self.low, self.high, locale=locale)


def read_entries(
    fields: Sequence[Field],
    entries: Raw,
    path: str = "entries",
    complete: bool = True,
    defaults: bool = True,
    *,
    locale: str | None = None,
) -> tuple[dict[str, Decimal], list[Fault]]:
    """Read entries as exact figures.

    Args:
        fields: those expected.
        entries: what was typed, by field name; None and "" are empty.
        path: where the entries stand, for the faults.
        complete: count an empty field without a default as a fault.
        defaults: read an empty field that has a default as its default.
        locale: how figures are written: "fr" reads 12 500,5; None: as programs write them, 12500.5.

    Returns:
        The figures that could be read, by name, and every fault: unknown names, bad figures, empty fields.
    """
    figures: dict[str, Decimal] = {}
    faults: list[Fault] = []
    given = 0
    for field in fields:
        name = field.name
        raw = entries.get(name)
        if raw is not None:
            given += 1
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if field.default is not None:
                if defaults:
                    figures[name] = field.default
            elif complete:
                faults.append(MISSING.at(f"{path}.{name}", label=field.text, unit=field.unit))
            continue
        figure = field.read(raw, f"{path}.{name}", locale=locale)
        if isinstance(figure, Fault):
            faults.append(figure)
        else:
            figures[name] = figure
    if given < len(entries):
        # names that are unknown, or stand for nothing
        expected = {field.name: field for field in fields}
        faults = [_unknown(name, expected, path) for name in entries if name not in expected] + faults
    return figures, faults


def plain_entries(fields: Iterable[Field], entries: Raw, locale: str) -> dict[str, object]:
    """Entries typed in a language, with each figure that can be read as programs write it; the rest as it was typed.

    So nothing typed is lost, and what cannot be read is reported when the form is checked.

    Raises:
        InvalidInput: a figure can be read in two ways ("1.234" in French): kept so, it would be read in one of them.

    >>> hours = Field("hours", Unit.HOUR, Text(fr="heures", en="hours"), FormCode.ACTIVITY)
    >>> plain_entries([hours], {"hours": "12 500,5", "note": "à voir"}, "fr")
    {'hours': '12500.5', 'note': 'à voir'}
    """
    known = {field.name: field for field in fields}
    faults = Faults(Text(fr="Saisie", en="Entry"))
    plain = {name: _as_programs(known.get(name), raw, locale, faults) for name, raw in entries.items()}
    faults.raise_if_any()
    return plain


def _as_programs(field: Field | None, raw: object, locale: str, faults: Faults) -> object:
    if field is None or not isinstance(raw, str) or not raw.strip():
        return raw
    if field.unit is Unit.FLAG:
        number = read_flag(raw, f"entries.{field.name}", locale=locale)
    else:
        number = read_number(raw, f"entries.{field.name}", field.unit, None, None, locale=locale)
    if isinstance(number, Fault):
        faults.add(*([number] if number.code == AMBIGUOUS.code else []))
        return raw
    return f"{number:f}"


def _unknown(name: object, expected: Mapping[str, Field], path: str) -> Fault:
    shown = str(name)[:40]
    hint = did_you_mean(shown, expected)
    return UNKNOWN_FIELD.at(f"{path}.{shown}", found=shown, hint=hint, known=tuple(expected))


def sections(fields: Iterable[Field]) -> dict[Text | None, tuple[Field, ...]]:
    """The sub-forms of a form, in the order of its fields; those of no sub-form under None."""
    found: dict[Text | None, tuple[Field, ...]] = {}
    for field in fields:
        found[field.section] = (*found.get(field.section, ()), field)
    return found


def total_by_site(sites: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The figures of several sites added up, field by field (ALSH-04: the sum of the sites is the total)."""
    added: dict[str, Decimal] = {}
    for figures in sites:
        for name, figure in figures.items():
            added[name] = total((added[name], figure)) if name in added else figure
    return added
