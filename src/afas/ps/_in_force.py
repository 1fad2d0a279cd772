"""The financial years and kinds of declaration that a PS is computed for."""

import operator

from afas.errors import Fault, FaultKind, InvalidInput
from afas.forms import DeclarationKind
from afas.periods import YEARS, FinancialYear, not_a_year
from afas.ps._model import PS, Rules
from afas.text import Text

__all__ = ["KIND_FROM", "NOT_TAKEN", "NO_FORMULA", "NO_PART", "financial_year", "not_in_force"]

NO_FORMULA = FaultKind(
    "no-formula-at",
    Text(fr="aucune formule de la PS n’est connue avant le {first}", en="no formula of the PS is known before {first}"),
)
NO_PART = FaultKind(
    "no-part-at",
    Text(
        fr="« {label} » n’a pas de formule connue avant le {first} : laissez cette donnée à zéro",
        en="“{label}” has no formula known before {first}: leave this figure at zero",
    ),
)
NOT_TAKEN = FaultKind(
    "kind-not-taken",
    Text(
        fr="Afas ne prend pas la déclaration « {kind} » {year} de cette PS ; prises : {taken}",
        en="AFAS does not take the “{kind}” declaration {year} of this PS; taken: {taken}",
    ),
)
KIND_FROM = Text(fr="{kind} dès {year}", en="{kind} from {year}")


def financial_year(year: object, service: PS) -> FinancialYear:
    """The year of a PS, civil or school, from a whole number of any kind.

    Raises:
        InvalidInput: it is no year.
    """
    try:
        number = -1 if isinstance(year, bool) else operator.index(year)  # type: ignore[arg-type] # refused if it is none
    except TypeError:
        number = -1
    if number not in YEARS:
        subject = Text(fr=f"Estimation {service.code}", en=f"{service.code} estimate")
        raise InvalidInput(subject, (not_a_year("year", year),))
    return FinancialYear(number, service.school_year)


def not_in_force(service: PS, when: FinancialYear, kind: DeclarationKind | None, rules: Rules | None) -> list[Fault]:
    """The faults of a year, a part or a kind of declaration for which there is no rule."""
    faults = []
    if rules is None:
        faults.append(NO_FORMULA.at("year", first=service.formulas[0].start))
    for part in rules.missing if rules else ():
        path = f"entries.{part.declared_by}"
        faults.append(NO_PART.at(path, label=service.label(part.name), first=part.formulas[0].start))
    if kind is not None and not service.takes(kind, when.year):
        taken = [KIND_FROM.fill(kind=k, year=str(y)) for k, y in service.since.items()]
        faults.append(NOT_TAKEN.at("kind", kind=kind, year=when.text, taken=taken or service.kinds))
    return faults
