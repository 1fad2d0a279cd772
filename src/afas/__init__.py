"""The rules behind the Caf's service *Aides financières d'action sociale* (AFAS), exact and without I/O.

>>> import afas
>>> afas.calendars.get(caf="92", year=2023).window("ALSH", afas.DeclarationKind.UPDATE_JUNE).available
datetime.date(2023, 6, 18)

The names below are those of the tutorial; every public module is reached from here too (`afas.exchange`). Each module
is loaded when it, or one of its names, is first used: a service that only estimates never loads the workflow.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "26.1.0"
"""The version of the library, and so of its rules."""

if TYPE_CHECKING:  # what a type checker sees; the same names as below, which a test compares
    # fmt: off
    # isort: off
    from afas import (
        access as access, administration as administration, agreements as agreements,
        arithmetic as arithmetic, assignments as assignments, audit as audit, calendar as calendar,
        calendars as calendars, charts as charts, columns as columns, comparison as comparison,
        contacts as contacts, controls as controls, curves as curves, declarations as declarations,
        directories as directories, documents as documents, errors as errors, estimation as estimation,
        exchange as exchange, explanation as explanation, followup as followup, forms as forms, ical as ical,
        numbers as numbers, packs as packs, parameters as parameters, participations as participations,
        partners as partners, payments as payments, periods as periods, persistent as persistent, ps as ps,
        quantities as quantities, reading as reading, receipts as receipts, reference as reference, roles as roles,
        simulation as simulation, sources as sources, terms as terms, text as text, windows as windows,
        workflow as workflow,
    )
    from afas.access import follow as follow, powers as powers, visible as visible
    from afas.administration import administer as administer
    from afas.agreements import (
        Given as Given, given_figures as given_figures, missing_prerequisites as missing_prerequisites,
    )
    from afas.calendar import Calendar as Calendar
    from afas.comparison import compare as compare, what_if as what_if
    from afas.declarations import Declaration as Declaration, open_declarations as open_declarations
    from afas.estimation import estimate as estimate
    from afas.explanation import explain as explain
    from afas.followup import alerts as alerts
    from afas.forms import DeclarationKind as DeclarationKind
    from afas.audit import check as check, provenance as provenance
    from afas.curves import marginal_values as marginal_values
    from afas.packs import illustrative_pack as illustrative_pack, read_pack as read_pack
    from afas.partners import (
        CAF as CAF, Activity as Activity, Agreement as Agreement, Partner as Partner, Person as Person, Site as Site,
    )
    from afas.periods import FinancialYear as FinancialYear, Period as Period
    from afas.reference import Reference as Reference
    from afas.roles import Assignment as Assignment, Role as Role, RoleBook as RoleBook
    from afas.workflow import (
        Accept as Accept, Cancel as Cancel, Check as Check, Complement as Complement, Enter as Enter,
        Justify as Justify, Refuse as Refuse, SendBack as SendBack, Sign as Sign, Transmit as Transmit,
        Validate as Validate, allowed as allowed, apply as apply, blockers as blockers,
    )
    # isort: on
    # fmt: on

_NAMES: Final = {
    "access": "follow powers visible",
    "administration": "administer",
    "agreements": "Given given_figures missing_prerequisites",
    "audit": "check provenance",
    "calendar": "Calendar",
    "comparison": "compare what_if",
    "declarations": "Declaration open_declarations",
    "estimation": "estimate",
    "explanation": "explain",
    "followup": "alerts",
    "forms": "DeclarationKind",
    "curves": "marginal_values",
    "packs": "illustrative_pack read_pack",
    "partners": "CAF Activity Agreement Partner Person Site",
    "periods": "FinancialYear Period",
    "reference": "Reference",
    "roles": "Assignment Role RoleBook",
    "workflow": "Accept Cancel Check Complement Enter Justify Refuse SendBack Sign Transmit Validate allowed "
    "apply blockers",
}
_HOME: Final = {name: module for module, names in _NAMES.items() for name in names.split()}
_MODULES: Final = [
    "access",
    "administration",
    "agreements",
    "arithmetic",
    "assignments",
    "audit",
    "calendar",
    "calendars",
    "charts",
    "columns",
    "comparison",
    "contacts",
    "controls",
    "curves",
    "declarations",
    "directories",
    "documents",
    "errors",
    "estimation",
    "exchange",
    "explanation",
    "followup",
    "forms",
    "ical",
    "numbers",
    "packs",
    "parameters",
    "participations",
    "partners",
    "payments",
    "periods",
    "persistent",
    "ps",
    "quantities",
    "reading",
    "receipts",
    "reference",
    "roles",
    "simulation",
    "sources",
    "terms",
    "text",
    "windows",
    "workflow",
]

__all__ = [*_HOME, *_MODULES]  # noqa: PLE0604 - names, from the tables above


if not TYPE_CHECKING:  # a type checker reads the imports above, and knows a misspelt name

    def __getattr__(name: str) -> object:
        if name in _HOME:
            value = getattr(import_module(f"afas.{_HOME[name]}"), name)
        elif name in _MODULES:
            value = import_module(f"afas.{name}")
        else:
            message = f"module 'afas' has no attribute {name!r}"
            raise AttributeError(message)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
