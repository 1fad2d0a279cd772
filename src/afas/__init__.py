"""The rules behind the Caf's service *Aides financières d'action sociale* (AFAS), exact and without I/O.

>>> import afas
>>> afas.calendars.get(caf="92", year=2023).window("ALSH", afas.DeclarationKind.UPDATE_JUNE).available
datetime.date(2023, 6, 18)

The names below are those of the tutorial. Each module is loaded when one of its names is first used: a
service that only estimates never loads the workflow.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from afas import (
        calendars,
        charts,
        contacts,
        directories,
        errors,
        followup,
        ical,
        payments,
        ps,
        receipts,
        simulation,
        todo,
        workflow,
    )
    from afas.access import follow, powers
    from afas.agenda import alerts
    from afas.calendar import Calendar
    from afas.comparison import compare, what_if
    from afas.declarations import Declaration, open_declarations
    from afas.estimation import estimate
    from afas.explanation import explain
    from afas.forms import DeclarationKind
    from afas.marginal import marginal_values
    from afas.packs import illustrative_pack, read_pack
    from afas.partners import CAF, Activity, Agreement, Partner, Person, Site
    from afas.periods import FinancialYear, Period
    from afas.prerequisites import missing_prerequisites
    from afas.reference import Reference
    from afas.roles import Assignment, Role, RoleBook
    from afas.workflow import (
        Accept,
        Cancel,
        Check,
        Complement,
        Enter,
        Justify,
        Refuse,
        SendBack,
        Sign,
        Transmit,
        Validate,
        allowed,
        apply,
        blockers,
    )

__all__ = [
    "CAF",
    "Accept",
    "Activity",
    "Agreement",
    "Assignment",
    "Calendar",
    "Cancel",
    "Check",
    "Complement",
    "Declaration",
    "DeclarationKind",
    "Enter",
    "FinancialYear",
    "Justify",
    "Partner",
    "Period",
    "Person",
    "Reference",
    "Refuse",
    "Role",
    "RoleBook",
    "SendBack",
    "Sign",
    "Site",
    "Transmit",
    "Validate",
    "alerts",
    "allowed",
    "apply",
    "blockers",
    "calendars",
    "charts",
    "compare",
    "contacts",
    "directories",
    "errors",
    "estimate",
    "explain",
    "follow",
    "followup",
    "ical",
    "illustrative_pack",
    "marginal_values",
    "missing_prerequisites",
    "open_declarations",
    "payments",
    "powers",
    "ps",
    "read_pack",
    "receipts",
    "simulation",
    "todo",
    "what_if",
    "workflow",
]

_NAMES = {
    "access": ("follow", "powers"),
    "agenda": ("alerts",),
    "calendar": ("Calendar",),
    "comparison": ("compare", "what_if"),
    "declarations": ("Declaration", "open_declarations"),
    "estimation": ("estimate",),
    "explanation": ("explain",),
    "forms": ("DeclarationKind",),
    "marginal": ("marginal_values",),
    "packs": ("illustrative_pack", "read_pack"),
    "partners": ("Activity", "Agreement", "CAF", "Partner", "Person", "Site"),
    "periods": ("FinancialYear", "Period"),
    "prerequisites": ("missing_prerequisites",),
    "reference": ("Reference",),
    "roles": ("Assignment", "Role", "RoleBook"),
    "workflow": (
        "Accept",
        "Cancel",
        "Check",
        "Complement",
        "Enter",
        "Justify",
        "Refuse",
        "SendBack",
        "Sign",
        "Transmit",
        "Validate",
        "allowed",
        "apply",
        "blockers",
    ),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker reads the imports above, and knows a misspelt name

    def __getattr__(name: str) -> object:
        if name in _HOME:
            value = getattr(import_module(f"afas.{_HOME[name]}"), name)
        elif name in __all__:
            value = import_module(f"afas.{name}")
        else:
            message = f"module 'afas' has no attribute {name!r}"
            raise AttributeError(message)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
