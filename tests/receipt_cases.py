"""Declarations to print: one small, worked by hand; one whose words are as long as people make them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import afas
from afas.declarations import AnyAction, Declaration
from afas.parameters import illustrative

AT = datetime(2023, 1, 21, 9, 30, tzinfo=UTC)
AMEL, CHLOE = afas.Person("U1", "Amel Benoît"), afas.Person("U2", "Chloé")
PARTNER = afas.Partner("P1", "Ville de Nanterre (exemple)", "21990099000017", "NANTERRE")
LONG = "Association intercommunale pour l’épanouissement des enfants et des familles " * 5


NOON = datetime(2023, 1, 20, 12, tzinfo=UTC)


SCALE = illustrative({"ceiling": "60000"}, date(2023, 1, 1))


def _played(activity: afas.Activity, actions: list[AnyAction], previous: dict[str, Decimal]) -> Declaration:
    calendar = afas.calendars.get("92", 2023)
    book = afas.RoleBook()
    for role, person in ((afas.Role.APPROVER, AMEL), (afas.Role.FINANCIAL_DATA, CHLOE)):
        book = book.assign(role, person, activity, start=date(2022, 1, 1))
    book = book.assign(afas.Role.ACTIVITY_DATA, CHLOE, activity, start=date(2022, 1, 1))
    opened = afas.open_declarations(calendar, [activity], on=date(2023, 1, 16), previous={activity.id: previous})
    declaration = next(one for one in opened if one.kind is afas.DeclarationKind.FORECAST)
    for action in actions:
        by = CHLOE if isinstance(action, (afas.Enter, afas.Check)) else AMEL
        declaration = afas.apply(declaration, action, by=by, roles=book, at=NOON, scale=SCALE).declaration
    return declaration


def small(until: str = "TRANSMIT") -> Declaration:
    """An RPE: 1.5 FTE, 50,000 EUR, an illustrative ceiling of 60,000 EUR/FTE.

    least(50,000; 1.5 x 60,000 = 90,000) = 50,000; 43 % of it is 21,500.00 EUR.
    """
    activity = afas.Activity("A3", "P1", "RPE", "Relais <du> Centre", "NANTERRE", nature="Relais")
    fields = afas.ps.get("RPE").fields
    typed = {"animator_fte": "1.5", "expenses": "50000"}
    actions: list[AnyAction] = []
    for form in dict.fromkeys(field.form.value for field in fields):
        own = {field.name: typed[field.name] for field in fields if field.form.value == form and field.name in typed}
        actions += [afas.Enter(form, values=own), afas.Check(form)]
    actions += [afas.Validate(), afas.Complement("Voir *annexe* n° 2 | page 3"), afas.Sign()]
    actions += [afas.Transmit()]
    names = [action.name.value for action in actions]
    last = max(rank for rank, name in enumerate(names) if name == until)
    return _played(activity, actions[: last + 1], {})


def long_worded() -> Declaration:
    """An ALSH of twelve sites with long names, justified at length, the figures of last year being lower."""
    sites = tuple(afas.Site(f"S{rank}", f"{LONG[:90]} n° {rank}") for rank in range(1, 13))
    activity = afas.Activity("A1", "P1", "ALSH", LONG.strip(), "CHÂTENAY-MALABRY", sites, "Périscolaire")
    actions: list[AnyAction] = []
    for site in sites:
        actions += [afas.Enter("activity", site=site.id, values={"attended_hours": "12500.25"})]
        actions += [afas.Check("activity", site=site.id)]
    money = {"expenses": "1234567.89", "general_scheme_share": "0.9875"}
    actions += [afas.Enter("financial", values=money), afas.Check("financial")]
    words = "Hausse de 12 % : " + "ouverture d’un groupe de 24 enfants à l’école Pasteur le 1er avril ; " * 60
    actions += [afas.Justify("ALSH-N1", words), afas.Validate()]
    actions += [
        afas.Complement("Première ligne.\n\n" + "Un complément très long, avec beaucoup de mots. " * 120 + "x" * 300)
    ]
    return _played(activity, actions, {"attended_hours": Decimal(100000)})
