"""The rules behind the Caf's service *Aides financières d'action sociale* (AFAS), exact and without I/O.

>>> import afas
>>> afas.calendars.get(caf="92", year=2023).window("ALSH", afas.DeclarationKind.UPDATE_JUNE).available
datetime.date(2023, 6, 18)
"""

from afas import calendars, errors, payments, ps, workflow
from afas.calendar import Calendar, alerts
from afas.declarations import Declaration, open_declarations
from afas.estimation import estimate, explain
from afas.forms import DeclarationKind
from afas.partners import CAF, Activity, Agreement, Partner, Person, Site
from afas.periods import FinancialYear, Period
from afas.roles import Role, RoleBook
from afas.workflow import (
    Accept,
    Cancel,
    Check,
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
    "Calendar",
    "Cancel",
    "Check",
    "Declaration",
    "DeclarationKind",
    "Enter",
    "FinancialYear",
    "Justify",
    "Partner",
    "Period",
    "Person",
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
    "errors",
    "estimate",
    "explain",
    "open_declarations",
    "payments",
    "ps",
    "workflow",
]
