"""The registry of the *prestations de service*, `codes()` and `get(code)`, and the years each is computed for.

Add a PS: write `ps/<name>.py` with a constant `SERVICE` (copy the nearest one): it is found by itself.
"""

import operator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from afas.errors import AfasError, Fault, FaultKind, InvalidInput, closest, error
from afas.forms import DeclarationKind
from afas.periods import YEARS, FinancialYear, not_a_year
from afas.ps._model import BROKEN, PS, WORDS, Constraint, Example, Formula, NotOfThisPS, Part, Rules
from afas.ps._participations import SERVICE as PARTICIPATIONS
from afas.ps._participations import amounts as participation_amounts
from afas.text import Text

__all__ = [
    "BROKEN",
    "KIND_FROM",
    "NOT_TAKEN",
    "NO_FORMULA",
    "NO_PART",
    "PARTICIPATIONS",
    "PS",
    "WORDS",
    "Constraint",
    "Example",
    "Formula",
    "NotOfThisPS",
    "Part",
    "Rules",
    "UnknownPS",
    "code_of",
    "codes",
    "financial_year",
    "get",
    "not_in_force",
    "participation_amounts",
]

_FIRST: Final = (  # the order of the presentation of AFAS; any other file of this folder comes after
    "eaje",
    "alsh",
    "rpe",
    "laep",
    "clas",
    "ps_jeunes",
    "mediation_familiale",
    "espace_rencontre",
    "aad",
    "agc",
    "acf",
    "ctg",
    "fjt",
    "evs",
)
_found: dict[str, PS] = {}

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


@error
class UnknownPS(AfasError, LookupError):
    """No PS has this code."""

    code = "unknown-ps"
    template = Text(
        fr="PS inconnue « {found} »{hint} ; connues : {known}.", en="Unknown PS “{found}”{hint}; known: {known}."
    )
    found: str
    hint: str | object
    known: tuple[str, ...]


def _registry() -> dict[str, PS]:
    if not _found:
        others = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
        for module in dict.fromkeys((*_FIRST, *others)):
            ps: PS = import_module(f"afas.ps.{module}").SERVICE
            _found.update(dict.fromkeys((ps.code, *ps.aliases), ps))
    return _found


def codes() -> tuple[str, ...]:
    """The codes of all PS, without the aliases.

    >>> "ALSH" in codes()
    True
    """
    return tuple(dict.fromkeys(ps.code for ps in _registry().values()))


def registered(service: PS) -> bool:
    """Is it the registry's own, and not one of the caller's that has its code?"""
    return _registry().get(service.code) is service


def get(code: str) -> PS:
    """A PS by its code or one of its aliases.

    >>> get("RAM").code
    'RPE'

    Raises:
        UnknownPS: no PS has this code.
    """
    try:
        return _registry()[code]
    except (KeyError, TypeError):
        guess = closest(str(code), _registry())
        hint = Text(fr=" (vouliez-vous dire {name} ?)", en=" (did you mean {name}?)").fill(name=guess) if guess else ""
        raise UnknownPS(str(code), hint, codes()) from None


def code_of(name: str) -> str:
    """The code of a PS under any of its names; a name that no PS has stands for itself.

    >>> code_of("RAM"), code_of("A_PS_OF_ITS_OWN")
    ('RPE', 'A_PS_OF_ITS_OWN')
    """
    found = _registry().get(name)
    return name if found is None else found.code


def financial_year(year: object, service: PS) -> FinancialYear:
    """The year of a PS, civil or school, from a whole number of any kind.

    Raises:
        InvalidInput: it is no year.
    """
    try:
        number = year if type(year) is int else -1 if isinstance(year, bool) else operator.index(year)  # type: ignore[arg-type] # refused if it is none
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
