"""A campaign of an ALSH on two sites, action by action."""

from datetime import date, datetime

import afas
from afas.declarations import Declaration
from afas.workflow import Action

__all__ = ["ALSH", "AMEL", "AT", "BOOK", "BRUNO", "CAMPAIGN", "act", "opened"]

AT = datetime(2023, 1, 16, 9)  # noqa: DTZ001 - a wall-clock moment is enough here
SITES = (afas.Site("S1", "Balzac"), afas.Site("S2", "Pasteur"))
ALSH = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", SITES)
AMEL, BRUNO = afas.Person("U1", "Amel"), afas.Person("U2", "Bruno")
START = date(2022, 9, 1)
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, ALSH, START)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S1", START)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S2", START)
    .assign(afas.Role.FINANCIAL_DATA, BRUNO, ALSH, START)
)
CAMPAIGN: tuple[tuple[Action, afas.Person], ...] = (
    (afas.Enter("activity", site="S1", values={"attended_hours": "100"}), BRUNO),
    (afas.Check("activity", site="S1"), BRUNO),
    (afas.Enter("activity", site="S2", values={"attended_hours": "50"}), BRUNO),
    (afas.Check("activity", site="S2"), BRUNO),
    (afas.Enter("financial", values={"expenses": "1000", "general_scheme_share": "1"}), BRUNO),
    (afas.Check("financial"), BRUNO),
    (afas.Validate(), AMEL),
    (afas.Sign(), AMEL),
    (afas.Transmit(), AMEL),
    (afas.workflow.Accept(), afas.CAF),
)


def opened() -> Declaration:
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [ALSH], on=AT.date())
    return next(one for one in offered if one.kind is afas.DeclarationKind.FORECAST)


def act(declaration: Declaration, rank: int) -> Declaration:
    action, by = CAMPAIGN[rank]
    return afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale={"ceiling": "1.97"}).declaration
